#include "tests/peers/municipality/store.h"

#include "municipality_sql.h"

ju_rc town_ask_move(ju_ctx *ctx, const char *move_ref, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, move_ref);
    return ju_ask(ctx, &municipality_sql_move_get, &args, err);
}

ju_rc town_ask_call(ju_ctx *ctx, ju_err *err)
{
    ju_args none = ju_new_args(ctx);
    JU_TRY(ju_ask(ctx, &municipality_sql_call_next, &none, err));
    return ju_ask(ctx, &municipality_sql_call_move, &none, err);
}

ju_rc town_call_done(ju_ctx *ctx, int64_t id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, id);
    return ju_do(ctx, &municipality_sql_call_done, &args, err);
}

ju_rc town_put_received(ju_ctx *ctx, const Juki__Identity__V1__CertificateSent *sent, size_t persons,
                        ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, sent->move_ref);
    ju_arg_text(&args, sent->to_municipality);
    ju_arg_text(&args, sent->planned_date);
    ju_arg_text(&args, sent->request_id);
    ju_arg_i64(&args, (int64_t)persons);
    ju_arg_i64(&args, 2 * (int64_t)persons);
    return ju_do(ctx, &municipality_sql_received_put, &args, err);
}

ju_rc town_put_request(ju_ctx *ctx, const char *move_ref, bool answered, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, move_ref);
    ju_arg_bool(&args, answered);
    return ju_do(ctx, &municipality_sql_request_put, &args, err);
}

ju_rc town_put_answer(ju_ctx *ctx, const char *move_ref, const char *code, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, move_ref);
    ju_arg_text(&args, code);
    return ju_do(ctx, &municipality_sql_answer_put, &args, err);
}

ju_rc town_put_arrived(ju_ctx *ctx, const Juki__Identity__V1__MoveInNotice *notice, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, notice->move_ref);
    ju_arg_i64(&args, notice->place);
    ju_arg_text(&args, notice->arrival_date);
    return ju_do(ctx, &municipality_sql_move_arrived, &args, err);
}
