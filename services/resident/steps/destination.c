/* 居所 as destination of 送付先情報: entered, approved by another, shown for a purpose (standard j1120). */
#include "services/resident/steps/destination.h"
#include "services/resident/two_persons.h"

#include "services/resident/alert.h"
#include "services/resident/destination.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_destination.h"
#include "services/resident/store_restraint.h"

#include "common/event/check.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitDestination submit;
typedef Juki__Resident__V1__ReviewDestination review;
typedef Juki__Resident__V1__QueryDestination query_destination;

enum { ASKED_REQUEST, ASKED_NAMED };

enum {
    PROVISIONAL = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL,
    REGISTERED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED,
    RETURNED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_RETURNED,
    REFUSED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED,
    WITHDRAWN = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_WITHDRAWN,
    SET = JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_SET,
    RESIDENT = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT,
};

static const char PLACE[] = "place";

/* ---- what is sealed --------------------------------------------------------------------------------------
 */

static ju_rc open_place(ju_ctx *ctx, const submit *entry, Juki__Common__V1__Address **ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    ProtobufCBinaryData plain;
    ProtobufCMessage *body = NULL;
    *ret = NULL;
    if (entry->place == NULL) {
        return JU_OK;
    }
    JU_TRY(ju_unseal(state->resident, ctx->arena, PLACE, entry->request_id, entry->place, &plain, err));
    JU_TRY(ju_unpack(&juki__common__v1__address__descriptor, plain.data, plain.len, true, ctx->arena, &body,
                     err));
    *ret = (Juki__Common__V1__Address *)body;
    return JU_OK;
}

ju_rc destination_open(ju_ctx *ctx, const ProtobufCBinaryData *entry, submit **ret_entry,
                       Juki__Common__V1__Address **ret_place, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ju_unpack(&juki__resident__v1__submit_destination__descriptor, entry->data, entry->len, false,
                     ctx->arena, &body, err));
    *ret_entry = (submit *)body;
    *ret_place = NULL;
    return destination_stands(*ret_entry, ctx->today) ? open_place(ctx, *ret_entry, ret_place, err) : JU_OK;
}

/* ---- acts and answers ------------------------------------------------------------------------------------
 */

/* What the caller is told of his request. */
typedef struct request_answer {
    const char *request_id;
    const char *designation_id;
    int status;
    refusal why;
} request_answer;

static ju_rc reply(ju_ctx *ctx, const request_answer *answer, ju_err *err)
{
    Juki__Resident__V1__DestinationReply message = JUKI__RESIDENT__V1__DESTINATION_REPLY__INIT;
    message.request_id = (char *)(uintptr_t)answer->request_id;
    message.designation_id = (char *)(uintptr_t)answer->designation_id;
    message.status = (Juki__Resident__V1__ChangeStatus)answer->status;
    message.refusal = refusal_message_of(ctx, &answer->why);
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, answer->request_id, &message.base, NULL, err);
}

/* ---- entering --------------------------------------------------------------------------------------------
 */

ju_rc submit_destination_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const submit *entry = body;
    JU_TRY(check_request_key(ctx, entry->request_id, err));
    JU_TRY(ask_destination_request(ctx, entry->request_id, err));
    return ask_destination_named(ctx, entry, err);
}

/* All who are named live here; or the designation that ends stands for somebody. */
static bool named_are_good(const submit *entry, const destination_named *named, refusal *why)
{
    if ((int)entry->act != SET) {
        return named->count > 0 ? true : refuse(why, "designation_unknown", "designation_id");
    }
    if (named->count != entry->n_addressee_number) {
        return refuse(why, "person_unknown", "addressee_number");
    }
    for (size_t i = 0; i < named->count; i++) {
        if (named->state[i] != RESIDENT) {
            return refuse(why, "not_resident", "addressee_number");
        }
    }
    return true;
}

/* At entry and again at review: what held then must still hold. */
static ju_rc decide(ju_ctx *ctx, const submit *entry, const destination_named *named, refusal *why,
                    ju_err *err)
{
    Juki__Common__V1__Address *place = NULL;
    ju_rc rc = open_place(ctx, entry, &place, err);
    if (rc == JU_REJECT) {
        (void)refuse(why, "seal_broken", PLACE);
        return JU_OK;
    }
    JU_TRY(rc);
    (void)(destination_entry_check(entry, place, ctx->today, why) && named_are_good(entry, named, why));
    return JU_OK;
}

