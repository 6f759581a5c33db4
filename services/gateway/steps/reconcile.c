#include "services/gateway/steps/reconcile.h"

#include "common/event/topic_names.h"
#include "services/gateway/steps/scope.h"
#include "services/gateway/steps/tell.h"
#include "services/gateway/store_reconcile.h"

#include <string.h>

typedef Juki__Gateway__V1__ReconcileStep reconcile_step;
typedef Juki__Gateway__V1__ReconcileTold reconcile_told;
typedef Juki__Gateway__V1__RequestReconcile request_reconcile;
typedef Juki__Gateway__V1__PersonFeed person_feed;

enum { PAGE_ROWS = 500 };

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static ju_rc go_on(ju_ctx *ctx, const reconcile_step *next, ju_err *err)
{
    return ju_emit(ctx, JU_TOPIC_SNAPSHOT_GATEWAY, next->consumer, &next->base, NULL, err);
}

static ju_rc audit(ju_ctx *ctx, const char *action, const char *request_id, const char *consumer, ju_err *err)
{
    const ju_act act = {.action = action, .change_id = request_id, .detail = consumer};
    return ju_audit(ctx, &act, err);
}

/* ---- RequestReconcile --------------------------------------------------------------------------------- */

enum { ASKED_KNOWN, ASKED_RUNNING };

ju_rc reconcile_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_reconcile *wish = body;
    const char *consumer = NULL;
    JU_TRY(feed_wish_check(ctx, wish->request_id, &consumer, err));
    JU_TRY(reconcile_ask_known(ctx, wish->request_id, err));
    return snapshot_ask_running(ctx, consumer, err);
}

static ju_rc begin(ju_ctx *ctx, const gateway_consumer *consumer, const request_reconcile *wish, ju_err *err)
{
    reconcile_step first = JUKI__GATEWAY__V1__RECONCILE_STEP__INIT;
    JU_TRY(reconcile_put_begun(ctx, consumer->id, wish, err));
    first.request_id = wish->request_id;
    first.consumer = text(consumer->id);
    first.range = 1;
    first.until = wish->range[0]->until;
    JU_TRY(go_on(ctx, &first, err));
    return audit(ctx, "reconcile.begun", wish->request_id, consumer->id, err);
}

ju_rc reconcile_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_reconcile *wish = body;
    const gateway_consumer *consumer = NULL;
    JU_TRY(feed_wish_of(ctx, &consumer, err));
    if (!gateway_ranges_valid(wish)) {
        return feed_refuse(ctx, consumer, wish->request_id, "ranges_invalid", "range",
                           "範囲の指定が正しくありません。", err);
    }
    if (PQntuples(ju_answer(ctx, ASKED_KNOWN)) > 0) {
        return feed_refuse(ctx, consumer, wish->request_id, "request_known", "request_id",
                           "この要求番号は使われています。", err);
    }
    if (PQntuples(ju_answer(ctx, ASKED_RUNNING)) > 0) {
        return feed_refuse(ctx, consumer, wish->request_id, "snapshot_running", "",
                           "全件提供の途中です。終わってから求めてください。", err);
    }
    return begin(ctx, consumer, wish, err);
}

/* ---- ReconcileTold ------------------------------------------------------------------------------------ */

ju_rc reconcile_told_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const reconcile_told *told = body;
    const char *consumer = NULL;
    JU_TRY(feed_wish_check(ctx, told->request_id, &consumer, err));
    return reconcile_ask_wanted(ctx, told->request_id, consumer, told->after, err);
}

ju_rc reconcile_told_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const reconcile_told *told = body;
    const PGresult *wanted = ju_answer(ctx, 0);
    const gateway_consumer *consumer = NULL;
    JU_TRY(feed_wish_of(ctx, &consumer, err));
    if (PQntuples(wanted) != 1) {
        return feed_refuse(ctx, consumer, told->request_id, "range_unknown", "after",
                           "この範囲は求めていません。", err);
    }
    if (!gateway_told_valid(told, ju_col(wanted, 0, 1))) {
        return feed_refuse(ctx, consumer, told->request_id, "entries_invalid", "entry",
                           "明細の順序または形式が正しくありません。", err);
    }
    bool whole = strcmp(told->until, ju_col(wanted, 0, 1)) == 0;
    int64_t range = ju_col_i64(wanted, 0, 0);
    JU_TRY(reconcile_put_told(ctx, told, range, whole, err));
    if (!whole) {
        return JU_OK;
    }
    reconcile_step step = JUKI__GATEWAY__V1__RECONCILE_STEP__INIT;
    step.request_id = told->request_id;
    step.consumer = text(consumer->id);
    step.range = (int32_t)range;
    step.after = text(ju_col(wanted, 0, 2));
    step.until = told->until;
    step.told = true;
    return go_on(ctx, &step, err);
}

/* ---- steps -------------------------------------------------------------------------------------------- */

enum { ASKED_JOB, ASKED_PERSONS, ASKED_ENTRIES = ASKED_PERSONS + 3 };

