#ifndef GATEWAY_STEPS_EXCHANGE_H
#define GATEWAY_STEPS_EXCHANGE_H

#include "services/gateway/exchange.h"
#include "services/gateway/handlers.h"
#include "services/gateway/store_exchange.h"

/* 情報提供等記録: what operators ask, and its erasure. For commands.c, but ExchangeLookup, which stands in
 * the table of handlers. */
ju_rc exchange_query_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_query_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_lookup_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_lookup_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_statistics_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_statistics_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_erasure_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_erasure_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_decide_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_decide_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc exchange_decide_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* ---- between the files of the steps -------------------------------------------------------------------- */

/* JU_REJECT: a wish to which nothing could be answered. */
ju_rc exchange_check_request(const char *request_id, ju_err *err) JU_MUST_CHECK;

/* NULL when nothing is refused, or memory is out. */
Juki__Common__V1__Refusal *exchange_refusal_of(ju_ctx *ctx, const exchange_refusal *why);

/* An act of an operator; addressee_number "": about nobody in particular. */
ju_rc exchange_audit(ju_ctx *ctx, const char *action, const Juki__Common__V1__Operator *who,
                     const char *addressee_number, const exchange_refusal *why, const char *detail,
                     ju_err *err) JU_MUST_CHECK;

#endif