static ju_rc enter(ju_ctx *ctx, const submit *entry, const refusal *why, ju_err *err)
{
    int status = why->code == NULL ? PROVISIONAL : REFUSED;
    const char *id = (int)entry->act == SET ? entry->request_id : entry->designation_id;
    JU_TRY(put_destination_request(ctx, entry, id, status, err));
    JU_TRY(audit_request_each(ctx, why->code == NULL ? "destination.entered" : "destination.refused",
                              entry->operator_, (const char *const *)entry->addressee_number,
                              entry->n_addressee_number, why, (int)entry->act == SET ? "set" : "lift", err));
    return reply(ctx,
                 &(request_answer){
                     .request_id = entry->request_id, .designation_id = id, .status = status, .why = *why},
                 err);
}

ju_rc submit_destination_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const submit *entry = body;
    destination_request used;
    destination_named named;
    refusal why = {0};
    JU_TRY(read_destination_request(ctx, ASKED_REQUEST, entry->request_id, &used, err));
    if (used.found) {
        (void)refuse(&why, "request_id_used", "request_id");
        JU_TRY(audit_request(ctx, "destination.refused", entry->operator_, NULL, &why, "", err));
        return reply(ctx,
                     &(request_answer){.request_id = entry->request_id,
                                       .designation_id = used.designation_id,
                                       .status = used.status,
                                       .why = why},
                     err);
    }
    JU_TRY(read_destination_named(ctx, ASKED_NAMED, &named, err));
    JU_TRY(decide(ctx, entry, &named, &why, err));
    return enter(ctx, entry, &why, err);
}

/* ---- review ----------------------------------------------------------------------------------------------
 */

ju_rc review_destination_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const review *message = body;
    JU_TRY(check_request_key(ctx, message->request_id, err));
    JU_TRY(ask_destination_request(ctx, message->request_id, err));
    return ask_destination_requested(ctx, message->request_id, err);
}

static bool may_review(const review *message, const destination_request *request, refusal *why)
{
    if (!request->found) {
        return refuse(why, "request_unknown", "request_id");
    }
    if (request->status != PROVISIONAL) {
        return refuse(why, "request_closed", "request_id");
    }
    return two_persons_may(message->operator_, message->decision, request->entered_by, "", why);
}

/* An act about all whom a request is about. */
static ju_rc audit_named(ju_ctx *ctx, const char *action, const review *message, const refusal *why,
                         const char *detail, ju_err *err)
{
    destination_named named;
    JU_TRY(read_destination_named(ctx, ASKED_NAMED, &named, err));
    return audit_request_each(ctx, action, message->operator_, named.addressee_number, named.count, why,
                              detail, err);
}

static ju_rc end_request(ju_ctx *ctx, const review *message, const destination_request *request, int status,
                         const refusal *why, ju_err *err)
{
    const char *action = status == RETURNED    ? "destination.returned"
                         : status == WITHDRAWN ? "destination.withdrawn"
                                               : "destination.refused";
    JU_TRY(put_destination_review(ctx, message->request_id, status, message->operator_->operator_id, err));
    JU_TRY(audit_named(ctx, action, message, why, request->designation_id, err));
    return reply(ctx,
                 &(request_answer){.request_id = message->request_id,
                                   .designation_id = request->designation_id,
                                   .status = status,
                                   .why = *why},
                 err);
}

static ju_rc carry_out(ju_ctx *ctx, const review *message, const submit *entry,
                       const destination_request *request, ju_err *err)
{
    bool sets = (int)entry->act == SET;
    JU_TRY(audit_named(ctx, sets ? "destination.set" : "destination.lifted", message, &(refusal){0},
                       request->designation_id, err));
    JU_TRY(sets ? put_destination(ctx, entry->addressee_number, entry->n_addressee_number,
                                  request->designation_id, err)
                : delete_destination(ctx, request->designation_id, err));
    JU_TRY(
        put_destination_review(ctx, message->request_id, REGISTERED, message->operator_->operator_id, err));
    return reply(ctx,
                 &(request_answer){.request_id = message->request_id,
                                   .designation_id = request->designation_id,
                                   .status = REGISTERED},
                 err);
}

