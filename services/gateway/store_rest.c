#include "services/gateway/store_rest.h"

#include "gateway_sql.h"

enum { ARENA_BYTES = 16 * 1024 };

ju_rc rest_open_db(const char *conninfo, ju_db **ret, ju_err *err)
{
    return ju_batch_open_db(conninfo, "gateway-rest", gateway_sql, ret, err);
}

ju_rc rest_ask_token(ju_ctx *ctx, const char *token, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_rest_token_find, token, err);
}

ju_rc rest_ask_assertion(ju_ctx *ctx, const char *sha256, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_rest_assertion_find, sha256, err);
}

ju_rc rest_ask_events(ju_ctx *ctx, const char *token, int64_t after, int64_t rows, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, token);
    if (after < 0) {
        ju_arg_text(&args, NULL);
    } else {
        ju_arg_i64(&args, after);
    }
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, &gateway_sql_rest_events, &args, err);
}

ju_rc rest_ask_reader(ju_ctx *ctx, const char *token, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_rest_reader, token, err);
}

ju_rc rest_ask_person(ju_ctx *ctx, const char *token, const char *addressee_number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, token);
    ju_arg_text(&args, addressee_number);
    return ju_ask(ctx, &gateway_sql_rest_person, &args, err);
}

ju_rc rest_ask_running(ju_ctx *ctx, const char *token, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_rest_running, token, err);
}

ju_rc rest_put_token(ju_ctx *ctx, const char *token, const char *consumer, int64_t lives_ms, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, token);
    ju_arg_text(&args, consumer);
    ju_arg_i64(&args, lives_ms);
    return ju_do(ctx, &gateway_sql_rest_token_put, &args, err);
}

ju_rc rest_put_assertion(ju_ctx *ctx, const char *sha256, ju_err *err)
{
    return ju_do_text(ctx, &gateway_sql_rest_assertion_put, sha256, err);
}

ju_rc rest_put_confirmed(ju_ctx *ctx, const char *consumer, int64_t id, int64_t handed, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, consumer);
    ju_arg_i64(&args, id);
    ju_arg_i64(&args, handed);
    return ju_do(ctx, &gateway_sql_rest_confirmed, &args, err);
}

ju_rc rest_forget(ju_db *db, int64_t keep_ms, ju_err *err)
{
    PGresult *rows = NULL;
    ju_arena arena;
    ju_args args;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_args_init(&args, &arena);
    ju_arg_i64(&args, keep_ms);
    ju_rc rc = ju_db_run(db, &gateway_sql_rest_forget, &args, &rows, err);
    PQclear(rows);
    ju_arena_done(&arena);
    return rc;
}
