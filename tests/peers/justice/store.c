#include "tests/peers/justice/store.h"

#include "tests/peers/common/peer.h"

#include "justice_sql.h"

ju_rc justice_put_person(ju_ctx *ctx, const Juki__Resident__V1__MunicipalityNotice *notice, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, notice->person_ref);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_i64(&args, (int64_t)notice->state);
    ju_arg_text(&args, notice->name);
    ju_arg_text(&args, peer_address(ctx, notice->address));
    ju_arg_text(&args, notice->reason);
    ju_arg_bytes(&args, ctx->message->value, ctx->message->value_size);
    return ju_do(ctx, &justice_sql_person_put, &args, err);
}

ju_rc justice_put_result(ju_ctx *ctx, const Juki__Resident__V1__ResidenceNoticeResult *result, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, result->notice_number);
    ju_arg_text(&args, result->change_id);
    ju_arg_text(&args, result->refusal == NULL ? "" : result->refusal->code);
    return ju_do(ctx, &justice_sql_result_put, &args, err);
}