ju_rc reconcile_step_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const reconcile_step *step = body;
    JU_TRY(reconcile_ask_job(ctx, step->request_id, step->consumer, step->range, err));
    return step->told ? reconcile_ask_page(ctx, step, PAGE_ROWS, err)
                      : snapshot_ask_persons(ctx, step->consumer, step->after, step->until, PAGE_ROWS, err);
}

/* Notes how it goes; with the last range settled the consumer hears that all is done. */
static ju_rc note(ju_ctx *ctx, const gateway_consumer *consumer, const reconcile_step *step,
                  const reconcile_job *job, ju_err *err)
{
    JU_TRY(reconcile_put_progress(ctx, step->request_id, job, err));
    if (job->open > 0) {
        return JU_OK;
    }
    Juki__Gateway__V1__ReconcileEnded ended = JUKI__GATEWAY__V1__RECONCILE_ENDED__INIT;
    ended.request_id = step->request_id;
    ended.persons = job->persons;
    ended.resent = job->resent;
    ended.markers = feed_markers(consumer);
    for (ended.marker = 1; ended.marker <= ended.markers; ended.marker++) {
        JU_TRY(
            feed_tell(ctx, consumer, feed_marker_key(ctx, ended.marker), &ended.base, step->request_id, err));
    }
    return audit(ctx, "reconcile.ended", step->request_id, consumer->id, err);
}

/* Behind the end of a range comes the next one. */
static ju_rc next_range(ju_ctx *ctx, const reconcile_step *step, const reconcile_job *job, ju_err *err)
{
    if (job->next_until == NULL) {
        return JU_OK;
    }
    reconcile_step next = *step;
    next.range++;
    next.after = step->until;
    next.until = text(job->next_until);
    return go_on(ctx, &next, err);
}

static bool equal(const gateway_digest_sum *one, const gateway_digest_sum *other)
{
    return one->persons == other->persons && memcmp(one->digest, other->digest, sizeof one->digest) == 0;
}

/* All of ours in the range are added up: it is the same there, or wanted person by person. */
static ju_rc judge(ju_ctx *ctx, const gateway_consumer *consumer, const reconcile_step *step,
                   reconcile_job *job, ju_err *err)
{
    JU_TRY(next_range(ctx, step, job, err));
    job->persons += job->own.persons;
    const char *after = ju_arena_strdup(ctx->arena, job->after);
    if (after == NULL) {
        return ju_no_memory(err);
    }
    if (equal(&job->own, &job->told)) {
        job->open--;
        JU_TRY(reconcile_put_range(ctx, step->request_id, step->range, "settled", after, &job->own, err));
        return note(ctx, consumer, step, job, err);
    }
    Juki__Gateway__V1__ReconcileWanted wanted = JUKI__GATEWAY__V1__RECONCILE_WANTED__INIT;
    wanted.request_id = step->request_id;
    wanted.after = text(after);
    wanted.until = step->until;
    wanted.persons = job->own.persons;
    JU_TRY(feed_tell(ctx, consumer, consumer->id, &wanted.base, step->request_id, err));
    JU_TRY(reconcile_put_range(ctx, step->request_id, step->range, "wanted", after, &job->own, err));
    return note(ctx, consumer, step, job, err);
}

static ju_rc sum(ju_ctx *ctx, const gateway_consumer *consumer, const reconcile_step *step,
                 reconcile_job *job, ju_err *err)
{
    snapshot_page page;
    JU_TRY(snapshot_got_persons(ctx, ASKED_PERSONS, PAGE_ROWS, &page, err));
    JU_TRY(scope_page(ctx, consumer, &page, false, err));
    for (size_t i = 0; i < page.count; i++) {
        unsigned char digest[GATEWAY_DIGEST_BYTES];
        JU_TRY(feed_digest_of(ctx, consumer, page.row[i].person, digest, err));
        gateway_digest_add(&job->own, digest);
    }
    if (!page.full) {
        return judge(ctx, consumer, step, job, err);
    }
    reconcile_step next = *step;
    next.after = text(page.last);
    JU_TRY(go_on(ctx, &next, err));
    return reconcile_put_range(ctx, step->request_id, step->range, "sum", page.last, &job->own, err);
}

/* ---- person by person --------------------------------------------------------------------------------- */

static ju_rc digest_page(ju_ctx *ctx, const gateway_consumer *consumer, const snapshot_page *page,
                         gateway_reconcile_list *ret, ju_err *err)
{
    gateway_reconcile_item *item = ju_arena_alloc(ctx->arena, (page->count + 1) * sizeof *item);
    *ret = (gateway_reconcile_list){
        .item = item, .count = page->count, .full = page->full, .reach = page->full ? page->last : NULL};
    if (item == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < page->count; i++) {
        item[i].addressee_number = page->row[i].person->addressee_number;
        JU_TRY(feed_digest_of(ctx, consumer, page->row[i].person, item[i].digest, err));
    }
    return JU_OK;
}

