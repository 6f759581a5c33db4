/* 広域交付 (住基法12条の4; seed 002 R-83): another municipality's request, answered out of identity's own
 * copy. */
#include "services/identity/steps/wide.h"

#include "services/identity/steps/state.h"
#include "services/identity/store_wide.h"

#include "common/base/uuid7.h"
#include "common/event/check.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Identity__V1__WideRequest wide_request;
typedef Juki__Identity__V1__WideQuestion wide_question;
typedef Juki__Identity__V1__WideAnswered wide_answered;
typedef Juki__Identity__V1__WidePerson wide_person;

#define ITEM(name) JUKI__IDENTITY__V1__WIDE_ITEM__WIDE_ITEM_##name

/* What ask found out: a question that was signed and can be read, or why not. */
typedef struct wide_work {
    const wide_question *question;
    wide_refusal why;
} wide_work;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* ---- ask --------------------------------------------------------------------------------------------- */

/* Before anything in the request is looked at. */
static ju_rc verify(ju_ctx *ctx, const wide_request *request, wide_refusal *ret, ju_err *err)
{
    const identity_state *state = ctx->app;
    ju_err fault = {0};
    ju_rc rc = ju_signature_check(state->municipality_signers, JU_TOPIC_LINK_MUNICIPALITY_IN, request->key_id,
                                  &request->question, &request->signature, &fault);
    if (rc == JU_REJECT) {
        *ret = strcmp(fault.code, "signature_key") == 0 ? (wide_refusal){"signature_key", "key_id"}
                                                        : (wide_refusal){"signature_invalid", "signature"};
        return JU_OK;
    }
    if (rc != JU_OK && err != NULL) {
        *err = fault;
    }
    return rc;
}

static ju_rc read_question(ju_ctx *ctx, const wide_request *request, wide_work *work, ju_err *err)
{
    ProtobufCMessage *question = NULL;
    ju_rc rc = ju_unpack(&juki__identity__v1__wide_question__descriptor, request->question.data,
                         request->question.len, true, ctx->arena, &question, err);
    if (rc == JU_REJECT) {
        work->why = (wide_refusal){"message_invalid", "question"};
        return JU_OK;
    }
    work->question = (const wide_question *)question;
    return rc;
}

/* The code stands for the person who has shown the card. */
static ju_rc read_code(ju_ctx *ctx, wide_work *work, unsigned char *index, ju_err *err)
{
    identity_state *state = ctx->app;
    const char *id = work->question->request_id;
    const identity_route route = {state->rings.identity, id, state->rings.identity, id};
    Juki__Common__V1__Sealed *again = NULL;
    ju_err fault = {0};
    ju_rc rc = identity_pass_code(&route, ctx->arena, work->question->resident_code, &again, index, &fault);
    if (rc == JU_REJECT) {
        bool digits = strcmp(fault.code, "check_digit") == 0;
        work->why = (wide_refusal){digits ? "check_digit" : "seal_broken", "resident_code"};
        return JU_OK;
    }
    if (rc != JU_OK && err != NULL) {
        *err = fault;
    }
    return rc;
}

ju_rc wide_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    wide_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (work == NULL || index == NULL) {
        return ju_no_memory(err);
    }
    if (!ju_uuid_valid(ctx->message->key)) {
        return ju_reject(err, "key_mismatch", "request_id", "the key is no UUID");
    }
    *work = (wide_work){0};
    ctx->work = work;
    JU_TRY(verify(ctx, body, &work->why, err));
    if (work->why.code == NULL) {
        JU_TRY(read_question(ctx, body, work, err));
    }
    if (work->why.code == NULL) {
        JU_TRY(read_code(ctx, work, index, err));
    }
    return work->why.code == NULL ? wide_ask(ctx, work->question->request_id, index, err) : JU_OK;
}

/* ---- the answer -------------------------------------------------------------------------------------- */

static ju_rc audit(ju_ctx *ctx, const char *action, const wide_row *row, const char *subject, ju_err *err)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = text("link:municipality");
    who.terminal_id = text(row->issuer_code == NULL ? "" : row->issuer_code);
    const char *detail = row->refused != NULL ? row->refused : row->heard_at;
    return ju_audit(ctx,
                    &(ju_act){.action = action,
                              .operator_ = &who,
                              .subject = subject,
                              .event_id = row->event_id,
                              .refused_code = row->reason,
                              .detail = detail,
                              .legal_basis = "住基法12条の4"},
                    err);
}

static ju_rc emit(ju_ctx *ctx, wide_answered *answer, wide_row *row, ju_err *err)
{
    JU_TRY(
        ju_emit(ctx, JU_TOPIC_LINK_MUNICIPALITY_OUT, answer->request_id, &answer->base, &row->event_id, err));
    return wide_put(ctx, row, err);
}

