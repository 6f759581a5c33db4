#include "services/resident/steps/handlers.h"
#include "services/resident/steps/reply.h"
#include "services/resident/steps/restraint_reply.h"
#include "services/resident/steps/state.h"
#include "services/resident/store_restraint.h"

#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Resident__V1__QueryRestraints query_restraints;
typedef Juki__Resident__V1__Restraint message_of_one;

enum { ASKED_PERSON, ASKED_HISTORY };

/* What follows the columns of a restraint in restraint_history.sql. */
enum { COL_REQUEST = 9, COL_PROCESSED, COL_ENTERED_BY, COL_APPROVED_BY, COL_REASON, COL_PERSONS };

ju_rc query_restraints_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_restraints *question = body;
    JU_TRY(check_request_key(ctx, question->request_id, err));
    JU_TRY(ask_restraints_of(ctx, question->addressee_number, err));
    return ask_restraint_history(ctx, question->addressee_number, err);
}

static char *copy(ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static ju_rc add_step(ju_ctx *ctx, const PGresult *rows, int row, const restraint *at, message_of_one *one,
                      ju_err *err)
{
    Juki__Resident__V1__RestraintStep *step = ju_arena_alloc(ctx->arena, sizeof *step);
    if (step == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__restraint_step__init(step);
    step->act = at->act;
    step->request_id = copy(ctx, rows, row, COL_REQUEST);
    step->processed_date = copy(ctx, rows, row, COL_PROCESSED);
    step->start_date = ju_arena_strdup(ctx->arena, at->start_date);
    step->end_date = ju_arena_strdup(ctx->arena, at->end_date);
    step->released_until = ju_arena_strdup(ctx->arena, at->released_until);
    step->entered_by = copy(ctx, rows, row, COL_ENTERED_BY);
    step->approved_by = copy(ctx, rows, row, COL_APPROVED_BY);
    JU_TRY(read_restraint_reason(ctx, rows, row, COL_REASON, at, &step->reason, err));
    one->step[one->n_step++] = step;
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* "N,N,...": whom it covers. */
static ju_rc add_persons(ju_ctx *ctx, char *numbers, message_of_one *one, ju_err *err)
{
    size_t room = numbers == NULL ? 0 : strlen(numbers) / 2 + 1;
    one->addressee_number = ju_arena_alloc(ctx->arena, (room + 1) * sizeof *one->addressee_number);
    if (numbers == NULL || one->addressee_number == NULL) {
        return ju_no_memory(err);
    }
    while (numbers != NULL) {
        char *comma = strchr(numbers, ',');
        one->addressee_number[one->n_addressee_number++] = numbers;
        if (comma != NULL) {
            *comma++ = '\0';
        }
        numbers = comma;
    }
    return JU_OK;
}

/* The rows of one restraint from *row on; moves it past them. */
static ju_rc read_one(ju_ctx *ctx, const PGresult *rows, int *row, bool resident, message_of_one **ret,
                      ju_err *err)
{
    int first = *row;
    int last = first;
    restraint at;
    while (last + 1 < PQntuples(rows) && strcmp(ju_col(rows, last + 1, 0), ju_col(rows, first, 0)) == 0) {
        last++;
    }
    *row = last + 1;
    if (!read_restraint_row(ctx, rows, last, &at)) {
        return ju_no_memory(err);
    }
    JU_TRY(restraint_message(ctx, &at, resident, ret, err));
    JU_TRY(add_persons(ctx, copy(ctx, rows, last, COL_PERSONS), *ret, err));
    (*ret)->step = ju_arena_alloc(ctx->arena, (size_t)(last - first + 1) * sizeof *(*ret)->step);
    for (int i = first; (*ret)->step != NULL && i <= last; i++) {
        if (read_restraint_row(ctx, rows, i, &at)) {
            JU_TRY(add_step(ctx, rows, i, &at, *ret, err));
        }
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

static ju_rc read_all(ju_ctx *ctx, Juki__Resident__V1__RestraintsReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_HISTORY);
    bool resident = ju_col_i64(ju_answer(ctx, ASKED_PERSON), 0, 1) ==
                    JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    reply->restraint = ju_arena_alloc(ctx->arena, ((size_t)PQntuples(rows) + 1) * sizeof *reply->restraint);
    if (reply->restraint == NULL) {
        return ju_no_memory(err);
    }
    for (int row = 0; row < PQntuples(rows);) {
        JU_TRY(read_one(ctx, rows, &row, resident, &reply->restraint[reply->n_restraint++], err));
    }
    return JU_OK;
}

ju_rc query_restraints_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_restraints *question = body;
    const resident_state *state = ctx->app;
    Juki__Resident__V1__RestraintsReply reply = JUKI__RESIDENT__V1__RESTRAINTS_REPLY__INIT;
    char subject[JU_SUBJECT_HASH_SIZE];
    refusal why = {0};
    if (question->operator_ == NULL || *question->operator_->operator_id == '\0') {
        (void)refuse(&why, "operator_missing", "operator");
    } else if (*question->purpose == '\0') {
        (void)refuse(&why, "purpose_missing", "purpose");
    } else if (PQntuples(ju_answer(ctx, ASKED_PERSON)) == 0) {
        (void)refuse(&why, "person_unknown", "addressee_number");
    } else {
        JU_TRY(read_all(ctx, &reply, err));
    }
    reply.request_id = question->request_id;
    reply.refusal = refusal_message_of(ctx, &why);
    JU_TRY(ju_subject_hash(state->audit, question->addressee_number, subject, err));
    JU_TRY(ju_audit(ctx,
                    &(ju_act){.action = "restraint.show",
                              .operator_ = question->operator_,
                              .subject = subject,
                              .event_id = ctx->message->id,
                              .refused_code = why.code,
                              .detail = why.code == NULL ? "" : why.item},
                    err));
    return ju_emit(ctx, JU_TOPIC_RESIDENT_REPLY, question->request_id, &reply.base, NULL, err);
}