/* Somebody of whom the consumer is not to know: that he is there or not is not told apart. */
static ju_rc erase(ju_ctx *ctx, const gateway_consumer *consumer, const char *request_id,
                   const char *addressee_number, ju_err *err)
{
    person_feed nobody = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    gateway_digest_sum unused = {0};
    nobody.addressee_number = text(addressee_number);
    nobody.state = text("out_of_scope");
    return feed_tell_person(ctx, consumer, request_id, &nobody, &unused, err);
}

/* Somebody whose 個人番号 cannot be opened is left out: the consumer keeps what it has of him. */
static ju_rc tell(ju_ctx *ctx, const gateway_consumer *consumer, const reconcile_step *step,
                  const person_feed *full, int64_t *resent, ju_err *err)
{
    gateway_digest_sum unused = {0};
    ju_mark before = ju_mark_of(ctx);
    ju_rc rc = feed_tell_person(ctx, consumer, step->request_id, full, &unused, err);
    if (rc == JU_REJECT) {
        ju_back_to(ctx, before);
        (*resent)--;
        return feed_leave_out(ctx, consumer, step->request_id, full->addressee_number, err->code, err);
    }
    return rc;
}

static ju_rc tell_differences(ju_ctx *ctx, const gateway_consumer *consumer, const reconcile_step *step,
                              const char **ret_bound, int64_t *ret_resent, ju_err *err)
{
    snapshot_page page;
    gateway_reconcile_list own;
    gateway_reconcile_list other;
    JU_TRY(snapshot_got_page(ctx, ASKED_PERSONS, PAGE_ROWS, &page, err));
    JU_TRY(scope_page(ctx, consumer, &page, true, err));
    JU_TRY(digest_page(ctx, consumer, &page, &own, err));
    JU_TRY(reconcile_got_entries(ctx, ASKED_ENTRIES, PAGE_ROWS, &other, err));
    gateway_reconcile_difference *found =
        ju_arena_alloc(ctx->arena, (own.count + other.count + 1) * sizeof *found);
    if (found == NULL) {
        return ju_no_memory(err);
    }
    size_t count = gateway_reconcile(&own, &other, found, ret_bound);
    *ret_resent = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        JU_TRY(
            found[i].kind == GATEWAY_RECONCILE_TELL
                ? tell(ctx, consumer, step, page.row[found[i].index].person, ret_resent, err)
                : erase(ctx, consumer, step->request_id, other.item[found[i].index].addressee_number, err));
    }
    return JU_OK;
}

static ju_rc compare(ju_ctx *ctx, const gateway_consumer *consumer, const reconcile_step *step,
                     reconcile_job *job, ju_err *err)
{
    const char *bound = NULL;
    int64_t resent = 0;
    JU_TRY(tell_differences(ctx, consumer, step, &bound, &resent, err));
    job->resent += resent;
    JU_TRY(
        reconcile_drop_entries(ctx, step->request_id, step->after, bound == NULL ? step->until : bound, err));
    if (bound == NULL) {
        job->open--;
        JU_TRY(
            reconcile_put_range(ctx, step->request_id, step->range, "settled", step->after, &job->own, err));
        return note(ctx, consumer, step, job, err);
    }
    reconcile_step next = *step;
    next.after = text(bound);
    JU_TRY(go_on(ctx, &next, err));
    JU_TRY(reconcile_put_range(ctx, step->request_id, step->range, "told", bound, &job->own, err));
    return note(ctx, consumer, step, job, err);
}

ju_rc reconcile_step_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const reconcile_step *step = body;
    reconcile_job job;
    JU_TRY(reconcile_got_job(ctx, ASKED_JOB, &job, err));
    if (!job.found || strcmp(job.phase, step->told ? "told" : "sum") != 0 ||
        strcmp(job.position, step->after) != 0) {
        return JU_OK; /* given up, or a step that was taken before */
    }
    const gateway_consumer *consumer = gateway_consumer_named(ctx, step->consumer);
    if (consumer == NULL) {
        JU_TRY(reconcile_give_up(ctx, step->consumer, err));
        return audit(ctx, "reconcile.abandoned", step->request_id, step->consumer, err);
    }
    return step->told ? compare(ctx, consumer, step, &job, err) : sum(ctx, consumer, step, &job, err);
}

/* ---- what time brings --------------------------------------------------------------------------------- */

ju_rc reconcile_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return reconcile_ask_quiet(ctx, err);
}

ju_rc reconcile_idle_begin(ju_ctx *ctx, int of, ju_err *err)
{
    const PGresult *quiet = ju_answer(ctx, of);
    for (int row = 0; row < PQntuples(quiet); row++) {
        const char *request_id = ju_arena_strdup(ctx->arena, ju_col(quiet, row, 0));
        const char *consumer = ju_arena_strdup(ctx->arena, ju_col(quiet, row, 1));
        if (request_id == NULL || consumer == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(reconcile_give_up(ctx, consumer, err));
        JU_TRY(audit(ctx, "reconcile.abandoned", request_id, consumer, err));
    }
    return JU_OK;
}
