#include "tests/peers/card/store.h"

#include "common/seal/seal.h"

#include "card_sql.h"

ju_rc card_put_record(ju_ctx *ctx, const Juki__Delivery__V1__DeliveryRecord *record, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, record->delivery_number);
    ju_arg_i64(&args, record->person_count);
    ju_arg_bytes(&args, ctx->message->value, ctx->message->value_size);
    return ju_do(ctx, &card_sql_record_put, &args, err);
}

ju_rc card_put_person(ju_ctx *ctx, size_t place, const unsigned char *code_index, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_i64(&args, (int64_t)place);
    ju_arg_bytes(&args, code_index, JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &card_sql_record_person_put, &args, err);
}
