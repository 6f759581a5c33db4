#include "tests/peers/tax/store.h"

#include "common/db/record.h"
#include "tax_sql.h"

static ju_rc insert_record(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *feed, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_i64(&args, ctx->message->sequence);
    ju_arg_message(&args, &feed->base);
    return ju_do(ctx, &tax_sql_record_insert, &args, err);
}

ju_rc tax_put_person(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *feed, const unsigned char *index,
                     ju_err *err)
{
    JU_TRY(insert_record(ctx, feed, err));
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, feed->addressee_number);
    ju_arg_i64(&args, ctx->message->sequence);
    ju_arg_text(&args, feed->state);
    ju_arg_bytes(&args, index, index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &tax_sql_person_put, &args, err);
}
