#include "services/identity/store_search.h"

#include "identity_sql.h"
#include "juki/identity/v1/inquiry.pb-c.h"

#include <string.h>

/* The blind indexes of a search row. */
typedef struct row_indexes {
    const unsigned char *code;
    const unsigned char *old_code; /* given up for code, or NULL */
    const unsigned char *number;
} row_indexes;

/* An argument per item, for both ways into person_search. */
static bool arg_row(ju_args *args, const row_indexes *indexes, const identity_record *record)
{
    search_row row;
    if (!identity_search_row_of(record, args->arena, &row)) {
        return false;
    }
    ju_arg_bytes(args, indexes->code, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(args, indexes->old_code, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(args, indexes->number, JU_BLIND_INDEX_BYTES);
    ju_arg_text(args, row.kana);
    ju_arg_text(args, row.kana_sound);
    ju_arg_text(args, row.name);
    ju_arg_text(args, record->birth_date);
    ju_arg_text(args, row.address);
    ju_arg_i64(args, record->sex);
    ju_arg_bool(args, record->current);
    ju_arg_i64(args, SEARCH_RULE);
    return true;
}

ju_rc identity_put_search(ju_ctx *ctx, const identity_record *record, const identity_numbers *numbers,
                          ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    const row_indexes indexes = {.code = numbers->code_index,
                                 .old_code = numbers->renumbered ? numbers->old_code_index : NULL,
                                 .number = numbers->number_index};
    return arg_row(&args, &indexes, record) ? ju_do(ctx, &identity_sql_search_put, &args, err)
                                            : ju_no_memory(err);
}

/* ---- the list ------------------------------------------------------------------------------------------ */

/* The key that is looked up: the day of birth finds the fewest, then the name. */
static void arg_looked_up(ju_args *args, const search_plan *plan, search_indexes indexes)
{
    const char *kana[] = {plan->kana.text, plan->kana_sound};
    bool items = plan->mode == SEARCH_BY_ITEMS;
    bool by_birth = items && *plan->birth_date != '\0';
    bool by_name = items && !by_birth && plan->name.whole;
    ju_arg_bytes(args, indexes.code, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(args, indexes.number, JU_BLIND_INDEX_BYTES);
    ju_arg_text(args, by_birth ? plan->birth_date : NULL);
    ju_arg_text(args, by_name ? plan->name.text : NULL);
    if (items && !by_birth && !by_name) {
        ju_arg_text_array(args, kana, JU_KANA_FORMS);
    } else {
        ju_arg_text(args, NULL);
    }
}

ju_rc identity_ask_search(ju_ctx *ctx, const Juki__Identity__V1__SearchIdentity *question,
                          const search_plan *plan, search_indexes indexes, ju_err *err)
{
    const char *kana[] = {plan->kana.text, plan->kana_sound};
    ju_args args = ju_new_args(ctx);
    arg_looked_up(&args, plan, indexes);
    ju_arg_text(&args, plan->birth_date);
    ju_arg_text(&args, plan->name.text);
    ju_arg_bool(&args, plan->name.whole);
    ju_arg_text_array(&args, kana, JU_KANA_FORMS);
    ju_arg_bool(&args, plan->kana.whole);
    ju_arg_text(&args, plan->address);
    ju_arg_i64(&args, (int64_t)question->sex);
    ju_arg_bool(&args, question->removed);
    ju_arg_i64(&args, SEARCH_LIST_MAX + 1);
    return ju_ask(ctx, &identity_sql_search_find, &args, err);
}

static char *text(const PGresult *rows, int row, int column)
{
    return (char *)(uintptr_t)ju_col(rows, row, column);
}

/* The columns that both statements have in a row: name, name_kana, birth date of three, sex, address,
 * current. NULL when the arena is full. */
static Juki__Identity__V1__FoundIdentity *read_person(ju_arena *arena, const PGresult *rows, int row,
                                                      int column)
{
    Juki__Identity__V1__FoundIdentity *person = ju_arena_alloc(arena, sizeof *person);
    Juki__Common__V1__WrittenDate *birth = ju_arena_alloc(arena, sizeof *birth);
    if (person == NULL || birth == NULL) {
        return NULL;
    }
    juki__identity__v1__found_identity__init(person);
    juki__common__v1__written_date__init(birth);
    person->place = row + 1;
    person->name = text(rows, row, column);
    person->name_kana = text(rows, row, column + 1);
    birth->date = text(rows, row, column + 2);
    birth->uncertain = ju_col_bool(rows, row, column + 3);
    birth->written = text(rows, row, column + 4);
    person->birth_date = birth;
    person->sex = (Juki__Common__V1__Sex)ju_col_i64(rows, row, column + 5);
    person->address = text(rows, row, column + 6);
    person->current = ju_col_bool(rows, row, column + 7);
    return person;
}

static const char **new_texts(ju_arena *arena, size_t count)
{
    const char **list = ju_arena_alloc(arena, (count + 1) * sizeof *list);
    for (size_t i = 0; list != NULL && i < count; i++) {
        list[i] = NULL;
    }
    return list;
}

bool search_hits_init(search_hits *hits, size_t count, ju_arena *arena)
{
    *hits = (search_hits){
        .count = count,
        .code_index = new_texts(arena, count),
        .answer = new_texts(arena, count),
        .of = new_texts(arena, count),
        .person = ju_arena_alloc(arena, (count + 1) * sizeof *hits->person),
    };
    return hits->code_index != NULL && hits->answer != NULL && hits->of != NULL && hits->person != NULL;
}

ju_rc identity_got_search(ju_ctx *ctx, search_hits *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    if (!search_hits_init(ret, count, ctx->arena)) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        ret->code_index[i] = ju_col(rows, (int)i, 0);
        ret->of[i] = ju_col(rows, (int)i, 1);
        ret->person[i] = read_person(ctx->arena, rows, (int)i, 2);
        if (ret->person[i] == NULL) {
            return ju_no_memory(err);
        }
    }
    return JU_OK;
}

ju_rc identity_put_hits(ju_ctx *ctx, const char *list_id, const char *operator_id, const search_hits *hits,
                        ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, list_id);
    ju_arg_text(&args, operator_id);
    ju_arg_text_array(&args, hits->code_index, hits->count);
    ju_arg_text_array(&args, hits->answer, hits->count);
    return ju_do(ctx, &identity_sql_search_hit_put, &args, err);
}

/* ---- one of the list ----------------------------------------------------------------------------------- */

ju_rc identity_ask_chosen(ju_ctx *ctx, const Juki__Identity__V1__ShowIdentity *question, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, question->list_id);
    ju_arg_text(&args, question->operator_->operator_id);
    ju_arg_i64(&args, question->place);
    return ju_ask(ctx, &identity_sql_search_chosen, &args, err);
}

