#include "services/resident/load/store.h"

#include "services/resident/store_kept.h"
#include "services/resident/store_restraint.h"

#include "common/db/record.h"
#include "resident_sql.h"

#include <string.h>

ju_rc ask_load(ju_ctx *ctx, const char *load_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_load_get, load_id, err);
}

static const char *text_of(ju_ctx *ctx, const PGresult *rows, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, 0, column));
}

stored_load read_load(ju_ctx *ctx, int answer)
{
    const PGresult *rows = ju_answer(ctx, answer);
    stored_load load = {.found = PQntuples(rows) == 1};
    size_t size = 0;
    if (!load.found) {
        return load;
    }
    load.state = (int)ju_col_i64(rows, 0, 0);
    load.source_digest = text_of(ctx, rows, 1);
    load.expected_rows = ju_col_i64(rows, 0, 2);
    load.expected_persons = ju_col_i64(rows, 0, 3);
    load.rows = ju_col_i64(rows, 0, 4);
    load.persons = ju_col_i64(rows, 0, 5);
    load.loaded_to = text_of(ctx, rows, 6);
    load.compared_to = text_of(ctx, rows, 7);
    const unsigned char *digest = ju_col_bytes(rows, 0, 8, ctx->arena, &size);
    if (size == sizeof load.digest) {
        memcpy(load.digest, digest, sizeof load.digest);
    }
    load.differences = ju_col_i64(rows, 0, 9);
    load.approved_by = text_of(ctx, rows, 10);
    load.filled_to = text_of(ctx, rows, 11);
    load.filled = ju_col_bool(rows, 0, 12);
    return load;
}

ju_rc ask_load_counts(ju_ctx *ctx, const char *load_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_load_counts, load_id, err);
}

ju_rc ask_load_room(ju_ctx *ctx, const char *load_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_load_room, load_id, err);
}

ju_rc ask_load_closed(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &resident_sql_load_closed, NULL, err);
}

ju_rc ask_load_differences(ju_ctx *ctx, const char *load_id, int64_t after, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, load_id);
    ju_arg_i64(&args, after);
    return ju_ask(ctx, &resident_sql_load_differences, &args, err);
}

ju_rc ask_load_numbers(ju_ctx *ctx, const char *const *number_index, const char *const *code_index,
                       size_t count, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text_array(&args, number_index, count);
    ju_arg_text_array(&args, code_index, count);
    return ju_ask(ctx, &resident_sql_load_numbers_used, &args, err);
}

ju_rc ask_load_window(ju_ctx *ctx, const char *after, const char *up_to, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, after);
    ju_arg_text(&args, up_to);
    return ju_ask(ctx, &resident_sql_load_window, &args, err);
}

ju_rc ask_load_window_restraints(ju_ctx *ctx, const char *after, const char *up_to, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, after);
    ju_arg_text(&args, up_to);
    return ju_ask(ctx, &resident_sql_load_window_restraints, &args, err);
}

ju_rc ask_load_fill(ju_ctx *ctx, const char *load_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_load_fill_next, load_id, err);
}

static ju_args choice_args(ju_ctx *ctx, const load_choice *choice)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, choice->load_id);
    ju_arg_i64(&args, choice->number);
    ju_arg_text(&args, choice->item);
    ju_arg_text(&args, choice->operator_id);
    return args;
}

ju_rc ask_load_selected(ju_ctx *ctx, const load_choice *choice, ju_err *err)
{
    ju_args args = choice_args(ctx, choice);
    return ju_ask(ctx, &resident_sql_load_selected, &args, err);
}

ju_rc put_load(ju_ctx *ctx, const Juki__Resident__V1__BeginLoad *begin, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, begin->load_id);
    ju_arg_text(&args, begin->source_digest);
    ju_arg_i64(&args, begin->rows);
    ju_arg_i64(&args, begin->persons);
    ju_arg_text(&args, begin->operator_->operator_id);
    JU_TRY(put_load_clear(ctx, begin->load_id, err));
    return ju_do(ctx, &resident_sql_load_begin, &args, err);
}

