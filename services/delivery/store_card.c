#include "services/delivery/store_card.h"

#include "delivery_sql.h"

enum { ANSWER_CARDS, ANSWER_ACTS };                        /* of card_ask_person */
enum { ANSWER_UNANSWERED, ANSWER_LAPSED, ANSWER_OVERDUE }; /* of card_ask_due */

static ju_rc ask_by(ju_ctx *ctx, const ju_sql *sql, const char *value, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, value);
    return ju_ask(ctx, sql, &args, err);
}

static const char *text(ju_ctx *ctx, const PGresult *rows, size_t row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, (int)row, column));
}

static int number(const PGresult *rows, size_t row, int column)
{
    return (int)ju_col_i64(rows, (int)row, column);
}

ju_rc card_ask_person(ju_ctx *ctx, const char *register_ref, ju_err *err)
{
    JU_TRY(ask_by(ctx, &delivery_sql_card_of_person, register_ref, err));
    return ask_by(ctx, &delivery_sql_card_act_open, register_ref, err);
}

static void read_cards(ju_ctx *ctx, const PGresult *rows, card_file *ret)
{
    ret->card_count = (size_t)PQntuples(rows);
    ret->card = ju_arena_alloc(ctx->arena, (ret->card_count + 1) * sizeof *ret->card);
    for (size_t i = 0; ret->card != NULL && i < ret->card_count; i++) {
        ret->card[i] = (card_row){
            .card_ref = text(ctx, rows, i, 0),
            .reported = {.state = (Juki__Common__V1__CardState)number(rows, i, 1),
                         .collected = ju_col_bool(rows, (int)i, 2),
                         .reason = (Juki__Common__V1__CardReason)number(rows, i, 3)},
            .expires_on = text(ctx, rows, i, 4),
            .lapse_on = text(ctx, rows, i, 5),
        };
    }
}

/* Acts as card_act_open and card_act_refused give them; the latter with the code. */
static card_pending *read_acts(ju_ctx *ctx, const PGresult *rows, bool refused, size_t *ret_count)
{
    *ret_count = (size_t)PQntuples(rows);
    card_pending *acts = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof *acts);
    for (size_t i = 0; acts != NULL && i < *ret_count; i++) {
        acts[i] = (card_pending){
            .act_id = text(ctx, rows, i, 0),
            .card_ref = text(ctx, rows, i, 1),
            .act = (Juki__Delivery__V1__CardAct)number(rows, i, 2),
            .reason = (Juki__Common__V1__CardReason)number(rows, i, 3),
            .entered_on = text(ctx, rows, i, 4),
            .change_id = text(ctx, rows, i, 5),
            .refused_code = refused ? text(ctx, rows, i, 6) : "",
        };
    }
    return acts;
}

ju_rc card_got_person(ju_ctx *ctx, int first, card_file *ret, ju_err *err)
{
    read_cards(ctx, ju_answer(ctx, first + ANSWER_CARDS), ret);
    ret->pending = read_acts(ctx, ju_answer(ctx, first + ANSWER_ACTS), false, &ret->pending_count);
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    card_file_expect(ret);
    return JU_OK;
}

ju_rc card_ask_refused(ju_ctx *ctx, const char *register_ref, ju_err *err)
{
    return ask_by(ctx, &delivery_sql_card_act_refused, register_ref, err);
}

ju_rc card_got_refused(ju_ctx *ctx, int answer, card_pending **ret, size_t *ret_count, ju_err *err)
{
    *ret = read_acts(ctx, ju_answer(ctx, answer), true, ret_count);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc card_put_new(ju_ctx *ctx, const card_new *card, ju_err *err)
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
    ju_arg_bytes(&args, packed, size);
    ju_arg_i64(&args, (int64_t)card->state);
    ju_arg_opt(&args, card->expires_on);
    ju_arg_text(&args, card->date);
    return ju_do(ctx, &delivery_sql_card_insert, &args, err);
}

ju_rc card_put_standing(ju_ctx *ctx, const char *card_ref, const card_standing *standing, const char *date,
                        const char *lapse_on, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, card_ref);
    ju_arg_i64(&args, (int64_t)standing->state);
    ju_arg_bool(&args, standing->collected);
    ju_arg_i64(&args, (int64_t)standing->reason);
    ju_arg_text(&args, date);
    ju_arg_opt(&args, lapse_on);
    return ju_do(ctx, &delivery_sql_card_stand, &args, err);
}

ju_rc card_put_wait(ju_ctx *ctx, const char *card_ref, const char *lapse_on, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, card_ref);
    ju_arg_opt(&args, lapse_on);
    return ju_do(ctx, &delivery_sql_card_wait, &args, err);
}

ju_rc card_put_act(ju_ctx *ctx, const card_act_row *row, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, row->act_id);
    ju_arg_text(&args, row->acted->register_ref);
    ju_arg_text(&args, row->acted->card_ref);
    ju_arg_i64(&args, (int64_t)row->acted->act);
    ju_arg_i64(&args, (int64_t)row->acted->reason);
    ju_arg_text(&args, row->change_id);
    ju_arg_text(&args, row->acted->operator_id);
    ju_arg_text(&args, row->acted->terminal_id);
    ju_arg_text(&args, row->subject);
    ju_arg_bytes(&args, row->payload, row->payload_size);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &delivery_sql_card_act_put, &args, err);
}

ju_rc card_put_answer(ju_ctx *ctx, const char *act_id, const char *refused, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, act_id);
    ju_arg_opt(&args, refused);
    return ju_do(ctx, &delivery_sql_card_act_answer, &args, err);
}

/* ---- what time brings -------------------------------------------------------------------------------- */

ju_rc card_ask_due(ju_ctx *ctx, const char *resend_before, ju_err *err)
{
    JU_TRY(ask_by(ctx, &delivery_sql_card_act_unanswered, resend_before, err));
    JU_TRY(ask_by(ctx, &delivery_sql_card_lapsed, ctx->today, err));
    return ask_by(ctx, &delivery_sql_card_act_overdue, ctx->today, err);
}

int64_t card_got_overdue(const ju_ctx *ctx, int first)
{
    return ju_col_i64(ju_answer(ctx, first + ANSWER_OVERDUE), 0, 0);
}

ju_rc card_got_unanswered(ju_ctx *ctx, int first, card_act_again **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, first + ANSWER_UNANSWERED);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        card_act_again *act = &(*ret)[i];
        act->act_id = text(ctx, rows, i, 0);
        act->register_ref = text(ctx, rows, i, 1);
        act->change_id = text(ctx, rows, i, 2);
        act->subject = text(ctx, rows, i, 3);
        act->sequence = ju_col_i64(rows, (int)i, 4);
        act->payload = ju_col_bytes(rows, (int)i, 5, ctx->arena, &act->payload_size);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc card_put_again(ju_ctx *ctx, const card_act_again *act, size_t count, ju_err *err)
{
    ju_args args;
    const char **id = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *id);
    if (id == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        id[i] = act[i].act_id;
    }
    ju_args_init(&args, ctx->arena);
    ju_arg_text_array(&args, id, count);
    ju_arg_text(&args, ctx->today);
    return count == 0 ? JU_OK : ju_do(ctx, &delivery_sql_card_act_again, &args, err);
}

ju_rc card_got_lapsed(ju_ctx *ctx, int first, card_lapsed **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, first + ANSWER_LAPSED);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        (*ret)[i] = (card_lapsed){.card_ref = text(ctx, rows, i, 0),
                                  .register_ref = text(ctx, rows, i, 1),
                                  .state = (Juki__Common__V1__CardState)number(rows, i, 2)};
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
