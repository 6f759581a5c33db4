/* What the municipality does with cards: agreed to or refused, and answered. */
#include "tests/peers/card/card.h"
#include "tests/peers/card/store.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "common/text/date.h"
#include "tests/peers/common/peer.h"

#include <string.h>

typedef Juki__Delivery__V1__CardActed acted;

enum { NOTIFY_DAYS = 14, CONTINUE_DAYS = 90 }; /* 番号法施行令14条 */

enum {
    MADE = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_MADE,
    IN_USE = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_IN_USE,
    SUSPENDED = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_SUSPENDED,
    REVOKED = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_REVOKED,
    ELSEWHERE = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_ELSEWHERE,
};

typedef struct acted_work {
    const char *refused; /* the number could not be read; NULL: it could, or there is none */
} acted_work;

static bool is_continue(const acted *act)
{
    return act->act == JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_CONTINUE;
}

/* The card that was presented, by the blind index of its number. */
static ju_rc index_of(ju_ctx *ctx, const acted *act, acted_work *work, const unsigned char **ret, ju_err *err)
{
    char *number = NULL;
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    ju_rc rc =
        ju_unseal_text(ctx->app, ctx->arena, "card_number", act->request_id, act->card_number, &number, err);
    if (rc == JU_REJECT) {
        work->refused = "seal_broken";
        memset(index, 0, JU_BLIND_INDEX_BYTES);
        *ret = index;
        return JU_OK;
    }
    JU_TRY(rc);
    *ret = index;
    rc = ju_blind_index(ctx->app, "card_number", number, index, err);
    explicit_bzero(number, strlen(number));
    return rc;
}

ju_rc card_acted_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const acted *act = body;
    const unsigned char *index = NULL;
    acted_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    if (strcmp(act->register_ref, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "register_ref", "the message stands under another key");
    }
    *work = (acted_work){0};
    ctx->work = work;
    JU_TRY(is_continue(act) ? index_of(ctx, act, work, &index, err) : JU_OK);
    return card_ask(ctx, is_continue(act) ? NULL : act->card_ref, index, err);
}

/* ---- whether it is agreed to --------------------------------------------------------------------------- */

static bool in_time(const acted *act, const char *today)
{
    ju_date now;
    ju_date arrived;
    ju_date notified;
    return ju_date_parse(today, &now) && ju_date_parse(act->arrived_on, &arrived) &&
           ju_date_parse(act->notified_on, &notified) &&
           ju_date_days_between(arrived, notified) <= NOTIFY_DAYS &&
           ju_date_days_between(notified, now) <= CONTINUE_DAYS;
}

static const char *check_continue(const acted *act, const card_held *card, const char *today)
{
    bool elsewhere = *card->register_ref == '\0';
    if (*act->card_ref != '\0' && strcmp(act->card_ref, card->card_ref) != 0) {
        return "card_mismatch";
    }
    if (!elsewhere && strcmp(card->register_ref, act->register_ref) != 0) {
        return "card_of_another";
    }
    if (card->state != IN_USE && (elsewhere || card->state != ELSEWHERE)) {
        return "state_wrong";
    }
    return in_time(act, today) ? NULL : "too_late";
}

static bool state_fits(const acted *act, const card_held *card)
{
    int state = card->state;
    switch (act->act) {
    case JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_ISSUE:
        return state == MADE;
    case JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_REVOKE:
        return state == MADE || state == IN_USE || state == SUSPENDED;
    case JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_COLLECT:
        return state != MADE && state != ELSEWHERE && !card->collected;
    case JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_RESUME:
        return state == SUSPENDED;
    case JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_RETURN:
        return card->collected && (state == IN_USE || state == SUSPENDED ||
                                   card->reason == JUKI__COMMON__V1__CARD_REASON__CARD_REASON_ABROAD);
    default:
        return false;
    }
}

static const char *check(const acted *act, const card_held *card, const acted_work *work, const char *today)
{
    if (work->refused != NULL) {
        return work->refused;
    }
    if (!card->found) {
        return "card_unknown";
    }
    if (is_continue(act)) {
        return check_continue(act, card, today);
    }
    if (strcmp(card->register_ref, act->register_ref) != 0) {
        return "card_of_another";
    }
    return state_fits(act, card) ? NULL : "state_wrong";
}

static void follow(const acted *act, card_held *card)
{
    switch (act->act) {
    case JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_REVOKE:
        card->state = REVOKED;
        card->reason = (int)act->reason;
        break;
    case JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_COLLECT:
        card->collected = true;
        break;
    case JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_RETURN:
        card->collected = false;
        break;
    default: /* 交付, 一時停止解除, 継続利用 */
        card->state = IN_USE;
        card->register_ref = act->register_ref;
    }
}

/* ---- the answer ---------------------------------------------------------------------------------------- */

static ju_rc answer(ju_ctx *ctx, const acted *act, const card_held *card, const char *refused, ju_err *err)
{
    Juki__Delivery__V1__CardActAnswered message = JUKI__DELIVERY__V1__CARD_ACT_ANSWERED__INIT;
    Juki__Common__V1__Refusal why = JUKI__COMMON__V1__REFUSAL__INIT;
    Juki__Common__V1__Card shown = JUKI__COMMON__V1__CARD__INIT;
    message.register_ref = act->register_ref;
    message.act_id = (char *)(uintptr_t)ctx->message->id;
    if (refused != NULL) {
        why.code = (char *)(uintptr_t)refused;
        message.refusal = &why;
    } else {
        shown.card_ref = (char *)(uintptr_t)card->card_ref;
        shown.state = (Juki__Common__V1__CardState)card->state;
        shown.collected = card->collected;
        shown.expires_on = (char *)(uintptr_t)card->expires_on;
        shown.reason = (Juki__Common__V1__CardReason)card->reason;
        message.card = &shown;
        message.card_number = is_continue(act) ? card->number : NULL;
    }
    return ju_emit_sequenced(ctx, JU_TOPIC_LINK_CARD_IN, act->register_ref, &message.base, NULL, err);
}

ju_rc card_acted_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const acted *act = body;
    card_held card;
    JU_TRY(card_got(ctx, &card, err));
    const char *refused = check(act, &card, ctx->work, ctx->today);
    if (refused == NULL) {
        follow(act, &card);
        JU_TRY(card_put(ctx, &card, err));
    }
    JU_TRY(card_put_act(ctx, act, refused == NULL ? "" : refused, err));
    JU_TRY(answer(ctx, act, &card, refused, err));
    return peer_answered(ctx, err);
}
