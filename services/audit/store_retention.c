#include "services/audit/store_retention.h"

#include "common/retention/rule.h"

#include "audit_sql.h"

#include <string.h>

typedef Juki__Audit__V1__ClassDue class_due;
typedef Juki__Audit__V1__Expiry expiry_record;

/* ---- segments ----------------------------------------------------------------------------------------- */

enum {
    NUMBER,
    FIRST,
    LAST,
    DIGEST,
    CLOSED_BY,
    CLOSED_AT,
    EXPIRY,
    STATE,
    ENTERED_BY,
    DECIDED_BY,
    DUE,
    EXPIRED,
    ARCHIVE,
    DAYS
};

ju_rc segment_ask_list(ju_ctx *ctx, int64_t after, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, after);
    ju_arg_i64(&args, RETENTION_PAGE_ROWS + 1);
    return ju_ask(ctx, &audit_sql_segment_list, &args, err);
}

ju_rc segment_ask(ju_ctx *ctx, int64_t number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, number);
    return ju_ask(ctx, &audit_sql_segment_get, &args, err);
}

ju_rc segment_ask_last(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &audit_sql_segment_last, NULL, err);
}

static expiry_record *read_expiry(const PGresult *rows, int row, ju_arena *arena)
{
    expiry_record *one = ju_arena_alloc(arena, sizeof *one);
    if (one != NULL) {
        juki__audit__v1__expiry__init(one);
        one->expiry_id = ju_arena_strdup(arena, ju_col(rows, row, EXPIRY));
        one->segment = (int32_t)ju_col_i64(rows, row, NUMBER);
        one->state = ju_arena_strdup(arena, ju_col(rows, row, STATE));
        one->entered_by = ju_arena_strdup(arena, ju_col(rows, row, ENTERED_BY));
        one->decided_by = ju_arena_strdup(arena, ju_col(rows, row, DECIDED_BY));
        one->due = ju_col_i64(rows, row, DUE);
        one->expired = ju_col_i64(rows, row, EXPIRED);
        one->archive = ju_col_bool(rows, row, ARCHIVE);
        one->days = ju_arena_strdup(arena, ju_col(rows, row, DAYS));
    }
    return one;
}

static retention_segment *read_segment(const PGresult *rows, int row, ju_arena *arena)
{
    retention_segment *one = ju_arena_alloc(arena, sizeof *one);
    if (one != NULL) {
        juki__audit__v1__segment__init(one);
        one->number = (int32_t)ju_col_i64(rows, row, NUMBER);
        one->first = ju_col_i64(rows, row, FIRST);
        one->last = ju_col_i64(rows, row, LAST);
        one->digest = ju_arena_strdup(arena, ju_col(rows, row, DIGEST));
        one->closed_by = ju_arena_strdup(arena, ju_col(rows, row, CLOSED_BY));
        one->closed_at = ju_arena_strdup(arena, ju_col(rows, row, CLOSED_AT));
        one->expiry = PQgetisnull(rows, row, EXPIRY) != 0 ? NULL : read_expiry(rows, row, arena);
    }
    return one;
}

ju_rc segments_got(const ju_ctx *ctx, int asked, retention_segment ***ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof(void *));
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        (*ret)[i] = read_segment(rows, (int)i, ctx->arena);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc segment_got(const ju_ctx *ctx, int asked, retention_segment **ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    *ret = PQntuples(rows) == 0 ? NULL : read_segment(rows, 0, ctx->arena);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc segment_put(ju_ctx *ctx, const ju_segment *s, const char *text, const ju_hash *digest,
                  const Juki__Audit__V1__CloseSegment *by, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, s->number);
    ju_arg_i64(&args, s->first);
    ju_arg_i64(&args, s->last);
    ju_arg_text(&args, text);
    ju_arg_bytes(&args, digest->byte, sizeof digest->byte);
    ju_arg_text(&args, by->operator_->operator_id);
    ju_arg_text(&args, by->purpose);
    return ju_do(ctx, &audit_sql_segment_put, &args, err);
}

/* ---- what is over ------------------------------------------------------------------------------------- */

static int years_of(const retention_class *class, bool archive)
{
    return archive ? class->years : class->hot_years;
}

