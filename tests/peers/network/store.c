#include "tests/peers/network/store.h"

#include "network_sql.h"

ju_rc network_ask_code(ju_ctx *ctx, const unsigned char number_index[JU_BLIND_INDEX_BYTES], const char *body,
                       ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_bytes(&args, number_index, JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, body);
    return ju_ask(ctx, &network_sql_code_find, &args, err);
}

const char *network_got_code(const ju_ctx *ctx, bool *ret_unknown)
{
    const PGresult *row = ju_answer(ctx, 0);
    *ret_unknown = ju_col_bool(row, 0, 1);
    return ju_col(row, 0, 0);
}

ju_rc network_put_code(ju_ctx *ctx, const unsigned char number_index[JU_BLIND_INDEX_BYTES], const char *body,
                       const char *code, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_bytes(&args, number_index, JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, body);
    ju_arg_text(&args, code);
    return ju_do(ctx, &network_sql_code_put, &args, err);
}

ju_rc network_put_code_request(ju_ctx *ctx, const char *request_id, const char *refused, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    ju_arg_text(&args, refused);
    return ju_do(ctx, &network_sql_code_request_put, &args, err);
}

ju_rc network_ask_permit(ju_ctx *ctx, const Juki__Gateway__V1__Question *question, const char *code,
                         ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, question->item);
    ju_arg_text(&args, question->inquirer_kind);
    ju_arg_text(&args, question->information);
    ju_arg_text(&args, code);
    ju_arg_text(&args, question->inquirer);
    ju_arg_text(&args, question->provider);
    return ju_ask(ctx, &network_sql_permit_ask, &args, err);
}

network_allowed network_got_permit(const ju_ctx *ctx)
{
    const PGresult *row = ju_answer(ctx, 0);
    size_t size = 0;
    return (network_allowed){
        .listed = ju_col_bool(row, 0, 0),
        .number_index = ju_col_bytes(row, 0, 1, ctx->arena, &size),
        .code = ju_col(row, 0, 2),
    };
}

ju_rc network_put_permit(ju_ctx *ctx, const char *permit_id, const char *inquiry_id, const char *refused,
                         ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, permit_id);
    ju_arg_text(&args, inquiry_id);
    ju_arg_text(&args, refused);
    return ju_do(ctx, &network_sql_permit_put, &args, err);
}

ju_rc network_put_refused(ju_ctx *ctx, const char *event_id, const char *direction, const char *code,
                          ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, event_id);
    ju_arg_text(&args, direction);
    ju_arg_text(&args, code);
    return ju_do(ctx, &network_sql_refused_put, &args, err);
}
