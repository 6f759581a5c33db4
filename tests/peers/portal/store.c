#include "tests/peers/portal/store.h"

#include "portal_sql.h"

ju_rc portal_put_status(ju_ctx *ctx, const Juki__Resident__V1__ApplicationStatus *status, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, status->application_id);
    ju_arg_text(&args, status->event_id);
    ju_arg_text(&args, status->step);
    ju_arg_text(&args, status->refusal == NULL ? "" : status->refusal->code);
    return ju_do(ctx, &portal_sql_status_put, &args, err);
}

ju_rc portal_put_history(ju_ctx *ctx, const Juki__Audit__V1__AccessHistory *page, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, page->portal_request);
    ju_arg_i64(&args, (int64_t)page->n_entry);
    ju_arg_bool(&args, page->more);
    ju_arg_bytes(&args, ctx->message->value, ctx->message->value_size);
    return ju_do(ctx, &portal_sql_history_put, &args, err);
}
