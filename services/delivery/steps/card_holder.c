/* What becomes of a person's cards when the register changes. */
#include "services/delivery/steps/card.h"
#include "services/delivery/steps/state.h"
#include "services/delivery/store_card.h"

#include "common/text/date.h"

static ju_rc end_card(ju_ctx *ctx, const card_row *card, Juki__Common__V1__CardReason reason,
                      const char *change_id, ju_err *err)
{
    const card_wish wish = {
        .register_ref = ctx->message->key,
        .card_ref = card->card_ref,
        .act = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_REVOKE,
        .reason = reason,
        .change_id = change_id,
    };
    JU_TRY(*card->lapse_on == '\0' ? JU_OK : card_put_wait(ctx, card->card_ref, "", err));
    return card_send(ctx, &wish, NULL, err);
}

static ju_rc wait_until(ju_ctx *ctx, const card_row *card, ju_date from, int64_t days, ju_err *err)
{
    char *day = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    if (day == NULL) {
        return ju_no_memory(err);
    }
    ju_date_format(ju_date_add_days(from, (int)days), day);
    return card_put_wait(ctx, card->card_ref, day, err);
}

ju_rc card_holder_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return card_ask_person(ctx, ctx->message->key, err);
}

static ju_rc change_card(ju_ctx *ctx, const card_row *card,
                         const Juki__Delivery__V1__CardHolderChanged *changed, ju_date date, ju_err *err)
{
    const delivery_settings *settings = ((delivery_state *)ctx->app)->settings;
    Juki__Common__V1__CardReason reason;
    switch (card_effect_of(changed->change, &card->expected, &reason)) {
    case CARD_ENDS:
        return end_card(ctx, card, reason, changed->change_id, err);
    case CARD_WAITS:
        return wait_until(ctx, card, date, settings->card_leave_days, err);
    case CARD_WAITS_HERE:
        return wait_until(ctx, card, date, settings->card_continue_days, err);
    case CARD_WAITS_NOT:
        return *card->lapse_on == '\0' ? JU_OK : card_put_wait(ctx, card->card_ref, "", err);
    case CARD_UNTOUCHED:
        break;
    }
    return JU_OK;
}

ju_rc card_holder_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Delivery__V1__CardHolderChanged *changed = body;
    card_file file;
    ju_date date;
    if (!ju_date_parse(changed->date, &date)) {
        return ju_reject(err, "item_invalid", "date", "date has not the form it must have");
    }
    JU_TRY(card_got_person(ctx, 0, &file, err));
    for (size_t i = 0; i < file.card_count; i++) {
        JU_TRY(change_card(ctx, &file.card[i], changed, date, err));
    }
    return JU_OK;
}

ju_rc card_holder_died(ju_ctx *ctx, const char *change_id, int first, ju_err *err)
{
    card_file file;
    JU_TRY(card_got_person(ctx, first, &file, err));
    for (size_t i = 0; i < file.card_count; i++) {
        const card_row *card = &file.card[i];
        if (card_lives(&card->expected)) {
            JU_TRY(end_card(ctx, card, JUKI__COMMON__V1__CARD_REASON__CARD_REASON_DEATH, change_id, err));
        }
    }
    return JU_OK;
}
