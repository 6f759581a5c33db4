#include "services/delivery/handlers.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "common/staff/house_commands.h"
#include "common/staff/standing.h"
#include "juki/delivery/v1/file.pb-c.h"
#include "juki/delivery/v1/gate.pb-c.h"
#include "services/delivery/deadline.h"
#include "services/delivery/rule.h"
#include "services/delivery/steps/card.h"
#include "services/delivery/steps/file.h"
#include "services/delivery/steps/gate.h"
#include "services/delivery/steps/state.h"
#include "services/delivery/steps/subject.h"
#include "services/delivery/store.h"
#include "services/delivery/store_card.h"

#include <openssl/evp.h>

/* SHA-256 of the record exactly as it came. */
static ju_rc digest_of(ju_ctx *ctx, const unsigned char **ret, ju_err *err)
{
    unsigned char *digest = ju_arena_alloc(ctx->arena, DELIVERY_DIGEST_BYTES);
    if (digest == NULL) {
        return ju_no_memory(err);
    }
    *ret = digest;
    return EVP_Digest(ctx->message->value, ctx->message->value_size, digest, NULL, EVP_sha256(), NULL) == 1
               ? JU_OK
               : ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
}

static ju_rc name_persons(ju_ctx *ctx, const delivery_view *view, delivery_trace *ret, ju_err *err)
{
    ret->person_count = view->record.n_person;
    ret->person = ju_arena_alloc(ctx->arena, ret->person_count * sizeof *ret->person);
    for (size_t i = 0; ret->person != NULL && i < ret->person_count; i++) {
        ret->person[i] = view->record.person[i]->register_ref;
    }
    return ret->person == NULL ? ju_no_memory(err) : JU_OK;
}

/* Whether a record may go on as it comes: not when it has to wait, for its days or for the card system's
 * hours, lest it overtake one of its person that waits. */
static bool goes_on_at_once(const delivery_settings *settings)
{
    return settings->wait_days == 0 && settings->card.window.always;
}

static ju_rc make_trace(ju_ctx *ctx, const delivery_view *view, delivery_trace *ret, ju_err *err)
{
    const delivery_state *state = ctx->app;
    bool waits = !goes_on_at_once(state->settings);
    *ret = (delivery_trace){.event_id = ju_event_id(ctx), .change_id = view->record.change_id};
    ret->check_id = waits ? NULL : ju_random_ref(ctx);
    if (ret->event_id == NULL || (!waits && ret->check_id == NULL)) {
        return ju_no_memory(err);
    }
    JU_TRY(name_persons(ctx, view, ret, err));
    JU_TRY(delivery_subject(ctx, view->record.delivery_number, &ret->delivery_hash, err));
    JU_TRY(delivery_subject(ctx, ctx->message->key, &ret->subject, err));
    return digest_of(ctx, &ret->digest, err);
}

/* An act for each person. */
static ju_rc audit_received(ju_ctx *ctx, const delivery_view *view, const delivery_trace *trace, ju_err *err)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = view->record.operator_id;
    who.terminal_id = view->record.terminal_id;
    for (size_t i = 0; i < trace->person_count; i++) {
        ju_act act = {.action = "delivery.received",
                      .operator_ = &who,
                      .change_id = trace->change_id,
                      .event_id = ctx->message->id,
                      .detail = "resident"};
        JU_TRY(delivery_subject(ctx, trace->person[i], &act.subject, err));
        JU_TRY(ju_audit(ctx, &act, err));
    }
    return JU_OK;
}

/* What came is kept byte for byte until the gate has passed it, which is asked at once when nothing is to
 * wait for: decoding only checks it (seed 002 R-27). */
static ju_rc apply_record(ju_ctx *ctx, const void *body, ju_err *err)
{
    delivery_view view;
    delivery_trace trace;
    if (!delivery_view_of(body, ctx->message->key, ctx->arena, &view)) {
        return ju_no_memory(err);
    }
    JU_TRY(delivery_check(&view, err));
    JU_TRY(make_trace(ctx, &view, &trace, err));
    JU_TRY(delivery_put(ctx, &trace, err));
    JU_TRY(audit_received(ctx, &view, &trace, err));
    return trace.check_id == NULL ? JU_OK : gate_question(ctx, &view, ctx->message->key, trace.check_id, err);
}

