#include "tests/peers/card/store.h"

#include "common/seal/seal.h"

#include "card_sql.h"

enum { ASKED_CALL, ASKED_EXPIRED };

static const char *text(ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

ju_rc card_ask(ju_ctx *ctx, const char *card_ref, const unsigned char *number_index, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, card_ref);
    ju_arg_bytes(&args, number_index, JU_BLIND_INDEX_BYTES);
    return ju_ask(ctx, &card_sql_card_find, &args, err);
}

ju_rc card_got(ju_ctx *ctx, card_held *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret = (card_held){.found = PQntuples(rows) == 1};
    if (!ret->found) {
        return JU_OK;
    }
    size_t size = 0;
    ret->card_ref = text(ctx, rows, 0, 0);
    ret->register_ref = text(ctx, rows, 0, 1);
    ret->state = (int)ju_col_i64(rows, 0, 2);
    ret->collected = ju_col_bool(rows, 0, 3);
    ret->reason = (int)ju_col_i64(rows, 0, 4);
    ret->expires_on = text(ctx, rows, 0, 5);
    const unsigned char *packed = ju_col_bytes(rows, 0, 6, ctx->arena, &size);
    ret->number =
        packed == NULL ? NULL : juki__common__v1__sealed__unpack(&ctx->arena->allocator, size, packed);
    return ctx->arena->full || ret->number == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc card_put(ju_ctx *ctx, const card_held *card, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, card->card_ref);
    ju_arg_text(&args, card->register_ref);
    ju_arg_i64(&args, card->state);
    ju_arg_bool(&args, card->collected);
    ju_arg_i64(&args, card->reason);
    return ju_do(ctx, &card_sql_card_put, &args, err);
}

ju_rc card_put_act(ju_ctx *ctx, const Juki__Delivery__V1__CardActed *act, const char *refused, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, act->card_ref);
    ju_arg_i64(&args, (int64_t)act->act);
    ju_arg_text(&args, refused);
    return ju_do(ctx, &card_sql_act_put, &args, err);
}

ju_rc card_put_made(ju_ctx *ctx, const card_made *card, ju_err *err)
{
    ju_args args;
    size_t size = juki__common__v1__sealed__get_packed_size(card->number);
    unsigned char *packed = ju_arena_alloc(ctx->arena, size);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    (void)juki__common__v1__sealed__pack(card->number, packed);
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, card->card_ref);
    ju_arg_text(&args, card->register_ref);
    ju_arg_bytes(&args, card->number_index, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, packed, size);
    ju_arg_i64(&args, card->state);
    ju_arg_text(&args, card->expires_on);
    return ju_do(ctx, &card_sql_card_insert, &args, err);
}

/* ---- what happens by itself ---------------------------------------------------------------------------- */

ju_rc card_ask_call(ju_ctx *ctx, ju_err *err)
{
    ju_args none;
    ju_args_init(&none, ctx->arena);
    return ju_ask(ctx, &card_sql_call_next, &none, err);
}

ju_rc card_ask_expired(ju_ctx *ctx, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &card_sql_card_expired, &args, err);
}

ju_rc card_got_call(ju_ctx *ctx, card_call *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_CALL);
    *ret = (card_call){.found = PQntuples(rows) == 1};
    if (!ret->found) {
        return JU_OK;
    }
    ret->id = ju_col_i64(rows, 0, 0);
    ret->kind = text(ctx, rows, 0, 1);
    ret->register_ref = text(ctx, rows, 0, 2);
    ret->card = (card_held){.card_ref = text(ctx, rows, 0, 3),
                            .register_ref = text(ctx, rows, 0, 4),
                            .state = (int)ju_col_i64(rows, 0, 5),
                            .collected = ju_col_bool(rows, 0, 6),
                            .reason = (int)ju_col_i64(rows, 0, 7)};
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc card_got_expired(ju_ctx *ctx, card_held **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_EXPIRED);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        (*ret)[i] = (card_held){.card_ref = text(ctx, rows, (int)i, 0),
                                .register_ref = text(ctx, rows, (int)i, 1),
                                .collected = ju_col_bool(rows, (int)i, 2)};
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc card_put_call(ju_ctx *ctx, int64_t id, const char *outcome, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_i64(&args, id);
    ju_arg_text(&args, outcome);
    return ju_do(ctx, &card_sql_call_done, &args, err);
}
