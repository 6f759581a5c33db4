#include "services/identity/steps/search_reply.h"

#include "services/identity/steps/state.h"

#include "common/event/topic_names.h"

typedef Juki__Identity__V1__SearchIdentityReply search_reply;

static ju_rc no_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
}

Juki__Common__V1__Refusal *search_refusal_of(ju_ctx *ctx, const search_refusal *why)
{
    Juki__Common__V1__Refusal *refusal = ju_arena_alloc(ctx->arena, sizeof *refusal);
    if (refusal != NULL) {
        juki__common__v1__refusal__init(refusal);
        refusal->code = (char *)(uintptr_t)why->code;
        refusal->item = (char *)(uintptr_t)why->item;
        refusal->message = (char *)(uintptr_t)identity_search_refusal_text(why->code);
    }
    return refusal;
}

ju_rc search_audit(ju_ctx *ctx, const ju_act *act, const char *of, ju_err *err)
{
    ju_act whole = *act;
    whole.event_id = ctx->message->id;
    if (of != NULL) {
        JU_TRY(identity_subject(ctx, of, &whole.subject, err));
    }
    return ju_audit(ctx, &whole, err);
}

static ju_rc emit(ju_ctx *ctx, const search_reply *reply, ju_err *err)
{
    return ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, reply->request_id, &reply->base, NULL, err);
}

ju_rc search_reply_list(ju_ctx *ctx, const char *request_id, const Juki__Common__V1__Operator *who,
                        const search_hits *hits, ju_err *err)
{
    const ju_act act = {.action = "identity.found", .operator_ = who};
    search_reply reply = JUKI__IDENTITY__V1__SEARCH_IDENTITY_REPLY__INIT;
    for (size_t i = 0; i < hits->count; i++) {
        JU_TRY(search_audit(ctx, &act, hits->of[i], err));
    }
    if (hits->count > 0) {
        JU_TRY(identity_put_hits(ctx, request_id, who->operator_id, hits, err));
    }
    reply.request_id = (char *)(uintptr_t)request_id;
    reply.found = hits->person;
    reply.n_found = hits->count;
    return emit(ctx, &reply, err);
}

ju_rc search_reply_refused(ju_ctx *ctx, const char *request_id, const search_refusal *why, ju_err *err)
{
    search_reply reply = JUKI__IDENTITY__V1__SEARCH_IDENTITY_REPLY__INIT;
    reply.request_id = (char *)(uintptr_t)request_id;
    reply.refusal = search_refusal_of(ctx, why);
    return reply.refusal == NULL ? no_memory(err) : emit(ctx, &reply, err);
}
