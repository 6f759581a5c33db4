#include "common/event/batch.h"

ju_args ju_new_args(const ju_ctx *ctx)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    return args;
}

ju_rc ju_ask_text(ju_ctx *ctx, const ju_sql *sql, const char *text, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, text);
    return ju_ask(ctx, sql, &args, err);
}

ju_rc ju_do_text(ju_ctx *ctx, const ju_sql *sql, const char *text, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, text);
    return ju_do(ctx, sql, &args, err);
}
