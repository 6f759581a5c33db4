/* Filling search rows beside the service. */
#include "services/identity/store_record.h"
#include "services/identity/store_search.h"

#include "identity_sql.h"

#include <string.h>

static ju_rc arg_missing(ju_args *args, const ju_keeper *keeper, const PGresult *rows, int row, ju_err *err)
{
    size_t ignored = 0;
    identity_record *record = NULL;
    const search_row_indexes indexes = {.code = ju_col_bytes(rows, row, 0, args->arena, &ignored),
                                        .number = ju_col_bytes(rows, row, 1, args->arena, &ignored)};
    JU_TRY(identity_col_record(rows, row, 2, keeper, args->arena, &record, err));
    return indexes.code != NULL && indexes.number != NULL
               ? search_arg_row(args, keeper, &indexes, record, err)
               : ju_no_memory(err);
}

static ju_rc put_missing(ju_db *db, const ju_keeper *keeper, const PGresult *rows, ju_arena *arena,
                         ju_err *err)
{
    size_t count = (size_t)PQntuples(rows);
    ju_args *item = ju_arena_alloc(arena, count * sizeof *item);
    const ju_args **list = ju_arena_alloc(arena, count * sizeof *list);
    ju_args joined = {.failed = true};
    PGresult *done = NULL;
    for (size_t i = 0; item != NULL && list != NULL && i < count; i++) {
        ju_args_init(&item[i], arena);
        list[i] = &item[i];
        JU_TRY(arg_missing(&item[i], keeper, rows, (int)i, err));
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

static ju_rc fill_locked(ju_db *db, const ju_keeper *keeper, ju_arena *arena,
                         unsigned char last[JU_BLIND_INDEX_BYTES], size_t *ret_count, ju_err *err)
{
    ju_args args;
    PGresult *rows = NULL;
    size_t ignored = 0;
    ju_args_init(&args, arena);
    ju_arg_bytes(&args, last, JU_BLIND_INDEX_BYTES);
    ju_arg_i64(&args, SEARCH_RULE);
    JU_TRY(ju_db_run(db, &identity_sql_search_missing, &args, &rows, err));
    *ret_count = (size_t)PQntuples(rows);
    ju_rc rc = *ret_count == 0 ? JU_OK : put_missing(db, keeper, rows, arena, err);
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

ju_rc identity_fill_search(ju_db *db, const ju_keeper *keeper, ju_arena *arena,
                           unsigned char last[JU_BLIND_INDEX_BYTES], size_t *ret_count, ju_err *err)
{
    JU_TRY(word(db, "BEGIN", err));
    ju_rc rc = fill_locked(db, keeper, arena, last, ret_count, err);
    if (rc != JU_OK) {
        ju_db_rollback(db);
        return rc;
    }
    return word(db, "COMMIT", err);
}
