#include "services/resident/as_of.h"
#include "services/resident/certificate.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "common/text/date.h"
#include "juki/resident/v1/history.pb-c.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__QueryPersonAsOf query_person;
typedef Juki__Resident__V1__QueryHouseholdAsOf query_household;

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
} question;

static ju_rc no_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
}

static ju_rc check_request(const ju_ctx *ctx, const char *request_id, ju_err *err)
{
    if (!ju_uuid_valid(request_id) || strcmp(request_id, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "request_id",
                         "the key is not the request id, or that is no UUID");
    }
    return JU_OK;
}

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
    const resident_state *state = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    const char *detail = why->code != NULL
                             ? why->item
                             : ju_arena_printf(ctx->arena, "as_of=%s known_at=%s", q->as_of, q->known_at);
    if (detail == NULL) {
        return no_memory(err);
    }
    JU_TRY(ju_subject_hash(state->audit, about, subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = q->action,
                              .operator_ = q->operator_,
                              .subject = subject,
                              .event_id = ctx->message->id,
                              .refused_code = why->code,
                              .detail = detail},
                    err);
}

/* One row per person of the list who was on record then, in the arena; numbers do not come along. */
static ju_rc states_of(ju_ctx *ctx, const history_list *rows, const as_of_time *when, record_list *ret,
                       ju_err *err)
{
    *ret = (record_list){.item = ju_arena_alloc(ctx->arena, (rows->count + 1) * sizeof(person_record *))};
    person_record *found = ju_arena_alloc(ctx->arena, sizeof *found);
    for (size_t from = 0, to = 0; found != NULL && from < rows->count; from = to) {
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
    return ret->item == NULL || found == NULL ? no_memory(err) : JU_OK;
}

/* ---- one person -----------------------------------------------------------------------------------------
 */

ju_rc query_person_as_of_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_person *message = body;
    JU_TRY(check_request(ctx, message->request_id, err));
    return ask_history_of_person(ctx, message->addressee_number, err);
}

static ju_rc find_person(ju_ctx *ctx, const question *q, record_list *ret, refusal *why, ju_err *err)
{
    as_of_time when = {0};
    history_list rows = {0};
    JU_TRY(read_history(ctx, 0, &rows, err));
    if (!check_question(ctx, q, &when, why)) {
        return JU_OK;
    }
    JU_TRY(states_of(ctx, &rows, &when, ret, err));
    if (rows.count == 0) {
        (void)refuse(why, "person_unknown", "addressee_number");
    } else if (rows.count > HISTORY_ROWS_MAX) {
        (void)refuse(why, "answer_too_long", "addressee_number");
    } else if (ret->count == 0) {
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
                        .purpose = message->purpose};
    Juki__Resident__V1__PersonAsOfReply reply = JUKI__RESIDENT__V1__PERSON_AS_OF_REPLY__INIT;
    record_list found = {0};
    refusal why = {0};
    JU_TRY(find_person(ctx, &q, &found, &why, err));
    JU_TRY(audit(ctx, &q, q.subject, &why, err));
    reply.request_id = message->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    reply.record = why.code == NULL && found.count > 0 ? found.item[0] : NULL;
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, q.request_id, &reply.base, NULL, err);
}

/* ---- a household ----------------------------------------------------------------------------------------
 */

ju_rc query_household_as_of_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_household *message = body;
    JU_TRY(check_request(ctx, message->request_id, err));
    return ask_history_of_household(ctx, message->household_number, message->addressee_number, err);
}

static bool was_resident(const person_record *person)
{
    return person->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
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

static int compare(const void *a, const void *b)
{
    return certificate_compare(*(person_record *const *)a, *(person_record *const *)b);
}

/* Leaves the members of the household in the list, in the order of the standard. */
static void keep_members(record_list *states, const char *household_number)
{
    size_t count = 0;
    for (size_t i = 0; i < states->count; i++) {
        person_record *person = states->item[i];
        if (was_resident(person) && strcmp(person->household_number, household_number) == 0) {
            states->item[count++] = person;
        }
    }
    states->count = count;
    qsort(states->item, count, sizeof(person_record *), compare);
}

static ju_rc find_household(ju_ctx *ctx, const query_household *message, const question *q, record_list *ret,
                            refusal *why, ju_err *err)
{
    as_of_time when = {0};
    history_list rows = {0};
    JU_TRY(read_history(ctx, 0, &rows, err));
    if (!check_question(ctx, q, &when, why)) {
        return JU_OK;
    }
    if (rows.count > HISTORY_ROWS_MAX) {
        (void)refuse(why, "answer_too_long", "household_number");
        return JU_OK;
    }
    JU_TRY(states_of(ctx, &rows, &when, ret, err));
    const char *household_number = household_of(message, ret, why);
    if (household_number == NULL) {
        return JU_OK;
    }
    keep_members(ret, household_number);
    if (ret->count == 0) {
        (void)refuse(why, "household_empty_then", "household_number");
    } else if (ret->count > MEMBERS_MAX) {
        (void)refuse(why, "answer_too_long", "household_number");
    }
    return JU_OK;
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
                        .purpose = message->purpose};
    Juki__Resident__V1__HouseholdAsOfReply reply = JUKI__RESIDENT__V1__HOUSEHOLD_AS_OF_REPLY__INIT;
    record_list found = {0};
    refusal why = {0};
    JU_TRY(find_household(ctx, message, &q, &found, &why, err));
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
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, q.request_id, &reply.base, NULL, err);
}
