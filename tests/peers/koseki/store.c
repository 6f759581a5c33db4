#include "tests/peers/koseki/store.h"

#include "tests/peers/common/peer.h"

#include "koseki_sql.h"

ju_rc koseki_put_person(ju_ctx *ctx, const Juki__Resident__V1__FamilyAnnexNotice *notice, ju_err *err)
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
    return ju_do(ctx, &koseki_sql_person_put, &args, err);
}

ju_rc koseki_put_restraint(ju_ctx *ctx, const char *person_ref, bool restrained, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, person_ref);
    ju_arg_bool(&args, restrained);
    return ju_do(ctx, &koseki_sql_restraint_put, &args, err);
}