static ju_rc ask_receipt(ju_ctx *ctx, const void *body, ju_err *err)
{
    return delivery_ask_confirmed(ctx, body, err);
}

/* The day on which the record of this place is erased, NULL when it is not held. */
static ju_rc erase_on(ju_ctx *ctx, size_t place, const char **ret, ju_err *err)
{
    const delivery_state *state = ctx->app;
    ju_date handed_on;
    ju_date today;
    *ret = NULL;
    if (!ju_date_parse(delivery_got_handed_on(ctx, place), &handed_on)) {
        return JU_OK;
    }
    char *day = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    if (day == NULL || !ju_date_parse(ctx->today, &today)) {
        return ju_no_memory(err);
    }
    ju_date_format(delivery_erase_on(state->calendar, handed_on, today, state->settings->keep_days), day);
    *ret = day;
    return JU_OK;
}

static ju_rc apply_receipt(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__Acknowledged *receipt = body;
    const char **day = ju_arena_alloc(ctx->arena, receipt->n_event_id * sizeof *day);
    if (day == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < receipt->n_event_id; i++) {
        JU_TRY(erase_on(ctx, i, &day[i], err));
    }
    return delivery_mark_confirmed(ctx, receipt, day, err);
}

/* What waits is taken out, and the cards end. */
static ju_rc ask_death(ju_ctx *ctx, const void *body, ju_err *err)
{
    JU_TRY(file_withdraw_ask(ctx, body, err));
    return card_ask_person(ctx, ctx->message->key, err);
}

static ju_rc apply_death(ju_ctx *ctx, const void *body, ju_err *err)
{
    enum { ASKED_CARDS = 1 };
    const Juki__Delivery__V1__DeliveryWithdrawn *death = body;
    JU_TRY(file_withdraw_apply(ctx, body, err));
    return card_holder_died(ctx, death->change_id, ASKED_CARDS, err);
}

const ju_handler delivery_handlers[DELIVERY_HANDLER_COUNT] = {
    {JU_TOPIC_RESIDENT_TO_DELIVERY, &juki__delivery__v1__delivery_record__descriptor,
     JU_SEQUENCED | JU_STRICT, NULL, NULL, apply_record},
    {JU_TOPIC_RESIDENT_TO_DELIVERY, &juki__delivery__v1__delivery_withdrawn__descriptor,
     JU_SEQUENCED | JU_STRICT, NULL, ask_death, apply_death},
    {JU_TOPIC_RESIDENT_TO_DELIVERY, &juki__delivery__v1__card_holder_changed__descriptor,
     JU_SEQUENCED | JU_STRICT, NULL, card_holder_ask, card_holder_apply},
    {JU_TOPIC_RESIDENT_TO_DELIVERY, &juki__delivery__v1__record_checked__descriptor, JU_STRICT, NULL,
     gate_answer_ask, gate_answer_apply},
    {JU_TOPIC_DELIVERY_COMMAND, &juki__delivery__v1__query_waiting__descriptor, JU_STRICT, NULL,
     query_waiting_ask, query_waiting_apply},
    {JU_TOPIC_DELIVERY_COMMAND, &juki__delivery__v1__decide_waiting__descriptor, JU_STRICT | JU_ALONE, NULL,
     decide_waiting_ask, decide_waiting_apply},
    JU_HOUSE_HANDLERS(JU_TOPIC_DELIVERY_COMMAND),
    {JU_TOPIC_LINK_CARD_IN, &juki__common__v1__acknowledged__descriptor, 0, NULL, ask_receipt, apply_receipt},
    {JU_TOPIC_LINK_CARD_IN, &juki__delivery__v1__card_reported__descriptor, JU_SEQUENCED | JU_STRICT,
     card_reported_claim, card_reported_ask, card_reported_apply},
    {JU_TOPIC_LINK_CARD_IN, &juki__delivery__v1__card_act_answered__descriptor, JU_SEQUENCED | JU_STRICT,
     card_answered_claim, card_answered_ask, card_answered_apply},
    {JU_TOPIC_DELIVERY_COMMAND, &juki__delivery__v1__enter_card_act__descriptor, JU_STRICT, card_enter_claim,
     card_enter_ask, card_enter_apply},
    {JU_TOPIC_DELIVERY_COMMAND, &juki__delivery__v1__query_cards__descriptor, JU_STRICT, NULL, card_query_ask,
     card_query_apply},
    JU_STAFF_HANDLERS,
};
