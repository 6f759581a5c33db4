#include "services/audit/store_report.h"

#include "audit_sql.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Audit__V1__KeptReport kept_report;
typedef Juki__Audit__V1__ReportFinding report_finding;

static char *copy(ju_arena *arena, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(arena, ju_col(rows, row, column));
}

static void copy_moment(const PGresult *rows, int row, int column, char ret[REPORT_MOMENT_SIZE])
{
    (void)snprintf(ret, REPORT_MOMENT_SIZE, "%s", ju_col(rows, row, column));
}

/* ---- what is due --------------------------------------------------------------------------------------- */

ju_rc report_ask_missing(ju_ctx *ctx, const report_period *last, ju_err *err)
{
    enum { NAME, ENDS, STEP, COLUMNS };
    const char **column[COLUMNS];
    ju_args args = ju_new_args(ctx);
    for (int c = 0; c < COLUMNS; c++) {
        column[c] = ju_arena_alloc(ctx->arena, report_kind_count * sizeof(char *));
    }
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < report_kind_count; i++) {
        column[NAME][i] = report_kinds[i].name;
        column[ENDS][i] = last[i].ends;
        column[STEP][i] = report_step(report_kinds[i].every);
    }
    for (int c = 0; c < COLUMNS; c++) {
        ju_arg_text_array(&args, column[c], report_kind_count);
    }
    return ju_ask(ctx, &audit_sql_report_missing, &args, err);
}

ju_rc report_got_missing(ju_ctx *ctx, int asked, report_job **ret, int *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    report_job *job = ju_arena_alloc(ctx->arena, (size_t)(PQntuples(rows) + 1) * sizeof *job);
    *ret = job;
    *ret_count = PQntuples(rows);
    for (int i = 0; job != NULL && i < *ret_count; i++) {
        job[i].id = ju_event_id(ctx);
        job[i].name = copy(ctx->arena, rows, i, 0);
        copy_moment(rows, i, 1, job[i].period.begins);
        copy_moment(rows, i, 2, job[i].period.ends);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc report_put(ju_ctx *ctx, const report_job *job, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, job->id);
    ju_arg_text(&args, job->name);
    ju_arg_text(&args, ju_arena_strdup(ctx->arena, job->period.begins));
    ju_arg_text(&args, ju_arena_strdup(ctx->arena, job->period.ends));
    ju_arg_text(&args, job->asked_by);
    ju_arg_text(&args, job->terminal_id);
    ju_arg_text(&args, job->office);
    ju_arg_text(&args, job->request_id);
    return ctx->arena->full ? ju_no_memory(err) : ju_do(ctx, &audit_sql_report_put, &args, err);
}

ju_rc report_ask_waiting(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &audit_sql_report_waiting, NULL, err);
}

int64_t report_got_waiting(const ju_ctx *ctx)
{
    return ju_col_i64(ju_answer(ctx, 0), 0, 0);
}

/* ---- what is made next --------------------------------------------------------------------------------- */

ju_rc report_ask_next(ju_ctx *ctx, const char *but, ju_err *err)
{
    return ju_ask_text(ctx, &audit_sql_report_next, but, err);
}

