#include "services/resident/alert.h"
#include "services/resident/as_of.h"
#include "services/resident/member_order.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/restraint_reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"
#include "services/resident/store_history.h"
#include "services/resident/store_restraint.h"

#include "common/event/topic_names.h"
#include "common/text/date.h"
#include "juki/resident/v1/history.pb-c.h"

#include <string.h>

typedef Juki__Resident__V1__QueryPersonAsOf query_person;
typedef Juki__Resident__V1__QueryHouseholdAsOf query_household;
typedef Juki__Resident__V1__HouseholdAsOfReply household_reply;
typedef Juki__Resident__V1__RestrainedPerson restrained_person;

enum { MEMBERS_MAX = 100 }; /* what surely fits one message */

/* What both questions have. */
typedef struct question {
    const char *action;
    const char *request_id;
    const Juki__Common__V1__Operator *operator_;
    const char *subject; /* 宛名番号, or 世帯番号, asked about */
    const char *as_of;
    const char *known_at;
    const char *purpose;
    char *const *confirmed; /* alerts */
    size_t confirmed_count;
} question;

/* What the database knows of whom the question concerns. */
typedef struct material {
    history_list rows;
    restraint_list restraints; /* that stand now, whatever day is asked about */
} material;

/* A day ahead is refused: what is planned (転出予定) is not yet in the register. */
static bool check_question(const ju_ctx *ctx, const question *q, as_of_time *when, refusal *why)
{
    ju_date day;
    if (q->operator_ == NULL || *q->operator_->operator_id == '\0') {
        return refuse(why, "operator_missing", "operator");
    }
    if (*q->purpose == '\0') {
        return refuse(why, "purpose_missing", "purpose");
    }
    if (!ju_date_parse(q->as_of, &day)) {
        return refuse(why, "date_invalid", "as_of");
    }
    if (strcmp(q->as_of, ctx->today) > 0) {
        return refuse(why, "date_in_future", "as_of");
    }
    when->day = q->as_of;
    return as_of_moment(q->known_at, &when->known_us) ? true : refuse(why, "time_invalid", "known_at");
}

static ju_rc audit(ju_ctx *ctx, const question *q, const char *about, const refusal *why, ju_err *err)
{
    const char *detail = why->code != NULL
                             ? why->item
                             : ju_arena_printf(ctx->arena, "as_of=%s known_at=%s%s%s", q->as_of, q->known_at,
                                               q->confirmed_count > 0 ? " confirmed=" : "",
                                               q->confirmed_count > 0 ? q->confirmed[0] : "");
    if (detail == NULL) {
        return ju_no_memory(err);
    }
    return audit_about(
        ctx,
        (ju_act){.action = q->action, .operator_ = q->operator_, .refused_code = why->code, .detail = detail},
        about, err);
}

/* One row per person of the list who was on record then, in the arena; numbers do not come along. */
static ju_rc states_of(ju_ctx *ctx, const history_list *rows, const as_of_time *when, record_list *ret,
                       ju_err *err)
{
    *ret = (record_list){.item = ju_arena_alloc(ctx->arena, (rows->count + 1) * sizeof(person_record *))};
    person_record *found = ju_arena_alloc(ctx->arena, sizeof *found);
    for (size_t from = 0, to = 0; ret->item != NULL && found != NULL && from < rows->count; from = to) {
        const char *number = rows->row[from].record->addressee_number;
        while (to < rows->count && strcmp(rows->row[to].record->addressee_number, number) == 0) {
            to++;
        }
        if (as_of_person(&rows->row[from], to - from, when, found)) {
            found->individual_number = found->resident_code = NULL;
            ret->item[ret->count++] = found;
            found = ju_arena_alloc(ctx->arena, sizeof *found);
        }
    }
    return ret->item == NULL || found == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc read_material(ju_ctx *ctx, material *ret, ju_err *err)
{
    JU_TRY(read_history(ctx, 0, &ret->rows, err));
    return read_restraints(ctx, 0, &ret->restraints, err);
}

/* 照会抑止 (j410) of one person. */
static bool unrestrained(const ju_ctx *ctx, const question *q, const material *known, const char *number,
                         refusal *why)
{
    restraint_list found = restraint_with(&known->restraints, number);
    return inquiry_unrestrained(q->confirmed, q->confirmed_count, &found, ctx->now, why);
}

static bool was_resident(const person_record *person)
{
    return person->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
}

/* As the person is now. */
static bool is_resident(const history_list *rows, const char *addressee_number)
{
    bool resident = false;
    for (size_t i = 0; i < rows->count; i++) {
        const person_record *record = rows->row[i].record;
        resident = strcmp(record->addressee_number, addressee_number) == 0 ? was_resident(record) : resident;
    }
    return resident;
}

/* 支援対象者である旨 and the like, shown with every answer about the person (j380, j440). */
static ju_rc standing_against(ju_ctx *ctx, const material *known, const char *number,
                              Juki__Resident__V1__Restraint ***ret, size_t *ret_count, ju_err *err)
{
    restraint_list found = restraint_with(&known->restraints, number);
    return restraint_messages(ctx, &found, is_resident(&known->rows, number), ret, ret_count, err);
}

/* ---- one person -----------------------------------------------------------------------------------------
 */

ju_rc query_person_as_of_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_person *message = body;
    JU_TRY(check_request_key(ctx, message->request_id, err));
    return ask_history_of_person(ctx, message->addressee_number, err);
}

