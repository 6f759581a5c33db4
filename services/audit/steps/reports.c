#include "services/audit/steps/reports.h"

#include "common/event/topic_names.h"
#include "services/audit/handlers.h"
#include "services/audit/store_report.h"

typedef Juki__Audit__V1__MakeReport make_report;
typedef Juki__Audit__V1__ShowReport show_report;
typedef Juki__Audit__V1__QueryReports query_reports;

/* What a wish is about, or why it cannot be fulfilled. */
typedef struct wish_work {
    const audit_refusal *refused;
    report_period period;
} wish_work;

/* The words of a bad wish stay out of the trail: they may be anything. */
static ju_rc note(ju_ctx *ctx, const char *action, const void *who, const audit_refusal *refused,
                  const char *detail, ju_err *err)
{
    return ju_audit(ctx,
                    &(ju_act){.action = action,
                              .operator_ = who,
                              .event_id = ctx->message->id,
                              .refused_code = refused == NULL ? NULL : refused->code,
                              .detail = refused == NULL ? detail : refused->item},
                    err);
}

/* ---- MakeReport ---------------------------------------------------------------------------------------- */

ju_rc report_wish_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    wish_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    work->refused = report_check_wish(body, ctx->now, &work->period);
    ctx->work = work;
    return work->refused == NULL ? report_ask_waiting(ctx, err) : JU_OK;
}

/* It is answered when it is made (reporter.h); at once when it never will be. */
ju_rc report_wish_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const make_report *wish = body;
    const wish_work *work = ctx->work;
    const audit_refusal *refused = work->refused;
    if (refused == NULL && report_got_waiting(ctx) >= REPORT_WAITING_MAX) {
        refused = &audit_refusal_busy;
    }
    if (refused != NULL) {
        Juki__Audit__V1__ReportReply reply = JUKI__AUDIT__V1__REPORT_REPLY__INIT;
        reply.request_id = wish->request_id;
        reply.refusal = audit_refusal_message(ctx, refused);
        JU_TRY(note(ctx, "report.asked", wish->operator_, refused, NULL, err));
        return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply.base, NULL, err);
    }
    const report_job job = {.id = ju_event_id(ctx),
                            .name = wish->name,
                            .period = work->period,
                            .asked_by = wish->operator_->operator_id,
                            .terminal_id = wish->operator_->terminal_id,
                            .office = wish->operator_->office,
                            .request_id = wish->request_id};
    const char *detail = ju_arena_printf(ctx->arena, "%s %s %s report=%s", wish->name, work->period.begins,
                                         work->period.ends, job.id == NULL ? "" : job.id);
    if (job.id == NULL || detail == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(report_put(ctx, &job, err));
    return note(ctx, "report.asked", wish->operator_, NULL, detail, err);
}

/* ---- ShowReport ---------------------------------------------------------------------------------------- */

ju_rc report_show_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_report *wish = body;
    const audit_refusal *refused = report_check_show(wish);
    ctx->work = (void *)(uintptr_t)refused;
    return refused == NULL ? report_ask_kept(ctx, wish->report_id, err) : JU_OK;
}

ju_rc report_show_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const show_report *wish = body;
    const audit_refusal *refused = ctx->work;
    Juki__Audit__V1__ReportReply reply = JUKI__AUDIT__V1__REPORT_REPLY__INIT;
    bool found = true;
    reply.request_id = wish->request_id;
    JU_TRY(refused == NULL ? report_got_kept(ctx, &reply, &found, err) : JU_OK);
    refused = found ? refused : &report_not_kept;
    if (refused == NULL) {
        reply.report_id = wish->report_id;
    } else {
        reply.refusal = audit_refusal_message(ctx, refused);
    }
    JU_TRY(note(ctx, "report.shown", wish->operator_, refused, wish->report_id, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply.base, NULL, err);
}

/* ---- QueryReports -------------------------------------------------------------------------------------- */

ju_rc report_list_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const audit_refusal *refused = report_check_list(body);
    ctx->work = (void *)(uintptr_t)refused;
    return refused == NULL ? report_ask_list(ctx, body, err) : JU_OK;
}

ju_rc report_list_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_reports *wish = body;
    const audit_refusal *refused = ctx->work;
    Juki__Audit__V1__ReportsReply reply = JUKI__AUDIT__V1__REPORTS_REPLY__INIT;
    reply.request_id = wish->request_id;
    if (refused == NULL) {
        JU_TRY(report_got_list(ctx, &reply, err));
    } else {
        reply.refusal = audit_refusal_message(ctx, refused);
    }
    JU_TRY(note(ctx, "report.listed", wish->operator_, refused, wish->name, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply.base, NULL, err);
}
