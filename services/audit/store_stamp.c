#include "services/audit/store_stamp.h"

#include "audit_sql.h"

ju_rc stamp_put(ju_db *db, ju_arena *arena, const audit_stamp *stamp, ju_err *err)
{
    PGresult *done = NULL;
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_i64(&args, stamp->size);
    ju_arg_text(&args, stamp->note);
    ju_arg_bytes(&args, stamp->answer, stamp->answer_size);
    ju_arg_i64(&args, stamp->seconds);
    ju_rc rc = ju_db_run(db, &audit_sql_time_stamp_put, &args, &done, err);
    PQclear(done);
    return rc;
}

ju_rc stamp_get(ju_db *db, ju_arena *arena, int64_t size, audit_stamp *ret, ju_err *err)
{
    PGresult *rows = NULL;
    ju_args args;
    *ret = (audit_stamp){.size = size};
    ju_args_init(&args, arena);
    ju_arg_i64(&args, size);
    JU_TRY(ju_db_run(db, &audit_sql_time_stamp_get, &args, &rows, err));
    bool found = PQntuples(rows) == 1;
    if (found) {
        ret->note = ju_arena_strdup(arena, ju_col(rows, 0, 0));
        ret->answer = ju_col_bytes(rows, 0, 1, arena, &ret->answer_size);
    }
    PQclear(rows);
    return found && (ret->note == NULL || ret->answer == NULL) ? ju_no_memory(err) : JU_OK;
}

ju_rc stamp_list(ju_db *db, ju_arena *arena, int most, audit_stamp **ret, int *ret_count, ju_err *err)
{
    PGresult *rows = NULL;
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_i64(&args, most);
    JU_TRY(ju_db_run(db, &audit_sql_time_stamp_list, &args, &rows, err));
    *ret_count = PQntuples(rows);
    *ret = ju_arena_alloc(arena, (size_t)(*ret_count + 1) * sizeof **ret);
    for (int i = 0; *ret != NULL && i < *ret_count; i++) {
        (*ret)[i] = (audit_stamp){.size = ju_col_i64(rows, i, 0), .seconds = ju_col_i64(rows, i, 1)};
    }
    PQclear(rows);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}