static ju_rc find_person(ju_ctx *ctx, const question *q, const material *known, record_list *ret,
                         refusal *why, ju_err *err)
{
    as_of_time when = {0};
    if (!check_question(ctx, q, &when, why)) {
        return JU_OK;
    }
    JU_TRY(states_of(ctx, &known->rows, &when, ret, err));
    if (known->rows.count == 0) {
        (void)refuse(why, "person_unknown", "addressee_number");
    } else if (known->rows.count > HISTORY_ROWS_MAX) {
        (void)refuse(why, "answer_too_long", "addressee_number");
    } else if (unrestrained(ctx, q, known, q->subject, why) && ret->count == 0) {
        (void)refuse(why, "not_on_record_then", "as_of");
    }
    return JU_OK;
}

ju_rc query_person_as_of_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_person *message = body;
    const question q = {.action = "person.as_of",
                        .request_id = message->request_id,
                        .operator_ = message->operator_,
                        .subject = message->addressee_number,
                        .as_of = message->as_of,
                        .known_at = message->known_at,
                        .purpose = message->purpose,
                        .confirmed = message->confirmed_alert,
                        .confirmed_count = message->n_confirmed_alert};
    Juki__Resident__V1__PersonAsOfReply reply = JUKI__RESIDENT__V1__PERSON_AS_OF_REPLY__INIT;
    material known = {0};
    record_list found = {0};
    refusal why = {0};
    JU_TRY(read_material(ctx, &known, err));
    JU_TRY(find_person(ctx, &q, &known, &found, &why, err));
    JU_TRY(audit(ctx, &q, q.subject, &why, err));
    reply.request_id = message->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    if (why.code == NULL && found.count > 0) {
        reply.record = found.item[0];
        JU_TRY(standing_against(ctx, &known, q.subject, &reply.restraint, &reply.n_restraint, err));
    }
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, q.request_id, &reply.base, NULL, err);
}

/* ---- a household ----------------------------------------------------------------------------------------
 */

ju_rc query_household_as_of_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_household *message = body;
    JU_TRY(check_request_key(ctx, message->request_id, err));
    return ask_history_of_household(ctx, message->household_number, message->addressee_number, err);
}

/* The household that is asked about: by its number, or that of the member named; NULL and why. */
static const char *household_of(const query_household *message, const record_list *states, refusal *why)
{
    if ((*message->household_number == '\0') == (*message->addressee_number == '\0')) {
        (void)refuse(why, "item_required", "household_number");
        return NULL;
    }
    if (*message->household_number != '\0') {
        return message->household_number;
    }
    for (size_t i = 0; i < states->count; i++) {
        if (strcmp(states->item[i]->addressee_number, message->addressee_number) == 0 &&
            was_resident(states->item[i])) {
            return states->item[i]->household_number;
        }
    }
    (void)refuse(why, "not_resident_then", "addressee_number");
    return NULL;
}

