#include "services/resident/store_kept.h"

#include "services/resident/steps/state.h"

#include <inttypes.h>

static const ju_keeper *keeper_of(const ju_ctx *ctx)
{
    const resident_state *state = ctx->app;
    return &state->keeper;
}

ju_rc keep_bytes(ju_ctx *ctx, ju_args *args, ju_kept at, const void *data, size_t size_bytes, ju_err *err)
{
    return ju_arg_kept_bytes(args, keeper_of(ctx), at, data, size_bytes, err);
}

ju_rc keep_text(ju_ctx *ctx, ju_args *args, ju_kept at, const char *text, ju_err *err)
{
    return ju_arg_kept_text(args, keeper_of(ctx), at, text, err);
}

ju_rc kept_bytes(ju_ctx *ctx, const PGresult *rows, int row, int column, ju_kept at, ProtobufCBinaryData *ret,
                 ju_err *err)
{
    return ju_col_kept_bytes(rows, row, column, keeper_of(ctx), at, ctx->arena, ret, err);
}

ju_rc kept_text(ju_ctx *ctx, const PGresult *rows, int row, int column, ju_kept at, char **ret, ju_err *err)
{
    return ju_col_kept_text(rows, row, column, keeper_of(ctx), at, ctx->arena, ret, err);
}

ju_rc keep_message(ju_ctx *ctx, ju_args *args, ju_kept at, const ProtobufCMessage *message, ju_err *err)
{
    return ju_arg_kept(args, keeper_of(ctx), at, message, err);
}

ju_rc kept_message(ju_ctx *ctx, const PGresult *rows, int row, int column, ju_kept at,
                   const ProtobufCMessageDescriptor *descriptor, ProtobufCMessage **ret, ju_err *err)
{
    return ju_col_kept(rows, row, column, keeper_of(ctx), at, descriptor, ctx->arena, ret, err);
}

const char *keep_key(ju_ctx *ctx, const char *id, int64_t number)
{
    return ju_arena_printf(ctx->arena, "%s %" PRId64, id, number);
}
