/* The copy for 広域交付: what stands against telling of a person, how old it is, and who asked for what. */
#include "services/identity/steps/state.h"
#include "services/identity/steps/wide.h"
#include "services/identity/store_wide.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/wide.pb-c.h"

#include <string.h>

typedef Juki__Resident__V1__IssueRestrained issue_restrained;
typedef Juki__Identity__V1__QueryWideRequests query_requests;

ju_rc issue_restrained_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const issue_restrained *told = body;
    return strcmp(told->register_ref, ctx->message->key) == 0
               ? JU_OK
               : ju_reject(err, "key_mismatch", "register_ref", "the message stands under another key");
}

ju_rc issue_restrained_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    identity_state *state = ctx->app;
    const issue_restrained *told = body;
    const char *subject = NULL;
    state->heard = true;
    JU_TRY(wide_put_restrained(ctx, told->register_ref, told->restrained, err));
    JU_TRY(identity_subject(ctx, told->register_ref, &subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = told->restrained ? "issue.restrained" : "issue.unrestrained",
                              .subject = subject,
                              .change_id = told->request_id,
                              .event_id = ctx->message->id},
                    err);
}

ju_rc wide_note_heard(ju_ctx *ctx, ju_err *err)
{
    identity_state *state = ctx->app;
    bool heard = state->heard;
    state->heard = false;
    return heard ? wide_put_heard(ctx, err) : JU_OK;
}

/* ---- identity.command -------------------------------------------------------------------------------- */

ju_rc wide_requests_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_requests *question = body;
    if (*question->request_id == '\0') {
        return ju_reject(err, "item_missing", "request_id", "a question without a number cannot be answered");
    }
    return wide_ask_list(ctx, question->asked_id, err);
}

ju_rc wide_requests_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_requests *question = body;
    Juki__Identity__V1__WideRequestsReply reply = JUKI__IDENTITY__V1__WIDE_REQUESTS_REPLY__INIT;
    reply.request_id = question->request_id;
    JU_TRY(wide_got_list(ctx, &reply, err));
    JU_TRY(ju_audit(
        ctx,
        &(ju_act){.action = "wide.queried", .operator_ = question->operator_, .event_id = ctx->message->id},
        err));
    return ju_emit(ctx, JU_TOPIC_IDENTITY_REPLY, question->request_id, &reply.base, NULL, err);
}
