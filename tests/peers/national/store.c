#include "tests/peers/national/store.h"

#include "national_sql.h"

ju_rc national_ask_serial(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    return ju_ask(ctx, &national_sql_serial_of, &args, err);
}

int64_t national_got_serial(const ju_ctx *ctx)
{
    return ju_col_i64(ju_answer(ctx, 0), 0, 0);
}

ju_rc national_put_issued(ju_ctx *ctx, const char *request_id, int64_t serial, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    ju_arg_i64(&args, serial);
    return ju_do(ctx, &national_sql_issued_put, &args, err);
}

ju_rc national_ask_codes(ju_ctx *ctx, const char *request_id, int count, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    ju_arg_i64(&args, count);
    return ju_ask(ctx, &national_sql_codes_of, &args, err);
}

ju_rc national_put_delivered(ju_ctx *ctx, const char *request_id, int64_t first, int count, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    ju_arg_i64(&args, first);
    ju_arg_i64(&args, count);
    return ju_do(ctx, &national_sql_delivered_put, &args, err);
}
