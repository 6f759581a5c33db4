#include "services/gateway/steps/snapshot.h"

#include "common/event/topic_names.h"
#include "services/gateway/steps/scope.h"
#include "services/gateway/steps/tell.h"
#include "services/gateway/store.h"
#include "services/gateway/store_snapshot.h"

#include <string.h>

typedef Juki__Gateway__V1__SnapshotStep snapshot_step;
typedef Juki__Gateway__V1__SnapshotPhase snapshot_phase;

static const snapshot_phase OPEN = JUKI__GATEWAY__V1__SNAPSHOT_PHASE__SNAPSHOT_PHASE_OPEN;
static const snapshot_phase WALK = JUKI__GATEWAY__V1__SNAPSHOT_PHASE__SNAPSHOT_PHASE_WALK;
static const snapshot_phase END = JUKI__GATEWAY__V1__SNAPSHOT_PHASE__SNAPSHOT_PHASE_END;

enum { PAGE_ROWS = 500, QUIET_MS = 5 * 60 * 1000 };
enum { ASKED_JOB, ASKED_PAGE };

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static ju_rc go_on(ju_ctx *ctx, const snapshot_step *from, snapshot_phase phase, const char *after,
                   ju_err *err)
{
    snapshot_step next = *from;
    next.phase = phase;
    next.after = text(after);
    return ju_emit(ctx, JU_TOPIC_SNAPSHOT_GATEWAY, next.consumer, &next.base, NULL, err);
}

static ju_rc audit(ju_ctx *ctx, const char *action, const char *snapshot_id, const char *consumer,
                   ju_err *err)
{
    const ju_act act = {.action = action, .change_id = snapshot_id, .detail = consumer};
    return ju_audit(ctx, &act, err);
}

ju_rc snapshot_begin(ju_ctx *ctx, const char *consumer, const char *reason, const char *request_id,
                     const char **ret_id, ju_err *err)
{
    snapshot_step first = JUKI__GATEWAY__V1__SNAPSHOT_STEP__INIT;
    const char *id = ju_event_id(ctx);
    if (id == NULL) {
        return ju_no_memory(err);
    }
    first.snapshot_id = text(id);
    first.consumer = text(consumer);
    if (ret_id != NULL) {
        *ret_id = id;
    }
    JU_TRY(snapshot_put(ctx, id, consumer, reason, request_id, err));
    JU_TRY(go_on(ctx, &first, OPEN, "", err));
    return audit(ctx, "snapshot.begun", id, consumer, err);
}

/* ---- gateway.command ---------------------------------------------------------------------------------- */

static ju_rc reply_with(ju_ctx *ctx, Juki__Gateway__V1__SnapshotsReply *reply,
                        const Juki__Common__V1__Operator *who, const char *action, ju_err *err)
{
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, reply->request_id, &reply->base, NULL, err));
    const ju_act act = {.action = action,
                        .operator_ = who,
                        .change_id = reply->n_snapshot == 1 ? reply->snapshot[0]->snapshot_id : NULL,
                        .event_id = ctx->message->id,
                        .refused_code = reply->refusal == NULL ? NULL : reply->refusal->code,
                        .detail = reply->consumer};
    return ju_audit(ctx, &act, err);
}

static ju_rc need_request_id(const char *request_id, ju_err *err)
{
    return *request_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
}

ju_rc snapshot_begin_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__BeginSnapshot *wish = body;
    (void)ctx;
    return need_request_id(wish->request_id, err);
}

ju_rc snapshot_begin_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__BeginSnapshot *wish = body;
    Juki__Gateway__V1__SnapshotsReply reply = JUKI__GATEWAY__V1__SNAPSHOTS_REPLY__INIT;
    Juki__Gateway__V1__SnapshotState begun = JUKI__GATEWAY__V1__SNAPSHOT_STATE__INIT;
    Juki__Gateway__V1__SnapshotState *one[] = {&begun};
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    const gateway_consumer *consumer = gateway_consumer_named(ctx, wish->consumer);
    reply.request_id = wish->request_id;
    reply.consumer = wish->consumer;
    if (consumer == NULL) {
        refusal.code = text("consumer_invalid");
        refusal.item = text("consumer");
        refusal.message = text("承認され有効な提供先ではありません。");
        reply.refusal = &refusal;
        return reply_with(ctx, &reply, wish->operator_, "snapshot.ordered", err);
    }
    const char *id = NULL;
    JU_TRY(snapshot_begin(ctx, consumer->id, "operator", "", &id, err));
    begun.snapshot_id = text(id);
    begun.kind = text("snapshot");
    begun.reason = text("operator");
    begun.state = text("opening");
    reply.n_snapshot = 1;
    reply.snapshot = one;
    return reply_with(ctx, &reply, wish->operator_, "snapshot.ordered", err);
}

