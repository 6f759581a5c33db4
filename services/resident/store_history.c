#include "services/resident/store_history.h"

#include "services/resident/reason.h"
#include "services/resident/steps/state.h"
#include "services/resident/store_past.h"

#include "resident_sql.h"

#include <string.h>

ju_rc ask_history_of_person(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    ju_args args = {.arena = ctx->arena};
    ju_arg_text(&args, addressee_number);
    return ju_ask(ctx, &resident_sql_history_of_person, &args, err);
}

ju_rc ask_history_of_household(ju_ctx *ctx, const char *household_number, const char *addressee_number,
                               ju_err *err)
{
    ju_args args = {.arena = ctx->arena};
    ju_arg_opt(&args, household_number);
    ju_arg_opt(&args, addressee_number);
    return ju_ask(ctx, &resident_sql_history_of_household, &args, err);
}

ju_rc read_history(ju_ctx *ctx, int answer, history_list *ret, ju_err *err)
{
    enum { RECORDED, CANCELS, RECORD };
    const resident_state *state = ctx->app;
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    *ret =
        (history_list){.row = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(history_row)), .count = count};
    if (ret->row == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        person_record *record = NULL;
        JU_TRY(read_record(&state->keeper, ctx->arena, rows, (int)i, RECORD, &record, err));
        ret->row[i] = (history_row){.record = record,
                                    .recorded_us = ju_col_i64(rows, (int)i, RECORDED),
                                    .cancels = ju_col(rows, (int)i, CANCELS)};
    }
    return JU_OK;
}

/* ---- the past of one person -----------------------------------------------------------------------------
 */

/* That of the person's latest record: beside it there may be an older one. */
static past_reader past_of(const PGresult *rows, const char *addressee_number)
{
    int past = PQfnumber(rows, "past");
    int number = PQfnumber(rows, "addressee_number");
    for (int row = 0; row < PQntuples(rows); row++) {
        if (strcmp(ju_col(rows, row, number), addressee_number) == 0) {
            return past_at(rows, row, past);
        }
    }
    return (past_reader){0};
}

static ju_rc count_rows(past_reader past, size_t *ret, ju_err *err)
{
    past_row skipped;
    for (*ret = 0; past.left > 0; (*ret)++) {
        JU_TRY(past_next(&past, &skipped, err));
    }
    return JU_OK;
}

/* Behind all that are older: the view has no order. */
static void put_in_order(history_list *list, history_row row)
{
    size_t at = list->count++;
    for (; at > 0 && list->row[at - 1].record->history_number > row.record->history_number; at--) {
        list->row[at] = list->row[at - 1];
    }
    list->row[at] = row;
}

ju_rc read_past(ju_ctx *ctx, int answer, const char *addressee_number, history_list *ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    past_reader past = past_of(ju_answer(ctx, answer), addressee_number);
    size_t count = 0;
    JU_TRY(count_rows(past, &count, err));
    *ret = (history_list){.row = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(history_row))};
    if (ret->row == NULL) {
        return ju_no_memory(err);
    }
    while (past.left > 0) {
        past_row row;
        person_record *record = NULL;
        JU_TRY(past_next(&past, &row, err));
        JU_TRY(open_record(&state->keeper, ctx->arena, addressee_number, row.history_number, row.content,
                           &record, err));
        put_in_order(ret, (history_row){.record = record, .cancels = row.cancels});
    }
    return JU_OK;
}

/* The codes of the reasons of these rules; the list ends with -1. */
static void arg_reasons(ju_ctx *ctx, ju_args *args, const int *rules)
{
    enum { REASONS_MAX = 64 };
    const char **codes = ju_arena_alloc(ctx->arena, REASONS_MAX * sizeof *codes);
    size_t count = 0;
    for (size_t i = 0; codes != NULL && reason_at(i) != NULL; i++) {
        for (const int *rule = rules; *rule >= 0 && count < REASONS_MAX; rule++) {
            if ((int)reason_at(i)->rule == *rule) {
                codes[count++] = reason_at(i)->code;
            }
        }
    }
    ju_arg_text_array(args, codes, count);
}

ju_rc ask_residents_then(ju_ctx *ctx, const char *day, ju_err *err)
{
    static const int all_items[] = {REASON_RULE_ENTER, REASON_RULE_BIRTH, -1};
    static const int household[] = {REASON_RULE_HOUSEHOLD, -1};
    ju_args args = {.arena = ctx->arena};
    ju_arg_text(&args, day);
    arg_reasons(ctx, &args, all_items);
    arg_reasons(ctx, &args, household);
    return ju_ask(ctx, &resident_sql_residents_then, &args, err);
}

ju_rc ask_changes_then(ju_ctx *ctx, const char *first_day, const char *last_day, ju_err *err)
{
    ju_args args = {.arena = ctx->arena};
    ju_arg_text(&args, first_day);
    ju_arg_text(&args, last_day);
    return ju_ask(ctx, &resident_sql_changes_then, &args, err);
}
