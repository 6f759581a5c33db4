/* delivery.command: operators act on cards and ask about them. */
#include "services/delivery/card_entry.h"
#include "services/delivery/steps/card.h"
#include "services/delivery/steps/state.h"
#include "services/delivery/steps/subject.h"
#include "services/delivery/store_card.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Delivery__V1__EnterCardAct enter;
typedef Juki__Delivery__V1__QueryCards query;

enum { ASKED_PERSON = 0, ASKED_REFUSED = 2 };

/* The id of a request is its key, and a UUID: anything else could carry what must not be a key. */
static ju_rc check_key(const ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_uuid_valid(request_id) && strcmp(request_id, ctx->message->key) == 0
               ? JU_OK
               : ju_reject(err, "key_mismatch", "request_id", "the key is not the request id, or no UUID");
}

static Juki__Common__V1__Refusal *message_of(ju_ctx *ctx, const card_refusal *why)
{
    Juki__Common__V1__Refusal *message =
        why->code == NULL ? NULL : ju_arena_alloc(ctx->arena, sizeof *message);
    if (message != NULL) {
        juki__common__v1__refusal__init(message);
        message->code = (char *)(uintptr_t)why->code;
        message->item = (char *)(uintptr_t)why->item;
        message->message = (char *)(uintptr_t)card_refusal_message(why->code);
    }
    return message;
}

static void show(const card_row *card, const card_standing *standing, Juki__Common__V1__Card *ret)
{
    juki__common__v1__card__init(ret);
    ret->card_ref = (char *)(uintptr_t)card->card_ref;
    ret->state = standing->state;
    ret->collected = standing->collected;
    ret->expires_on = (char *)(uintptr_t)card->expires_on;
    ret->reason = standing->reason;
}

/* ---- EnterCardAct ------------------------------------------------------------------------------------ */

ju_rc card_enter_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    const enter *entry = body;
    JU_TRY(check_key(ctx, entry->request_id, err));
    return card_claim(ctx, entry->register_ref, err);
}

ju_rc card_enter_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const enter *entry = body;
    return card_ask_person(ctx, entry->register_ref, err);
}

static ju_rc answer_entry(ju_ctx *ctx, const enter *entry, const char *act_id, const card_row *card,
                          const card_standing *after, const card_refusal *why, ju_err *err)
{
    static const card_row unnamed = {.card_ref = "", .expires_on = ""};
    Juki__Delivery__V1__CardActReply reply = JUKI__DELIVERY__V1__CARD_ACT_REPLY__INIT;
    Juki__Common__V1__Card shown;
    reply.request_id = entry->request_id;
    reply.refusal = message_of(ctx, why);
    if (why->code == NULL) {
        show(card == NULL ? &unnamed : card, after, &shown);
        reply.card = &shown;
        reply.act_id = (char *)(uintptr_t)act_id;
    }
    return ju_emit(ctx, JU_TOPIC_DELIVERY_REPLY, entry->request_id, &reply.base, NULL, err);
}

static ju_rc audit_refused(ju_ctx *ctx, const enter *entry, const card_refusal *why, ju_err *err)
{
    const char *subject = NULL;
    JU_TRY(*entry->register_ref == '\0' ? JU_OK : delivery_subject(ctx, entry->register_ref, &subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "card.acted",
                              .operator_ = entry->operator_,
                              .subject = subject,
                              .event_id = ctx->message->id,
                              .refused_code = why->code,
                              .detail = card_act_word(entry->act)},
                    err);
}

ju_rc card_enter_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const enter *entry = body;
    const delivery_settings *settings = ((delivery_state *)ctx->app)->settings;
    const card_days days = {.notify = settings->card_notify_days, .go_on = settings->card_continue_days};
    const char *act_id = NULL;
    card_file file;
    card_standing after = {0};
    card_refusal why;
    JU_TRY(card_got_person(ctx, ASKED_PERSON, &file, err));
    if (!card_decide(entry, &file, &days, ctx->today, &after, &why)) {
        JU_TRY(audit_refused(ctx, entry, &why, err));
    } else {
        const card_wish wish = {.register_ref = entry->register_ref,
                                .card_ref = entry->card_ref,
                                .act = entry->act,
                                .reason = entry->reason,
                                .change_id = "",
                                .entry = entry};
        JU_TRY(card_send(ctx, &wish, &act_id, err));
    }
    return answer_entry(ctx, entry, act_id, card_file_find(&file, entry->card_ref), &after, &why, err);
}