static Juki__Common__V1__Sealed *read_sealed(ju_arena *arena, const PGresult *rows, int column)
{
    size_t size = 0;
    const unsigned char *packed = ju_col_bytes(rows, 0, column, arena, &size);
    return packed == NULL ? NULL : juki__common__v1__sealed__unpack(&arena->allocator, size, packed);
}

static search_chosen read_ours(ju_arena *arena, const PGresult *rows)
{
    return (search_chosen){
        .person = read_person(arena, rows, 0, 1),
        .register_ref = ju_col(rows, 0, 0),
        .sealed_subject = ju_col(rows, 0, 0),
        .municipality_code = ju_col(rows, 0, 9),
        .reason = ju_col(rows, 0, 10),
        .change_date = ju_col(rows, 0, 11),
        .resident_code = read_sealed(arena, rows, 12),
        .individual_number = read_sealed(arena, rows, 13),
    };
}

static search_chosen read_answer(ju_arena *arena, const PGresult *rows, const char *list_id)
{
    size_t size = 0;
    const unsigned char *packed = ju_col_bytes(rows, 0, 14, arena, &size);
    const Juki__Identity__V1__InquiredPerson *answer =
        packed == NULL ? NULL : juki__identity__v1__inquired_person__unpack(&arena->allocator, size, packed);
    if (answer == NULL) {
        return (search_chosen){0};
    }
    return (search_chosen){
        .person = answer->person,
        .sealed_subject = list_id,
        .municipality_code = answer->municipality_code,
        .reason = answer->reason,
        .change_date = answer->change_date,
        .resident_code = answer->resident_code,
        .individual_number = answer->individual_number,
    };
}

