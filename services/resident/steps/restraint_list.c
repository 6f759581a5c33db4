#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/restraint_reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"
#include "services/resident/store_restraint.h"

#include "common/event/topic_names.h"

typedef Juki__Resident__V1__ListRestraints list_restraints;
typedef Juki__Resident__V1__RestrainedPerson restrained_person;
typedef Juki__Resident__V1__RestraintListReply list_reply;

enum { PAGE_MAX = 100 };

ju_rc list_restraints_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const list_restraints *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    return ask_restraint_list(ctx, question->after, err);
}

static ju_rc read_person(ju_ctx *ctx, const PGresult *rows, int row, const restraint_list *all,
                         restrained_person **ret, ju_err *err)
{
    enum { NUMBER, HOUSEHOLD, STATE, RESTRAINTS, RECORD };
    const resident_state *state = ctx->app;
    person_record *record = NULL;
    restrained_person *person = ju_arena_alloc(ctx->arena, sizeof *person);
    *ret = person;
    if (person == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__restrained_person__init(person);
    person->addressee_number = ju_arena_strdup(ctx->arena, ju_col(rows, row, NUMBER));
    person->household_number = ju_arena_strdup(ctx->arena, ju_col(rows, row, HOUSEHOLD));
    JU_TRY(read_record(&state->keeper, ctx->arena, rows, row, RECORD, &record, err));
    person->name = record->name;
    person->state = (Juki__Resident__V1__PersonState)ju_col_i64(rows, row, STATE);
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    bool resident = person->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    restraint_list found = restraint_with(all, person->addressee_number);
    return restraint_messages(ctx, &found, resident, &person->restraint, &person->n_restraint, err);
}

static ju_rc read_page(ju_ctx *ctx, list_reply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    int count = PQntuples(rows);
    restraint_list all;
    JU_TRY(read_restraints(ctx, 0, &all, err));
    reply->more = count > PAGE_MAX;
    count = count > PAGE_MAX ? PAGE_MAX : count;
    reply->person = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof *reply->person);
    if (reply->person == NULL) {
        return ju_no_memory(err);
    }
    for (int row = 0; row < count; row++) {
        JU_TRY(read_person(ctx, rows, row, &all, &reply->person[reply->n_person++], err));
    }
    return JU_OK;
}

/* Who was listed stands in the trail, each by his own act. */
static ju_rc audit(ju_ctx *ctx, const list_restraints *question, const list_reply *reply, const refusal *why,
                   ju_err *err)
{
    const resident_state *state = ctx->app;
    ju_act act = {.action = "restraint.list",
                  .operator_ = question->operator_,
                  .event_id = ctx->message->id,
                  .refused_code = why->code,
                  .detail = why->code == NULL ? "" : why->item};
    for (size_t i = 0; i < reply->n_person; i++) {
        char subject[JU_SUBJECT_HASH_SIZE];
        JU_TRY(ju_subject_hash(state->audit, reply->person[i]->addressee_number, subject, err));
        act.subject = subject;
        JU_TRY(ju_audit(ctx, &act, err));
    }
    return reply->n_person > 0 ? JU_OK : ju_audit(ctx, &act, err);
}

ju_rc list_restraints_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const list_restraints *question = body;
    list_reply reply = JUKI__RESIDENT__V1__RESTRAINT_LIST_REPLY__INIT;
    refusal why = {0};
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        (void)refuse(&why, "operator_missing", "operator");
    } else if (*question->purpose == '\0') {
        (void)refuse(&why, "purpose_missing", "purpose");
    } else {
        JU_TRY(read_page(ctx, &reply, err));
    }
    reply.request_id = question->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(audit(ctx, question, &reply, &why, err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
