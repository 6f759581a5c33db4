#include "services/resident/alert.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/links.h"
#include "services/resident/steps/publish.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/restrain.h"
#include "services/resident/steps/restraint_reply.h"
#include "services/resident/store_restraint.h"
#include "services/resident/two_persons.h"

#include "common/event/check.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitRestraint submit;
typedef Juki__Resident__V1__ReviewRestraint review;

enum { ASKED_REQUEST, ASKED_RESTRAINT, ASKED_PERSONS };
enum { PERSON_COLUMN = 3 }; /* of ask_restraint_covered */

enum {
    PROVISIONAL = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL,
    REGISTERED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED,
    RETURNED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_RETURNED,
    REFUSED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED,
    WITHDRAWN = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_WITHDRAWN,
    SET = JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_SET,
    LIFT = JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_LIFT,
};

/* What the caller is told of his request. */
typedef struct request_answer {
    const char *request_id;
    const char *restraint_id;
    int status;
    refusal why;
    const restraint *standing; /* NULL unless approved */
} request_answer;

static ju_rc reply(ju_ctx *ctx, const request_answer *answer, ju_err *err)
{
    Juki__Resident__V1__RestraintReply message = JUKI__RESIDENT__V1__RESTRAINT_REPLY__INIT;
    message.request_id = (char *)(uintptr_t)answer->request_id;
    message.restraint_id = (char *)(uintptr_t)answer->restraint_id;
    message.status = (Juki__Resident__V1__ChangeStatus)answer->status;
    message.refusal = refusal_message_of(ctx, &answer->why);
    if (answer->standing != NULL) {
        JU_TRY(restraint_message(ctx, answer->standing, true, &message.restraint, err));
    }
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, answer->request_id, &message.base, NULL, err);
}

/* ---- entering ---------------------------------------------------------------------------------------- */

ju_rc submit_restraint_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const submit *entry = body;
    JU_TRY(check_request_key(ctx, entry->request_id, err));
    JU_TRY(ask_restraint_request(ctx, entry->request_id, err));
    JU_TRY(ask_restraint(ctx, entry->restraint_id, NULL, err));
    return ask_restraint_named(ctx, entry, err);
}

/* Of the person, from rows of 宛名番号 and 世帯番号; NULL when nobody has this number. */
static const char *household_of(const ju_ctx *ctx, const char *addressee_number)
{
    const PGresult *rows = ju_answer(ctx, ASKED_PERSONS);
    for (int row = 0; row < PQntuples(rows); row++) {
        if (strcmp(ju_col(rows, row, 0), addressee_number) == 0) {
            return ju_arena_strdup(ctx->arena, ju_col(rows, row, 1));
        }
    }
    return NULL;
}

static const char *household_of_applicant(const ju_ctx *ctx, const submit *entry)
{
    const char *household =
        entry->n_addressee_number == 0 ? NULL : household_of(ctx, entry->addressee_number[0]);
    return household == NULL ? "" : household;
}

static bool all_known(const ju_ctx *ctx, const submit *entry, refusal *why)
{
    for (size_t i = 0; i < entry->n_addressee_number; i++) {
        if (household_of(ctx, entry->addressee_number[i]) == NULL) {
            return refuse(why, "person_unknown", "addressee_number");
        }
    }
    return true;
}

/* Who lives with the applicant and is not protected tells the place all the same. */
static bool cohabitants_confirmed(const ju_ctx *ctx, const submit *entry, refusal *why)
{
    const PGresult *rows = ju_answer(ctx, ASKED_PERSONS);
    size_t left_out = 0;
    for (int row = 0; row < PQntuples(rows); row++) {
        bool named = false;
        for (size_t i = 0; i < entry->n_addressee_number; i++) {
            named = named || strcmp(ju_col(rows, row, 0), entry->addressee_number[i]) == 0;
        }
        left_out += !named;
    }
    return left_out == 0 || entry->household || !restraint_is_support(entry->kind) ||
           alert_confirmed(entry->confirmed_alert, entry->n_confirmed_alert, ALERT_COHABITANTS) ||
           refuse(why, "alert_unconfirmed", ALERT_COHABITANTS);
}

