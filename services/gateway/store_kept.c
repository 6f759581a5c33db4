#include "services/gateway/store_kept.h"

#include "services/gateway/handlers.h"

ju_rc gateway_arg_text(const ju_ctx *ctx, ju_args *args, ju_kept at, const char *text, ju_err *err)
{
    const gateway *self = ctx->app;
    return ju_arg_kept_text(args, &self->keeper, at, text, err);
}

ju_rc gateway_col_text(const ju_ctx *ctx, const PGresult *rows, int row, int column, ju_kept at, char **ret,
                       ju_err *err)
{
    const gateway *self = ctx->app;
    return ju_col_kept_text(rows, row, column, &self->keeper, at, ctx->arena, ret, err);
}