ju_rc put_load_restraint(ju_ctx *ctx, const Juki__Resident__V1__LoadRows *message,
                         const person_record *record, const load_restraint *one, ju_err *err)
{
    const char *id = load_restraint_id(ctx->arena, message->load_id, one->key);
    const char *why = ju_arena_printf(ctx->arena, "データ移行 %s", one->key);
    if (id == NULL || why == NULL) {
        return ju_no_memory(err);
    }
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, id);
    ju_arg_i64(&args, (int64_t)one->row.kind);
    ju_arg_i64(&args, (int64_t)one->row.level);
    ju_arg_text(&args, one->row.household_number);
    ju_arg_text(&args, one->row.start_date);
    ju_arg_text(&args, one->row.end_date);
    ju_arg_text(&args, ctx->today);
    ju_arg_text(&args, message->load_id);
    ju_arg_text(&args, message->operator_->operator_id);
    JU_TRY(keep_text(ctx, &args, restraint_reason_at(ctx, id, 1), why, err));
    JU_TRY(ju_do(ctx, &resident_sql_load_restraint_insert, &args, err));
    ju_args person = ju_new_args(ctx);
    ju_arg_text(&person, record->addressee_number);
    ju_arg_text(&person, id);
    ju_arg_i64(&person, one->position);
    ju_arg_text(&person, message->load_id);
    return ju_do(ctx, &resident_sql_load_restraint_person_insert, &person, err);
}

ju_rc put_load_advance(ju_ctx *ctx, const load_advance *advance, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, advance->load_id);
    ju_arg_i64(&args, advance->state);
    ju_arg_i64(&args, advance->rows);
    ju_arg_i64(&args, advance->persons);
    ju_arg_text(&args, advance->loaded_to);
    ju_arg_i64(&args, advance->addressee_serial);
    ju_arg_i64(&args, advance->household_serial);
    return ju_do(ctx, &resident_sql_load_advance, &args, err);
}

ju_rc put_load_compared(ju_ctx *ctx, const char *load_id, const stored_load *load, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, load_id);
    ju_arg_i64(&args, load->state);
    ju_arg_text(&args, load->compared_to);
    const void *digest = ju_arena_memdup(ctx->arena, load->digest, sizeof load->digest);
    ju_arg_bytes(&args, digest, sizeof load->digest);
    ju_arg_i64(&args, load->differences);
    return digest != NULL ? ju_do(ctx, &resident_sql_load_compared, &args, err) : ju_no_memory(err);
}

ju_rc put_load_clear(ju_ctx *ctx, const char *load_id, ju_err *err)
{
    return ju_do_text(ctx, &resident_sql_load_difference_clear, load_id, err);
}

/* Where the values of a difference are kept, and what was said of it: of one alone by its number, else with
 * one text of all of the same item or kind. */
static ju_kept values_at(ju_ctx *ctx, const char *load_id, int64_t number)
{
    return (ju_kept){"migration_difference", keep_key(ctx, load_id, number)};
}

static ju_kept explanation_at(ju_ctx *ctx, const char *load_id, bool alone, int64_t number, const char *item)
{
    return (ju_kept){"migration_difference explanation",
                     alone ? keep_key(ctx, load_id, number)
                           : ju_arena_printf(ctx->arena, "%s %s", load_id, item)};
}

