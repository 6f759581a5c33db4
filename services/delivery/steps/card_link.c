/* link.card.in: what happens to cards at the card system, and what became of our acts. */
#include "services/delivery/steps/card.h"
#include "services/delivery/steps/subject.h"
#include "services/delivery/store_card.h"

#include "common/event/topic_names.h"
#include "common/text/date.h"

#include <string.h>

typedef Juki__Delivery__V1__CardReported reported;
typedef Juki__Delivery__V1__CardActAnswered answered;

enum { CARD_REF_MAX = 64 };

static ju_rc check_key(const ju_ctx *ctx, const char *register_ref, ju_err *err)
{
    return strcmp(register_ref, ctx->message->key) == 0
               ? JU_OK
               : ju_reject(err, "key_mismatch", "register_ref", "the message stands under another key");
}

/* delivery cannot open a card number; whom it is sealed to stands outside. */
static ju_rc check_sealed(const Juki__Common__V1__Sealed *sealed, ju_err *err)
{
    static const char audience[] = "card/";
    if (sealed == NULL) {
        return ju_reject(err, "item_missing", "card_number", "card_number is absent");
    }
    return strncmp(sealed->key_id, audience, sizeof audience - 1) == 0
               ? JU_OK
               : ju_reject(err, "seal_audience", "card_number", "it is not sealed to the card system");
}

static ju_rc check_card_ref(const char *card_ref, ju_err *err)
{
    return *card_ref != '\0' && strlen(card_ref) <= CARD_REF_MAX
               ? JU_OK
               : ju_reject(err, "item_invalid", "card_ref", "card_ref has not the form it must have");
}

/* The register is told how the card stands now. */
static ju_rc tell_register(ju_ctx *ctx, const card_row *card, const card_standing *now, const char *date,
                           ju_err *err)
{
    Juki__Delivery__V1__CardStatusChanged event = JUKI__DELIVERY__V1__CARD_STATUS_CHANGED__INIT;
    Juki__Common__V1__Card shown = JUKI__COMMON__V1__CARD__INIT;
    shown.card_ref = (char *)(uintptr_t)card->card_ref;
    shown.state = now->state;
    shown.collected = now->collected;
    shown.expires_on = (char *)(uintptr_t)card->expires_on;
    shown.reason = now->reason;
    event.register_ref = (char *)(uintptr_t)ctx->message->key;
    event.card = &shown;
    event.date = (char *)(uintptr_t)date;
    return ju_emit_sequenced(ctx, JU_TOPIC_DELIVERY_TO_RESIDENT, ctx->message->key, &event.base, NULL, err);
}

/* ---- CardReported ------------------------------------------------------------------------------------ */

ju_rc card_reported_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return card_claim(ctx, ctx->message->key, err);
}

static ju_rc check_report(const reported *report, ju_err *err)
{
    ju_date ignored;
    bool made = report->event == JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_MADE;
    bool revoked = report->event == JUKI__DELIVERY__V1__CARD_EVENT__CARD_EVENT_REVOKED;
    JU_TRY(check_card_ref(report->card_ref, err));
    if (!ju_date_parse(report->date, &ignored)) {
        return ju_reject(err, "item_invalid", "date", "date has not the form it must have");
    }
    if (made && !ju_date_parse(report->expires_on, &ignored)) {
        return ju_reject(err, "item_invalid", "expires_on", "expires_on has not the form it must have");
    }
    if (revoked != ((int)report->reason != 0)) {
        return ju_reject(err, "item_invalid", "reason", "a reason belongs to a revocation");
    }
    return made ? check_sealed(report->card_number, err) : JU_OK;
}

ju_rc card_reported_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const reported *report = body;
    JU_TRY(check_key(ctx, report->register_ref, err));
    JU_TRY(check_report(report, err));
    return card_ask_person(ctx, report->register_ref, err);
}

static ju_rc put_reported(ju_ctx *ctx, const reported *report, const card_row *card,
                          const card_standing *after, ju_err *err)
{
    const card_new made = {.card_ref = report->card_ref,
                           .register_ref = report->register_ref,
                           .number = report->card_number,
                           .state = after->state,
                           .expires_on = report->expires_on,
                           .date = report->date};
    return card == NULL ? card_put_new(ctx, &made, err)
                        : card_put_standing(ctx, card->card_ref, after, report->date,
                                            card_lives(after) ? card->lapse_on : "", err);
}