ju_rc snapshot_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__QuerySnapshots *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    return snapshot_ask_latest(ctx, wish->consumer, err);
}

ju_rc snapshot_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__QuerySnapshots *wish = body;
    Juki__Gateway__V1__SnapshotsReply reply = JUKI__GATEWAY__V1__SNAPSHOTS_REPLY__INIT;
    reply.request_id = wish->request_id;
    reply.consumer = wish->consumer;
    JU_TRY(snapshot_got_latest(ctx, 0, &reply, err));
    return reply_with(ctx, &reply, wish->operator_, "snapshot.queried", err);
}

/* ---- feed.<consumer>.request -------------------------------------------------------------------------- */

ju_rc snapshot_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__RequestSnapshot *wish = body;
    const char *consumer = NULL;
    JU_TRY(feed_wish_check(ctx, wish->request_id, &consumer, err));
    return snapshot_ask_running(ctx, consumer, err);
}

ju_rc snapshot_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__RequestSnapshot *wish = body;
    const gateway_consumer *consumer = NULL;
    JU_TRY(feed_wish_of(ctx, &consumer, err));
    if (PQntuples(ju_answer(ctx, 0)) > 0) {
        return feed_refuse(ctx, consumer, wish->request_id, "snapshot_running", "",
                           "全件提供の途中です。終わってから求めてください。", err);
    }
    return snapshot_begin(ctx, consumer->id, "requested", wish->request_id, NULL, err);
}

/* ---- snapshot.gateway --------------------------------------------------------------------------------- */

ju_rc snapshot_step_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const snapshot_step *step = body;
    if (step->phase != OPEN && step->phase != WALK && step->phase != END) {
        return ju_reject(err, "item_invalid", "phase", "there is no such step");
    }
    JU_TRY(snapshot_ask_job(ctx, step->snapshot_id, step->consumer, err));
    return step->phase == WALK ? snapshot_ask_page(ctx, step->consumer, step->after, PAGE_ROWS, err) : JU_OK;
}

static ju_rc begin_walk(ju_ctx *ctx, const gateway_consumer *consumer, const snapshot_step *step,
                        const snapshot_job *job, ju_err *err)
{
    Juki__Gateway__V1__SnapshotBegun begun = JUKI__GATEWAY__V1__SNAPSHOT_BEGUN__INIT;
    begun.snapshot_id = step->snapshot_id;
    begun.request_id = text(job->request_id);
    begun.as_of = text(job->as_of);
    begun.persons_about = job->persons_about;
    begun.markers = feed_markers(consumer);
    for (begun.marker = 1; begun.marker <= begun.markers; begun.marker++) {
        JU_TRY(feed_tell(ctx, consumer, feed_marker_key(ctx, begun.marker), &begun.base, step->snapshot_id,
                         err));
    }
    JU_TRY(snapshot_put_state(ctx, step->snapshot_id, "walking", err));
    return go_on(ctx, step, WALK, "", err);
}

static ju_rc tell_page(ju_ctx *ctx, const gateway_consumer *consumer, const snapshot_step *step,
                       const snapshot_page *page, gateway_digest_sum *told, const char **ret_at, ju_err *err)
{
    for (size_t i = 0; i < page->count; i++) {
        *ret_at = page->row[i].person->addressee_number;
        JU_TRY(feed_tell_person(ctx, consumer, step->snapshot_id, page->row[i].person, told, err));
    }
    return JU_OK;
}

/* Who cannot be told is no reason to erase him, which the end of a snapshot without him would mean to the
 * consumer: so it has no end. It keeps what it has been told, and may ask again when the row is mended. */
static ju_rc give_up(ju_ctx *ctx, const gateway_consumer *consumer, const snapshot_step *step, const char *at,
                     const char *code, ju_err *err)
{
    JU_TRY(feed_leave_out(ctx, consumer, step->snapshot_id, at, code, err));
    JU_TRY(snapshot_put_state(ctx, step->snapshot_id, "abandoned", err));
    return audit(ctx, "snapshot.abandoned", step->snapshot_id, step->consumer, err);
}

/* The next step leaves ahead of the page: while the relay publishes this page the next one is made, and it
 * comes only when the page before this one is published. So the outbox holds two pages at most. */