static ju_rc decline(ju_ctx *ctx, const char *request_id, const wide_refusal *why, wide_row *row, ju_err *err)
{
    wide_answered answer = JUKI__IDENTITY__V1__WIDE_ANSWERED__INIT;
    Juki__Common__V1__Refusal refusal = JUKI__COMMON__V1__REFUSAL__INIT;
    refusal.code = text(why->code);
    refusal.item = text(why->item);
    refusal.message = text(wide_refusal_message(why->code));
    answer.request_id = text(request_id);
    answer.refusal = &refusal;
    row->refused = why->code;
    row->reason = row->reason == NULL ? why->code : row->reason;
    JU_TRY(emit(ctx, &answer, row, err));
    return audit(ctx, "wide.refused", row, row->subject, err);
}

static ju_rc seal_numbers(ju_ctx *ctx, const wide_question *question, const wide_member *member, ju_err *err)
{
    identity_state *state = ctx->app;
    unsigned char ignored[JU_BLIND_INDEX_BYTES];
    const identity_route route = {state->rings.identity, member->register_ref, state->rings.municipality,
                                  question->request_id};
    if (wide_shows(question, ITEM(RESIDENT_CODE))) {
        JU_TRY(identity_pass_code(&route, ctx->arena, member->resident_code, &member->person->resident_code,
                                  ignored, err));
    }
    return wide_shows(question, ITEM(INDIVIDUAL_NUMBER))
               ? identity_pass_number(&route, ctx->arena, member->individual_number,
                                      &member->person->individual_number, ignored, err)
               : JU_OK;
}

/* The persons who are told, and the oldest row among them. */
static ju_rc fill(ju_ctx *ctx, const wide_question *question, const wide_household *household,
                  wide_answered *answer, wide_row *row, ju_err *err)
{
    answer->person = ju_arena_alloc(ctx->arena, household->count * sizeof *answer->person);
    if (answer->person == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < household->count; i++) {
        const wide_member *member = &household->item[i];
        if (member->is_head && wide_shows(question, ITEM(RELATIONSHIP))) {
            answer->household_head = member->person->name;
        }
        if (!question->household && !member->holder) {
            continue;
        }
        wide_leave_out(question, member->person);
        JU_TRY(seal_numbers(ctx, question, member, err));
        answer->person[answer->n_person++] = member->person;
        answer->address = text(member->address);
        bool older = row->recorded_at == NULL || strcmp(member->recorded_at, row->recorded_at) < 0;
        row->recorded_at = older ? member->recorded_at : row->recorded_at;
    }
    return JU_OK;
}

static ju_rc audit_persons(ju_ctx *ctx, const wide_question *question, const wide_household *household,
                           const wide_row *row, ju_err *err)
{
    for (size_t i = 0; i < household->count; i++) {
        const char *subject = NULL;
        if (question->household || household->item[i].holder) {
            JU_TRY(identity_subject(ctx, household->item[i].register_ref, &subject, err));
            JU_TRY(audit(ctx, "wide.answered", row, subject, err));
        }
    }
    return JU_OK;
}

static ju_rc tell(ju_ctx *ctx, const wide_question *question, const wide_household *household, wide_row *row,
                  ju_err *err)
{
    wide_answered answer = JUKI__IDENTITY__V1__WIDE_ANSWERED__INIT;
    answer.request_id = question->request_id;
    answer.heard_time = text(household->heard_at);
    JU_TRY(fill(ctx, question, household, &answer, row, err));
    row->persons = answer.n_person;
    row->heard_at = household->heard_at;
    JU_TRY(emit(ctx, &answer, row, err));
    return audit_persons(ctx, question, household, row, err);
}

static ju_rc find_subject(ju_ctx *ctx, const wide_household *household, const char **ret, ju_err *err)
{
    for (size_t i = 0; i < household->count; i++) {
        if (household->item[i].holder) {
            return identity_subject(ctx, household->item[i].register_ref, ret, err);
        }
    }
    return JU_OK;
}

static ju_rc answer_question(ju_ctx *ctx, const wide_question *question, ju_err *err)
{
    const identity_state *state = ctx->app;
    wide_refusal why = {0};
    wide_household household;
    wide_row row = {.request_id = question->request_id,
                    .issuer_code = question->issuer_code,
                    .household = question->household};
    JU_TRY(wide_got_household(ctx, &household, err));
    JU_TRY(find_subject(ctx, &household, &row.subject, err));
    if (wide_asked_rightly(question, state->municipality, &why)) {
        JU_TRY(wide_may_answer(question, &household, ctx->arena, &why, &row.reason, err));
    }
    return why.code == NULL ? tell(ctx, question, &household, &row, err)
                            : decline(ctx, question->request_id, &why, &row, err);
}

ju_rc wide_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    const identity_state *state = ctx->app;
    wide_work *work = ctx->work;
    wide_row nothing = {0};
    if (work->why.code == NULL) {
        const wide_place place = {ctx->message->key, state->municipality, ctx->now, wide_got_known(ctx)};
        if (wide_genuine(work->question, &place, &work->why)) {
            return answer_question(ctx, work->question, err);
        }
    }
    /* what cannot be trusted is answered under its key and is no request that is known from then on */
    return decline(ctx, ctx->message->key, &work->why, &nothing, err);
}

/* ---- receipts ---------------------------------------------------------------------------------------- */

ju_rc municipality_receipt_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return wide_ask_receipt(ctx, body, err);
}

ju_rc municipality_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return wide_mark_receipt(ctx, body, err);
}
