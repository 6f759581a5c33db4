#ifndef JU_EVENT_RECEIPT_H
#define JU_EVENT_RECEIPT_H

#include "common/event/batch.h"

#include "juki/common/v1/common.pb-c.h"

/*
 * The steps of a handler for juki.common.v1.Acknowledged: which of our events a peer has received.
 * An id that we never sent to it is audited as refused ("event_unknown"); the others count all the same.
 */

enum { JU_RECEIPT_MAX_EVENTS = 1000 };

/* The claim of a handler whose find tells whether a receipt came before: of two that name one event, in one
 * batch, the later has to see the earlier. */
ju_rc ju_receipt_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/*
 * In ask, first: find has $1 text[] of ce_ids and answers one row per id, in their order, with change_id and
 * subject (as in ju_act), both null when the id is not known; a third column may say that a receipt came
 * before, and then this one is no act. JU_REJECT "too_many" above the maximum.
 */
ju_rc ju_receipt_ask(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, const ju_sql *find,
                     ju_err *err) JU_MUST_CHECK;

/* In apply: runs mark ($1 text[] of ce_ids) and audits action once per id, however often it names
 * that, with peer as its detail. */
ju_rc ju_receipt_apply(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, const ju_sql *mark,
                       const char *action, const char *peer, ju_err *err) JU_MUST_CHECK;

#endif
