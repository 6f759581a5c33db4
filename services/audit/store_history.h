#ifndef AUDIT_STORE_HISTORY_H
#define AUDIT_STORE_HISTORY_H

#include "common/event/batch.h"
#include "services/audit/history.h"

/* A page of what is told, then as entries, and the index behind which the next page begins; 0: there is none.
 */
ju_rc history_ask(ju_ctx *ctx, const Juki__Audit__V1__QueryAccessHistory *query, ju_err *err) JU_MUST_CHECK;
ju_rc history_got(const ju_ctx *ctx, Juki__Audit__V1__AccessHistoryReply *reply, ju_err *err) JU_MUST_CHECK;

ju_rc hold_put(ju_ctx *ctx, const char *hold_id, const Juki__Audit__V1__RequestHistoryHold *wish,
               ju_err *err) JU_MUST_CHECK;
/* The hold stays locked. */
ju_rc hold_ask(ju_ctx *ctx, const char *hold_id, ju_err *err) JU_MUST_CHECK;
/* Those behind a hold, or behind ""; got_ tells how many fit an answer. */
ju_rc hold_ask_list(ju_ctx *ctx, const char *after, ju_err *err) JU_MUST_CHECK;
ju_rc hold_got(const ju_ctx *ctx, Juki__Audit__V1__HistoryHoldReply *reply, ju_err *err) JU_MUST_CHECK;
ju_rc hold_decide(ju_ctx *ctx, const Juki__Audit__V1__HistoryHold *hold, ju_err *err) JU_MUST_CHECK;

#endif
