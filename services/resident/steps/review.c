#include "services/resident/move_out.h"
#include "services/resident/numbering.h"
#include "services/resident/steps/application.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/links.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/publish.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/restrain.h"
#include "services/resident/store_number.h"
#include "services/resident/store_restraint.h"

#include "common/code/code.h"
#include "common/event/check.h"

#include <inttypes.h>
#include <string.h>

typedef Juki__Resident__V1__ReviewChange review;
typedef Juki__Resident__V1__SubmitChange submit;

enum { ASKED_CHANGE, ASKED_RECORDS, ASKED_SERIALS };

enum {
    PROVISIONAL = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL,
    REGISTERED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED,
    WITHDRAWN = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_WITHDRAWN,
    RETURNED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_RETURNED,
    REFUSED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED,
    AWAITING = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_AWAITING_NUMBER,
};

static ju_rc no_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
}

ju_rc review_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const review *message = body;
    const char *id = message->change_id;
    if (strcmp(id, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "change_id", "the key is not the change id");
    }
    JU_TRY(ask_change(ctx, id, err));
    JU_TRY(ask_records_of_change(ctx, id, err));
    return ask_serials(ctx, id, err);
}

/* Serial number and check digit (standard j130). */
static const char *checked_number(ju_ctx *ctx, int64_t serial)
{
    char *body = ju_arena_printf(ctx->arena, "%09" PRId64, serial);
    return body == NULL
               ? NULL
               : ju_arena_printf(ctx->arena, "%s%c", body, ju_code_check_digit(JU_CODE_ADDRESSEE, body));
}

static ju_rc give_numbers(ju_ctx *ctx, size_t n, change_numbers *ret, ju_err *err)
{
    const PGresult *serials = ju_answer(ctx, ASKED_SERIALS);
    const char **addressee = ju_arena_alloc(ctx->arena, n * sizeof *addressee);
    const char **ref = ju_arena_alloc(ctx->arena, n * sizeof *ref);
    if (addressee == NULL || ref == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        addressee[i] = checked_number(ctx, ju_col_i64(serials, (int)i, 0));
        ref[i] = ju_random_ref(ctx);
        if (addressee[i] == NULL || ref[i] == NULL) {
            return no_memory(err);
        }
    }
    *ret = (change_numbers){
        .addressee_number = addressee,
        .register_ref = ref,
        .household_number = checked_number(ctx, ju_col_i64(serials, 0, 1)),
    };
    return ret->household_number != NULL ? JU_OK : no_memory(err);
}

/* Numbers that came with the entry are sealed anew for their place in the register. */
static ju_rc seal_for_rest(ju_ctx *ctx, person_record *record, const entry_numbers *numbers, ju_err *err)
{
    const resident_state *state = ctx->app;
    if (*numbers->individual_number != '\0') {
        JU_TRY(ju_seal_text(state->resident, ctx->arena, "individual_number", record->register_ref,
                            numbers->individual_number, &record->individual_number, err));
    }
    if (*numbers->resident_code != '\0') {
        JU_TRY(ju_seal_text(state->resident, ctx->arena, "resident_code", record->register_ref,
                            numbers->resident_code, &record->resident_code, err));
    }
    return JU_OK;
}

static ju_rc publish_record(ju_ctx *ctx, const person_record *record, const entry_numbers *numbers,
                            bool restrained, ju_err *err)
{
    JU_TRY(publish_to_gateway(ctx, record, numbers, restrained, err));
    if (*numbers->resident_code != '\0') {
        return publish_to_identity(ctx, record, numbers, err);
    }
    /* 本人確認情報 is kept by 住民票コード: who has none yet is told of when the numbers have come. */
    reason_rule rule = reason_find(record->reason)->rule;
    if (rule != REASON_RULE_BIRTH && rule != REASON_RULE_ENTER) {
        return JU_OK;
    }
    const char *request_id = ju_event_id(ctx);
    return request_id == NULL
               ? no_memory(err)
               : publish_number_request(ctx, record, request_id,
                                        JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_BOTH, numbers, err);
}

static ju_rc index_one(ju_ctx *ctx, const char *field, const char *number, const unsigned char **ret,
                       ju_err *err)
{
    const resident_state *state = ctx->app;
    unsigned char *index = *number == '\0' ? NULL : ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    *ret = index;
    if (index == NULL) {
        return *number == '\0' ? JU_OK : no_memory(err);
    }
    return ju_blind_index(state->resident, field, number, index, err);
}