static char *value_of(const load_difference *difference, load_stage stage)
{
    const char *value = difference->value[stage];
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

static ju_rc arg_values(ju_ctx *ctx, ju_args *args, ju_kept at, const load_difference *difference,
                        ju_err *err)
{
    Juki__Resident__V1__LoadDifference values = JUKI__RESIDENT__V1__LOAD_DIFFERENCE__INIT;
    values.old_value = value_of(difference, LOAD_OLD);
    values.source_value = value_of(difference, LOAD_SOURCE);
    values.loaded_value = value_of(difference, LOAD_LOADED);
    return keep_message(ctx, args, at, &values.base, err);
}

ju_rc read_load_difference(ju_ctx *ctx, const PGresult *rows, int row,
                           Juki__Resident__V1__LoadDifference **ret, ju_err *err)
{
    int column = 0;
    ProtobufCMessage *values = NULL;
    Juki__Resident__V1__LoadDifference *one = (Juki__Resident__V1__LoadDifference *)ju_col_message(
        rows, row, &column, &juki__resident__v1__load_difference__descriptor, ctx->arena);
    *ret = one;
    if (one == NULL) {
        return ju_no_memory(err);
    }
    const char *load_id = ju_col(rows, row, column);
    bool alone = ju_col_bool(rows, row, column + 3);
    JU_TRY(kept_message(ctx, rows, row, column + 1, values_at(ctx, load_id, one->number),
                        &juki__resident__v1__load_difference__descriptor, &values, err));
    const Juki__Resident__V1__LoadDifference *kept = (const Juki__Resident__V1__LoadDifference *)values;
    one->old_value = kept->old_value;
    one->source_value = kept->source_value;
    one->loaded_value = kept->loaded_value;
    return kept_text(
        ctx, rows, row, column + 2,
        explanation_at(ctx, load_id, alone, one->number, *one->item == '\0' ? one->kind : one->item),
        &one->explanation, err);
}

ju_rc put_load_difference(ju_ctx *ctx, const char *load_id, int64_t number, const load_difference *difference,
                          ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, load_id);
    ju_arg_i64(&args, number);
    ju_arg_text(&args, difference->addressee_number);
    ju_arg_i64(&args, difference->history_number);
    ju_arg_text(&args, difference->kind);
    ju_arg_opt(&args, difference->item);
    JU_TRY(arg_values(ctx, &args, values_at(ctx, load_id, number), difference, err));
    return ju_do(ctx, &resident_sql_load_difference_insert, &args, err);
}

ju_rc put_load_reason(ju_ctx *ctx, const load_choice *choice, const char *word, const char *explanation,
                      ju_err *err)
{
    ju_args args = choice_args(ctx, choice);
    ju_arg_text(&args, word);
    JU_TRY(keep_text(ctx, &args,
                     explanation_at(ctx, choice->load_id, choice->number > 0, choice->number, choice->item),
                     explanation, err));
    return ju_do(ctx, &resident_sql_load_explain, &args, err);
}

ju_rc put_load_confirmed(ju_ctx *ctx, const load_choice *choice, ju_err *err)
{
    ju_args args = choice_args(ctx, choice);
    return ju_do(ctx, &resident_sql_load_confirm, &args, err);
}

ju_rc put_load_state(ju_ctx *ctx, const char *load_id, int state, const char *approved_by, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, load_id);
    ju_arg_i64(&args, state);
    ju_arg_opt(&args, approved_by);
    return ju_do(ctx, &resident_sql_load_settle, &args, err);
}

ju_rc put_load_serials(ju_ctx *ctx, const char *load_id, ju_err *err)
{
    return ju_do_text(ctx, &resident_sql_load_serials, load_id, err);
}

ju_rc put_load_untold(ju_ctx *ctx, const char *load_id, ju_err *err)
{
    return ju_do_text(ctx, &resident_sql_load_restraints_untold, load_id, err);
}

ju_rc put_register_empty(ju_ctx *ctx, ju_err *err)
{
    ju_args none;
    ju_args_init(&none, ctx->arena);
    return ju_do(ctx, &resident_sql_load_empty, &none, err);
}

ju_rc put_load_filled(ju_ctx *ctx, const char *load_id, const char *filled_to, bool filled, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, load_id);
    ju_arg_text(&args, filled_to);
    ju_arg_bool(&args, filled);
    return ju_do(ctx, &resident_sql_load_filled, &args, err);
}
