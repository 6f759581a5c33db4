#include "services/audit/steps/questions.h"

#include "common/event/topic_names.h"
#include "services/audit/handlers.h"
#include "services/audit/store_question.h"
#include "services/audit/store_retention.h"

enum { ASKED_EXPIRED = 1 }; /* behind the acts */

ju_rc acts_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryActs *query = body;
    const audit_refusal *refused = question_check_acts(query);
    ctx->work = (void *)(uintptr_t)refused;
    if (refused != NULL) {
        return JU_OK;
    }
    JU_TRY(question_ask_acts(ctx, query, err));
    return expired_ask(ctx, err);
}

ju_rc acts_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryActs *query = body;
    ju_act act = {.action = question_action(query),
                  .operator_ = query->operator_,
                  .event_id = ctx->message->id,
                  .subject = query->n_subject == 0 ? NULL : query->subject[0],
                  .detail = query->of_operator};
    if (ctx->work != NULL) { /* whatever stands in a bad question stays out of the trail */
        act.subject = NULL;
        act.detail = NULL;
    }
    int64_t expired = ctx->work == NULL ? expired_got(ctx, ASKED_EXPIRED) : 0;
    JU_TRY(audit_answer(ctx, &(audit_wanted){query->request_id, "", expired}, &act, err));
    return audit_note_others(ctx, act, query->subject, query->n_subject, err);
}

ju_rc counts_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryCounts *query = body;
    const audit_refusal *refused = question_check_counts(query);
    ctx->work = (void *)(uintptr_t)refused;
    return refused == NULL ? question_ask_counts(ctx, query, err) : JU_OK;
}

ju_rc counts_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryCounts *query = body;
    const audit_refusal *refused = ctx->work;
    ju_act act = {.action = "audit.counts", .operator_ = query->operator_, .event_id = ctx->message->id};
    Juki__Audit__V1__CountsReply reply = JUKI__AUDIT__V1__COUNTS_REPLY__INIT;
    reply.request_id = query->request_id;
    reply.last_index = audit_last_index(ctx);
    if (refused == NULL) {
        JU_TRY(question_counts(ctx, &reply, err));
    } else {
        reply.refusal = audit_refusal_message(ctx, refused);
        act.refused_code = refused->code;
    }
    JU_TRY(ju_audit(ctx, &act, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply.base, NULL, err);
}
