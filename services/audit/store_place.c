#include "services/audit/store_place.h"

#include "audit_sql.h"

ju_rc place_ask(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &audit_sql_place_lock, NULL, err);
}

ju_rc place_got(const ju_ctx *ctx, int asked, log_place *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    if (PQntuples(rows) != 1) {
        return ju_fail(err, JU_FATAL, "refusal_log_place",
                       "refusal_log_place does not hold the one row that it was made with");
    }
    ret->log = ju_col_i64(rows, 0, 0);
    ret->position = ju_col_i64(rows, 0, 1);
    return JU_OK;
}

ju_rc place_move(ju_ctx *ctx, const log_place *place, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, place->log);
    ju_arg_i64(&args, place->position);
    return ju_do(ctx, &audit_sql_place_move, &args, err);
}

ju_rc places_ask(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &audit_sql_places_lock, NULL, err);
}

ju_rc places_got(const ju_ctx *ctx, int asked, log_places *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    if (PQntuples(rows) > LOG_FILES_MAX) {
        return ju_fail(err, JU_FATAL, "session_log_place",
                       "session_log_place holds more files than there may be");
    }
    ret->count = (size_t)PQntuples(rows);
    for (int i = 0; i < PQntuples(rows); i++) {
        ret->item[i] = (log_place){.log = ju_col_i64(rows, i, 0), .position = ju_col_i64(rows, i, 1)};
    }
    return JU_OK;
}

ju_rc places_move(ju_ctx *ctx, const log_places *places, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    int64_t log[LOG_FILES_MAX];
    int64_t position[LOG_FILES_MAX];
    for (size_t i = 0; i < places->count; i++) {
        log[i] = places->item[i].log;
        position[i] = places->item[i].position;
    }
    ju_arg_i64_array(&args, log, places->count);
    ju_arg_i64_array(&args, position, places->count);
    return ju_do(ctx, &audit_sql_places_move, &args, err);
}
