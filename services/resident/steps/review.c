#include "services/resident/numbering.h"
#include "services/resident/steps/application.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/prepare.h"
#include "services/resident/steps/publish.h"
#include "services/resident/steps/register.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/submit.h"
#include "services/resident/store_number.h"
#include "services/resident/store_restraint.h"
#include "services/resident/two_persons.h"

#include "common/code/code.h"

#include <inttypes.h>
#include <string.h>

typedef Juki__Resident__V1__ReviewChange review;
typedef Juki__Resident__V1__SubmitChange submit;

enum { ASKED_CHANGE, ASKED_RECORDS, ASKED_SERIALS };

enum {
    PROVISIONAL = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL,
    WITHDRAWN = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_WITHDRAWN,
    RETURNED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_RETURNED,
    REFUSED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED,
    AWAITING = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_AWAITING_NUMBER,
};

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
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        addressee[i] = checked_number(ctx, ju_col_i64(serials, (int)i, 0));
        ref[i] = ju_random_ref(ctx);
        if (addressee[i] == NULL || ref[i] == NULL) {
            return ju_no_memory(err);
        }
    }
    *ret = (change_numbers){
        .addressee_number = addressee,
        .register_ref = ref,
        .household_number = checked_number(ctx, ju_col_i64(serials, 0, 1)),
    };
    return ret->household_number != NULL ? JU_OK : ju_no_memory(err);
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
        return ju_no_memory(err);
    }
    return JU_OK;
}

static ju_rc audit_and_reply(ju_ctx *ctx, const review *message, const submit *entry, const char *action,
                             int status, const refusal *why, ju_err *err)
{
    JU_TRY(audit_entry(ctx,
                       &(ju_act){.action = action,
                                 .operator_ = message->operator_,
                                 .change_id = message->change_id,
                                 .refused_code = why->code,
                                 .detail = why->item},
                       entry, err));
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
    return audit_and_reply(ctx, message, entry, action, status, why, err);
}

/* The first of two reviewers (seed 002 R-22): 仮登録 still. */
static ju_rc approve_first(ju_ctx *ctx, const review *message, const submit *entry, ju_err *err)
{
    JU_TRY(put_approval(ctx, message->change_id, message->operator_->operator_id, err));
    JU_TRY(audit_entry(ctx,
                       &(ju_act){.action = "change.approved",
                                 .operator_ = message->operator_,
                                 .change_id = message->change_id,
                                 .detail = "1"},
                       entry, err));
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
    return audit_and_reply(ctx, message, entry, "number.asked", AWAITING, &(refusal){.item = entry->reason},
                           err);
}

static ju_rc finish(ju_ctx *ctx, const review *message, const prepared_entry *prepared,
                    const change_facts *facts, const change_result *result, const refusal *why, ju_err *err)
{
    restraint_list found;
    if (why->code != NULL) {
        return end_entry(ctx, message, prepared->entry, REFUSED, why, err);
    }
    JU_TRY(read_restraints(ctx, ASKED_RECORDS, &found, err));
    return number_asked(prepared->entry) != JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_UNSPECIFIED
               ? ask_number(ctx, message, prepared->entry, result->record[0], err)
               : register_change(ctx, message, prepared, facts, result, &found, ASKED_RECORDS, err);
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
    return two_persons_may(message->operator_, message->decision, change->entered_by, change->approved_by,
                           why);
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
    stored_change change;
    const submit *entry = NULL;
    refusal why = {0};
    JU_TRY(read_change(ctx, ASKED_CHANGE, message->change_id, &change, err));
    JU_TRY(read_entry(ctx, &change, &entry, err));
    if (!may_review(message, &change, &why)) {
        /* Changes nothing: the 仮登録, if there is one, stays. */
        return audit_and_reply(ctx, message, entry, "change.review", change.found ? change.status : REFUSED,
                               &why, err);
    }
    if (message->decision == JUKI__RESIDENT__V1__DECISION__DECISION_RETURN) {
        return end_entry(ctx, message, entry, RETURNED, &why, err);
    }
    if (message->decision == JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW) {
        if (change.status == AWAITING) {
            JU_TRY(withdraw_request(ctx, message, entry, err));
        }
        return end_entry(ctx, message, entry, WITHDRAWN, &why, err);
    }
    if (reason_find(entry->reason)->reviewers == 2 && *change.approved_by == '\0') {
        return approve_first(ctx, message, entry, err);
    }
    return approve(ctx, message, entry, err);
}
