#include "services/resident/store_history.h"

#include "services/resident/reason.h"
#include "services/resident/steps/state.h"

#include "resident_sql.h"

#include <arpa/inet.h>
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

/* What is left of the view's value, see 0020_record.sql. */
typedef struct past_reader {
    const unsigned char *at;
    size_t left;
} past_reader;

static bool next_number(past_reader *past, uint32_t *ret)
{
    uint32_t wire = 0;
    if (past->left < sizeof wire) {
        return false;
    }
    memcpy(&wire, past->at, sizeof wire);
    *ret = ntohl(wire);
    past->at += sizeof wire;
    past->left -= sizeof wire;
    return true;
}

/* Bytes with their size before them, in place. */
static bool next_bytes(past_reader *past, ProtobufCBinaryData *ret)
{
    uint32_t size = 0;
    if (!next_number(past, &size) || size > past->left) {
        return false;
    }
    *ret = (ProtobufCBinaryData){size, (uint8_t *)(uintptr_t)past->at};
    past->at += size;
    past->left -= size;
    return true;
}

static ju_rc read_past_row(ju_ctx *ctx, const char *addressee_number, past_reader *past, history_row *ret,
                           ju_err *err)
{
    const resident_state *state = ctx->app;
    person_record *record = NULL;
    ProtobufCBinaryData content;
    ProtobufCBinaryData cancels;
    uint32_t number = 0;
    if (!next_number(past, &number) || !next_bytes(past, &content) || !next_bytes(past, &cancels)) {
        return ju_fail(err, JU_FATAL, "past_unreadable", "the view person_past and its reader differ");
    }
    JU_TRY(open_record(&state->keeper, ctx->arena, addressee_number, (int)number, content, &record, err));
    ret->record = record;
    ret->cancels = ju_arena_printf(ctx->arena, "%.*s", (int)cancels.len, (const char *)cancels.data);
    return ret->cancels == NULL ? ju_no_memory(err) : JU_OK;
}

/* How many rows there are: a first look, at their sizes alone. */
static size_t count_rows(past_reader past)
{
    ProtobufCBinaryData skipped;
    uint32_t number = 0;
    size_t rows = 0;
    while (next_number(&past, &number) && next_bytes(&past, &skipped) && next_bytes(&past, &skipped)) {
        rows++;
    }
    return past.left > 0 ? rows + 1 : rows; /* what is no row fails when it is read */
}

/* That of the person's latest record: beside it there may be an older one. */
static past_reader past_of(ju_ctx *ctx, const PGresult *rows, const char *addressee_number)
{
    int past = PQfnumber(rows, "past");
    int number = PQfnumber(rows, "addressee_number");
    past_reader ret = {0};
    for (int row = 0; row < PQntuples(rows) && ret.left == 0; row++) {
        if (strcmp(ju_col(rows, row, number), addressee_number) == 0) {
            ret.at = ju_col_bytes(rows, row, past, ctx->arena, &ret.left);
        }
    }
    return ret;
}

ju_rc read_past(ju_ctx *ctx, int answer, const char *addressee_number, history_list *ret, ju_err *err)
{
    past_reader past = past_of(ctx, ju_answer(ctx, answer), addressee_number);
    size_t count = count_rows(past);
    *ret =
        (history_list){.row = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(history_row)), .count = count};
    if (ret->row == NULL || ctx->arena->full) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(read_past_row(ctx, addressee_number, &past, &ret->row[i], err));
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
