/* 転出 with the card (住基法24条の2): 転出証明書情報 goes out instead of the paper, and 転入通知 comes back.
 */
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/move_in.h"
#include "services/resident/store_move.h"

#include "common/event/topic_names.h"
#include "juki/identity/v1/move_in.pb-c.h"
#include "juki/resident/v1/move_out.pb-c.h"

#include <string.h>

typedef Juki__Identity__V1__MoveOutCertificate certificate;
typedef Juki__Identity__V1__MovingPerson moving_person;
typedef Juki__Identity__V1__CertificateSent certificate_sent;
typedef Juki__Identity__V1__CertificateWanted certificate_wanted;
typedef Juki__Identity__V1__ArrivalTold arrival_told;

/* ---- 転出証明書情報 -------------------------------------------------------------------------------------
 */

/* Numbers sealed to identity for this move; a person without both has no place in 住基ネット. */
static ju_rc seal_person(ju_ctx *ctx, const char *move_ref, const person_record *record, moving_person *ret,
                         ju_err *err)
{
    const resident_state *state = ctx->app;
    entry_numbers numbers = {0};
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    ju_rc rc = *numbers.resident_code != '\0' && *numbers.individual_number != '\0'
                   ? JU_OK
                   : ju_reject(err, "number_missing", "person", "who leaves by card has both numbers");
    rc = rc == JU_OK ? ju_seal_text(state->identity, ctx->arena, "resident_code", move_ref,
                                    numbers.resident_code, &ret->resident_code, err)
                     : rc;
    rc = rc == JU_OK ? ju_seal_text(state->identity, ctx->arena, "individual_number", move_ref,
                                    numbers.individual_number, &ret->individual_number, err)
                     : rc;
    wipe_numbers(&numbers);
    return rc;
}

static ju_rc fill_person(ju_ctx *ctx, const char *move_ref, const person_record *record, size_t at,
                         moving_person *ret, ju_err *err)
{
    juki__identity__v1__moving_person__init(ret);
    ret->place = (int32_t)at + 1;
    ret->name = record->name;
    ret->name_kana = record->name_kana;
    ret->birth_date = record->birth_date;
    ret->sex = record->sex;
    ret->relationship = record->relationship;
    ret->registered_domicile = record->registered_domicile;
    ret->family_register_head = record->family_register_head;
    return seal_person(ctx, move_ref, record, ret, err);
}

static ju_rc seal_certificate(ju_ctx *ctx, const char *move_ref, const certificate *it,
                              Juki__Common__V1__Sealed **ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    size_t size = juki__identity__v1__move_out_certificate__get_packed_size(it);
    unsigned char *packed = ju_arena_alloc(ctx->arena, size);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    juki__identity__v1__move_out_certificate__pack(it, packed);
    ju_rc rc = ju_seal(state->identity, ctx->arena, "move_out_certificate", move_ref, packed, size, ret, err);
    explicit_bzero(packed, size);
    return rc;
}

/* Who came back, or whose 転出 was cancelled, leaves no more under this reference. */
static bool leaves(const person_record *record, const char *move_ref)
{
    return record->move_out != NULL && strcmp(record->move_out->change_id, move_ref) == 0;
}

/* letter: everything but the certificate. Each keeps his place in it, whoever else of them still leaves. */
static ju_rc issue(ju_ctx *ctx, certificate_sent *letter, person_record *const *record, size_t count,
                   ju_err *err)
{
    const resident_state *state = ctx->app;
    certificate it = JUKI__IDENTITY__V1__MOVE_OUT_CERTIFICATE__INIT;
    moving_person *persons = ju_arena_alloc(ctx->arena, count * sizeof *persons);
    it.person = ju_arena_alloc(ctx->arena, count * sizeof *it.person);
    if (persons == NULL || it.person == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        if (leaves(record[i], letter->move_ref)) {
            JU_TRY(fill_person(ctx, letter->move_ref, record[i], i, &persons[i], err));
            it.person[it.n_person++] = &persons[i];
            it.notified_date = record[i]->notified_date;
            it.address = record[i]->address;
            it.destination = record[i]->destination;
        }
    }
    letter->from_municipality = (char *)(uintptr_t)state->municipality;
    JU_TRY(seal_certificate(ctx, letter->move_ref, &it, &letter->certificate, err));
    JU_TRY(ju_emit(ctx, JU_TOPIC_RESIDENT_TO_IDENTITY, letter->move_ref, &letter->base, NULL, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "move_out.certificate_issued",
                              .change_id = letter->move_ref,
                              .event_id = ctx->message->id,
                              .detail = letter->to_municipality},
                    err);
}

