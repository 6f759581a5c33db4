#include "tests/peers/municipality/store_wide.h"

#include "municipality_sql.h"

ju_rc wide_put_answer(ju_ctx *ctx, const Juki__Identity__V1__WideAnswered *answer, int64_t numbers,
                      ju_err *err)
{
    ju_args args;
    const char **names = ju_arena_alloc(ctx->arena, (answer->n_person + 1) * sizeof *names);
    if (names == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < answer->n_person; i++) {
        names[i] = answer->person[i]->name;
    }
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, answer->request_id);
    ju_arg_text(&args, answer->refusal == NULL ? "" : answer->refusal->code);
    ju_arg_text(&args, answer->refusal == NULL ? "" : answer->refusal->message);
    ju_arg_text(&args, answer->address);
    ju_arg_text_array(&args, names, answer->n_person);
    ju_arg_i64(&args, numbers);
    ju_arg_text(&args, answer->heard_time);
    ju_arg_i64(&args, (int64_t)ctx->message->value_size);
    return ju_do(ctx, &municipality_sql_wide_answer_put, &args, err);
}
