#include "services/audit/steps/reporter.h"

#include "common/base/hex.h"
#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "services/audit/handlers.h"
#include "services/audit/steps/turn.h"
#include "services/audit/store_report.h"

#include "audit_sql.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ARENA_BYTES = 8 * 1024 * 1024 };

typedef Juki__Audit__V1__Report report;

/* What the thread is given and gives back. */
typedef struct work {
    char id[JU_UUID_SIZE];
    const report_kind *kind; /* NULL: this version does not know it */
    report_period period;
    ju_err err; /* rc JU_OK: it is made */
    unsigned char *content;
    size_t size;
    int64_t found;
} work;

/* In the idle look that is under way, in this order. */
typedef struct idle_questions {
    bool lock;    /* whether what the thread did is still wanted */
    bool missing; /* what is due by schedule */
    bool next;    /* what else is to be made */
} idle_questions;

struct reporter {
    const report_settings *own;
    const ju_calendar *calendar;
    const char *conninfo;
    ju_window office_hours;
    turn *turn;
    work work;
    bool given;             /* the thread has or had it */
    report_period *planned; /* of each kind: until there the schedule is kept */
    report_period *due;
    idle_questions asked;
    ju_gauge **found;
    ju_gauge **made;
    ju_counter *failed;
};

/* ---- in the thread ------------------------------------------------------------------------------------- */