/* A 取消し may bring old numbers back, which the entry does not give. */
static ju_rc index_restored(ju_ctx *ctx, const prepared_entry *prepared, const entry_numbers *numbers,
                            person_indexes *indexes, ju_err *err)
{
    if (*prepared->entry->cancelled_change_id == '\0') {
        return JU_OK;
    }
    JU_TRY(index_one(ctx, "individual_number", numbers->individual_number, &indexes->number, err));
    return index_one(ctx, "resident_code", numbers->resident_code, &indexes->code, err);
}

/* 旧住民票コード: the one that a current resident had, when this change gives another. */
static ju_rc find_replaced(ju_ctx *ctx, const person_record *before, entry_numbers *numbers, ju_err *err)
{
    entry_numbers stored = {0};
    if (!is_current(before) || before->resident_code == NULL) {
        return JU_OK;
    }
    JU_TRY(open_numbers(ctx, before, &stored, err));
    if (strcmp(stored.resident_code, numbers->resident_code) != 0) {
        numbers->replaced_code = stored.resident_code;
        stored.resident_code = NULL;
    }
    wipe_numbers(&stored);
    return JU_OK;
}

/* What the change is for one of its persons. */
typedef struct person_change {
    const person_record *before; /* NULL: new */
    person_record *record;
    bool untold;
    bool restrained;
} person_change;

static ju_rc register_person(ju_ctx *ctx, const prepared_entry *prepared, size_t at,
                             const person_change *change, ju_err *err)
{
    person_record *record = change->record;
    entry_numbers numbers = {0};
    bool renumbers =
        *prepared->numbers[at].resident_code != '\0' || *prepared->entry->cancelled_change_id != '\0';
    JU_TRY(seal_for_rest(ctx, record, &prepared->numbers[at], err));
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    person_indexes indexes = {.number = prepared->number_index[at], .code = prepared->code_index[at]};
    ju_rc rc = index_restored(ctx, prepared, &numbers, &indexes, err);
    rc = rc == JU_OK && renumbers ? find_replaced(ctx, change->before, &numbers, err) : rc;
    rc = rc == JU_OK ? put_record(ctx, record, indexes, err) : rc;
    rc = rc == JU_OK && move_out_is_planned(record) ? put_move_out_plan(ctx, record, err) : rc;
    rc = rc == JU_OK && !change->untold ? publish_record(ctx, record, &numbers, change->restrained, err) : rc;
    wipe_numbers(&numbers);
    return rc;
}

/* The act names each person by a keyed hash, so that a disclosure request can be answered. */
static ju_rc audit_person(ju_ctx *ctx, const review *message, const person_record *record, ju_err *err)
{
    const resident_state *state = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    JU_TRY(ju_subject_hash(state->audit, record->addressee_number, subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = "change.registered",
                              .operator_ = message->operator_,
                              .subject = subject,
                              .change_id = record->change_id,
                              .detail = record->reason},
                    err);
}

/* Who was not of the entry has no numbers from it. */
static ju_rc register_follower(ju_ctx *ctx, const review *message, const person_record *record,
                               bool restrained, ju_err *err)
{
    entry_numbers numbers = {0};
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    ju_rc rc = put_record(ctx, record, (person_indexes){0}, err);
    rc = rc == JU_OK ? publish_record(ctx, record, &numbers, restrained, err) : rc;
    wipe_numbers(&numbers);
    JU_TRY(rc);
    JU_TRY(publish_to_links(ctx, &(link_news){.record = record, .restrained = restrained}, err));
    return audit_person(ctx, message, record, err);
}