/* Leaves the members of the household in the list, in the order of the standard. */
static ju_rc keep_members(ju_ctx *ctx, record_list *states, const char *household_number, ju_err *err)
{
    size_t count = 0;
    for (size_t i = 0; i < states->count; i++) {
        person_record *person = states->item[i];
        if (was_resident(person) && strcmp(person->household_number, household_number) == 0) {
            states->item[count++] = person;
        }
    }
    states->count = count;
    return member_order(states->item, count, ctx->arena) ? JU_OK : ju_no_memory(err);
}

/* An answer is as restrained as the most restrained person it shows. */
static void check_members(const ju_ctx *ctx, const question *q, const material *known,
                          const record_list *members, refusal *why)
{
    if (members->count == 0) {
        (void)refuse(why, "household_empty_then", "household_number");
    } else if (members->count > MEMBERS_MAX) {
        (void)refuse(why, "answer_too_long", "household_number");
    }
    for (size_t i = 0; i < members->count && why->code == NULL; i++) {
        (void)unrestrained(ctx, q, known, members->item[i]->addressee_number, why);
    }
}

static ju_rc find_household(ju_ctx *ctx, const query_household *message, const question *q,
                            const material *known, record_list *ret, refusal *why, ju_err *err)
{
    as_of_time when = {0};
    if (!check_question(ctx, q, &when, why)) {
        return JU_OK;
    }
    if (known->rows.count > HISTORY_ROWS_MAX) {
        (void)refuse(why, "answer_too_long", "household_number");
        return JU_OK;
    }
    if (!unrestrained(ctx, q, known, message->addressee_number, why)) {
        return JU_OK; /* nor whether he was in any */
    }
    JU_TRY(states_of(ctx, &known->rows, &when, ret, err));
    const char *household_number = household_of(message, ret, why);
    if (household_number != NULL) {
        JU_TRY(keep_members(ctx, ret, household_number, err));
        check_members(ctx, q, known, ret, why);
    }
    return JU_OK;
}

/* Of each member against whom something stands. */
static ju_rc fill_restrained(ju_ctx *ctx, const material *known, household_reply *reply, ju_err *err)
{
    reply->restrained = ju_arena_alloc(ctx->arena, (reply->n_member + 1) * sizeof *reply->restrained);
    for (size_t i = 0; reply->restrained != NULL && i < reply->n_member; i++) {
        const person_record *member = reply->member[i];
        restrained_person *person = ju_arena_alloc(ctx->arena, sizeof *person);
        if (person == NULL) {
            return ju_no_memory(err);
        }
        juki__resident__v1__restrained_person__init(person);
        person->addressee_number = member->addressee_number;
        person->household_number = member->household_number;
        person->name = member->name;
        person->state = member->state;
        JU_TRY(standing_against(ctx, known, member->addressee_number, &person->restraint,
                                &person->n_restraint, err));
        if (person->n_restraint > 0) {
            reply->restrained[reply->n_restrained++] = person;
        }
    }
    return reply->restrained == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc query_household_as_of_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_household *message = body;
    bool by_member = *message->household_number == '\0';
    const question q = {.action = "household.as_of",
                        .request_id = message->request_id,
                        .operator_ = message->operator_,
                        .subject = by_member ? message->addressee_number : message->household_number,
                        .as_of = message->as_of,
                        .known_at = message->known_at,
                        .purpose = message->purpose,
                        .confirmed = message->confirmed_alert,
                        .confirmed_count = message->n_confirmed_alert};
    household_reply reply = JUKI__RESIDENT__V1__HOUSEHOLD_AS_OF_REPLY__INIT;
    material known = {0};
    record_list found = {0};
    refusal why = {0};
    JU_TRY(read_material(ctx, &known, err));
    JU_TRY(find_household(ctx, message, &q, &known, &found, &why, err));
    reply.request_id = message->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    if (why.code != NULL) {
        JU_TRY(audit(ctx, &q, q.subject, &why, err));
        found.count = 0;
    }
    for (size_t i = 0; i < found.count; i++) { /* everybody who is shown has the act in his own trail */
        JU_TRY(audit(ctx, &q, found.item[i]->addressee_number, &why, err));
        reply.household_number = found.item[i]->household_number;
    }
    reply.n_member = found.count;
    reply.member = found.item;
    JU_TRY(fill_restrained(ctx, &known, &reply, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, q.request_id, &reply.base, NULL, err);
}