/* At entry and again at review: what held then must still hold. */
static bool decide(const ju_ctx *ctx, const submit *entry, restraint *ret, refusal *why)
{
    restraint before = {0};
    bool found = read_restraint(ctx, ASKED_RESTRAINT, &before);
    return restraint_entry_check(entry, ctx->now, why) && all_known(ctx, entry, why) &&
           restraint_decide(entry, found ? &before : NULL, household_of_applicant(ctx, entry), ctx->now, ret,
                            why);
}

static const char *act_name(int act)
{
    static const char *const names[] = {"?", "set", "start", "extend", "lift", "release"};
    return names[act > 0 && act < (int)(sizeof names / sizeof names[0]) ? act : 0];
}

static ju_rc enter(ju_ctx *ctx, const submit *entry, const refusal *why, ju_err *err)
{
    int status = why->code == NULL ? PROVISIONAL : REFUSED;
    const char *id = (int)entry->act == SET ? entry->request_id : entry->restraint_id;
    JU_TRY(put_restraint_request(ctx, entry, id, status, err));
    JU_TRY(audit_request_each(ctx, why->code == NULL ? "restraint.entered" : "restraint.refused",
                              entry->operator_, (const char *const *)entry->addressee_number,
                              entry->n_addressee_number, why, act_name((int)entry->act), err));
    return reply(
        ctx,
        &(request_answer){.request_id = entry->request_id, .restraint_id = id, .status = status, .why = *why},
        err);
}

ju_rc submit_restraint_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const submit *entry = body;
    stored_request used;
    restraint after;
    refusal why = {0};
    JU_TRY(read_restraint_request(ctx, ASKED_REQUEST, entry->request_id, &used, err));
    if (used.found) {
        (void)refuse(&why, "request_id_used", "request_id");
        JU_TRY(audit_request(ctx, "restraint.refused", entry->operator_, NULL, &why, "", err));
        return reply(ctx,
                     &(request_answer){.request_id = entry->request_id,
                                       .restraint_id = used.restraint_id,
                                       .status = used.status,
                                       .why = why},
                     err);
    }
    if (decide(ctx, entry, &after, &why)) {
        (void)cohabitants_confirmed(ctx, entry, &why);
    }
    return enter(ctx, entry, &why, err);
}

/* ---- review ------------------------------------------------------------------------------------------ */

ju_rc review_restraint_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const review *message = body;
    JU_TRY(check_request_key(ctx, message->request_id, err));
    JU_TRY(ask_restraint_request(ctx, message->request_id, err));
    JU_TRY(ask_restraint(ctx, NULL, message->request_id, err));
    return ask_restraint_covered(ctx, message->request_id, err);
}

static bool may_review(const review *message, const stored_request *request, refusal *why)
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
static ju_rc audit_covered(ju_ctx *ctx, const char *action, const review *message, const refusal *why,
                           const char *detail, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_PERSONS);
    size_t count = (size_t)PQntuples(rows);
    const char **number = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *number);
    for (size_t i = 0; number != NULL && i < count; i++) {
        number[i] = ju_col(rows, (int)i, 0);
    }
    return number == NULL
               ? ju_no_memory(err)
               : audit_request_each(ctx, action, message->operator_, number, count, why, detail, err);
}

/* Nothing but the request changes: sent back, withdrawn, or refused. */
static ju_rc end_request(ju_ctx *ctx, const review *message, const stored_request *request, int status,
                         const refusal *why, ju_err *err)
{
    const char *action = status == RETURNED    ? "restraint.returned"
                         : status == WITHDRAWN ? "restraint.withdrawn"
                                               : "restraint.refused";
    JU_TRY(put_restraint_review(ctx, message->request_id, status, message->operator_->operator_id, err));
    JU_TRY(audit_covered(ctx, action, message, why, request->restraint_id, err));
    return reply(ctx,
                 &(request_answer){.request_id = message->request_id,
                                   .restraint_id = request->restraint_id,
                                   .status = status,
                                   .why = *why},
                 err);
}

