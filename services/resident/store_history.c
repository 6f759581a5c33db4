#include "services/resident/store_history.h"

#include "services/resident/reason.h"

#include "common/db/record.h"
#include "resident_sql.h"

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
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    *ret =
        (history_list){.row = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(history_row)), .count = count};
    if (ret->row == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        int column = RECORD;
        const ProtobufCMessage *record =
            ju_col_message(rows, (int)i, &column, &juki__resident__v1__person_record__descriptor, ctx->arena);
        if (record == NULL) {
            return ju_no_memory(err);
        }
        ret->row[i] = (history_row){.record = (const Juki__Resident__V1__PersonRecord *)record,
                                    .recorded_us = ju_col_i64(rows, (int)i, RECORDED),
                                    .cancels = ju_col(rows, (int)i, CANCELS)};
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
