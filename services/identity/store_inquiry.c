#include "services/identity/store_inquiry.h"

#include "identity_sql.h"

ju_rc identity_put_inquiry(ju_ctx *ctx, const identity_inquiry *inquiry, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, inquiry->request_id);
    ju_arg_text(&args, inquiry->peer);
    ju_arg_text(&args, inquiry->operator_.operator_id);
    ju_arg_text(&args, inquiry->operator_.terminal_id);
    ju_arg_text(&args, inquiry->operator_.office);
    return ju_do(ctx, &identity_sql_inquiry_put, &args, err);
}

ju_rc identity_ask_inquiry(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    return ju_ask(ctx, &identity_sql_inquiry_find, &args, err);
}

/* Kept beyond the answer: what is written of it is sent when the answer is gone. */
static char *text(const ju_ctx *ctx, const PGresult *rows, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, 0, column));
}

ju_rc identity_got_inquiry(const ju_ctx *ctx, const char *request_id, identity_inquiry *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret = (identity_inquiry){.request_id = request_id, .operator_ = JUKI__COMMON__V1__OPERATOR__INIT};
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    ret->peer = text(ctx, rows, 0);
    ret->open = ju_col_bool(rows, 0, 1);
    ret->operator_.operator_id = text(ctx, rows, 2);
    ret->operator_.terminal_id = text(ctx, rows, 3);
    ret->operator_.office = text(ctx, rows, 4);
    return ctx->arena->full ? ju_fail(err, JU_FATAL, "memory", "the batch arena is full") : JU_OK;
}

ju_rc identity_close_inquiry(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &identity_sql_inquiry_close, &args, err);
}