/* Whether the person's place is hidden once the row stands in the place of what it follows. */
static bool hides_after(ju_ctx *ctx, const restraint_list *found, const char *addressee_number,
                        const restraint *row)
{
    restraint *item = ju_arena_alloc(ctx->arena, (found->count + 1) * sizeof *item);
    restraint_list after = {.item = item};
    for (size_t i = 0; item != NULL && i < found->count; i++) {
        if (strcmp(found->item[i].id, row->id) != 0) {
            item[after.count++] = found->item[i];
        }
    }
    if (item != NULL) {
        item[after.count] = *row;
        item[after.count++].addressee_number = addressee_number;
    }
    return restraint_hides(&after, addressee_number);
}

static ju_rc settle_person(ju_ctx *ctx, const review *message, const restraint *row,
                           const restraint_list *found, const person_record *person, ju_err *err)
{
    const char *addressee_number = person->addressee_number;
    bool hidden = restraint_hides(found, addressee_number);
    bool hides = hides_after(ctx, found, addressee_number, row);
    char *action = ju_arena_printf(ctx->arena, "restraint.%s", act_name((int)row->act));
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    const ju_act act = {
        .action = action, .operator_ = message->operator_, .change_id = ctx->message->key, .detail = row->id};
    JU_TRY((int)row->act == SET ? restrain_tell(ctx, act, addressee_number, person->register_ref, err)
                                : audit_about(ctx, act, addressee_number, err));
    if (hides == hidden) {
        return JU_OK;
    }
    JU_TRY(publish_restraint(ctx, message->request_id, person, hides, err));
    return publish_restraint_to_links(ctx, message->request_id, person, hides, err);
}

static ju_rc settle_persons(ju_ctx *ctx, const review *message, const restraint *row, ju_err *err)
{
    record_list person;
    restraint_list found;
    JU_TRY(read_records_from(ctx, ASKED_PERSONS, PERSON_COLUMN, &person, err));
    JU_TRY(read_restraints(ctx, ASKED_PERSONS, &found, err));
    size_t count = person.count;
    const char **number = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *number);
    if (number == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        number[i] = person.item[i]->addressee_number;
        JU_TRY(settle_person(ctx, message, row, &found, person.item[i], err));
    }
    if ((int)row->act == SET) {
        JU_TRY(put_restraint_persons(ctx, row->id, number, count, 0, message->request_id, err));
    }
    return put_restraints_anew(ctx, number, count, err);
}

static ju_rc approve(ju_ctx *ctx, const review *message, const stored_request *request, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    restraint row = {0};
    refusal why = {0};
    JU_TRY(ju_unpack(&juki__resident__v1__submit_restraint__descriptor, request->entry.data,
                     request->entry.len, false, ctx->arena, &body, err));
    const submit *entry = (const submit *)body;
    if (!decide(ctx, entry, &row, &why)) {
        return end_request(ctx, message, request, REFUSED, &why, err);
    }
    const restraint_origin origin = {.request_id = message->request_id,
                                     .entered_by = request->entered_by,
                                     .approved_by = message->operator_->operator_id,
                                     .reason = entry->reason};
    JU_TRY(put_restraint(ctx, &row, &origin, err));
    JU_TRY(settle_persons(ctx, message, &row, err));
    JU_TRY(put_restraint_review(ctx, message->request_id, REGISTERED, origin.approved_by, err));
    return reply(ctx,
                 &(request_answer){.request_id = message->request_id,
                                   .restraint_id = request->restraint_id,
                                   .status = REGISTERED,
                                   .standing = &row},
                 err);
}

ju_rc review_restraint_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const review *message = body;
    stored_request request;
    refusal why = {0};
    JU_TRY(read_restraint_request(ctx, ASKED_REQUEST, message->request_id, &request, err));
    if (!may_review(message, &request, &why)) {
        JU_TRY(audit_covered(ctx, "restraint.review", message, &why, "", err));
        return reply(ctx,
                     &(request_answer){.request_id = message->request_id,
                                       .restraint_id = request.found ? request.restraint_id : "",
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