static ju_rc register_all(ju_ctx *ctx, const review *message, const prepared_entry *prepared,
                          const change_facts *facts, const change_result *result, ju_err *err)
{
    size_t n = prepared->entry->n_person;
    char **addressees = ju_arena_alloc(ctx->arena, n * sizeof *addressees);
    registered_restraints restraints;
    restraint_list found;
    if (addressees == NULL) {
        return no_memory(err);
    }
    JU_TRY(read_restraints(ctx, ASKED_RECORDS, &found, err));
    JU_TRY(restrain_registered(ctx, message, prepared->entry, result, &found, &restraints, err));
    for (size_t i = 0; i < n; i++) {
        if (result->struck[i] != NULL) { /* only the row that follows is told of: nobody was ever away */
            JU_TRY(put_record(ctx, result->struck[i], (person_indexes){0}, err));
        }
        const person_change change = {.before = facts->named[i],
                                      .record = result->record[i],
                                      .untold = result->untold[i],
                                      .restrained = restraints.hidden[i]};
        JU_TRY(register_person(ctx, prepared, i, &change, err));
        if (!change.untold) {
            JU_TRY(publish_to_links(ctx,
                                    &(link_news){.record = change.record,
                                                 .struck = result->struck[i],
                                                 .new_address = prepared->entry->address != NULL,
                                                 .restrained = change.restrained},
                                    err));
        }
        JU_TRY(audit_person(ctx, message, result->record[i], err));
        addressees[i] = result->record[i]->addressee_number;
    }
    for (size_t i = 0; i < result->follower_count; i++) {
        const person_record *after = result->follower[i];
        JU_TRY(register_follower(ctx, message, after, restraint_hides(&found, after->addressee_number), err));
    }
    if (restraints.changed) {
        JU_TRY(put_restraints_anew(ctx, (const char *const *)addressees, n, err));
    }
    JU_TRY(tell_applicant(ctx,
                          &(application_news){.application_id = prepared->entry->application_id,
                                              .event_id = "",
                                              .change_id = message->change_id,
                                              .step = "registered"},
                          err));
    JU_TRY(
        put_review(ctx, message->change_id, REGISTERED, message->operator_->operator_id, &(refusal){0}, err));
    return reply_change(
        ctx,
        &(change_answer){.request_id = "",
                         .change_id = message->change_id,
                         .status = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED,
                         .addressee_number = addressees,
                         .addressee_count = n,
                         .household_number = result->household_number},
        err);
}

/* The decision is made again: what was checked at entry must still hold when it becomes law. */
static ju_rc decide(ju_ctx *ctx, const prepared_entry *prepared, change_facts *facts, change_result *result,
                    refusal *why, ju_err *err)
{
    change_numbers numbers;
    if (prepared->broken.code != NULL) {
        *why = prepared->broken; /* the key of the entry's period is gone */
        return JU_OK;
    }
    JU_TRY(prepared_facts(ctx, prepared, ASKED_RECORDS, facts, why, err));
    if (why->code != NULL) {
        return JU_OK;
    }
    JU_TRY(give_numbers(ctx, prepared->entry->n_person, &numbers, err));
    if (!change_decide(facts, &numbers, ctx->arena, result, why) && why->code == NULL) {
        return no_memory(err);
    }
    return JU_OK;
}

static ju_rc audit_and_reply(ju_ctx *ctx, const review *message, const char *action, int status,
                             const refusal *why, ju_err *err)
{
    JU_TRY(ju_audit(ctx,
                    &(ju_act){.action = action,
                              .operator_ = message->operator_,
                              .change_id = message->change_id,
                              .refused_code = why->code,
                              .detail = why->item},
                    err));
    return reply_change(ctx,
                        &(change_answer){.request_id = "",
                                         .change_id = message->change_id,
                                         .status = (Juki__Resident__V1__ChangeStatus)status,
                                         .why = *why},
                        err);
}

/* Ends a 仮登録 without registering it: sent back by the reviewer, withdrawn by who entered it, or refused
 * because the register moved. */
static ju_rc end_entry(ju_ctx *ctx, const review *message, const submit *entry, int status,
                       const refusal *why, ju_err *err)
{
    const char *action = status == RETURNED    ? "change.returned"
                         : status == WITHDRAWN ? "change.withdrawn"
                                               : "change.refused";
    JU_TRY(tell_applicant(ctx,
                          &(application_news){.application_id = entry->application_id,
                                              .event_id = "",
                                              .change_id = message->change_id,
                                              .step = action + strlen("change."),
                                              .why = *why},
                          err));
    JU_TRY(put_review(ctx, message->change_id, status, message->operator_->operator_id, why, err));
    return audit_and_reply(ctx, message, action, status, why, err);
}

/* The first of two reviewers (seed 002 R-22): 仮登録 still. */
static ju_rc approve_first(ju_ctx *ctx, const review *message, ju_err *err)
{
    JU_TRY(put_approval(ctx, message->change_id, message->operator_->operator_id, err));
    JU_TRY(ju_audit(ctx,
                    &(ju_act){.action = "change.approved",
                              .operator_ = message->operator_,
                              .change_id = message->change_id,
                              .detail = "1"},
                    err));
    return reply_change(
        ctx,
        &(change_answer){.request_id = "",
                         .change_id = message->change_id,
                         .status = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL,
                         .approvals = 1},
        err);
}

/* The change asks for a number: it becomes 本登録 when the answer has come (j900, j1130). The request is
 * known by the change id, since a change asks once. */