ju_rc card_reported_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    static const card_standing nothing = {0};
    const reported *report = body;
    const char *subject = NULL;
    card_file file;
    card_standing after;
    JU_TRY(card_got_person(ctx, 0, &file, err));
    const card_row *card = card_file_find(&file, report->card_ref);
    const char *code =
        card_after_event(card == NULL ? &nothing : &card->reported, report->event, report->reason, &after);
    if (code != NULL) {
        return ju_reject(err, code, "event", "what is said does not follow from what was said before");
    }
    JU_TRY(put_reported(ctx, report, card, &after, err));
    const card_row fresh = {.card_ref = report->card_ref, .expires_on = report->expires_on};
    JU_TRY(tell_register(ctx, card == NULL ? &fresh : card, &after, report->date, err));
    JU_TRY(delivery_subject(ctx, report->register_ref, &subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "card.reported",
                              .subject = subject,
                              .event_id = ctx->message->id,
                              .detail = card_event_word(report->event)},
                    err);
}

/* ---- CardActAnswered --------------------------------------------------------------------------------- */

ju_rc card_answered_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return card_claim(ctx, ctx->message->key, err);
}

ju_rc card_answered_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const answered *answer = body;
    JU_TRY(check_key(ctx, answer->register_ref, err));
    return card_ask_person(ctx, answer->register_ref, err);
}

static ju_rc mismatch(ju_err *err, const char *item)
{
    return ju_reject(err, "answer_mismatch", item, "the answer does not fit the act");
}

/* The card of an act that was agreed to; *ret_card NULL: it came with 継続利用 and was not known. */
static ju_rc check_agreed(const answered *answer, const card_pending *act, const card_file *file,
                          card_row **ret_card, card_standing *ret_after, ju_err *err)
{
    static const card_standing nothing = {0};
    if (answer->card == NULL) {
        return mismatch(err, "card");
    }
    JU_TRY(check_card_ref(answer->card->card_ref, err));
    if (*act->card_ref != '\0' && strcmp(act->card_ref, answer->card->card_ref) != 0) {
        return mismatch(err, "card_ref");
    }
    *ret_card = card_file_find(file, answer->card->card_ref);
    const card_standing *before = *ret_card == NULL ? &nothing : &(*ret_card)->reported;
    if (card_after_act(before, act->act, act->reason, ret_after) != NULL ||
        ret_after->state != answer->card->state || ret_after->collected != (bool)answer->card->collected) {
        return mismatch(err, "state");
    }
    return *ret_card == NULL ? check_sealed(answer->card_number, err) : JU_OK;
}

static ju_rc put_agreed(ju_ctx *ctx, const answered *answer, const card_pending *act, const card_row *card,
                        const card_standing *after, ju_err *err)
{
    bool goes_on = act->act == JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_CONTINUE;
    const card_new arrived = {.card_ref = answer->card->card_ref,
                              .register_ref = answer->register_ref,
                              .number = answer->card_number,
                              .state = after->state,
                              .expires_on = answer->card->expires_on,
                              .date = ctx->today};
    return card == NULL ? card_put_new(ctx, &arrived, err)
                        : card_put_standing(ctx, card->card_ref, after, ctx->today,
                                            card_lives(after) && !goes_on ? card->lapse_on : "", err);
}

static ju_rc take_agreement(ju_ctx *ctx, const answered *answer, const card_pending *act,
                            const card_file *file, ju_err *err)
{
    card_row *card = NULL;
    card_standing after;
    JU_TRY(check_agreed(answer, act, file, &card, &after, err));
    JU_TRY(put_agreed(ctx, answer, act, card, &after, err));
    const card_row fresh = {.card_ref = answer->card->card_ref, .expires_on = answer->card->expires_on};
    return tell_register(ctx, card == NULL ? &fresh : card, &after, ctx->today, err);
}

ju_rc card_answered_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const answered *answer = body;
    const char *refused = answer->refusal == NULL ? "" : answer->refusal->code;
    const char *subject = NULL;
    card_file file;
    JU_TRY(card_got_person(ctx, 0, &file, err));
    const card_pending *act = card_file_pending(&file, answer->act_id);
    if (act == NULL) {
        return ju_reject(err, "act_unknown", "act_id", "no such act waits for an answer");
    }
    if (answer->refusal != NULL && *refused == '\0') {
        return ju_reject(err, "item_missing", "refusal.code", "a refusal says why");
    }
    JU_TRY(answer->refusal == NULL ? take_agreement(ctx, answer, act, &file, err) : JU_OK);
    JU_TRY(card_put_answer(ctx, answer->act_id, refused, err));
    JU_TRY(delivery_subject(ctx, answer->register_ref, &subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "card.answered",
                              .subject = subject,
                              .change_id = act->change_id,
                              .event_id = answer->act_id,
                              .refused_code = answer->refusal == NULL ? NULL : refused,
                              .detail = card_act_word(act->act)},
                    err);
}
