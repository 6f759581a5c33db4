/* What happens without the municipality: cards are made, holders call, 有効期間 ends. */
#include "tests/peers/card/card.h"
#include "tests/peers/card/store.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "common/text/date.h"
#include "tests/peers/common/peer.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Delivery__V1__CardReported reported;

enum { VALID_DAYS = 3652, NUMBER_DIGITS = 16 }; /* ten years */

ju_rc card_idle_ask(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(card_ask_call(ctx, err));
    return card_ask_expired(ctx, err);
}

static ju_rc tell(ju_ctx *ctx, reported *report, ju_err *err)
{
    report->date = (char *)(uintptr_t)ctx->today;
    return ju_emit_sequenced(ctx, JU_TOPIC_LINK_CARD_IN, report->register_ref, &report->base, NULL, err);
}

/* ---- a new card ---------------------------------------------------------------------------------------- */

static ju_rc give_number(ju_ctx *ctx, card_made *card, ju_err *err)
{
    const char *random = ju_random_ref(ctx);
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    char number[NUMBER_DIGITS + 1];
    if (random == NULL || index == NULL) {
        return ju_no_memory(err);
    }
    (void)snprintf(number, sizeof number, "%.*s", NUMBER_DIGITS, random);
    ju_rc rc = ju_blind_index(ctx->app, "card_number", number, index, err);
    card->number_index = index;
    rc = rc == JU_OK
             ? ju_seal_text(ctx->app, ctx->arena, "card_number", card->card_ref, number, &card->number, err)
             : rc;
    explicit_bzero(number, sizeof number);
    return rc;
}

static ju_rc make_card(ju_ctx *ctx, const char *register_ref, int state, card_made *ret, ju_err *err)
{
    ju_date today;
    char *day = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    *ret = (card_made){.card_ref = ju_random_ref(ctx), .register_ref = register_ref, .state = state};
    if (day == NULL || ret->card_ref == NULL || !ju_date_parse(ctx->today, &today)) {
        return ju_no_memory(err);
    }
    ju_date_format(ju_date_add_days(today, VALID_DAYS), day);
    ret->expires_on = day;
    JU_TRY(give_number(ctx, ret, err));
    return card_put_made(ctx, ret, err);
}

static ju_rc make(ju_ctx *ctx, const card_call *call, ju_err *err)
{
    card_made card;
    reported report = JUKI__DELIVERY__V1__CARD_REPORTED__INIT;
    JU_TRY(make_card(ctx, call->register_ref, JUKI__COMMON__V1__CARD_STATE__CARD_STATE_MADE, &card, err));
    report.register_ref = (char *)(uintptr_t)call->register_ref;
    report.card_ref = (char *)(uintptr_t)card.card_ref;
    report.event = JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_MADE;
    report.expires_on = (char *)(uintptr_t)card.expires_on;
    report.card_number = card.number;
    return tell(ctx, &report, err);
}

/* ---- what happens to one ------------------------------------------------------------------------------- */

/* What a kind of call does to a card in which states. */
typedef struct call_kind {
    const char *kind;
    int before[3];
    int after;
    Juki__Delivery__V1__CardEvent event;
} call_kind;

static const call_kind KINDS[] = {
    {"suspend",
     {JUKI__COMMON__V1__CARD_STATE__CARD_STATE_IN_USE},
     JUKI__COMMON__V1__CARD_STATE__CARD_STATE_SUSPENDED,
     JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_SUSPENDED},
    {"revoke",
     {JUKI__COMMON__V1__CARD_STATE__CARD_STATE_IN_USE, JUKI__COMMON__V1__CARD_STATE__CARD_STATE_SUSPENDED,
      JUKI__COMMON__V1__CARD_STATE__CARD_STATE_MADE},
     JUKI__COMMON__V1__CARD_STATE__CARD_STATE_REVOKED,
     JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_REVOKED},
    {"move",
     {JUKI__COMMON__V1__CARD_STATE__CARD_STATE_IN_USE},
     JUKI__COMMON__V1__CARD_STATE__CARD_STATE_ELSEWHERE,
     JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_CONTINUED_ELSEWHERE},
};

static const call_kind *kind_of(const char *kind)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(KINDS[i].kind, kind) == 0) {
            return &KINDS[i];
        }
    }
    return NULL;
}

static bool is_before(const call_kind *kind, int state)
{
    return state != 0 && (kind->before[0] == state || kind->before[1] == state || kind->before[2] == state);
}

static ju_rc change(ju_ctx *ctx, const call_kind *kind, card_held *card, ju_err *err)
{
    reported report = JUKI__DELIVERY__V1__CARD_REPORTED__INIT;
    bool revokes = kind->event == JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_REVOKED;
    card->state = kind->after;
    report.register_ref = (char *)(uintptr_t)card->register_ref;
    report.card_ref = (char *)(uintptr_t)card->card_ref;
    report.event = kind->event;
    if (revokes) {
        report.reason = JUKI__COMMON__V1__CARD_REASON__CARD_REASON_HOLDER_WISH;
        card->reason = (int)report.reason;
    }
    JU_TRY(card_put(ctx, card, err));
    return tell(ctx, &report, err);
}

static ju_rc take(ju_ctx *ctx, card_call *call, const char **ret_outcome, ju_err *err)
{
    card_made ignored;
    *ret_outcome = "done";
    if (strcmp(call->kind, "make") == 0) {
        return make(ctx, call, err);
    }
    if (strcmp(call->kind, "foreign") == 0) {
        return make_card(ctx, "", JUKI__COMMON__V1__CARD_STATE__CARD_STATE_IN_USE, &ignored, err);
    }
    const call_kind *kind = kind_of(call->kind);
    if (kind == NULL || !is_before(kind, call->card.state)) {
        *ret_outcome = "state_wrong";
        return JU_OK;
    }
    return change(ctx, kind, &call->card, err);
}

static ju_rc expire(ju_ctx *ctx, ju_err *err)
{
    static const call_kind expiry = {.after = JUKI__COMMON__V1__CARD_STATE__CARD_STATE_EXPIRED,
                                     .event = JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_EXPIRED};
    card_held *card = NULL;
    size_t count = 0;
    JU_TRY(card_got_expired(ctx, &card, &count, err));
    for (size_t i = 0; i < count; i++) {
        JU_TRY(change(ctx, &expiry, &card[i], err));
    }
    return JU_OK;
}

/* Not both at once: a call may be about the very card. */
ju_rc card_idle_begin(ju_ctx *ctx, ju_err *err)
{
    card_call call;
    const char *outcome = NULL;
    JU_TRY(card_got_call(ctx, &call, err));
    if (!call.found) {
        return expire(ctx, err);
    }
    JU_TRY(take(ctx, &call, &outcome, err));
    return card_put_call(ctx, call.id, outcome, err);
}
