/* 特例転入 (住基法24条の2): 転出証明書情報 is received, shown, entered from and erased. */
#include "services/resident/steps/move_in.h"

#include "services/resident/move_in.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_move.h"

#include "common/base/uuid7.h"
#include "common/event/check.h"
#include "common/event/topic_names.h"
#include "juki/resident/v1/move_in.pb-c.h"

#include <string.h>

typedef Juki__Identity__V1__MoveOutCertificate certificate;
typedef Juki__Identity__V1__MovingPerson moving_person;
typedef Juki__Identity__V1__CertificateReceived certificate_received;
typedef Juki__Resident__V1__QueryMoveIn query_move_in;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Resident__V1__SubmitChange submit;

static ju_rc audit_move(ju_ctx *ctx, const char *action, const char *move_ref, const ju_act *more,
                        ju_err *err)
{
    ju_act act = *more;
    act.action = action;
    act.change_id = move_ref;
    return ju_audit(ctx, &act, err);
}

/* ---- received ------------------------------------------------------------------------------------------ */

static ju_rc open_certificate(ju_ctx *ctx, const char *move_ref, const Juki__Common__V1__Sealed *sealed,
                              certificate **ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    ProtobufCBinaryData whole = {0};
    ProtobufCMessage *message = NULL;
    JU_TRY(ju_unseal(state->resident, ctx->arena, "move_out_certificate", move_ref, sealed, &whole, err));
    ju_rc rc = ju_unpack(&juki__identity__v1__move_out_certificate__descriptor, whole.data, whole.len, false,
                         ctx->arena, &message, err);
    explicit_bzero(whole.data, whole.len);
    *ret = (certificate *)message;
    return rc;
}

ju_rc certificate_received_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const certificate_received *told = body;
    certificate *ignored = NULL;
    const move_in_stored received = {.municipality = told->from_municipality,
                                     .planned_date = told->planned_date,
                                     .erase_on = told->erase_on,
                                     .certificate = told->certificate};
    JU_TRY(open_certificate(ctx, told->move_ref, told->certificate, &ignored, err));
    /* It waited in the topic until nobody may have it any more. */
    bool over = strcmp(told->erase_on, ctx->today) <= 0;
    JU_TRY(over ? JU_OK : put_move_in(ctx, told->move_ref, &received, err));
    return audit_move(ctx, "move_in.received", told->move_ref,
                      &(ju_act){.event_id = ctx->message->id,
                                .refused_code = over ? "certificate_expired" : NULL,
                                .detail = told->from_municipality},
                      err);
}

/* ---- shown --------------------------------------------------------------------------------------------- */

ju_rc query_move_in_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_move_in *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    return ask_move_in(ctx, question->move_ref, err);
}

static ju_rc pass_number(ju_ctx *ctx, const char *field, const query_move_in *question,
                         const Juki__Common__V1__Sealed *sealed, Juki__Common__V1__Sealed **ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    char *number = NULL;
    JU_TRY(ju_unseal_text(state->resident, ctx->arena, field, question->move_ref, sealed, &number, err));
    ju_rc rc = ju_seal_text(state->resident, ctx->arena, field, question->change_id, number, ret, err);
    explicit_bzero(number, strlen(number));
    return rc;
}

static ju_rc fill_person(ju_ctx *ctx, const query_move_in *question, const moving_person *person,
                         person_entry *ret, ju_err *err)
{
    juki__resident__v1__person_entry__init(ret);
    ret->certificate_place = person->place;
    ret->name = person->name;
    ret->name_kana = person->name_kana;
    ret->birth_date = person->birth_date;
    ret->sex = person->sex;
    ret->relationship = person->relationship;
    ret->registered_domicile = person->registered_domicile;
    ret->family_register_head = person->family_register_head;
    JU_TRY(pass_number(ctx, "resident_code", question, person->resident_code, &ret->resident_code, err));
    return pass_number(ctx, "individual_number", question, person->individual_number, &ret->individual_number,
                       err);
}

static ju_rc fill(ju_ctx *ctx, const query_move_in *question, const move_in_stored *stored,
                  Juki__Resident__V1__MoveInReply *reply, ju_err *err)
{
    certificate *it = NULL;
    JU_TRY(open_certificate(ctx, question->move_ref, stored->certificate, &it, err));
    person_entry *persons = ju_arena_alloc(ctx->arena, it->n_person * sizeof *persons);
    reply->person = ju_arena_alloc(ctx->arena, it->n_person * sizeof *reply->person);
    if (persons == NULL || reply->person == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < it->n_person; i++) {
        JU_TRY(fill_person(ctx, question, it->person[i], &persons[i], err));
        reply->person[i] = &persons[i];
    }
    reply->n_person = it->n_person;
    reply->previous_address = it->address;
    reply->planned_date = (char *)(uintptr_t)stored->planned_date;
    reply->erase_on = (char *)(uintptr_t)stored->erase_on;
    return JU_OK;
}

