#include "services/resident/store_search.h"

#include "services/resident/steps/state.h"

#include "common/seal/seal.h"
#include "resident_sql.h"

#include <stdio.h>

/* An argument per item, for both ways into person_search. */
static void arg_search_row(ju_args *args, const person_record *record, const search_row *row)
{
    ju_arg_text(args, record->addressee_number);
    ju_arg_i64(args, record->history_number);
    ju_arg_text(args, row->kana);
    ju_arg_text(args, row->kana_sound);
    ju_arg_text(args, row->name);
    ju_arg_text(args, row->birth_date);
    ju_arg_i64(args, (int64_t)record->sex);
    ju_arg_i64(args, (int64_t)record->state);
    ju_arg_i64(args, row->rule);
    ju_arg_text(args, row->terms);
}

ju_rc put_search(ju_ctx *ctx, const person_record *record, ju_err *err)
{
    const resident_state *state = ctx->app;
    search_row row;
    if (!search_row_of(record, state->variants, ctx->arena, &row)) {
        return ju_no_memory(err);
    }
    ju_args args = ju_new_args(ctx);
    arg_search_row(&args, record, &row);
    return ju_do(ctx, &resident_sql_person_search_put, &args, err);
}

ju_rc ask_search_by_number(ju_ctx *ctx, const char *addressee_number, person_indexes indexes, bool removed,
                           ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_opt(&args, addressee_number);
    ju_arg_bytes(&args, indexes.number, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, indexes.code, JU_BLIND_INDEX_BYTES);
    ju_arg_bool(&args, removed);
    return ju_ask(ctx, &resident_sql_search_by_number, &args, err);
}

ju_rc ask_search(ju_ctx *ctx, const Juki__Resident__V1__SearchPersons *question, const search_plan *plan,
                 ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    if (plan->terms_count > 0) {
        ju_arg_text_array(&args, plan->terms, plan->terms_count);
    }
    ju_arg_text(&args, plan->birth_from);
    ju_arg_text(&args, plan->birth_to);
    ju_arg_i64(&args, (int64_t)question->sex);
    ju_arg_bool(&args, question->removed);
    ju_arg_text_array(&args, plan->kana, plan->kana_count);
    ju_arg_text(&args, plan->name);
    ju_arg_opt(&args, question->cursor);
    ju_arg_i64(&args, search_page_size(question) + 1);
    ju_arg_i64(&args, SEARCH_FOUND_MAX + 1);
    return ju_ask(ctx, plan->terms_count > 0 ? &resident_sql_search_by_terms : &resident_sql_search_by_birth,
                  &args, err);
}

ju_rc read_search(ju_ctx *ctx, int answer, int64_t *ret_found, record_list *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = PQgetisnull(rows, 0, 1) ? 0 : (size_t)PQntuples(rows);
    *ret_found = ju_col_i64(rows, 0, 0);
    *ret = (record_list){.item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(person_record *)),
                         .count = count};
    if (ret->item == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(read_record(ctx->arena, rows, (int)i, 1, &ret->item[i], err));
    }
    return JU_OK;
}

ju_rc put_search_question(ju_ctx *ctx, const Juki__Resident__V1__SearchPersons *question, int64_t found,
                          ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, question->operator_->operator_id);
    ju_arg_i64(&args, found);
    ju_arg_bytes(&args, ctx->message->value, ctx->message->value_size);
    return ju_do(ctx, &resident_sql_search_question_insert, &args, err);
}

ju_rc ask_searches(ju_ctx *ctx, const char *operator_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, operator_id);
    return ju_ask(ctx, &resident_sql_search_question_latest, &args, err);
}

/* ---- filling search rows beside the service ---- */

static ju_rc put_filled(ju_db *db, const PGresult *rows, const variant_table *variants, ju_arena *arena,
                        ju_err *err)
{
    size_t count = (size_t)PQntuples(rows);
    ju_args *item = ju_arena_alloc(arena, count * sizeof *item);
    const ju_args **list = ju_arena_alloc(arena, count * sizeof *list);
    ju_args joined = {.failed = true};
    PGresult *done = NULL;
    for (size_t i = 0; item != NULL && list != NULL && i < count; i++) {
        person_record *record = NULL;
        search_row row;
        JU_TRY(read_record(arena, rows, (int)i, 0, &record, err));
        if (!search_row_of(record, variants, arena, &row)) {
            break;
        }
        ju_args_init(&item[i], arena);
        arg_search_row(&item[i], record, &row);
        list[i] = &item[i];
    }
    if (!arena->full) {
        ju_args_rows(&joined, arena, list, count);
    }
    if (joined.failed) {
        return ju_fail(err, JU_FATAL, "memory", "the arena is full");
    }
    ju_rc rc = ju_db_run(db, &resident_sql_person_search_put, &joined, &done, err);
    PQclear(done);
    return rc;
}

static ju_rc fill_locked(ju_db *db, const variant_table *variants, ju_arena *arena, char last_number[16],
                         size_t *ret_count, ju_err *err)
{
    ju_args args;
    PGresult *rows = NULL;
    ju_args_init(&args, arena);
    ju_arg_text(&args, last_number);
    ju_arg_i64(&args, search_rule(variants));
    JU_TRY(ju_db_run(db, &resident_sql_person_search_missing, &args, &rows, err));
    *ret_count = (size_t)PQntuples(rows);
    ju_rc rc = *ret_count == 0 ? JU_OK : put_filled(db, rows, variants, arena, err);
    if (*ret_count > 0) {
        (void)snprintf(last_number, 16, "%s", ju_col(rows, (int)*ret_count - 1, 0));
    }
    PQclear(rows);
    return rc;
}

static ju_rc word(ju_db *db, const char *text, ju_err *err)
{
    ju_results results = {0};
    JU_TRY(ju_db_word(db, text, err));
    ju_rc rc = ju_db_sync(db, &results, err);
    ju_results_clear(&results);
    return rc;
}

ju_rc fill_search_rows(ju_db *db, const variant_table *variants, ju_arena *arena, char last_number[16],
                       size_t *ret_count, ju_err *err)
{
    JU_TRY(word(db, "BEGIN", err));
    ju_rc rc = fill_locked(db, variants, arena, last_number, ret_count, err);
    if (rc != JU_OK) {
        ju_db_rollback(db);
        return rc;
    }
    return word(db, "COMMIT", err);
}