ju_rc identity_got_chosen(ju_ctx *ctx, const Juki__Identity__V1__ShowIdentity *question, search_chosen *ret,
                          ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret = (search_chosen){0};
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    *ret = PQgetisnull(rows, 0, 14) ? read_ours(ctx->arena, rows)
                                    : read_answer(ctx->arena, rows, question->list_id);
    return ret->person != NULL && ret->resident_code != NULL && ret->individual_number != NULL
               ? JU_OK
               : ju_no_memory(err);
}

/* ---- filling search rows beside the service ------------------------------------------------------------ */

static bool arg_missing(ju_args *args, const PGresult *rows, int row)
{
    size_t ignored = 0;
    const row_indexes indexes = {.code = ju_col_bytes(rows, row, 0, args->arena, &ignored),
                                 .number = ju_col_bytes(rows, row, 1, args->arena, &ignored)};
    const identity_record record = {.name = ju_col(rows, row, 2),
                                    .name_kana = ju_col(rows, row, 3),
                                    .birth_date = ju_col(rows, row, 4),
                                    .sex = (int)ju_col_i64(rows, row, 5),
                                    .address = ju_col(rows, row, 6),
                                    .current = ju_col_bool(rows, row, 7)};
    return indexes.code != NULL && indexes.number != NULL && arg_row(args, &indexes, &record);
}

static ju_rc put_missing(ju_db *db, const PGresult *rows, ju_arena *arena, ju_err *err)
{
    size_t count = (size_t)PQntuples(rows);
    ju_args *item = ju_arena_alloc(arena, count * sizeof *item);
    const ju_args **list = ju_arena_alloc(arena, count * sizeof *list);
    ju_args joined = {.failed = true};
    PGresult *done = NULL;
    for (size_t i = 0; item != NULL && list != NULL && i < count; i++) {
        ju_args_init(&item[i], arena);
        list[i] = &item[i];
        if (!arg_missing(&item[i], rows, (int)i)) {
            return ju_no_memory(err);
        }
    }
    if (!arena->full) {
        ju_args_rows(&joined, arena, list, count);
    }
    if (joined.failed) {
        return ju_no_memory(err);
    }
    ju_rc rc = ju_db_run(db, &identity_sql_search_put, &joined, &done, err);
    PQclear(done);
    return rc;
}

static ju_rc fill_locked(ju_db *db, ju_arena *arena, unsigned char last[JU_BLIND_INDEX_BYTES],
                         size_t *ret_count, ju_err *err)
{
    ju_args args;
    PGresult *rows = NULL;
    size_t ignored = 0;
    ju_args_init(&args, arena);
    ju_arg_bytes(&args, last, JU_BLIND_INDEX_BYTES);
    ju_arg_i64(&args, SEARCH_RULE);
    JU_TRY(ju_db_run(db, &identity_sql_search_missing, &args, &rows, err));
    *ret_count = (size_t)PQntuples(rows);
    ju_rc rc = *ret_count == 0 ? JU_OK : put_missing(db, rows, arena, err);
    const unsigned char *code = NULL;
    if (rc == JU_OK && *ret_count > 0) {
        code = ju_col_bytes(rows, (int)*ret_count - 1, 0, arena, &ignored);
        rc = code != NULL ? JU_OK : ju_no_memory(err);
    }
    if (code != NULL) {
        memcpy(last, code, JU_BLIND_INDEX_BYTES);
    }
    PQclear(rows);
    return rc;
}

static ju_rc word(ju_db *db, const char *command, ju_err *err)
{
    ju_results results = {0};
    JU_TRY(ju_db_word(db, command, err));
    ju_rc rc = ju_db_sync(db, &results, err);
    ju_results_clear(&results);
    return rc;
}

ju_rc identity_fill_search(ju_db *db, ju_arena *arena, unsigned char last[JU_BLIND_INDEX_BYTES],
                           size_t *ret_count, ju_err *err)
{
    JU_TRY(word(db, "BEGIN", err));
    ju_rc rc = fill_locked(db, arena, last, ret_count, err);
    if (rc != JU_OK) {
        ju_db_rollback(db);
        return rc;
    }
    return word(db, "COMMIT", err);
}
