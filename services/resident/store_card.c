#include "services/resident/store_card.h"

#include "resident_sql.h"

typedef Juki__Resident__V1__CardStatus card_status;

ju_rc ask_card_status(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, addressee_number);
    return ju_ask(ctx, &resident_sql_card_status_of_person, &args, err);
}

static void read_one(ju_arena *arena, const PGresult *rows, int row, card_status *ret)
{
    Juki__Common__V1__Card *card = ret->card;
    card->card_ref = ju_arena_strdup(arena, ju_col(rows, row, 0));
    card->state = (Juki__Common__V1__CardState)ju_col_i64(rows, row, 1);
    card->collected = ju_col_bool(rows, row, 2);
    card->reason = (Juki__Common__V1__CardReason)ju_col_i64(rows, row, 3);
    card->expires_on = ju_arena_strdup(arena, ju_col(rows, row, 4));
    ret->since = ju_arena_strdup(arena, ju_col(rows, row, 5));
}

ju_rc read_card_status(ju_ctx *ctx, int answer, card_status ***ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    card_status *status = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *status);
    Juki__Common__V1__Card *card = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *card);
    *ret = ju_arena_alloc(ctx->arena, (count + 1) * sizeof **ret);
    if (status == NULL || card == NULL || *ret == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        juki__resident__v1__card_status__init(&status[i]);
        juki__common__v1__card__init(&card[i]);
        status[i].card = &card[i];
        read_one(ctx->arena, rows, (int)i, &status[i]);
        (*ret)[i] = &status[i];
    }
    *ret_count = count;
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc put_card_status(ju_ctx *ctx, const Juki__Delivery__V1__CardStatusChanged *changed, ju_err *err)
{
    const Juki__Common__V1__Card *card = changed->card;
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, changed->register_ref);
    ju_arg_text(&args, card->card_ref);
    ju_arg_i64(&args, (int64_t)card->state);
    ju_arg_bool(&args, card->collected);
    ju_arg_i64(&args, (int64_t)card->reason);
    ju_arg_opt(&args, card->expires_on);
    ju_arg_text(&args, changed->date);
    return ju_do(ctx, &resident_sql_card_status_put, &args, err);
}
