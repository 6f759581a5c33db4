/* 個人番号カード: how the cards of residents stand, as delivery tells it, and who asks (seed 004_001 system 1
 * function 11; standard j1110). */
#include "services/resident/alert.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"
#include "services/resident/store_card.h"
#include "services/resident/store_restraint.h"

#include "common/event/topic_names.h"
#include "common/text/date.h"

#include <string.h>

typedef Juki__Delivery__V1__CardStatusChanged status_changed;
typedef Juki__Resident__V1__QueryCardStatus query_card_status;

enum { ASKED_RECORD, ASKED_RESTRAINTS, ASKED_CARDS };

/* ---- delivery.to-resident ---------------------------------------------------------------------------- */

ju_rc card_status_changed_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const resident_state *state = ctx->app;
    const status_changed *changed = body;
    char subject[JU_SUBJECT_HASH_SIZE];
    ju_date ignored;
    if (strcmp(changed->register_ref, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "register_ref", "the message stands under another key");
    }
    if (changed->card == NULL || *changed->card->card_ref == '\0' ||
        !ju_date_parse(changed->date, &ignored)) {
        return ju_reject(err, "item_missing", "card", "a card and the day are needed");
    }
    JU_TRY(put_card_status(ctx, changed, err));
    /* delivery and identity know the person by this name, so the trail has him under it */
    JU_TRY(ju_subject_hash(state->audit, changed->register_ref, subject, err));
    return ju_audit(
        ctx,
        &(ju_act){
            .action = "card.status", .subject = subject, .event_id = ctx->message->id, .detail = "delivery"},
        err);
}

/* ---- QueryCardStatus --------------------------------------------------------------------------------- */

ju_rc query_card_status_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_card_status *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    JU_TRY(ask_records(ctx, question->addressee_number, false, err));
    JU_TRY(ask_restraints_of(ctx, question->addressee_number, err));
    return ask_card_status(ctx, question->addressee_number, err);
}

static ju_rc decide(ju_ctx *ctx, const query_card_status *question, refusal *ret, ju_err *err)
{
    record_list records = {0};
    restraint_list found;
    JU_TRY(read_records(ctx, ASKED_RECORD, &records, err));
    JU_TRY(read_restraints(ctx, ASKED_RESTRAINTS, &found, err));
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        (void)refuse(ret, "operator_missing", "operator");
    } else if (*question->purpose == '\0') {
        (void)refuse(ret, "purpose_missing", "purpose");
    } else if (records.count == 0) {
        (void)refuse(ret, "person_unknown", "addressee_number");
    } else {
        (void)inquiry_unrestrained(question->confirmed_alert, question->n_confirmed_alert, &found, ctx->now,
                                   ret);
    }
    return JU_OK;
}

ju_rc query_card_status_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const resident_state *state = ctx->app;
    const query_card_status *question = body;
    Juki__Resident__V1__CardStatusReply reply = JUKI__RESIDENT__V1__CARD_STATUS_REPLY__INIT;
    char subject[JU_SUBJECT_HASH_SIZE];
    refusal why = {0};
    JU_TRY(decide(ctx, question, &why, err));
    reply.request_id = question->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    if (why.code == NULL) {
        JU_TRY(read_card_status(ctx, ASKED_CARDS, &reply.card, &reply.n_card, err));
    }
    JU_TRY(ju_subject_hash(state->audit, question->addressee_number, subject, err));
    JU_TRY(ju_audit(ctx,
                    &(ju_act){.action = "person.card",
                              .operator_ = question->operator_,
                              .subject = subject,
                              .event_id = ctx->message->id,
                              .refused_code = why.code,
                              .detail = why.code == NULL ? NULL : why.item},
                    err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
