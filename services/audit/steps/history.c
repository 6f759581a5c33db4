#include "services/audit/steps/history.h"

#include "common/event/topic_names.h"
#include "services/audit/handlers.h"
#include "services/audit/store_history.h"

typedef Juki__Audit__V1__QueryAccessHistory query_history;
typedef Juki__Audit__V1__RequestHistoryHold request_hold;
typedef Juki__Audit__V1__DecideHistoryHold decide_hold;
typedef Juki__Audit__V1__QueryHistoryHolds query_holds;
typedef Juki__Audit__V1__HistoryHold history_hold;
typedef Juki__Audit__V1__HistoryHoldReply hold_reply;

static void keep_refused(ju_ctx *ctx, const audit_refusal *refused)
{
    ctx->work = (void *)(uintptr_t)refused;
}

/* One act about each person. Without its own words when the wish is bad: they may be anything. */
static ju_rc note(ju_ctx *ctx, ju_act act, char *const *subject, size_t count, const audit_refusal *refused,
                  ju_err *err)
{
    act.subject = count == 0 ? NULL : subject[0];
    act.event_id = ctx->message->id;
    if (refused != NULL) {
        act.refused_code = refused->code;
        act.subject = NULL;
        act.detail = refused->item;
    }
    JU_TRY(ju_audit(ctx, &act, err));
    return audit_note_others(ctx, act, subject, count, err);
}

/* ---- アクセス履歴 -------------------------------------------------------------------------------------- */

ju_rc history_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_history *query = body;
    const audit_refusal *refused = history_check(query);
    keep_refused(ctx, refused);
    return refused == NULL ? history_ask(ctx, query, err) : JU_OK;
}

static ju_rc publish(ju_ctx *ctx, const query_history *query,
                     const Juki__Audit__V1__AccessHistoryReply *reply, ju_err *err)
{
    Juki__Audit__V1__AccessHistory page = JUKI__AUDIT__V1__ACCESS_HISTORY__INIT;
    page.portal_request = query->portal_request;
    page.from = query->from;
    page.to = query->to;
    page.n_entry = reply->n_entry;
    page.entry = reply->entry;
    page.more = reply->next_index > 0;
    return ju_emit_sequenced(ctx, JU_TOPIC_AUDIT_ACCESS_HISTORY, query->portal_request, &page.base, NULL,
                             err);
}

ju_rc history_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_history *query = body;
    const audit_refusal *refused = ctx->work;
    Juki__Audit__V1__AccessHistoryReply reply = JUKI__AUDIT__V1__ACCESS_HISTORY_REPLY__INIT;
    reply.request_id = query->request_id;
    if (refused == NULL) {
        JU_TRY(history_got(ctx, &reply, err));
    } else {
        reply.refusal = audit_refusal_message(ctx, refused);
    }
    if (refused == NULL && *query->portal_request != '\0') {
        JU_TRY(publish(ctx, query, &reply, err));
    }
    JU_TRY(note(
        ctx,
        (ju_act){.action = "audit.history", .operator_ = query->operator_, .detail = query->portal_request},
        query->subject, query->n_subject, refused, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply.base, NULL, err);
}

/* ---- what is held back --------------------------------------------------------------------------------- */

static ju_rc answer(ju_ctx *ctx, const char *request_id, hold_reply *reply, const audit_refusal *refused,
                    const ju_act *act, char *const *subject, size_t count, ju_err *err)
{
    reply->request_id = (char *)(uintptr_t)request_id;
    reply->refusal = refused == NULL ? NULL : audit_refusal_message(ctx, refused);
    JU_TRY(note(ctx, *act, subject, count, refused, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply->base, NULL, err);
}

ju_rc hold_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)err;
    keep_refused(ctx, history_check_hold(body, ctx->today));
    return JU_OK;
}

ju_rc hold_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_hold *wish = body;
    hold_reply reply = JUKI__AUDIT__V1__HISTORY_HOLD_REPLY__INIT;
    history_hold hold = JUKI__AUDIT__V1__HISTORY_HOLD__INIT;
    history_hold *list = &hold;
    const char *hold_id = ju_event_id(ctx);
    if (hold_id == NULL) {
        return ju_no_memory(err);
    }
    if (ctx->work == NULL) {
        hold.hold_id = (char *)(uintptr_t)hold_id;
        hold.n_subject = wish->n_subject;
        hold.subject = wish->subject;
        hold.held_operator = wish->held_operator;
        hold.until = wish->until;
        hold.purpose = wish->purpose;
        hold.entered_by = wish->operator_->operator_id;
        hold.state = (char *)(uintptr_t) "asked";
        reply.n_hold = 1;
        reply.hold = &list;
        JU_TRY(hold_put(ctx, hold_id, wish, err));
    }
    return answer(ctx, wish->request_id, &reply, ctx->work,
                  &(ju_act){.action = "audit.hold_asked", .operator_ = wish->operator_, .detail = hold_id},
                  wish->subject, wish->n_subject, err);
}

/* Two decisions of one batch about one hold: the second sees the first. */
ju_rc hold_decision_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_hold *decision = body;
    return ju_claim(ctx, "hold", decision->hold_id, err);
}

ju_rc hold_decision_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_hold *decision = body;
    const audit_refusal *refused = history_check_decision(decision);
    keep_refused(ctx, refused);
    return refused == NULL ? hold_ask(ctx, decision->hold_id, err) : JU_OK;
}

ju_rc hold_decision_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const decide_hold *decision = body;
    const audit_refusal *refused = ctx->work;
    hold_reply reply = JUKI__AUDIT__V1__HISTORY_HOLD_REPLY__INIT;
    const history_hold *about = NULL;
    ju_act act = {.action = decision->approved ? "audit.hold_approved" : "audit.hold_refused",
                  .operator_ = decision->operator_,
                  .detail = decision->hold_id};
    if (refused == NULL) {
        JU_TRY(hold_got(ctx, &reply, err));
        refused = history_may_decide(reply.n_hold == 0 ? NULL : reply.hold[0], decision);
    }
    if (refused == NULL) {
        history_hold *hold = reply.hold[0];
        hold->state = (char *)(uintptr_t)(decision->approved ? "approved" : "refused");
        hold->decided_by = decision->operator_->operator_id;
        about = hold;
        JU_TRY(hold_decide(ctx, hold, err));
    } else {
        reply.n_hold = 0;
    }
    return answer(ctx, decision->request_id, &reply, refused, &act, about == NULL ? NULL : about->subject,
                  about == NULL ? 0 : about->n_subject, err);
}

ju_rc hold_list_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_holds *query = body;
    const audit_refusal *refused = history_check_list(query);
    keep_refused(ctx, refused);
    return refused == NULL ? hold_ask_list(ctx, query->after, err) : JU_OK;
}

ju_rc hold_list_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_holds *query = body;
    hold_reply reply = JUKI__AUDIT__V1__HISTORY_HOLD_REPLY__INIT;
    if (ctx->work == NULL) {
        JU_TRY(hold_got(ctx, &reply, err));
    }
    return answer(ctx, query->request_id, &reply, ctx->work,
                  &(ju_act){.action = "audit.holds", .operator_ = query->operator_}, NULL, 0, err);
}