ju_rc report_got_next(ju_ctx *ctx, int asked, report_job **ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    report_job *job = NULL;
    if (PQntuples(rows) > 0) {
        job = ju_arena_alloc(ctx->arena, sizeof *job);
        if (job == NULL) {
            return ju_no_memory(err);
        }
        job->id = copy(ctx->arena, rows, 0, 0);
        job->name = copy(ctx->arena, rows, 0, 1);
        copy_moment(rows, 0, 2, job->period.begins);
        copy_moment(rows, 0, 3, job->period.ends);
    }
    *ret = job;
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* ---- what became of it --------------------------------------------------------------------------------- */

ju_rc report_ask_lock(ju_ctx *ctx, const char *id, ju_err *err)
{
    return ju_ask_text(ctx, &audit_sql_report_lock, id, err);
}

ju_rc report_got_lock(ju_ctx *ctx, int asked, bool *ret_wanted, report_job *job, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    *ret_wanted = PQntuples(rows) > 0;
    if (*ret_wanted) {
        job->asked_by = copy(ctx->arena, rows, 0, 0);
        job->terminal_id = copy(ctx->arena, rows, 0, 1);
        job->office = copy(ctx->arena, rows, 0, 2);
        job->request_id = copy(ctx->arena, rows, 0, 3);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc report_put_outcome(ju_ctx *ctx, const char *id, const report_outcome *outcome, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    bool made = outcome->content != NULL;
    ju_arg_text(&args, id);
    ju_arg_bytes(&args, outcome->content, outcome->size);
    ju_arg_bytes(&args, made ? outcome->digest : NULL, REPORT_DIGEST_BYTES);
    ju_arg_text(&args, made ? ju_arena_printf(ctx->arena, "%lld", (long long)outcome->found) : NULL);
    ju_arg_text(&args, outcome->code);
    return ju_do(ctx, &audit_sql_report_done, &args, err);
}

/* ---- what was made ------------------------------------------------------------------------------------- */

ju_rc report_ask_kept(ju_ctx *ctx, const char *id, ju_err *err)
{
    return ju_ask_text(ctx, &audit_sql_report_get, id, err);
}

ju_rc report_got_kept(ju_ctx *ctx, Juki__Audit__V1__ReportReply *reply, bool *ret_found, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret_found = PQntuples(rows) > 0;
    if (*ret_found) {
        reply->report.data = ju_col_bytes(rows, 0, 0, ctx->arena, &reply->report.len);
        reply->digest = copy(ctx->arena, rows, 0, 1);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc report_ask_list(ju_ctx *ctx, const Juki__Audit__V1__QueryReports *wish, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    report_period last = {.ends = "infinity"};
    if (*wish->to != '\0') {
        (void)report_period_of(wish->to, &last);
    }
    ju_arg_opt(&args, wish->name);
    ju_arg_text(&args, *wish->from == '\0' ? "-infinity" : wish->from);
    ju_arg_text(&args, ju_arena_strdup(ctx->arena, last.ends));
    ju_arg_i64(&args, REPORT_LIST_MAX);
    return ctx->arena->full ? ju_no_memory(err) : ju_ask(ctx, &audit_sql_report_list, &args, err);
}

static kept_report *read_kept(ju_arena *arena, const PGresult *rows, int row)
{
    kept_report *kept = ju_arena_alloc(arena, sizeof *kept);
    if (kept != NULL) {
        juki__audit__v1__kept_report__init(kept);
        kept->report_id = copy(arena, rows, row, 0);
        kept->name = copy(arena, rows, row, 1);
        kept->begins = copy(arena, rows, row, 2);
        kept->ends = copy(arena, rows, row, 3);
        kept->asked_by = copy(arena, rows, row, 4);
        kept->made = copy(arena, rows, row, 5);
        kept->found = ju_col_i64(rows, row, 6);
        kept->digest = copy(arena, rows, row, 7);
        kept->code = copy(arena, rows, row, 8);
    }
    return kept;
}

ju_rc report_got_list(ju_ctx *ctx, Juki__Audit__V1__ReportsReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    reply->n_report = (size_t)PQntuples(rows);
    reply->report = ju_arena_alloc(ctx->arena, (reply->n_report + 1) * sizeof(void *));
    for (size_t i = 0; reply->report != NULL && i < reply->n_report; i++) {
        reply->report[i] = read_kept(ctx->arena, rows, (int)i);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* ---- making one ---------------------------------------------------------------------------------------- */

static report_finding *read_finding(ju_arena *arena, const PGresult *rows, int row)
{
    report_finding *finding = ju_arena_alloc(arena, sizeof *finding);
    if (finding != NULL) {
        juki__audit__v1__report_finding__init(finding);
        finding->who = copy(arena, rows, row, 0);
        finding->office = copy(arena, rows, row, 1);
        finding->from = copy(arena, rows, row, 2);
        finding->to = copy(arena, rows, row, 3);
        finding->count = ju_col_i64(rows, row, 4);
        finding->detail = copy(arena, rows, row, 5);
        finding->index = ju_col_i64(rows, row, 6);
    }
    return finding;
}

/* Columns of a finding; the last is not of every report. */
enum { FOUND = 7, USUAL };

static void read_findings(const report_work *work, const PGresult *rows)
{
    Juki__Audit__V1__Report *report = work->report;
    size_t used_bytes = 0;
    size_t size = (size_t)(PQntuples(rows) + 1) * sizeof(void *);
    report->found = PQntuples(rows) == 0 ? 0 : ju_col_i64(rows, 0, FOUND);
    report->finding = ju_arena_alloc(work->arena, size);
    report->usual = ju_arena_alloc(work->arena, size);
    for (int row = 0; !work->arena->full && row < PQntuples(rows); row++) {
        report_finding *finding = read_finding(work->arena, rows, row);
        used_bytes += finding == NULL ? 0 : juki__audit__v1__report_finding__get_packed_size(finding);
        if (finding == NULL || used_bytes > AUDIT_REPLY_MAX_BYTES) {
            return;
        }
        if (PQnfields(rows) > USUAL && ju_col_bool(rows, row, USUAL)) {
            report->usual[report->n_usual++] = finding;
        } else {
            report->finding[report->n_finding++] = finding;
        }
    }
}

static ju_rc ask_span(ju_db *db, const report_work *work, ju_err *err)
{
    Juki__Audit__V1__Report *report = work->report;
    PGresult *rows = NULL;
    ju_args args;
    ju_args_init(&args, work->arena);
    ju_arg_text(&args, work->period->begins);
    ju_arg_text(&args, work->period->ends);
    JU_TRY(ju_db_run(db, &audit_sql_report_span, &args, &rows, err));
    report->last_index = ju_col_i64(rows, 0, 0);
    report->acts = ju_col_i64(rows, 0, 1);
    report->made = copy(work->arena, rows, 0, 2);
    PQclear(rows);
    return JU_OK;
}

static ju_rc ask_findings(ju_db *db, const report_kind *kind, const report_work *work, ju_err *err)
{
    PGresult *rows = NULL;
    ju_args args;
    ju_args_init(&args, work->arena);
    ju_arg_text(&args, ju_arena_printf(work->arena, "%s+09", work->period->begins));
    ju_arg_text(&args, ju_arena_printf(work->arena, "%s+09", work->period->ends));
    ju_arg_i64(&args, REPORT_FINDINGS_MAX);
    if (kind->limits != NULL) {
        kind->limits(work, &args);
    }
    JU_TRY(ju_db_run(db, kind->sql, &args, &rows, err));
    read_findings(work, rows);
    PQclear(rows);
    return JU_OK;
}

ju_rc report_make(ju_db *db, const report_kind *kind, const report_work *work, ju_err *err)
{
    Juki__Audit__V1__Report *report = work->report;
    report->name = (char *)(uintptr_t)kind->name;
    report->title = (char *)(uintptr_t)kind->title;
    report->meaning = (char *)(uintptr_t)kind->meaning;
    report->unit = (char *)(uintptr_t)kind->unit;
    report->begins = (char *)(uintptr_t)work->period->begins;
    report->ends = (char *)(uintptr_t)work->period->ends;
    JU_TRY(ask_span(db, work, err));
    JU_TRY(ask_findings(db, kind, work, err));
    return work->arena->full ? ju_no_memory(err) : JU_OK;
}
