#include "services/audit/store_register.h"

#include "audit_sql.h"

#include <string.h>

typedef Juki__Audit__V1__CaseItem case_item;
typedef Juki__Audit__V1__CaseStep case_step;
typedef Juki__Audit__V1__RegisterCase register_record;

enum { LIST_TEXT_MAX = 60 }; /* characters */

ju_rc register_ask_case(ju_ctx *ctx, const char *case_id, int from_step, int steps, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, case_id);
    ju_arg_i64(&args, from_step);
    ju_arg_i64(&args, steps);
    return ju_ask(ctx, &audit_sql_register_case, &args, err);
}

ju_rc register_ask_list(ju_ctx *ctx, const Juki__Audit__V1__QueryCases *wish, const char *from,
                        const char *until, int cases, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, wish->register_);
    ju_arg_opt(&args, from);
    ju_arg_opt(&args, until);
    ju_arg_text(&args, wish->state);
    ju_arg_text(&args, ctx->today);
    ju_arg_text(&args, wish->after);
    ju_arg_i64(&args, cases);
    ju_arg_i64(&args, LIST_TEXT_MAX);
    return ju_ask(ctx, &audit_sql_register_list, &args, err);
}

/* ---- rows into cases ---------------------------------------------------------------------------------- */

enum { CASE_ID, REGISTER, STEP, ACT, ENTERED_BY, ENTERED_ON, NAME, VALUE, CASES, SERIOUS };

/* How many rows from this one on have the same value in these columns. */
static int rows_alike(const PGresult *rows, int from, int columns)
{
    int to = from + 1;
    while (to < PQntuples(rows)) {
        for (int column = 0; column < columns; column++) {
            if (strcmp(ju_col(rows, to, column), ju_col(rows, from, column)) != 0) {
                return to - from;
            }
        }
        to++;
    }
    return to - from;
}

static case_item *read_item(ju_arena *arena, const PGresult *rows, int row)
{
    case_item *item = ju_arena_alloc(arena, sizeof *item);
    if (item != NULL) {
        juki__audit__v1__case_item__init(item);
        item->name = ju_arena_strdup(arena, ju_col(rows, row, NAME));
        item->value = ju_arena_strdup(arena, ju_col(rows, row, VALUE));
    }
    return item;
}

static case_step *read_step(ju_arena *arena, const PGresult *rows, int from, int count)
{
    case_step *step = ju_arena_alloc(arena, sizeof *step);
    case_item **item = ju_arena_alloc(arena, (size_t)count * sizeof *item);
    if (step == NULL || item == NULL) {
        return NULL;
    }
    juki__audit__v1__case_step__init(step);
    step->number = (int32_t)ju_col_i64(rows, from, STEP);
    step->act = ju_arena_strdup(arena, ju_col(rows, from, ACT));
    step->entered_by = ju_arena_strdup(arena, ju_col(rows, from, ENTERED_BY));
    step->entered_on = ju_arena_strdup(arena, ju_col(rows, from, ENTERED_ON));
    step->item = item;
    for (int row = from; row < from + count; row++) {
        if (PQgetisnull(rows, row, NAME) == 0) {
            item[step->n_item++] = read_item(arena, rows, row);
        }
    }
    return step;
}

static register_record *read_case(ju_arena *arena, const PGresult *rows, int from, int count)
{
    register_record *record = ju_arena_alloc(arena, sizeof *record);
    case_step **step = ju_arena_alloc(arena, (size_t)count * sizeof *step);
    if (record == NULL || step == NULL) {
        return NULL;
    }
    juki__audit__v1__register_case__init(record);
    record->case_id = ju_arena_strdup(arena, ju_col(rows, from, CASE_ID));
    record->register_ = ju_arena_strdup(arena, ju_col(rows, from, REGISTER));
    record->history = step;
    for (int row = from; row < from + count;) {
        int alike = rows_alike(rows, row, STEP + 1);
        step[record->n_history++] = read_step(arena, rows, row, alike);
        row += alike;
    }
    return record;
}

ju_rc register_got_cases(ju_ctx *ctx, register_record ***ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret = ju_arena_alloc(ctx->arena, ((size_t)PQntuples(rows) + 1) * sizeof(void *));
    *ret_count = 0;
    bool none = PQntuples(rows) > 0 && PQgetisnull(rows, 0, CASE_ID) != 0;
    for (int row = 0; *ret != NULL && !none && row < PQntuples(rows);) {
        int alike = rows_alike(rows, row, CASE_ID + 1);
        (*ret)[(*ret_count)++] = read_case(ctx->arena, rows, row, alike);
        row += alike;
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

void register_got_total(const ju_ctx *ctx, int32_t *ret_cases, int32_t *ret_serious)
{
    *ret_cases = (int32_t)ju_col_i64(ju_answer(ctx, 0), 0, CASES);
    *ret_serious = (int32_t)ju_col_i64(ju_answer(ctx, 0), 0, SERIOUS);
}

ju_rc register_ask_place(ju_ctx *ctx, const char *store, const char *receiver, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, store);
    ju_arg_text(&args, receiver);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &audit_sql_register_place, &args, err);
}

bool register_got_place(const ju_ctx *ctx)
{
    return PQntuples(ju_answer(ctx, 1)) > 0;
}

/* ---- writing ------------------------------------------------------------------------------------------ */

ju_rc register_put_step(ju_ctx *ctx, const register_step *step, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    const char **name = ju_arena_alloc(ctx->arena, (step->items + 1) * sizeof *name);
    const char **value = ju_arena_alloc(ctx->arena, (step->items + 1) * sizeof *value);
    if (name == NULL || value == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < step->items; i++) {
        name[i] = step->item[i]->name;
        value[i] = step->item[i]->value;
    }
    ju_arg_text(&args, step->case_id);
    ju_arg_i64(&args, step->number);
    ju_arg_text(&args, step->name);
    ju_arg_text(&args, step->act);
    ju_arg_text(&args, step->day);
    ju_arg_opt(&args, step->due_on);
    ju_arg_text(&args, step->by->operator_id);
    ju_arg_text(&args, step->by->office);
    ju_arg_text(&args, ctx->today);
    ju_arg_text_array(&args, name, step->items);
    ju_arg_text_array(&args, value, step->items);
    return ju_do(ctx, &audit_sql_register_put, &args, err);
}
