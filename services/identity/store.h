#ifndef IDENTITY_STORE_H
#define IDENTITY_STORE_H

#include "common/event/batch.h"
#include "services/identity/rule.h"

#include "juki/common/v1/common.pb-c.h"

/* The tables of identity. ask_ functions queue a question in ask; got_ functions read its answer in apply,
 * where it is the first of the message; the others queue a write in apply. */

ju_rc identity_ask_known(ju_ctx *ctx, const identity_numbers *numbers, ju_err *err) JU_MUST_CHECK;
/* JU_FATAL when the arena is full. */
ju_rc identity_got_known(const ju_ctx *ctx, identity_known *ret, ju_err *err) JU_MUST_CHECK;
/* Adds the row to the file and makes it the current one of its 住民票コード; update_number is 更新順番号. */
ju_rc identity_put_record(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                          const identity_record *record, const identity_numbers *numbers,
                          int64_t update_number, ju_err *err) JU_MUST_CHECK;

/* What identity sent and waits to hear of: a notice or a request. */
typedef struct identity_sent {
    const char *event_id;
    const char *change_id;
    const char *register_ref;
    const char *subject; /* as in the audit trail */
} identity_sent;

ju_rc identity_put_notice(ju_ctx *ctx, const identity_sent *notice, ju_err *err) JU_MUST_CHECK;
ju_rc identity_ask_notices_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                                    ju_err *err) JU_MUST_CHECK;
/* Marks and audits them. */
ju_rc identity_mark_notices_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                                     ju_err *err) JU_MUST_CHECK;
ju_rc identity_ask_notices_of_change(ju_ctx *ctx, const char *change_id, ju_err *err) JU_MUST_CHECK;
/* Fills reply->notice. JU_FATAL when the arena is full. */
ju_rc identity_got_notices(const ju_ctx *ctx, Juki__Identity__V1__NoticesReply *reply,
                           ju_err *err) JU_MUST_CHECK;

ju_rc identity_ask_request(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
typedef struct identity_request {
    bool found;
    bool open; /* not answered yet */
    const char *change_id;
    const char *register_ref;
    const char *subject;
} identity_request;
/* The texts live as long as the answers. */
identity_request identity_got_request(const ju_ctx *ctx);
ju_rc identity_put_request(ju_ctx *ctx, const char *request_id, const identity_sent *request,
                           ju_err *err) JU_MUST_CHECK;
ju_rc identity_mark_request_answered(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
ju_rc identity_ask_requests_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                                     ju_err *err) JU_MUST_CHECK;
ju_rc identity_mark_requests_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                                      ju_err *err) JU_MUST_CHECK;

#endif