/* The classes, the last day of each that is over, and whether in the archive, too. */
static ju_rc add_classes(const ju_ctx *ctx, bool archive, ju_args *args, ju_err *err)
{
    size_t count = 0;
    const retention_class *class = retention_classes(&count);
    const char **name = ju_arena_alloc(ctx->arena, count * sizeof *name);
    const char **last = ju_arena_alloc(ctx->arena, count * sizeof *last);
    char(*day)[JU_DATE_SIZE] = ju_arena_alloc(ctx->arena, count * sizeof *day);
    if (name == NULL || last == NULL || day == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        (void)ju_retention_years(years_of(&class[i], archive), ctx->today, day[i]);
        name[i] = class[i].name;
        last[i] = day[i];
    }
    ju_arg_text_array(args, name, count);
    ju_arg_text_array(args, last, count);
    ju_arg_bool(args, archive);
    return JU_OK;
}

ju_rc due_ask(ju_ctx *ctx, int64_t segment, bool archive, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, segment);
    JU_TRY(add_classes(ctx, archive, &args, err));
    return ju_ask(ctx, &audit_sql_due_count, &args, err);
}

static const retention_class *class_of(const char *name)
{
    size_t count = 0;
    const retention_class *class = retention_classes(&count);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        at = strcmp(class[i].name, name) == 0 ? i : at;
    }
    return &class[at];
}

static class_due *read_due(const ju_ctx *ctx, const PGresult *rows, int row, bool archive)
{
    class_due *due = ju_arena_alloc(ctx->arena, sizeof *due);
    char *day = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    if (due == NULL || day == NULL) {
        return NULL;
    }
    const retention_class *class = class_of(ju_col(rows, row, 0));
    juki__audit__v1__class_due__init(due);
    (void)ju_retention_years(years_of(class, archive), ctx->today, day);
    due->class_ = (char *)(uintptr_t) class->name;
    due->years = years_of(class, archive);
    due->last_day = day;
    due->due = ju_col_i64(rows, row, 1);
    due->stays = ju_col_i64(rows, row, 2);
    return due;
}

ju_rc due_got(const ju_ctx *ctx, int asked, bool archive, Juki__Audit__V1__ExpiryReply *reply,
              int64_t *ret_due, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    size_t count = (size_t)PQntuples(rows);
    *ret_due = 0;
    reply->class_ = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(void *));
    for (; reply->class_ != NULL && reply->n_class_ < count; reply->n_class_++) {
        class_due *due = read_due(ctx, rows, (int)reply->n_class_, archive);
        if (due == NULL) {
            break;
        }
        reply->class_[reply->n_class_] = due;
        *ret_due += due->due;
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* ---- expiries ----------------------------------------------------------------------------------------- */

ju_rc expiry_put(ju_ctx *ctx, const expiry_record *one, const char *purpose, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, one->expiry_id);
    ju_arg_i64(&args, one->segment);
    JU_TRY(add_classes(ctx, one->archive, &args, err));
    ju_arg_i64(&args, one->due);
    ju_arg_text(&args, purpose);
    ju_arg_text(&args, one->entered_by);
    return ju_do(ctx, &audit_sql_expiry_put, &args, err);
}

ju_rc expiry_ask(ju_ctx *ctx, const char *expiry_id, ju_err *err)
{
    return ju_ask_text(ctx, &audit_sql_expiry_lock, expiry_id, err);
}

ju_rc expiry_got(const ju_ctx *ctx, int asked, expiry_record **ret, const char **ret_digest, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    *ret = NULL;
    *ret_digest = "";
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    *ret = read_expiry(rows, 0, ctx->arena);
    *ret_digest = ju_arena_strdup(ctx->arena, ju_col(rows, 0, DIGEST));
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc expiry_decide(ju_ctx *ctx, const expiry_record *one, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, one->expiry_id);
    ju_arg_text(&args, one->state);
    ju_arg_text(&args, one->decided_by);
    return ju_do(ctx, &audit_sql_expiry_decide, &args, err);
}

ju_rc expire_ask(ju_ctx *ctx, int64_t entries, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, entries);
    return ju_ask(ctx, &audit_sql_expire_next, &args, err);
}

ju_rc expire_got(const ju_ctx *ctx, int asked, expiry_record *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    juki__audit__v1__expiry__init(ret);
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    ret->expiry_id = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
    ret->segment = (int32_t)ju_col_i64(rows, 0, 1);
    ret->expired = ju_col_i64(rows, 0, 2);
    ret->state = (char *)(uintptr_t)(ju_col_bool(rows, 0, 3) ? "done" : "approved");
    return ret->expiry_id == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc expired_ask(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &audit_sql_expired_until, NULL, err);
}

int64_t expired_got(const ju_ctx *ctx, int asked)
{
    return ju_col_i64(ju_answer(ctx, asked), 0, 0);
}
