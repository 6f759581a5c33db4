#include "services/resident/store_history.h"

#include "services/resident/reason.h"

#include "common/base/parse.h"
#include "common/db/record.h"
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

/* ---- the past of one person -----------------------------------------------------------------------------
 */

enum { ROW_END = 0x1e, COLUMN_END = 0x1f };

/* The next column of the row, cut off at its end; moves *rest behind it. */
static char *next_column(char **rest)
{
    static const char ends[] = {COLUMN_END, ROW_END, '\0'};
    char *column = *rest;
    char *end = column + strcspn(column, ends);
    *rest = *end == COLUMN_END ? end + 1 : end;
    *end = *end == COLUMN_END ? '\0' : *end;
    return column;
}

static ju_rc read_past_row(ju_ctx *ctx, char *text, history_row *ret, ju_err *err)
{
    Juki__Resident__V1__PersonRecord *record = ju_arena_alloc(ctx->arena, sizeof *record);
    Juki__Common__V1__Address *address = ju_arena_alloc(ctx->arena, sizeof *address);
    int64_t number = 0;
    int64_t state = 0;
    if (record == NULL || address == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__person_record__init(record);
    juki__common__v1__address__init(address);
    bool read = ju_parse_int64(next_column(&text), 1, INT32_MAX, &number);
    record->change_id = next_column(&text);
    ret->cancels = next_column(&text);
    record->reason = next_column(&text);
    record->change_date = next_column(&text);
    read = read && ju_parse_int64(next_column(&text), 0, INT32_MAX, &state);
    record->household_number = next_column(&text);
    record->relationship = next_column(&text);
    address->postal_code = next_column(&text);
    address->municipality_code = next_column(&text);
    address->town_code = next_column(&text);
    address->prefecture = next_column(&text);
    address->municipality = next_column(&text);
    address->town = next_column(&text);
    address->number = next_column(&text);
    address->building = next_column(&text);
    if (!read) {
        return ju_fail(err, JU_FATAL, "past_unreadable", "the view person_past and its reader differ");
    }
    record->history_number = (int32_t)number;
    record->state = (Juki__Resident__V1__PersonState)state;
    record->address = address;
    ret->record = record;
    return JU_OK;
}

static size_t count_rows(const char *text)
{
    size_t rows = *text != '\0';
    for (; *text != '\0'; text++) {
        rows += *text == ROW_END;
    }
    return rows;
}

/* That of the person's latest record: beside it there may be an older one. */
static const char *past_of(const PGresult *rows, const char *addressee_number)
{
    int text = PQfnumber(rows, "past");
    int number = PQfnumber(rows, "addressee_number");
    for (int row = 0; row < PQntuples(rows); row++) {
        if (strcmp(ju_col(rows, row, number), addressee_number) == 0 && *ju_col(rows, row, text) != '\0') {
            return ju_col(rows, row, text);
        }
    }
    return "";
}

ju_rc read_past(ju_ctx *ctx, int answer, const char *addressee_number, history_list *ret, ju_err *err)
{
    char *text = ju_arena_strdup(ctx->arena, past_of(ju_answer(ctx, answer), addressee_number));
    size_t count = text == NULL ? 0 : count_rows(text);
    *ret =
        (history_list){.row = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(history_row)), .count = count};
    if (text == NULL || ret->row == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        char *end = text + strcspn(text, (const char[]){ROW_END, '\0'});
        char *next = *end == '\0' ? end : end + 1;
        *end = '\0';
        JU_TRY(read_past_row(ctx, text, &ret->row[i], err));
        text = next;
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