/* ---- QueryCards -------------------------------------------------------------------------------------- */

ju_rc card_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query *question = body;
    JU_TRY(check_key(ctx, question->request_id, err));
    JU_TRY(card_ask_person(ctx, question->register_ref, err));
    return card_ask_refused(ctx, question->register_ref, err);
}

static ju_rc show_cards(ju_ctx *ctx, const card_file *file, Juki__Delivery__V1__CardsReply *reply,
                        ju_err *err)
{
    Juki__Delivery__V1__CardShown *shown = ju_arena_alloc(ctx->arena, (file->card_count + 1) * sizeof *shown);
    Juki__Common__V1__Card *card = ju_arena_alloc(ctx->arena, (file->card_count + 1) * sizeof *card);
    reply->card =
        ju_arena_alloc(ctx->arena, (file->card_count + 1) * sizeof(Juki__Delivery__V1__CardShown *));
    if (shown == NULL || card == NULL || reply->card == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < file->card_count; i++) {
        show(&file->card[i], &file->card[i].reported, &card[i]);
        juki__delivery__v1__card_shown__init(&shown[i]);
        shown[i].card = &card[i];
        shown[i].lapses_on = (char *)(uintptr_t)file->card[i].lapse_on;
        reply->card[i] = &shown[i];
    }
    reply->n_card = file->card_count;
    return JU_OK;
}

static ju_rc show_acts(ju_ctx *ctx, const card_pending *act, size_t count,
                       Juki__Delivery__V1__CardActShown ***ret, ju_err *err)
{
    Juki__Delivery__V1__CardActShown *shown = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *shown);
    *ret = ju_arena_alloc(ctx->arena, (count + 1) * sizeof **ret);
    if (shown == NULL || *ret == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        juki__delivery__v1__card_act_shown__init(&shown[i]);
        shown[i].act_id = (char *)(uintptr_t)act[i].act_id;
        shown[i].card_ref = (char *)(uintptr_t)act[i].card_ref;
        shown[i].act = act[i].act;
        shown[i].reason = act[i].reason;
        shown[i].entered_on = (char *)(uintptr_t)act[i].entered_on;
        shown[i].refused_code = (char *)(uintptr_t)act[i].refused_code;
        (*ret)[i] = &shown[i];
    }
    return JU_OK;
}

static ju_rc answer_query(ju_ctx *ctx, const query *question, const card_refusal *why, ju_err *err)
{
    Juki__Delivery__V1__CardsReply reply = JUKI__DELIVERY__V1__CARDS_REPLY__INIT;
    card_file file;
    card_pending *refused = NULL;
    reply.request_id = question->request_id;
    reply.refusal = message_of(ctx, why);
    if (why->code == NULL) {
        JU_TRY(card_got_person(ctx, ASKED_PERSON, &file, err));
        JU_TRY(card_got_refused(ctx, ASKED_REFUSED, &refused, &reply.n_refused, err));
        JU_TRY(show_cards(ctx, &file, &reply, err));
        JU_TRY(show_acts(ctx, file.pending, file.pending_count, &reply.pending, err));
        reply.n_pending = file.pending_count;
        JU_TRY(show_acts(ctx, refused, reply.n_refused, &reply.refused, err));
    }
    return ju_emit(ctx, JU_TOPIC_DELIVERY_REPLY, question->request_id, &reply.base, NULL, err);
}

ju_rc card_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query *question = body;
    const char *subject = NULL;
    card_refusal why;
    if (card_asker_named(question->operator_, question->purpose, &why) && *question->register_ref == '\0') {
        why = (card_refusal){"item_missing", "register_ref"};
    }
    JU_TRY(answer_query(ctx, question, &why, err));
    JU_TRY(*question->register_ref == '\0' ? JU_OK
                                           : delivery_subject(ctx, question->register_ref, &subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "card.show",
                              .operator_ = question->operator_,
                              .subject = subject,
                              .event_id = ctx->message->id,
                              .refused_code = why.code},
                    err);
}
