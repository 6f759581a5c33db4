/* 本登録: what a decided change writes and tells, person by person. */
#include "services/resident/steps/register.h"

#include "services/resident/card_holder.h"
#include "services/resident/decide.h"
#include "services/resident/move_out.h"
#include "services/resident/steps/application.h"
#include "services/resident/steps/links.h"
#include "services/resident/steps/move_in.h"
#include "services/resident/steps/publish.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/restrain.h"
#include "services/resident/store_number.h"

#include <string.h>

typedef Juki__Resident__V1__ReviewChange review;

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
                            const publish_past *past, bool restrained, ju_err *err)
{
    JU_TRY(publish_to_gateway(ctx, record, numbers, past, restrained, err));
    if (*numbers->resident_code != '\0') {
        return publish_to_identity(ctx, record, numbers, restrained, err);
    }
    /* 本人確認情報 is kept by 住民票コード: who has none yet is told of when the numbers have come. */
    reason_rule rule = reason_find(record->reason)->rule;
    if (rule != REASON_RULE_BIRTH && rule != REASON_RULE_ENTER) {
        return JU_OK;
    }
    const char *request_id = ju_event_id(ctx);
    return request_id == NULL
               ? ju_no_memory(err)
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
        return *number == '\0' ? JU_OK : ju_no_memory(err);
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

/* 旧住民票コード: the one that a current resident had, when this change gives another; and whether it gives
 * another 個人番号. */
static ju_rc find_replaced(ju_ctx *ctx, const person_record *before, entry_numbers *numbers,
                           bool *ret_renumbered, ju_err *err)
{
    entry_numbers stored = {0};
    if (!is_current(before)) {
        return JU_OK;
    }
    JU_TRY(open_numbers(ctx, before, &stored, err));
    *ret_renumbered = *stored.individual_number != '\0' &&
                      strcmp(stored.individual_number, numbers->individual_number) != 0;
    if (*stored.resident_code != '\0' && strcmp(stored.resident_code, numbers->resident_code) != 0) {
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
    publish_past past;
    bool struck; /* a row of his own comes before it */
    bool untold;
    bool restrained;
} person_change;

static bool has_died(const person_change *change)
{
    return change->before != NULL && is_current(change->before) &&
           change->record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD;
}

static ju_rc tell_delivery(ju_ctx *ctx, const person_change *change, bool renumbered, bool recoded,
                           ju_err *err)
{
    if (has_died(change)) {
        return publish_delivery_withdrawn(ctx, change->record, err);
    }
    return publish_card_holder(ctx, change->record,
                               card_holder_change(change->before, change->record, renumbered, recoded), err);
}

static ju_rc register_person(ju_ctx *ctx, const prepared_entry *prepared, size_t at,
                             const person_change *change, ju_err *err)
{
    person_record *record = change->record;
    entry_numbers numbers = {0};
    const entry_numbers *given = &prepared->numbers[at];
    bool renumbers = *given->resident_code != '\0' || *given->individual_number != '\0' ||
                     *prepared->entry->cancelled_change_id != '\0';
    bool renumbered = false;
    JU_TRY(seal_for_rest(ctx, record, given, err));
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    numbers.move_ref = prepared->entry->move_ref;
    numbers.move_place = prepared->entry->person[at]->certificate_place;
    person_indexes indexes = {.number = prepared->number_index[at], .code = prepared->code_index[at]};
    ju_rc rc = index_restored(ctx, prepared, &numbers, &indexes, err);
    rc = rc == JU_OK && renumbers ? find_replaced(ctx, change->before, &numbers, &renumbered, err) : rc;
    rc = rc == JU_OK ? put_record(ctx, change->struck ? NULL : change->before, record, indexes, err) : rc;
    rc = rc == JU_OK && move_out_is_planned(record) ? put_move_out_plan(ctx, record, err) : rc;
    rc = rc == JU_OK && !change->untold
             ? publish_record(ctx, record, &numbers, &change->past, change->restrained, err)
             : rc;
    bool recoded = numbers.replaced_code != NULL;
    wipe_numbers(&numbers);
    return rc == JU_OK ? tell_delivery(ctx, change, renumbered, recoded, err) : rc;
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
                               const publish_past *past, bool restrained, ju_err *err)
{
    entry_numbers numbers = {0};
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    ju_rc rc = put_record(ctx, NULL, record, (person_indexes){0}, err);
    rc = rc == JU_OK ? publish_record(ctx, record, &numbers, past, restrained, err) : rc;
    wipe_numbers(&numbers);
    JU_TRY(rc);
    JU_TRY(publish_to_links(ctx, &(link_news){.record = record, .restrained = restrained}, err));
    return audit_person(ctx, message, record, err);
}

ju_rc register_change(ju_ctx *ctx, const review *message, const prepared_entry *prepared,
                      const change_facts *facts, const change_result *result, const restraint_list *found,
                      int past_answer, ju_err *err)
{
    const publish_past past = {.answer = past_answer, .cancels = prepared->entry->cancelled_change_id};
    size_t n = prepared->entry->n_person;
    char **addressees = ju_arena_alloc(ctx->arena, n * sizeof *addressees);
    registered_restraints restraints;
    if (addressees == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(restrain_registered(ctx, message, prepared->entry, result, found, &restraints, err));
    for (size_t i = 0; i < n; i++) {
        if (result->struck[i] != NULL) { /* only the row that follows is told of: nobody was ever away */
            JU_TRY(put_record(ctx, NULL, result->struck[i], (person_indexes){0}, err));
        }
        const person_change change = {.before = facts->named[i],
                                      .record = result->record[i],
                                      .past = past,
                                      .struck = result->struck[i] != NULL,
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
        JU_TRY(register_follower(ctx, message, after, &past, restraint_hides(found, after->addressee_number),
                                 err));
    }
    JU_TRY(register_move(ctx, prepared, result, err));
    if (restraints.changed) {
        JU_TRY(put_restraints_anew(ctx, (const char *const *)addressees, n, err));
    }
    JU_TRY(tell_applicant(ctx,
                          &(application_news){.application_id = prepared->entry->application_id,
                                              .event_id = "",
                                              .change_id = message->change_id,
                                              .step = "registered"},
                          err));
    JU_TRY(put_review(ctx, message->change_id, JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED,
                      message->operator_->operator_id, &(refusal){0}, err));
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
