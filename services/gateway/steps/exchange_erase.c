/* 消去 of 情報提供等記録 after seven years: asked for by one, decided by a supervisor who is another (R-60,
 * K69). */
#include "services/gateway/steps/exchange.h"

#include "common/event/topic_names.h"
#include "common/staff/approval_store.h"
#include "services/gateway/provision.h"

typedef Juki__Gateway__V1__RequestExchangeErasure request_erasure;
typedef Juki__Gateway__V1__DecideExchangeErasure decide_erasure;
typedef Juki__Gateway__V1__ExchangeErasureReply erasure_reply;

static const char ERASURE_APPROVAL[] = "exchange_erasure";

enum { ASKED_APPROVAL = 2 }; /* of a decision, behind what exchange_ask_erasure asks */

/* What is to be approved, as the erasure stands. */
static const char *request_of(ju_ctx *ctx, const char *erasure_id, const exchange_erasure *of)
{
    const ju_approval_item items[] = {{"erase_before", of->erase_before}, {"purpose", of->purpose}};
    return ju_approval_text(ctx->arena, ERASURE_APPROVAL, erasure_id, of->asked_by, items,
                            sizeof items / sizeof items[0]);
}

static ju_rc put_request(ju_ctx *ctx, const request_erasure *wish, erasure_reply *reply, ju_err *err)
{
    ju_approval approval;
    const exchange_erasure of = {.erase_before = wish->erase_before,
                                 .asked_by = wish->operator_->operator_id,
                                 .purpose = wish->purpose};
    JU_TRY(ju_approval_put(ctx, ERASURE_APPROVAL, wish->request_id, of.asked_by,
                           request_of(ctx, wish->request_id, &of), &approval, err));
    reply->approval = ju_approval_message(ctx->arena, &approval);
    return reply->approval == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc answer(ju_ctx *ctx, erasure_reply *reply, const exchange_refusal *why, ju_err *err)
{
    reply->refusal = exchange_refusal_of(ctx, why);
    return why->code != NULL && reply->refusal == NULL
               ? ju_no_memory(err)
               : ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, reply->request_id, &reply->base, NULL, err);
}

ju_rc exchange_erasure_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_erasure *wish = body;
    exchange_refusal *why = ju_arena_alloc(ctx->arena, sizeof *why);
    JU_TRY(exchange_check_request(wish->request_id, err));
    if (why == NULL) {
        return ju_no_memory(err);
    }
    *why = exchange_check_erasure(wish, ctx->today);
    ctx->work = why;
    return why->code == NULL ? exchange_ask_erasure(ctx, wish->request_id, wish->erase_before, err) : JU_OK;
}

ju_rc exchange_erasure_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_erasure *wish = body;
    exchange_refusal *why = ctx->work;
    exchange_erasure known = {0};
    erasure_reply reply = JUKI__GATEWAY__V1__EXCHANGE_ERASURE_REPLY__INIT;
    if (why->code == NULL) {
        JU_TRY(exchange_got_erasure(ctx, &known, err));
        *why = known.found ? (exchange_refusal){"erasure_known", "request_id"} : *why;
    }
    if (why->code == NULL) {
        JU_TRY(exchange_put_erasure(ctx, wish, err));
        JU_TRY(put_request(ctx, wish, &reply, err));
        reply.erasure_id = wish->request_id;
        reply.state = (char *)(uintptr_t) "asked";
        reply.erase_before = wish->erase_before;
        reply.records = known.records;
    }
    reply.request_id = wish->request_id;
    JU_TRY(answer(ctx, &reply, why, err));
    return exchange_audit(ctx, "exchange.erasure_asked", wish->operator_, "", why,
                          why->code != NULL ? ""
                                            : ju_arena_printf(ctx->arena, "erasure=%s before=%s records=%lld",
                                                              wish->request_id, wish->erase_before,
                                                              (long long)known.records),
                          err);
}

ju_rc exchange_decide_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "erasure", ((const decide_erasure *)body)->erasure_id, err);
}

ju_rc exchange_decide_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_erasure *wish = body;
    JU_TRY(exchange_check_request(wish->request_id, err));
    JU_TRY(exchange_ask_erasure(ctx, wish->erasure_id, NULL, err));
    return ju_approval_ask(ctx, ERASURE_APPROVAL, wish->erasure_id, err);
}

ju_rc exchange_decide_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_erasure *wish = body;
    const gateway *self = ctx->app;
    exchange_erasure known;
    erasure_reply reply = JUKI__GATEWAY__V1__EXCHANGE_ERASURE_REPLY__INIT;
    JU_TRY(exchange_got_erasure(ctx, &known, err));
    const exchange_waiting is = {
        .found = known.found,
        .supervisor = wish->operator_ != NULL &&
                      provision_listed(self->settings->supervisors, wish->operator_->operator_id),
        .state = known.state,
        .asked_by = known.asked_by,
    };
    exchange_refusal why = exchange_check_decision(wish, &is);
    if (why.code == NULL && wish->operator_ != NULL) {
        const ju_approval_word word =
            ju_approval_word_of(ctx, wish->operator_->operator_id, wish->approved, wish->digest,
                                request_of(ctx, wish->erasure_id, &known));
        why.item = "digest";
        JU_TRY(ju_approval_decide(ctx, ASKED_APPROVAL, &word, true, &why.code, err));
    }
    if (why.code == NULL) {
        JU_TRY(exchange_put_decision(ctx, wish, err));
        reply.erasure_id = wish->erasure_id;
        reply.state = (char *)(uintptr_t)(wish->approved ? "done" : "refused");
        reply.erase_before = (char *)(uintptr_t)known.erase_before;
        reply.records = wish->approved ? known.records : 0;
    }
    reply.request_id = wish->request_id;
    JU_TRY(answer(ctx, &reply, &why, err));
    return exchange_audit(ctx, wish->approved ? "exchange.erased" : "exchange.erasure_refused",
                          wish->operator_, "", &why,
                          why.code != NULL ? ""
                                           : ju_arena_printf(ctx->arena, "erasure=%s records=%lld",
                                                             wish->erasure_id, (long long)reply.records),
                          err);
}
