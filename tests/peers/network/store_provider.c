#include "tests/peers/network/store_provider.h"

#include "network_sql.h"

ju_rc provider_ask(ju_ctx *ctx, const Juki__Gateway__V1__Question *question, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    JU_TRY(ju_ask(ctx, &network_sql_provider_mode, NULL, err));
    ju_arg_text(&args, question->information);
    ju_arg_text_array(&args, (const char *const *)question->asked_item, question->n_asked_item);
    return ju_ask(ctx, &network_sql_provider_items, &args, err);
}

const char *provider_got_mode(const ju_ctx *ctx, int number)
{
    return ju_col(ju_answer(ctx, number), 0, 0);
}

ju_rc provider_got_items(const ju_ctx *ctx, int number, Juki__Gateway__V1__ProvidedItem **ret,
                         size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        juki__gateway__v1__provided_item__init(&(*ret)[i]);
        (*ret)[i].name = (char *)(uintptr_t)ju_col(rows, (int)i, 0);
        (*ret)[i].value = (char *)(uintptr_t)ju_col(rows, (int)i, 1);
    }
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}

ju_rc provider_put_inquiry(ju_ctx *ctx, const Juki__Gateway__V1__Permit *permit,
                           const ProtobufCBinaryData *packed, ju_err *err)
{
    const Juki__Gateway__V1__Question *question = permit->question;
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, permit->permit_id);
    ju_arg_text(&args, question->inquiry_id);
    ju_arg_text(&args, question->provider);
    ju_arg_text(&args, question->information);
    ju_arg_text_array(&args, (const char *const *)question->asked_item, question->n_asked_item);
    ju_arg_bytes(&args, packed->data, packed->len);
    return ju_do(ctx, &network_sql_provider_inquiry_put, &args, err);
}

ju_rc provider_put_answered(ju_ctx *ctx, const char *permit_id, const char *digest, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, permit_id);
    ju_arg_text(&args, digest);
    return ju_do(ctx, &network_sql_provider_answered, &args, err);
}

ju_rc provider_ask_call(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(ju_ask(ctx, &network_sql_provider_call_next, NULL, err));
    return ju_ask(ctx, &network_sql_provider_call_items, NULL, err);
}

provider_call provider_got_call(const ju_ctx *ctx, int number)
{
    const PGresult *row = ju_answer(ctx, number);
    provider_call call = {.mode = ""};
    if (PQntuples(row) > 0) {
        call.id = ju_col_i64(row, 0, 0);
        call.mode = ju_col(row, 0, 1);
        call.permit.data = ju_col_bytes(row, 0, 2, ctx->arena, &call.permit.len);
    }
    return call;
}

ju_rc provider_call_done(ju_ctx *ctx, int64_t id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, id);
    return ju_do(ctx, &network_sql_provider_call_done, &args, err);
}
