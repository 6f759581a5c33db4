#ifndef IDENTITY_STORE_H
#define IDENTITY_STORE_H

#include "common/event/batch.h"

#include "juki/common/v1/common.pb-c.h"
#include "juki/identity/v1/stock.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

/* The tables of identity. ask_ functions queue a question in ask; got_ functions read its answer in apply,
 * where it is the first of the message; the others queue a write in apply. */

/* What identity sent and waits to hear of: a notice or a request. */
typedef struct identity_sent {
    const char *event_id;
    const char *change_id;
    const char *register_ref;
    const char *subject; /* as in the audit trail */
} identity_sent;

ju_rc identity_ask_notices_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                                    ju_err *err) JU_MUST_CHECK;
/* Marks and audits them. */
ju_rc identity_mark_notices_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                                     ju_err *err) JU_MUST_CHECK;

/* ---- requests for numbers (依頼管理番号) ---- */

typedef enum request_state {
    REQUEST_UNKNOWN,
    REQUEST_WAITING, /* the stock had no code for it */
    REQUEST_OPEN,    /* sent */
    REQUEST_ANSWERED,
    REQUEST_WITHDRAWN,
} request_state;

typedef struct identity_request {
    request_state state;
    Juki__Resident__V1__NumberKind kind;
    identity_sent sent;
    const unsigned char *code_index;   /* of the code that the answer must name; NULL: none */
    const unsigned char *number_index; /* of the 個人番号 to be replaced; NULL: none */
} identity_request;

ju_rc identity_ask_request(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
/* Answer 0. The texts live as long as the answers. */
identity_request identity_got_request(const ju_ctx *ctx);
/* Adds the request, or brings one that waited to its new state. requested: what a waiting one asked for. */
ju_rc identity_put_request(ju_ctx *ctx, const char *request_id, const identity_request *request,
                           const Juki__Resident__V1__NumberRequested *requested, ju_err *err) JU_MUST_CHECK;
ju_rc identity_mark_request(ju_ctx *ctx, const char *request_id, request_state state,
                            ju_err *err) JU_MUST_CHECK;

/* ---- the stock of free 住民票コード ---- */

/* Draws one for the request, unless the request is known: a write in ask, which the claim of the request
 * makes safe, since it stands for this request and no other whatever becomes of it. */
ju_rc identity_ask_code(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
/* Answer number of; *ret_code NULL when the stock is empty. It is sealed to identity, subject IDENTITY_STOCK.
 */
ju_rc identity_got_code(const ju_ctx *ctx, int of, Juki__Common__V1__Sealed **ret_code,
                        ju_err *err) JU_MUST_CHECK;

typedef struct stock_level {
    int64_t free;
    bool ordered; /* more were asked for within the hour and have not come */
} stock_level;
ju_rc identity_ask_stock(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
stock_level identity_got_stock(const ju_ctx *ctx, int of);

ju_rc identity_put_order(ju_ctx *ctx, const char *request_id, const char *event_id, int count,
                         ju_err *err) JU_MUST_CHECK;
/* 4 answers: the order, the requests that wait for a code (the oldest first), the level of the stock, and
 * which codes are known already. hex: blind indexes of the codes, one each. */
ju_rc identity_ask_delivery(ju_ctx *ctx, const Juki__Identity__V1__CodesDelivered *delivered,
                            const char *const *hex, ju_err *err) JU_MUST_CHECK;
bool identity_code_known(const ju_ctx *ctx, const char *hex);
typedef struct stock_order {
    bool found;
    bool open;
    int64_t count;
} stock_order;
stock_order identity_got_order(const ju_ctx *ctx);
typedef struct waiting_requests {
    Juki__Resident__V1__NumberRequested **item;
    const char **traceparent;
    size_t count;
} waiting_requests;
ju_rc identity_got_waiting(ju_ctx *ctx, waiting_requests *ret, ju_err *err) JU_MUST_CHECK;
/* request_id: the request that the code goes to at once, or NULL: it is free. A code that the file or the
 * stock has already stays as it is. */
ju_rc identity_put_code(ju_ctx *ctx, const unsigned char *index, const Juki__Common__V1__Sealed *code,
                        const char *request_id, ju_err *err) JU_MUST_CHECK;
ju_rc identity_close_order(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;

/* ---- receipts of the national body ---- */

ju_rc identity_ask_requests_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                                     ju_err *err) JU_MUST_CHECK;
ju_rc identity_mark_requests_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt,
                                      ju_err *err) JU_MUST_CHECK;

#endif
