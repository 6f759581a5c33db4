#include "tests/peers/tax/store.h"

#include "common/db/record.h"
#include "tax_sql.h"

static ju_rc insert_record(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *feed, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, ctx->message->sequence);
    ju_arg_message(&args, &feed->base);
    return ju_do(ctx, &tax_sql_record_insert, &args, err);
}

static ju_rc insert_span(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *feed, size_t at, ju_err *err)
{
    const Juki__Common__V1__HouseholdHistory *history = feed->household_history;
    const Juki__Common__V1__HouseholdSpan *span = history->span[at];
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, feed->addressee_number);
    ju_arg_i64(&args, ctx->message->sequence);
    ju_arg_text(&args, span->from);
    ju_arg_text(&args, at + 1 < history->n_span ? history->span[at + 1]->from : NULL);
    ju_arg_text(&args, span->state);
    ju_arg_opt(&args, span->household_number);
    ju_arg_opt(&args, span->relationship);
    return ju_do(ctx, &tax_sql_span_insert, &args, err);
}

ju_rc tax_put_person(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *feed, const unsigned char *index,
                     ju_err *err)
{
    size_t spans = feed->household_history == NULL ? 0 : feed->household_history->n_span;
    JU_TRY(insert_record(ctx, feed, err));
    for (size_t i = 0; i < spans; i++) {
        JU_TRY(insert_span(ctx, feed, i, err));
    }
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, feed->addressee_number);
    ju_arg_i64(&args, ctx->message->sequence);
    ju_arg_text(&args, feed->state);
    ju_arg_bytes(&args, index, index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &tax_sql_person_put, &args, err);
}

ju_rc tax_forget_person(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_do_text(ctx, &tax_sql_person_forget, addressee_number, err);
}

ju_rc tax_forget_places(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_do_text(ctx, &tax_sql_places_forget, addressee_number, err);
}
