/* What an operator asks of the side of a comparison that leads. */
#include "common/compare/internal.h"

typedef Juki__Common__V1__ComparisonReply comparison_reply;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* Nobody begins or looks without a name (design invariant 9). */
static bool named(const Juki__Common__V1__Operator *who)
{
    return who != NULL && *who->operator_id != '\0';
}

/* NULL in *ret: nothing stands against it. */
static ju_rc refuse(ju_ctx *ctx, const Juki__Common__V1__Operator *who, bool known,
                    Juki__Common__V1__Refusal **ret, ju_err *err)
{
    *ret = NULL;
    if (named(who) && known) {
        return JU_OK;
    }
    Juki__Common__V1__Refusal *refusal = ju_arena_alloc(ctx->arena, sizeof *refusal);
    if (refusal == NULL) {
        return ju_no_memory(err);
    }
    juki__common__v1__refusal__init(refusal);
    refusal->code = text(named(who) ? "comparison_unknown" : "operator_missing");
    refusal->item = text(named(who) ? "partner" : "operator");
    refusal->message = text(named(who) ? "その相手との整合性確認はありません。" : "操作者IDがありません。");
    *ret = refusal;
    return JU_OK;
}

static ju_rc reply_with(ju_ctx *ctx, const comparison_reply *reply, const char *topic,
                        const Juki__Common__V1__Operator *who, const char *action, ju_err *err)
{
    JU_TRY(ju_emit(ctx, topic, reply->request_id, &reply->base, NULL, err));
    return ju_audit(ctx,
                    &(ju_act){.action = action,
                              .operator_ = who,
                              .change_id = reply->compare_id,
                              .event_id = ctx->message->id,
                              .refused_code = reply->refusal == NULL ? NULL : reply->refusal->code,
                              .detail = reply->partner},
                    err);
}

ju_rc ju_compare_begin_ask(ju_ctx *ctx, const ju_compare_pair *pair, ju_err *err)
{
    return pair == NULL ? JU_OK : ju_compare_ask_unfinished(ctx, pair->partner, err);
}

ju_rc ju_compare_begin_apply(ju_ctx *ctx, const ju_compare_pair *pair,
                             const Juki__Common__V1__BeginComparison *begin, const char *reply_topic,
                             ju_err *err)
{
    comparison_reply reply = JUKI__COMMON__V1__COMPARISON_REPLY__INIT;
    reply.request_id = begin->request_id;
    JU_TRY(refuse(ctx, begin->operator_, pair != NULL, &reply.refusal, err));
    if (reply.refusal == NULL) {
        reply.compare_id = text(ju_event_id(ctx));
        reply.partner = begin->partner;
        reply.state = text("waiting");
        JU_TRY(reply.compare_id == NULL ? ju_no_memory(err)
                                        : ju_compare_open(ctx, pair, reply.compare_id, err));
    }
    return reply_with(ctx, &reply, reply_topic, begin->operator_, "comparison.begun", err);
}

ju_rc ju_compare_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__QueryComparison *query = body;
    return ju_compare_ask_report(ctx, query->compare_id, query->partner, err);
}

ju_rc ju_compare_query_apply(ju_ctx *ctx, const Juki__Common__V1__QueryComparison *query,
                             const char *reply_topic, ju_err *err)
{
    comparison_reply reply = JUKI__COMMON__V1__COMPARISON_REPLY__INIT;
    bool found = true;
    if (named(query->operator_)) {
        JU_TRY(ju_compare_got_report(ctx, &reply, &found, err));
    }
    reply.request_id = query->request_id;
    JU_TRY(refuse(ctx, query->operator_, found, &reply.refusal, err));
    return reply_with(ctx, &reply, reply_topic, query->operator_, "comparison.queried", err);
}
