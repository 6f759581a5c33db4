#include "services/gateway/store_kept.h"

#include "services/gateway/handlers.h"

#include <string.h>

ju_rc gateway_arg_text(const ju_ctx *ctx, ju_args *args, ju_kept at, const char *text, ju_err *err)
{
    const gateway *self = ctx->app;
    return ju_arg_kept_bytes(args, &self->keeper, at, text, strlen(text), err);
}

ju_rc gateway_col_text(const ju_ctx *ctx, const PGresult *rows, int row, int column, ju_kept at, char **ret,
                       ju_err *err)
{
    const gateway *self = ctx->app;
    ProtobufCBinaryData value;
    JU_TRY(ju_col_kept_bytes(rows, row, column, &self->keeper, at, ctx->arena, &value, err));
    *ret = ju_arena_alloc(ctx->arena, value.len + 1);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    if (value.len > 0) {
        memcpy(*ret, value.data, value.len);
    }
    return JU_OK;
}