static ju_rc walk(ju_ctx *ctx, const gateway_consumer *consumer, const snapshot_step *step, snapshot_job *job,
                  ju_err *err)
{
    snapshot_page page;
    if (strcmp(job->position, step->after) != 0) {
        return JU_OK; /* a step that was taken before */
    }
    ju_rc rc = snapshot_got_page(ctx, ASKED_PAGE, PAGE_ROWS, &page, err);
    if (rc == JU_REJECT) {
        return give_up(ctx, consumer, step, page.broken, err->code, err);
    }
    JU_TRY(rc);
    const char *last = page.last != NULL ? page.last : step->after;
    const char *at = NULL;
    ju_mark before = ju_mark_of(ctx);
    JU_TRY(go_on(ctx, step, page.full ? WALK : END, last, err));
    JU_TRY(scope_page(ctx, consumer, &page, true, err));
    rc = tell_page(ctx, consumer, step, &page, &job->told, &at, err);
    if (rc == JU_REJECT) {
        ju_back_to(ctx, before);
        return give_up(ctx, consumer, step, at, err->code, err);
    }
    JU_TRY(rc);
    return snapshot_put_progress(ctx, step->snapshot_id, last, &job->told, err);
}

static ju_rc end(ju_ctx *ctx, const gateway_consumer *consumer, const snapshot_step *step, snapshot_job *job,
                 ju_err *err)
{
    Juki__Gateway__V1__SnapshotEnded ended = JUKI__GATEWAY__V1__SNAPSHOT_ENDED__INIT;
    ended.snapshot_id = step->snapshot_id;
    ended.persons = job->told.persons;
    ended.digest = (ProtobufCBinaryData){sizeof job->told.digest, job->told.digest};
    ended.markers = feed_markers(consumer);
    for (ended.marker = 1; ended.marker <= ended.markers; ended.marker++) {
        JU_TRY(feed_tell(ctx, consumer, feed_marker_key(ctx, ended.marker), &ended.base, step->snapshot_id,
                         err));
    }
    JU_TRY(snapshot_put_state(ctx, step->snapshot_id, "done", err));
    return audit(ctx, "snapshot.ended", step->snapshot_id, step->consumer, err);
}

/* A consumer that is not told anything: before its first day the snapshot waits; one that was revoked gets
 * nothing more, no marker either. */
static ju_rc hold_back(ju_ctx *ctx, const snapshot_step *step, ju_err *err)
{
    if (step->phase == OPEN) {
        return snapshot_put_state(ctx, step->snapshot_id, "waiting", err);
    }
    JU_TRY(snapshot_put_state(ctx, step->snapshot_id, "abandoned", err));
    return audit(ctx, "snapshot.abandoned", step->snapshot_id, step->consumer, err);
}

ju_rc snapshot_step_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const snapshot_step *step = body;
    snapshot_job job;
    JU_TRY(snapshot_got_job(ctx, ASKED_JOB, &job, err));
    bool walking = strcmp(job.state, "walking") == 0;
    if (!job.found || walking != (step->phase != OPEN)) {
        return JU_OK; /* given up, or a step that was taken before */
    }
    const gateway_consumer *consumer = gateway_consumer_named(ctx, step->consumer);
    if (consumer == NULL) {
        return hold_back(ctx, step, err);
    }
    return step->phase == OPEN   ? begin_walk(ctx, consumer, step, &job, err)
           : step->phase == WALK ? walk(ctx, consumer, step, &job, err)
                                 : end(ctx, consumer, step, &job, err);
}

/* ---- what time brings --------------------------------------------------------------------------------- */

ju_rc snapshot_idle_ask(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(gateway_batch_ask(ctx, err));
    return snapshot_ask_due(ctx, QUIET_MS, err);
}

/* A step counts only where the snapshot stands, so one that is sent again does no harm. */
ju_rc snapshot_idle_begin(ju_ctx *ctx, int of, ju_err *err)
{
    JU_TRY(gateway_batch_begin(ctx, err));
    const PGresult *rows = ju_answer(ctx, of + 1);
    for (int row = 0; row < PQntuples(rows); row++) {
        snapshot_step step = JUKI__GATEWAY__V1__SNAPSHOT_STEP__INIT;
        step.snapshot_id = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
        step.consumer = ju_arena_strdup(ctx->arena, ju_col(rows, row, 1));
        const char *after = ju_arena_strdup(ctx->arena, ju_col(rows, row, 3));
        if (step.snapshot_id == NULL || step.consumer == NULL || after == NULL) {
            return ju_no_memory(err);
        }
        bool walking = strcmp(ju_col(rows, row, 2), "walking") == 0;
        if (!walking && gateway_consumer_named(ctx, step.consumer) == NULL) {
            continue;
        }
        JU_TRY(snapshot_put_state(ctx, step.snapshot_id, walking ? "walking" : "opening", err));
        JU_TRY(go_on(ctx, &step, walking ? WALK : OPEN, after, err));
    }
    return JU_OK;
}