static ju_rc ask_number(ju_ctx *ctx, const review *message, const submit *entry, const person_record *record,
                        ju_err *err)
{
    entry_numbers numbers = {0};
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    ju_rc rc = publish_number_request(ctx, record, message->change_id, number_asked(entry), &numbers, err);
    wipe_numbers(&numbers);
    JU_TRY(rc);
    JU_TRY(put_awaiting(ctx, message->change_id, message->operator_->operator_id, err));
    return audit_and_reply(ctx, message, "number.asked", AWAITING, &(refusal){.item = entry->reason}, err);
}

static ju_rc finish(ju_ctx *ctx, const review *message, const prepared_entry *prepared,
                    const change_facts *facts, const change_result *result, const refusal *why, ju_err *err)
{
    if (why->code != NULL) {
        return end_entry(ctx, message, prepared->entry, REFUSED, why, err);
    }
    return number_asked(prepared->entry) != JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_UNSPECIFIED
               ? ask_number(ctx, message, prepared->entry, result->record[0], err)
               : register_all(ctx, message, prepared, facts, result, err);
}

static ju_rc approve(ju_ctx *ctx, const review *message, const submit *entry, ju_err *err)
{
    prepared_entry *prepared = NULL;
    change_facts facts = {0};
    change_result result = {0};
    refusal why = {0};
    JU_TRY(prepare_entry(ctx, entry, &prepared, err));
    ju_rc rc = decide(ctx, prepared, &facts, &result, &why, err);
    rc = rc == JU_OK ? finish(ctx, message, prepared, &facts, &result, &why, err) : rc;
    prepared_wipe(prepared);
    return rc;
}

static bool may_review(const review *message, const stored_change *change, refusal *why)
{
    if (!change->found) {
        return refuse(why, "change_unknown", "change_id");
    }
    bool withdraws = message->decision == JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW;
    if (change->status != PROVISIONAL && !(change->status == AWAITING && withdraws)) {
        return refuse(why, "not_provisional", "change_id");
    }
    if (message->operator_ == NULL || *message->operator_->operator_id == '\0') {
        return refuse(why, "operator_missing", "operator");
    }
    bool enterer = strcmp(message->operator_->operator_id, change->entered_by) == 0;
    if (withdraws) {
        return enterer ? true : refuse(why, "not_enterer", "operator");
    }
    if (enterer) {
        return refuse(why, "same_person", "operator"); /* seed 002 R-21 */
    }
    if (strcmp(message->operator_->operator_id, change->approved_by) == 0) {
        return refuse(why, "same_reviewer", "operator"); /* seed 002 R-22 */
    }
    return message->decision != JUKI__RESIDENT__V1__DECISION__DECISION_UNSPECIFIED
               ? true
               : refuse(why, "item_required", "decision");
}

/* The request for its number goes with it; an answer that comes later is refused. */
static ju_rc withdraw_request(ju_ctx *ctx, const review *message, const submit *entry, ju_err *err)
{
    record_list found;
    const char *addressee = entry->person[0]->addressee_number;
    JU_TRY(read_records(ctx, ASKED_RECORDS, &found, err));
    for (size_t i = 0; i < found.count; i++) {
        if (strcmp(found.item[i]->addressee_number, addressee) == 0) {
            return publish_number_withdrawn(ctx, found.item[i], message->change_id, message->change_id, err);
        }
    }
    return JU_OK;
}

ju_rc review_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const review *message = body;
    stored_change change = read_change(ctx, ASKED_CHANGE);
    refusal why = {0};
    if (!may_review(message, &change, &why)) {
        /* Changes nothing: the 仮登録, if there is one, stays. */
        return audit_and_reply(ctx, message, "change.review", change.found ? change.status : REFUSED, &why,
                               err);
    }
    ProtobufCMessage *entry = NULL;
    JU_TRY(ju_unpack(&juki__resident__v1__submit_change__descriptor, change.entry, change.entry_size, false,
                     ctx->arena, &entry, err));
    if (message->decision == JUKI__RESIDENT__V1__DECISION__DECISION_RETURN) {
        return end_entry(ctx, message, (const submit *)entry, RETURNED, &why, err);
    }
    if (message->decision == JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW) {
        if (change.status == AWAITING) {
            JU_TRY(withdraw_request(ctx, message, (const submit *)entry, err));
        }
        return end_entry(ctx, message, (const submit *)entry, WITHDRAWN, &why, err);
    }
    if (reason_find(((const submit *)entry)->reason)->reviewers == 2 && *change.approved_by == '\0') {
        return approve_first(ctx, message, err);
    }
    return approve(ctx, message, (const submit *)entry, err);
}