static ju_rc send_registered(ju_ctx *ctx, const prepared_entry *prepared, const change_result *result,
                             ju_err *err)
{
    const Juki__Resident__V1__SubmitChange *entry = prepared->entry;
    certificate_sent letter = JUKI__IDENTITY__V1__CERTIFICATE_SENT__INIT;
    letter.move_ref = entry->change_id;
    letter.to_municipality = entry->destination->municipality_code;
    letter.planned_date = entry->change_date;
    for (size_t i = 0; i < entry->n_person; i++) {
        JU_TRY(put_move_sent(ctx, entry->change_id, (int)i + 1, result->record[i]->addressee_number, err));
    }
    return issue(ctx, &letter, result->record, entry->n_person, err);
}

ju_rc register_move(ju_ctx *ctx, const prepared_entry *prepared, const change_result *result, ju_err *err)
{
    const Juki__Resident__V1__SubmitChange *entry = prepared->entry;
    if (entry->by_card) {
        return send_registered(ctx, prepared, result, err);
    }
    if (*entry->move_ref == '\0') {
        return JU_OK;
    }
    JU_TRY(delete_move_in(ctx, entry->move_ref, err));
    return ju_audit(
        ctx, &(ju_act){.action = "move_in.erased", .change_id = entry->move_ref, .detail = "registered"},
        err);
}

/* ---- asked for once more ------------------------------------------------------------------------------- */

/* Whoever was of this 転出 came back, or it was cancelled. */
static ju_rc tell_unavailable(ju_ctx *ctx, const certificate_wanted *wanted, ju_err *err)
{
    Juki__Identity__V1__CertificateUnavailable answer = JUKI__IDENTITY__V1__CERTIFICATE_UNAVAILABLE__INIT;
    answer.request_id = wanted->request_id;
    answer.move_ref = wanted->move_ref;
    answer.to_municipality = wanted->to_municipality;
    JU_TRY(ju_emit(ctx, JU_TOPIC_RESIDENT_TO_IDENTITY, wanted->move_ref, &answer.base, NULL, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "move_out.certificate_unavailable",
                              .change_id = wanted->move_ref,
                              .event_id = ctx->message->id,
                              .detail = wanted->to_municipality},
                    err);
}

ju_rc certificate_wanted_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const certificate_wanted *wanted = body;
    return ask_move_sent_records(ctx, wanted->move_ref, err);
}

ju_rc certificate_wanted_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const certificate_wanted *wanted = body;
    certificate_sent letter = JUKI__IDENTITY__V1__CERTIFICATE_SENT__INIT;
    record_list found = {0};
    JU_TRY(read_records(ctx, 0, &found, err));
    size_t first = 0;
    while (first < found.count && !leaves(found.item[first], wanted->move_ref)) {
        first++;
    }
    if (first == found.count) {
        return tell_unavailable(ctx, wanted, err);
    }
    letter.move_ref = wanted->move_ref;
    letter.request_id = wanted->request_id;
    letter.to_municipality = wanted->to_municipality;
    letter.planned_date = found.item[first]->move_out->planned_date;
    return issue(ctx, &letter, found.item, found.count, err);
}

/* ---- 転入通知 -------------------------------------------------------------------------------------------
 */

ju_rc arrival_told_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const arrival_told *told = body;
    return ask_move_sent(ctx, told->move_ref, told->place, err);
}

/* It goes the way of a notice that came by post (j680): the register tells itself to settle the 転出. */
ju_rc arrival_told_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const arrival_told *told = body;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Resident__V1__SettleMoveOut settle = JUKI__RESIDENT__V1__SETTLE_MOVE_OUT__INIT;
    const char *request_id = ju_event_id(ctx);
    const char *addressee = read_move_sent(ctx, 0);
    if (request_id == NULL || addressee == NULL) {
        return ju_no_memory(err);
    }
    if (*addressee == '\0') {
        return ju_reject(err, "person_unknown", "place", "nobody left under this reference and place");
    }
    who.operator_id = (char *)(uintptr_t) "link:municipality";
    who.terminal_id = (char *)(uintptr_t) "link";
    settle.request_id = (char *)(uintptr_t)request_id;
    settle.operator_ = &who;
    settle.addressee_number = (char *)(uintptr_t)addressee;
    settle.destination = told->address;
    settle.arrival_date = told->arrival_date;
    settle.notice_date = told->notice_date;
    JU_TRY(ju_emit(ctx, JU_TOPIC_RESIDENT_SELF, request_id, &settle.base, NULL, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "move_out.notice_received",
                              .change_id = told->move_ref,
                              .event_id = ctx->message->id,
                              .detail = told->address->municipality_code},
                    err);
}
