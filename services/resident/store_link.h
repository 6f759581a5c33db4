#ifndef RESIDENT_STORE_LINK_H
#define RESIDENT_STORE_LINK_H

#include "common/event/batch.h"
#include "juki/common/v1/common.pb-c.h"

/* The SQL of the links, as store.h. */

ju_rc put_link_notice(ju_ctx *ctx, const char *event_id, const char *peer, const char *change_id,
                      const char *subject, ju_err *err) JU_MUST_CHECK;
ju_rc ask_link_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err) JU_MUST_CHECK;
/* Marks and audits what the peer has received. */
ju_rc mark_link_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, const char *peer,
                        ju_err *err) JU_MUST_CHECK;
ju_rc put_link_person(ju_ctx *ctx, const char *person_ref, const char *addressee_number,
                      ju_err *err) JU_MUST_CHECK;
ju_rc ask_link_person(ju_ctx *ctx, const char *person_ref, ju_err *err) JU_MUST_CHECK;
/* Notices and applications that were taken, by the peer's number. */
ju_rc ask_link_taken(ju_ctx *ctx, const char *peer, const char *number, ju_err *err) JU_MUST_CHECK;
ju_rc put_link_taken(ju_ctx *ctx, const char *peer, const char *number, const char *change_id,
                     ju_err *err) JU_MUST_CHECK;

#endif
