/* 自己情報提供: what persons asked for themselves was answered; the played portal keeps it as it came. */
#include "tests/peers/network/words.h"

#include "network_sql.h"

static ju_rc apply_answer(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__SelfAnswered *answer = body;
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, answer->request_id);
    ju_arg_text(&args, answer->code);
    ju_arg_bytes(&args, answer->information.data, answer->information.len);
    return ju_do(ctx, &network_sql_self_answer_put, &args, err);
}

const network_step network_self_answered = {NULL, apply_answer};
