#include "services/resident/alert.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/restraint_reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/steps/submit.h"
#include "services/resident/store.h"
#include "services/resident/store_restraint.h"

#include "common/event/topic_names.h"

typedef Juki__Resident__V1__QueryChange query_change;
typedef Juki__Resident__V1__QueryPerson query_person;

static bool operator_named(const Juki__Common__V1__Operator *operator_)
{
    return operator_ != NULL && *operator_->operator_id != '\0';
}

enum { ASKED_CHANGE, ASKED_REGISTERED };
enum { ASKED_RECORDS, ASKED_RESTRAINTS };

/* The id of a question is its key, and a UUID: anything else could carry what must not be a key. */
ju_rc query_change_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_change *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    JU_TRY(ask_change(ctx, question->change_id, err));
    return ask_registered(ctx, question->change_id, err);
}

static ju_rc fill_registered(ju_ctx *ctx, change_answer *answer, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_REGISTERED);
    answer->addressee_count = (size_t)PQntuples(rows);
    answer->addressee_number = ju_arena_alloc(ctx->arena, (answer->addressee_count + 1) * sizeof(char *));
    if (answer->addressee_number == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < answer->addressee_count; i++) {
        answer->addressee_number[i] = ju_arena_strdup(ctx->arena, ju_col(rows, (int)i, 0));
        answer->household_number = ju_arena_strdup(ctx->arena, ju_col(rows, (int)i, 1));
    }
    return JU_OK;
}

/* Whom a change that is shown concerns: who was registered by it, else who was entered. */
static ju_rc audit_change(ju_ctx *ctx, const query_change *question, const stored_change *change,
                          const change_answer *answer, ju_err *err)
{
    const Juki__Resident__V1__SubmitChange *entry = NULL;
    const ju_act act = {.action = "change.show",
                        .operator_ = question->operator_,
                        .change_id = question->change_id,
                        .refused_code = answer->status == 0 ? answer->why.code : NULL};
    for (size_t i = 0; i < answer->addressee_count; i++) {
        JU_TRY(audit_about(ctx, act, answer->addressee_number[i], err));
    }
    if (answer->addressee_count > 0) {
        return JU_OK;
    }
    JU_TRY(read_entry(ctx, change, &entry, err));
    return audit_entry(ctx, &act, entry, err);
}

ju_rc query_change_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_change *question = body;
    stored_change change;
    JU_TRY(read_change(ctx, ASKED_CHANGE, question->change_id, &change, err));
    change_answer answer = {.request_id = question->request_id, .change_id = question->change_id};
    answer.status = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_UNSPECIFIED;
    if (!operator_named(question->operator_)) {
        (void)refuse(&answer.why, "operator_missing", "operator");
    } else if (!change.found) {
        (void)refuse(&answer.why, "change_unknown", "change_id");
    } else {
        answer.status = (Juki__Resident__V1__ChangeStatus)change.status;
        if (*change.refusal_code != '\0') {
            answer.why = (refusal){.code = change.refusal_code, .item = change.refusal_item};
        }
        JU_TRY(fill_registered(ctx, &answer, err));
    }
    JU_TRY(audit_change(ctx, question, &change, &answer, err));
    return reply_change(ctx, &answer, err);
}

ju_rc query_person_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_person *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    JU_TRY(ask_records(ctx, question->addressee_number, question->history, err));
    return ask_restraints_of(ctx, question->addressee_number, err);
}

static ju_rc audit_query(ju_ctx *ctx, const query_person *question, const refusal *why, ju_err *err)
{
    const resident_state *state = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    JU_TRY(ju_subject_hash(state->audit, question->addressee_number, subject, err));
    return ju_audit(ctx,
                    &(ju_act){.action = question->history ? "person.history" : "person.show",
                              .operator_ = question->operator_,
                              .subject = subject,
                              .event_id = ctx->message->id,
                              .refused_code = why->code,
                              .detail = why->code != NULL                 ? why->item
                                        : question->n_confirmed_alert > 0 ? question->confirmed_alert[0]
                                                                          : ""},
                    err);
}

/* found is shown with the record: 支援対象者である旨, and that a period ends or has ended (j380, j440). */
static ju_rc answer_person(ju_ctx *ctx, const query_person *question, const refusal *why,
                           const record_list *records, const restraint_list *found, ju_err *err)
{
    Juki__Resident__V1__PersonReply reply = JUKI__RESIDENT__V1__PERSON_REPLY__INIT;
    reply.request_id = question->request_id;
    reply.refusal = refusal_message_of(ctx, why);
    if (why->code == NULL) {
        reply.n_record = records->count;
        reply.record = records->item;
        bool resident = records->item[records->count - 1]->state ==
                        JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
        JU_TRY(restraint_messages(ctx, found, resident, &reply.restraint, &reply.n_restraint, err));
    }
    for (size_t i = 0; i < reply.n_record; i++) {
        /* A question about a person does not bring the numbers along. */
        reply.record[i]->individual_number = NULL;
        reply.record[i]->resident_code = NULL;
    }
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}

ju_rc query_person_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_person *question = body;
    refusal why = {0};
    record_list records = {0};
    restraint_list found;
    JU_TRY(read_records(ctx, ASKED_RECORDS, &records, err));
    JU_TRY(read_restraints(ctx, ASKED_RESTRAINTS, &found, err));
    if (!operator_named(question->operator_)) {
        (void)refuse(&why, "operator_missing", "operator");
    } else if (*question->purpose == '\0') {
        (void)refuse(&why, "purpose_missing", "purpose");
    } else if (records.count == 0) {
        (void)refuse(&why, "person_unknown", "addressee_number");
    } else {
        (void)inquiry_unrestrained(question->confirmed_alert, question->n_confirmed_alert, &found, ctx->now,
                                   &why);
    }
    JU_TRY(audit_query(ctx, question, &why, err));
    return answer_person(ctx, question, &why, &records, &found, err);
}
