#include "services/resident/steps/record_words.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"
#include "services/resident/store_past.h"
#include "services/resident/store_search.h"

#include "resident_sql.h"

#include <string.h>

static const char TABLE[] = "person_record";

/* Part of what is sealed: never written in another way. */
static const char *key_of(ju_arena *arena, const char *addressee_number, int history_number)
{
    return ju_arena_printf(arena, "%s %d", addressee_number, history_number);
}

/* ---- reading ------------------------------------------------------------------------------------------- */

/* The content of one row among those of his past. */
static ju_rc content_in_past(past_reader past, int history_number, ProtobufCBinaryData *ret, ju_err *err)
{
    past_row found = {0};
    while (past.left > 0 && found.history_number != history_number) {
        JU_TRY(past_next(&past, &found, err));
    }
    *ret = found.content;
    return found.history_number == history_number
               ? JU_OK
               : ju_fail(err, JU_FATAL, "past_unreadable", "a person's past is without his record");
}

ju_rc read_record(const ju_keeper *keeper, ju_arena *arena, const PGresult *rows, int row, int column,
                  person_record **ret, ju_err *err)
{
    enum { NUMBER, HISTORY_NUMBER, CONTENT };
    const char *number = ju_col(rows, row, column + NUMBER);
    int history_number = (int)ju_col_i64(rows, row, column + HISTORY_NUMBER);
    ProtobufCMessage *record = NULL;
    if (strcmp(PQfname(rows, column + CONTENT), "past") == 0) {
        ProtobufCBinaryData content;
        JU_TRY(content_in_past(past_at(rows, row, column + CONTENT), history_number, &content, err));
        return open_record(keeper, arena, number, history_number, content, ret, err);
    }
    JU_TRY(ju_col_kept(rows, row, column + CONTENT, keeper,
                       (ju_kept){TABLE, key_of(arena, number, history_number)},
                       &juki__resident__v1__person_record__descriptor, arena, &record, err));
    *ret = (person_record *)record;
    return JU_OK;
}

ju_rc open_record(const ju_keeper *keeper, ju_arena *arena, const char *addressee_number, int history_number,
                  ProtobufCBinaryData content, person_record **ret, ju_err *err)
{
    ProtobufCMessage *record = NULL;
    const char *key = key_of(arena, addressee_number, history_number);
    JU_TRY(ju_kept_open(keeper, (ju_kept){TABLE, key}, content,
                        &juki__resident__v1__person_record__descriptor, arena, &record, err));
    *ret = (person_record *)record;
    return JU_OK;
}

ju_rc read_records(ju_ctx *ctx, int answer, record_list *ret, ju_err *err)
{
    return read_records_from(ctx, answer, 0, ret, err);
}

ju_rc read_records_from(ju_ctx *ctx, int answer, int column, record_list *ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    *ret = (record_list){.item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(person_record *)),
                         .count = count};
    if (ret->item == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(read_record(&state->keeper, ctx->arena, rows, (int)i, column, &ret->item[i], err));
    }
    return JU_OK;
}

/* ---- writing ------------------------------------------------------------------------------------------- */

static ju_rc put_person(ju_ctx *ctx, const person_record *record, person_indexes indexes, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, record->addressee_number);
    ju_arg_text(&args, record->register_ref);
    ju_arg_i64(&args, record->history_number);
    ju_arg_i64(&args, (int64_t)record->state);
    ju_arg_text(&args, record->household_number);
    ju_arg_bytes(&args, indexes.number, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, indexes.code, JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &resident_sql_person_put, &args, err);
}

static void arg_word(ju_args *args, bool has, int64_t word)
{
    if (has) {
        ju_arg_i64(args, word);
    } else {
        ju_arg_text(args, NULL);
    }
}

/* Numbers inside the content keep the seal they came with, so what a key has sealed is found by these too
 * (deploy/local/sealed.sh). */
static ju_rc arg_number_keys(ju_args *args, const person_record *record, ju_err *err)
{
    const Juki__Common__V1__Sealed *sealed[] = {record->individual_number, record->resident_code};
    const char *keys = NULL;
    for (size_t i = 0; i < sizeof sealed / sizeof sealed[0]; i++) {
        if (sealed[i] == NULL || (keys != NULL && strcmp(keys, sealed[i]->key_id) == 0)) {
            continue;
        }
        keys =
            keys == NULL ? sealed[i]->key_id : ju_arena_printf(args->arena, "%s %s", keys, sealed[i]->key_id);
        if (keys == NULL) {
            return ju_no_memory(err);
        }
    }
    ju_arg_bytes(args, keys, keys == NULL ? 0 : strlen(keys));
    return JU_OK;
}

static ju_rc arg_words(ju_args *args, const ju_keeper *keeper, const person_record *record, ju_err *err)
{
    record_words words;
    JU_TRY(record_words_of(keeper, record, args->arena, &words, err));
    arg_word(args, words.has_district, words.district);
    arg_word(args, true, words.address);
    arg_word(args, words.has_removed, words.removed);
    ju_arg_bytes(args, words.card, JU_BLIND_INDEX_BYTES);
    return JU_OK;
}

ju_rc put_past_record(ju_ctx *ctx, const person_record *record, ju_err *err)
{
    const resident_state *state = ctx->app;
    ju_args args = ju_new_args(ctx);
    const char *key = key_of(ctx->arena, record->addressee_number, record->history_number);
    ju_arg_opt(&args, record->addressee_number);
    ju_arg_i64(&args, record->history_number);
    ju_arg_opt(&args, record->household_number);
    ju_arg_i64(&args, (int64_t)record->state);
    ju_arg_opt(&args, record->relationship);
    ju_arg_opt(&args, record->reason);
    ju_arg_opt(&args, record->change_date);
    ju_arg_opt(&args, record->notified_date);
    ju_arg_opt(&args, record->processed_date);
    ju_arg_opt(&args, record->change_id);
    ju_arg_opt(&args, record->address_since);
    ju_arg_opt(&args, record->move_out == NULL ? "" : record->move_out->planned_date);
    ju_arg_opt(&args, record->move_out == NULL ? "" : record->move_out->change_id);
    JU_TRY(arg_words(&args, &state->keeper, record, err));
    JU_TRY(arg_number_keys(&args, record, err));
    JU_TRY(ju_arg_kept(&args, &state->keeper, (ju_kept){TABLE, key}, &record->base, err));
    return ju_do(ctx, &resident_sql_record_insert, &args, err);
}

ju_rc put_record(ju_ctx *ctx, const person_record *before, const person_record *record,
                 person_indexes indexes, ju_err *err)
{
    JU_TRY(put_person(ctx, record, indexes, err));
    JU_TRY(put_past_record(ctx, record, err));
    return put_search(ctx, before, record, err);
}