static ju_rc approve(ju_ctx *ctx, const review *message, const destination_request *request, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    destination_named named;
    refusal why = {0};
    JU_TRY(ju_unpack(&juki__resident__v1__submit_destination__descriptor, request->entry.data,
                     request->entry.len, false, ctx->arena, &body, err));
    const submit *entry = (const submit *)body;
    JU_TRY(read_destination_named(ctx, ASKED_NAMED, &named, err));
    JU_TRY(decide(ctx, entry, &named, &why, err));
    return why.code != NULL ? end_request(ctx, message, request, REFUSED, &why, err)
                            : carry_out(ctx, message, entry, request, err);
}

ju_rc review_destination_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const review *message = body;
    destination_request request;
    refusal why = {0};
    JU_TRY(read_destination_request(ctx, ASKED_REQUEST, message->request_id, &request, err));
    if (!may_review(message, &request, &why)) {
        JU_TRY(audit_named(ctx, "destination.review", message, &why, "", err));
        return reply(ctx,
                     &(request_answer){.request_id = message->request_id,
                                       .designation_id = request.found ? request.designation_id : "",
                                       .status = request.found ? request.status : REFUSED,
                                       .why = why},
                     err);
    }
    switch (message->decision) {
    case JUKI__RESIDENT__V1__DECISION__DECISION_RETURN:
        return end_request(ctx, message, &request, RETURNED, &why, err);
    case JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW:
        return end_request(ctx, message, &request, WITHDRAWN, &why, err);
    default:
        return approve(ctx, message, &request, err);
    }
}

/* ---- showing ---------------------------------------------------------------------------------------------
 */

ju_rc query_destination_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_destination *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    return ask_destination_of(ctx, question->addressee_number, err);
}

/* The place is sealed anew for this answer, so that it is in clear in no topic. */
static ju_rc fill_shown(ju_ctx *ctx, const destination_of *found, Juki__Resident__V1__DestinationShown *ret,
                        ju_err *err)
{
    const resident_state *state = ctx->app;
    submit *entry = NULL;
    Juki__Common__V1__Address *place = NULL;
    if (*found->designation_id == '\0') {
        return JU_OK;
    }
    JU_TRY(destination_open(ctx, &found->entry, &entry, &place, err));
    if (place == NULL) {
        return JU_OK; /* ended */
    }
    size_t size = juki__common__v1__address__get_packed_size(place);
    uint8_t *packed = ju_arena_alloc(ctx->arena, size);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    (void)juki__common__v1__address__pack(place, packed);
    ret->designation_id = (char *)(uintptr_t)found->designation_id;
    ret->addressee_number = entry->addressee_number;
    ret->n_addressee_number = entry->n_addressee_number;
    ret->ground = entry->ground;
    ret->end_date = entry->end_date;
    ret->approved_by = (char *)(uintptr_t)found->approved_by;
    return ju_seal(state->resident, ctx->arena, PLACE, ret->request_id, packed, size, &ret->place, err);
}

ju_rc query_destination_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_destination *question = body;
    Juki__Resident__V1__DestinationShown shown = JUKI__RESIDENT__V1__DESTINATION_SHOWN__INIT;
    destination_of found;
    restraint_list restraints;
    refusal why = {0};
    JU_TRY(read_destination_of(ctx, 0, &found, err));
    JU_TRY(read_restraints(ctx, 0, &restraints, err));
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        (void)refuse(&why, "operator_missing", "operator");
    } else if (*question->purpose == '\0') {
        (void)refuse(&why, "purpose_missing", "purpose");
    } else if (!found.known) {
        (void)refuse(&why, "person_unknown", "addressee_number");
    } else {
        (void)inquiry_unrestrained(question->confirmed_alert, question->n_confirmed_alert, &restraints,
                                   ctx->now, &why);
    }
    shown.request_id = question->request_id;
    shown.refusal = refusal_message_of(ctx, &why);
    if (why.code == NULL) {
        JU_TRY(fill_shown(ctx, &found, &shown, err));
    }
    JU_TRY(audit_request(ctx, "destination.shown", question->operator_,
                         found.known ? question->addressee_number : NULL, &why, "", err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &shown.base, NULL, err);
}
