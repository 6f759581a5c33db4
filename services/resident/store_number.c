#include "services/resident/store_number.h"

#include "services/resident/store_kept.h"

#include "common/seal/seal.h"
#include "resident_sql.h"

#include <string.h>

enum { RECORD_COLUMN = 6 }; /* of number_request_get.sql */

ju_rc ask_number_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    return ju_ask(ctx, &resident_sql_number_request_get, &args, err);
}

ju_rc read_number_request(ju_ctx *ctx, int answer, number_request *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    record_list found;
    *ret = (number_request){0};
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    ret->change_id = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
    ret->kind = (Juki__Resident__V1__NumberKind)ju_col_i64(rows, 0, 1);
    ret->answered = ju_col_bool(rows, 0, 2);
    ret->withdrawn = ju_col_bool(rows, 0, 3);
    ret->first_reason = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 4));
    JU_TRY(kept_bytes(ctx, rows, 0, 5, (ju_kept){"change", ret->change_id}, &ret->entry, err));
    JU_TRY(read_records_from(ctx, answer, RECORD_COLUMN, &found, err));
    ret->record = found.item[0];
    return JU_OK;
}

ju_rc ask_number_holders(ju_ctx *ctx, person_indexes indexes, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_bytes(&args, indexes.number, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, indexes.code, JU_BLIND_INDEX_BYTES);
    return ju_ask(ctx, &resident_sql_number_holders, &args, err);
}

bool held_by_another(const ju_ctx *ctx, int answer, const char *addressee_number)
{
    const PGresult *rows = ju_answer(ctx, answer);
    for (int i = 0; i < PQntuples(rows); i++) {
        if (strcmp(ju_col(rows, i, 0), addressee_number) != 0) {
            return true;
        }
    }
    return false;
}

ju_rc put_number_request(ju_ctx *ctx, const char *request_id, const person_record *record,
                         Juki__Resident__V1__NumberKind kind, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    ju_arg_text(&args, record->change_id);
    ju_arg_text(&args, record->addressee_number);
    ju_arg_i64(&args, (int64_t)kind);
    return ju_do(ctx, &resident_sql_number_request_insert, &args, err);
}

ju_rc withdraw_number_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &resident_sql_number_request_withdraw, &args, err);
}

ju_rc put_awaiting(ju_ctx *ctx, const char *change_id, const char *reviewer, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, change_id);
    ju_arg_text(&args, reviewer);
    return ju_do(ctx, &resident_sql_change_await, &args, err);
}

ju_rc put_registered(ju_ctx *ctx, const char *change_id, int status, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, change_id);
    ju_arg_i64(&args, status);
    JU_TRY(ju_do(ctx, &resident_sql_change_registered, &args, err));
    ju_args lock = ju_new_args(ctx);
    ju_arg_text(&lock, change_id);
    return ju_do(ctx, &resident_sql_change_lock_release, &lock, err);
}

ju_rc close_number_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &resident_sql_number_request_close, &args, err);
}
