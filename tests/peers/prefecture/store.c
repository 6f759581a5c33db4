#include "tests/peers/prefecture/store.h"

#include "common/seal/seal.h"

#include "prefecture_sql.h"

ju_rc prefecture_put_number(ju_ctx *ctx, const unsigned char *code_index, const unsigned char *number_index,
                            ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, code_index, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, number_index, JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &prefecture_sql_number_put, &args, err);
}