static void check_question(const query_move_in *question, const move_in_stored *stored, refusal *why)
{
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        (void)refuse(why, "operator_missing", "operator");
    } else if (*question->purpose == '\0') {
        (void)refuse(why, "item_required", "purpose");
    } else if (!ju_uuid_valid(question->change_id)) {
        (void)refuse(why, "item_required", "change_id");
    } else if (!stored->found) {
        (void)refuse(why, "certificate_missing", "move_ref");
    }
}

ju_rc query_move_in_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_move_in *question = body;
    Juki__Resident__V1__MoveInReply reply = JUKI__RESIDENT__V1__MOVE_IN_REPLY__INIT;
    move_in_stored stored;
    refusal why = {0};
    JU_TRY(read_move_in(ctx, 0, &stored, err));
    check_question(question, &stored, &why);
    JU_TRY(why.code == NULL ? fill(ctx, question, &stored, &reply, err) : JU_OK);
    reply.request_id = question->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err));
    return audit_move(
        ctx, "move_in.shown", ju_uuid_valid(question->move_ref) ? question->move_ref : NULL,
        &(ju_act){.operator_ = question->operator_, .event_id = ctx->message->id, .refused_code = why.code},
        err);
}

/* ---- entered ------------------------------------------------------------------------------------------- */

ju_rc entry_ask_move_in(ju_ctx *ctx, const submit *entry, ju_err *err)
{
    return move_in_is_special(entry) ? ask_move_in(ctx, entry->move_ref, err) : JU_OK;
}

/* What was opened to be compared; wiped by wipe_case. */
static ju_rc open_case(ju_ctx *ctx, const move_in_stored *stored, move_in_case *known, refusal *why,
                       ju_err *err)
{
    const submit *entry = known->entry;
    certificate *it = NULL;
    entry_numbers card = {0};
    if (!stored->found) {
        return JU_OK;
    }
    JU_TRY(open_certificate(ctx, entry->move_ref, stored->certificate, &it, err));
    entry_numbers *certified = ju_arena_alloc(ctx->arena, it->n_person * sizeof *certified);
    if (certified == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < it->n_person; i++) {
        JU_TRY(open_pair(ctx, entry->move_ref, it->person[i]->individual_number, it->person[i]->resident_code,
                         &certified[i], why, err));
    }
    JU_TRY(open_pair(ctx, entry->change_id, NULL, entry->presented_code, &card, why, err));
    known->certificate = it;
    known->certified = certified;
    known->presented_code = card.resident_code;
    return JU_OK;
}

static void wipe_case(const move_in_case *known)
{
    for (size_t i = 0; known->certificate != NULL && i < known->certificate->n_person; i++) {
        wipe_numbers((entry_numbers *)(uintptr_t)&known->certified[i]);
    }
    entry_numbers card = {.resident_code = known->presented_code};
    wipe_numbers(&card);
}

ju_rc entry_check_move_in(ju_ctx *ctx, const prepared_entry *prepared, int answer, refusal *ret_why,
                          ju_err *err)
{
    move_in_case known = {.entry = prepared->entry, .numbers = prepared->numbers, .presented_code = ""};
    move_in_stored stored;
    if (!move_in_is_special(prepared->entry)) {
        return JU_OK;
    }
    JU_TRY(read_move_in(ctx, answer, &stored, err));
    JU_TRY(open_case(ctx, &stored, &known, ret_why, err));
    if (ret_why->code == NULL) {
        (void)move_in_check(&known, ret_why);
    }
    wipe_case(&known);
    return JU_OK;
}

/* ---- erased -------------------------------------------------------------------------------------------- */

ju_rc move_in_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return ask_move_ins_due(ctx, err);
}

ju_rc move_in_idle_begin(ju_ctx *ctx, int asked, ju_err *err)
{
    const char *move_ref = NULL;
    for (int i = 0; (move_ref = read_move_in_due(ctx, asked, i)) != NULL; i++) {
        JU_TRY(delete_move_in(ctx, move_ref, err));
        JU_TRY(audit_move(ctx, "move_in.erased", move_ref, &(ju_act){.detail = "day"}, err));
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
