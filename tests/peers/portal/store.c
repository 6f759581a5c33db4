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