static ju_rc pack(work *w, const report *made, ju_err *err)
{
    w->size = juki__audit__v1__report__get_packed_size(made);
    w->content = malloc(w->size);
    w->found = made->found;
    if (w->content == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    (void)juki__audit__v1__report__pack(made, w->content);
    return JU_OK;
}

static ju_rc make(reporter *r, ju_arena *arena, ju_err *err)
{
    JU_DB_AUTO ju_db *db = NULL;
    const ju_sql *const *const tables[] = {audit_sql, NULL};
    report made = JUKI__AUDIT__V1__REPORT__INIT;
    const report_work making = {.settings = r->own,
                                .office_hours = &r->office_hours,
                                .calendar = r->calendar,
                                .period = &r->work.period,
                                .arena = arena,
                                .report = &made};
    if (r->work.kind == NULL) {
        return ju_fail(err, JU_FATAL, "report_unknown", "this version does not know the report");
    }
    JU_TRY(ju_db_open(r->conninfo, "audit", tables, &db, err));
    JU_TRY(report_make(db, r->work.kind, &making, err));
    return pack(&r->work, &made, err);
}

static void attend(void *opaque)
{
    reporter *r = opaque;
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    r->work.err = (ju_err){0};
    r->work.err.rc = make(r, &arena, &r->work.err);
    ju_arena_done(&arena);
}

/* ---- open and close ------------------------------------------------------------------------------------ */

ju_rc reporter_open(const ju_settings *common, const report_settings *own, reporter **ret, ju_err *err)
{
    reporter *r = calloc(1, sizeof *r);
    *ret = r;
    if (r == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    r->own = own;
    r->calendar = common->calendar;
    r->conninfo = common->db_conninfo;
    r->planned = calloc(report_kind_count, sizeof *r->planned);
    r->due = calloc(report_kind_count, sizeof *r->due);
    r->found = calloc(report_kind_count, sizeof(ju_gauge *));
    r->made = calloc(report_kind_count, sizeof(ju_gauge *));
    if (r->planned == NULL || r->due == NULL || r->found == NULL || r->made == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    JU_TRY(ju_window_parse(own->office_hours, &r->office_hours, err));
    return turn_open(attend, r, &r->turn, err);
}

static void forget(reporter *r)
{
    free(r->work.content);
    r->work = (work){.content = NULL};
    r->given = false;
}

void reporter_close(reporter *r)
{
    if (r != NULL) {
        turn_close(r->turn);
        forget(r);
        free(r->planned);
        free(r->due);
        free(r->found);
        free(r->made);
        free(r);
    }
}

void reporter_metrics(reporter *r, ju_registry *registry)
{
    for (size_t i = 0; i < report_kind_count; i++) {
        r->found[i] = ju_gauge_new(registry, "juki_audit_report_findings",
                                   "What the last report made by schedule in this process found",
                                   JU_LABELS("report", report_kinds[i].name));
        r->made[i] =
            ju_gauge_new(registry, "juki_audit_report_made_seconds",
                         "When this process made the last one by schedule, in seconds since 1970; 0: none",
                         JU_LABELS("report", report_kinds[i].name));
    }
    r->failed = ju_counter_new(registry, "juki_audit_reports_failed_total", "Reports that could not be made",
                               JU_NO_LABELS);
}

/* ---- what is next -------------------------------------------------------------------------------------- */

static bool is_due(reporter *r, const ju_ctx *ctx)
{
    for (size_t i = 0; i < report_kind_count; i++) {
        report_last(report_kinds[i].every, ctx->now, r->own->hour, &r->due[i]);
    }
    return r->own->hour != REPORT_NEVER &&
           memcmp(r->due, r->planned, report_kind_count * sizeof *r->due) != 0;
}

ju_rc reporter_idle_ask(reporter *r, ju_ctx *ctx, ju_err *err)
{
    r->asked = (idle_questions){0};
    if (!turn_is_callers(r->turn)) {
        return JU_OK;
    }
    if (r->given) {
        r->asked.lock = true;
        JU_TRY(report_ask_lock(ctx, r->work.id, err));
    }
    if (is_due(r, ctx)) {
        r->asked.missing = true;
        return report_ask_missing(ctx, r->due, err);
    }
    r->asked.next = true;
    return report_ask_next(ctx, r->given ? r->work.id : NULL, err);
}

/* The schedule is kept when nothing of it is missing any more: a plan that was not committed is made again.
 */
static ju_rc plan(reporter *r, ju_ctx *ctx, int asked, ju_err *err)
{
    report_job *job = NULL;
    int count = 0;
    JU_TRY(report_got_missing(ctx, asked, &job, &count, err));
    for (int i = 0; i < count; i++) {
        JU_TRY(report_put(ctx, &job[i], err));
    }
    if (count == 0) {
        memcpy(r->planned, r->due, report_kind_count * sizeof *r->due);
    }
    return JU_OK;
}

static ju_rc give(reporter *r, ju_ctx *ctx, int asked, ju_err *err)
{
    report_job *job = NULL;
    JU_TRY(report_got_next(ctx, asked, &job, err));
    if (job != NULL) {
        (void)snprintf(r->work.id, sizeof r->work.id, "%s", job->id);
        r->work.kind = report_kind_of(job->name);
        r->work.period = job->period;
        r->given = true;
        turn_give(r->turn);
    }
    return JU_OK;
}

/* ---- what became of it --------------------------------------------------------------------------------- */

/* Whom to tell of what; the texts of the refusal are static. */
static ju_rc answer(ju_ctx *ctx, const report_job *job, const report_outcome *outcome, const char *digest,
                    const audit_refusal *refused, ju_err *err)
{
    Juki__Audit__V1__ReportReply reply = JUKI__AUDIT__V1__REPORT_REPLY__INIT;
    reply.request_id = (char *)(uintptr_t)job->request_id;
    if (refused != NULL) {
        reply.refusal = audit_refusal_message(ctx, refused);
    } else {
        reply.report_id = (char *)(uintptr_t)job->id;
        reply.report =
            (ProtobufCBinaryData){.len = outcome->size, .data = (uint8_t *)(uintptr_t)outcome->content};
        reply.digest = (char *)(uintptr_t)digest;
    }
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, job->request_id, &reply.base, NULL, err);
}

static ju_rc note(ju_ctx *ctx, const report_job *job, const report_outcome *outcome, const char *digest,
                  ju_err *err)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    bool asked = *job->asked_by != '\0';
    who.operator_id = (char *)(uintptr_t)job->asked_by;
    who.terminal_id = (char *)(uintptr_t)job->terminal_id;
    who.office = (char *)(uintptr_t)job->office;
    const char *detail =
        ju_arena_printf(ctx->arena, "%s %s %s by=%s found=%lld digest=%s", job->name, job->period.begins,
                        job->period.ends, asked ? "asked" : "schedule", (long long)outcome->found, digest);
    return detail == NULL ? ju_no_memory(err)
                          : ju_audit(ctx,
                                     &(ju_act){.action = "report.made",
                                               .operator_ = asked ? &who : NULL,
                                               .event_id = job->id,
                                               .refused_code = outcome->code,
                                               .detail = detail},
                                     err);
}

/* To whoever watches the service; what was found stands in the report alone. */
static void tell(reporter *r, const report_job *job, const report_outcome *outcome)
{
    if (outcome->code != NULL) {
        ju_counter_add(r->failed, 1);
        ju_log_warn("a report could not be made", ju_f_word("report", job->name), ju_f_err(&r->work.err));
    } else if (*job->asked_by == '\0') {
        ju_gauge_set(r->found[r->work.kind - report_kinds], (double)outcome->found);
        ju_gauge_set(r->made[r->work.kind - report_kinds], (double)time(NULL));
        ju_log_info("a report is made", ju_f_word("report", job->name), ju_f_int("found", outcome->found));
    }
}

static ju_rc settle(reporter *r, ju_ctx *ctx, report_job *job, ju_err *err)
{
    const work *done = &r->work;
    bool late = strcmp(done->err.sqlstate, "57014") == 0;
    const audit_refusal *why = done->content != NULL ? NULL : late ? &report_too_large : &report_failed;
    unsigned char *digest = ju_arena_alloc(ctx->arena, REPORT_DIGEST_BYTES);
    report_outcome outcome = {
        .size = done->size, .found = done->found, .digest = digest, .code = why == NULL ? NULL : why->code};
    outcome.content = why == NULL ? ju_arena_memdup(ctx->arena, done->content, done->size) : NULL;
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    if (why == NULL && EVP_Digest(outcome.content, outcome.size, digest, NULL, EVP_sha256(), NULL) != 1) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    const char *hex = why == NULL ? ju_arena_hex(ctx->arena, digest, REPORT_DIGEST_BYTES) : "";
    if (hex == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(report_put_outcome(ctx, job->id, &outcome, err));
    JU_TRY(note(ctx, job, &outcome, hex, err));
    tell(r, job, &outcome);
    return *job->asked_by == '\0' ? JU_OK : answer(ctx, job, &outcome, hex, why, err);
}

/* What another instance has settled by now, and what only met a server that is away, is forgotten; if this
 * transaction fails, the report is made again. */
static ju_rc settle_once(reporter *r, ju_ctx *ctx, int asked, ju_err *err)
{
    const ju_err *why = &r->work.err;
    bool again = why->rc == JU_RETRY && strcmp(why->sqlstate, "57014") != 0;
    bool wanted = false;
    report_job job = {.id = ju_arena_strdup(ctx->arena, r->work.id),
                      .name = r->work.kind == NULL ? "" : r->work.kind->name,
                      .period = r->work.period};
    JU_TRY(report_got_lock(ctx, asked, &wanted, &job, err));
    ju_rc rc = wanted && !again ? settle(r, ctx, &job, err) : JU_OK;
    forget(r);
    return rc;
}

ju_rc reporter_idle_begin(reporter *r, ju_ctx *ctx, int *asked, ju_err *err)
{
    if (r->asked.lock) {
        JU_TRY(settle_once(r, ctx, (*asked)++, err));
    }
    if (r->asked.missing) {
        JU_TRY(plan(r, ctx, (*asked)++, err));
    }
    return r->asked.next ? give(r, ctx, (*asked)++, err) : JU_OK;
}
