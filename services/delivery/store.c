#include "services/delivery/store.h"

#include "common/event/receipt.h"
#include "delivery_sql.h"

ju_rc delivery_put(ju_ctx *ctx, const delivery_trace *trace, const void *payload, size_t size_bytes,
                   ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, trace->event_id);
    ju_arg_text(&args, trace->delivery_hash);
    ju_arg_text(&args, trace->change_id);
    ju_arg_text(&args, trace->subject);
    ju_arg_bytes(&args, trace->digest, DELIVERY_DIGEST_BYTES);
    ju_arg_bytes(&args, payload, size_bytes);
    return ju_do(ctx, &delivery_sql_record_put, &args, err);
}

ju_rc delivery_ask_confirmed(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_ask(ctx, receipt, &delivery_sql_trace_find, err);
}

ju_rc delivery_mark_confirmed(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_apply(ctx, receipt, &delivery_sql_record_confirm, "delivery.confirmed", "card", err);
}
