/* Acts toward the card system: once, again while it does not answer, and 廃止 when the days are over. */
#include "services/delivery/steps/card.h"
#include "services/delivery/steps/state.h"
#include "services/delivery/steps/subject.h"
#include "services/delivery/store_card.h"

#include "common/event/topic_names.h"
#include "common/log/log.h"

typedef Juki__Delivery__V1__CardActed acted;

static const char NEVER[] = "-infinity";

/* The register's messages about a person are keyed by his register_ref, and every key is a claim. */
ju_rc card_claim(ju_ctx *ctx, const char *register_ref, ju_err *err)
{
    return ju_claim(ctx, JU_TOPIC_RESIDENT_TO_DELIVERY, register_ref, err);
}

static void fill(const ju_ctx *ctx, const card_wish *wish, acted *ret)
{
    const Juki__Delivery__V1__EnterCardAct *entry = wish->entry;
    juki__delivery__v1__card_acted__init(ret);
    ret->register_ref = (char *)(uintptr_t)wish->register_ref;
    ret->card_ref = (char *)(uintptr_t)wish->card_ref;
    ret->act = wish->act;
    ret->reason = wish->reason;
    ret->date = (char *)(uintptr_t)ctx->today;
    if (entry != NULL) {
        ret->operator_id = entry->operator_->operator_id;
        ret->terminal_id = entry->operator_->terminal_id;
        ret->request_id = entry->request_id;
        ret->card_number = entry->card_number;
        ret->arrived_on = entry->arrived_on;
        ret->notified_on = entry->notified_on;
    }
}

static ju_rc audit(ju_ctx *ctx, const card_wish *wish, const card_act_row *row, ju_err *err)
{
    return ju_audit(ctx,
                    &(ju_act){.action = "card.acted",
                              .operator_ = wish->entry == NULL ? NULL : wish->entry->operator_,
                              .subject = row->subject,
                              .change_id = wish->change_id,
                              .event_id = row->act_id,
                              .detail = card_act_word(wish->act)},
                    err);
}

ju_rc card_send(ju_ctx *ctx, const card_wish *wish, const char **ret_act_id, ju_err *err)
{
    acted event;
    fill(ctx, wish, &event);
    size_t size = juki__delivery__v1__card_acted__get_packed_size(&event);
    unsigned char *packed = ju_arena_alloc(ctx->arena, size);
    card_act_row row = {.act_id = ju_event_id(ctx),
                        .change_id = wish->change_id,
                        .acted = &event,
                        .payload = packed,
                        .payload_size = size};
    if (packed == NULL || row.act_id == NULL) {
        return ju_no_memory(err);
    }
    (void)juki__delivery__v1__card_acted__pack(&event, packed);
    JU_TRY(delivery_subject(ctx, wish->register_ref, &row.subject, err));
    JU_TRY(ju_emit_bytes(ctx, JU_TOPIC_LINK_CARD_OUT, wish->register_ref, row.act_id,
                         event.base.descriptor->name, packed, size, err));
    JU_TRY(card_put_act(ctx, &row, err));
    if (ret_act_id != NULL) {
        *ret_act_id = row.act_id;
    }
    return audit(ctx, wish, &row, err);
}

/* ---- what time alone brings -------------------------------------------------------------------------- */

ju_rc card_idle_ask(ju_ctx *ctx, ju_err *err)
{
    delivery_state *state = ctx->app;
    state->card_question = ctx->answers;
    return card_ask_due(ctx, ju_link_is_open(&state->settings->card, ctx->now) ? ctx->today : NEVER, err);
}

static ju_rc send_again(ju_ctx *ctx, ju_err *err)
{
    const delivery_state *state = ctx->app;
    card_act_again *act = NULL;
    size_t count = 0;
    JU_TRY(card_got_unanswered(ctx, state->card_question, &act, &count, err));
    for (size_t i = 0; i < count; i++) {
        JU_TRY(ju_emit_again(ctx, JU_TOPIC_LINK_CARD_OUT, act[i].register_ref, act[i].sequence, act[i].act_id,
                             juki__delivery__v1__card_acted__descriptor.name, act[i].payload,
                             act[i].payload_size, err));
        JU_TRY(ju_audit(ctx,
                        &(ju_act){.action = "card.sent_again",
                                  .subject = act[i].subject,
                                  .change_id = act[i].change_id,
                                  .event_id = act[i].act_id,
                                  .detail = "card"},
                        err));
    }
    return card_put_again(ctx, act, count, err);
}

/* The log is told once when answers are overdue, and once when all have come. */
static void watch_overdue(delivery_state *state, int64_t overdue)
{
    ju_gauge_set(state->overdue_gauge, (double)overdue);
    if (overdue > 0 && state->overdue == 0) {
        ju_log_warn("the card system has not answered what was done with cards", ju_f_int("count", overdue));
    } else if (overdue == 0 && state->overdue > 0) {
        ju_log_info("the card system has answered what was done with cards", ju_f_int("count", overdue));
    }
    state->overdue = overdue;
}

static ju_rc end_lapsed(ju_ctx *ctx, ju_err *err)
{
    const delivery_state *state = ctx->app;
    card_lapsed *card = NULL;
    size_t count = 0;
    JU_TRY(card_got_lapsed(ctx, state->card_question, &card, &count, err));
    for (size_t i = 0; i < count; i++) {
        const card_wish wish = {
            .register_ref = card[i].register_ref,
            .card_ref = card[i].card_ref,
            .act = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_REVOKE,
            .reason = JUKI__COMMON__V1__CARD_REASON__CARD_REASON_NOT_CONTINUED,
            .change_id = "",
        };
        JU_TRY(card_lives(&(card_standing){.state = card[i].state}) ? card_send(ctx, &wish, NULL, err)
                                                                    : JU_OK);
        JU_TRY(card_put_wait(ctx, card[i].card_ref, "", err));
    }
    return JU_OK;
}

ju_rc card_idle_begin(ju_ctx *ctx, ju_err *err)
{
    delivery_state *state = ctx->app;
    watch_overdue(state, card_got_overdue(ctx, state->card_question));
    JU_TRY(send_again(ctx, err));
    return end_lapsed(ctx, err);
}
