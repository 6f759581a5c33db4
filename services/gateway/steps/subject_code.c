#include "services/gateway/steps/subject_code.h"

#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "services/gateway/steps/act.h"
#include "services/gateway/steps/letter.h"
#include "services/gateway/store_code.h"

#include <string.h>

#define NUMBER_FIELD "individual_number"
#define UNREADABLE   "number_unreadable"

typedef Juki__Gateway__V1__CodeIssued code_issued;
typedef Juki__Gateway__V1__RequestSubjectCode request_code;
typedef Juki__Gateway__V1__QuerySubjectCodes query_codes;

/* A 符号 is no longer than this; its form is the network's own affair. */
enum { CODE_BYTES_MAX = 128, SECOND_MS = 1000 };

/* ---- asking -------------------------------------------------------------------------------------------- */

/* ret: NULL when the number cannot be opened. */
static ju_rc reseal(ju_ctx *ctx, const code_person *person, const char *request_id,
                    Juki__Common__V1__Sealed **ret, ju_err *err)
{
    const gateway *self = ctx->app;
    char *number = NULL;
    *ret = NULL;
    if (person->individual_number == NULL) {
        return JU_OK;
    }
    ju_rc rc = gateway_open_number(ctx, person->addressee_number, person->individual_number, &number, err);
    if (rc != JU_OK) {
        return rc == JU_REJECT ? JU_OK : rc;
    }
    rc = ju_seal_text(self->network.ring, ctx->arena, NUMBER_FIELD, request_id, number, ret, err);
    explicit_bzero(number, strlen(number));
    return rc;
}

/* Somebody whose 個人番号 cannot be opened has failed before he was asked for, and holds up nobody else. */
static ju_rc note_unreadable(ju_ctx *ctx, const code_person *person, const char *request_id,
                             const Juki__Common__V1__Operator *who, ju_err *err)
{
    const gateway *self = ctx->app;
    ju_counter_add(self->unreadable, 1);
    JU_TRY(code_put_requested(ctx, person->integrated_number, request_id, err));
    JU_TRY(code_put_failed(ctx, person->integrated_number, request_id, UNREADABLE, err));
    return act_on_person(ctx,
                         (ju_act){.action = "subject_code.requested",
                                  .operator_ = who,
                                  .change_id = request_id,
                                  .refused_code = UNREADABLE},
                         person->addressee_number, err);
}

/* who: NULL when nobody asked. ret_code: why nothing was asked; NULL: it was. */
static ju_rc ask_network(ju_ctx *ctx, const code_person *person, const Juki__Common__V1__Operator *who,
                         const char **ret_code, ju_err *err)
{
    Juki__Gateway__V1__GatewayWord word = JUKI__GATEWAY__V1__GATEWAY_WORD__INIT;
    Juki__Gateway__V1__CodeRequested request = JUKI__GATEWAY__V1__CODE_REQUESTED__INIT;
    const char *request_id = ju_event_id(ctx);
    const char *event_id = NULL;
    if (request_id == NULL) {
        return ju_no_memory(err);
    }
    request.request_id = (char *)(uintptr_t)request_id;
    word.code_requested = &request;
    JU_TRY(reseal(ctx, person, request_id, &request.individual_number, err));
    *ret_code = request.individual_number == NULL ? UNREADABLE : NULL;
    if (*ret_code != NULL) {
        return note_unreadable(ctx, person, request_id, who, err);
    }
    JU_TRY(letter_send(ctx, &word, request_id, &event_id, err));
    JU_TRY(code_put_requested(ctx, person->integrated_number, request_id, err));
    return act_on_person(ctx,
                         (ju_act){.action = "subject_code.requested",
                                  .operator_ = who,
                                  .change_id = request_id,
                                  .event_id = event_id},
                         person->addressee_number, err);
}

/* So many as the time since the last look allows, and not more than a second's; what is no whole one yet
 * counts for the next look. */
static int64_t allowance(gateway_network *network, int64_t rate)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    int64_t since_ms = now_ms - network->looked_ms < SECOND_MS ? network->looked_ms : now_ms - SECOND_MS;
    int64_t count = rate * (now_ms - since_ms) / SECOND_MS;
    network->looked_ms = since_ms + count * SECOND_MS / rate;
    return count;
}

ju_rc subject_code_idle_ask(ju_ctx *ctx, ju_err *err)
{
    gateway *self = ctx->app;
    int64_t count = letter_linked(self) ? allowance(&self->network, self->settings->code_rate) : 0;
    return code_ask_due(ctx, count, err);
}

ju_rc subject_code_idle_begin(ju_ctx *ctx, int number, ju_err *err)
{
    for (int row = 0; row < code_persons(ctx, number); row++) {
        code_person person;
        const char *code = NULL;
        JU_TRY(code_person_at(ctx, number, row, &person, err));
        /* whatever the state: the person has a 個人番号 that none was asked by */
        JU_TRY(person.numbered ? ask_network(ctx, &person, NULL, &code, err)
                               : code_put_unasked(ctx, person.integrated_number, err));
    }
    return JU_OK;
}

/* ---- the network's answer ------------------------------------------------------------------------------ */

/* 符号 between claim, ask and apply. */
typedef struct code_work {
    Juki__Common__V1__Sealed *at_rest; /* NULL: none came */
    char *code;                        /* in clear, wiped by apply */
    unsigned char index[JU_BLIND_INDEX_BYTES];
} code_work;

static const char *issued_key(const void *body)
{
    return ((const code_issued *)body)->request_id;
}

static ju_rc open_code(ju_ctx *ctx, const code_issued *issued, code_work *work, ju_err *err)
{
    const gateway *self = ctx->app;
    if (*issued->code != '\0') {
        return JU_OK;
    }
    JU_TRY(ju_unseal_text(self->own, ctx->arena, SUBJECT_CODE_FIELD, issued->request_id, issued->subject_code,
                          &work->code, err));
    size_t length = strlen(work->code);
    return length > 0 && length <= CODE_BYTES_MAX
               ? ju_blind_index(self->own, SUBJECT_CODE_FIELD, work->code, work->index, err)
               : ju_reject(err, "code_invalid", "subject_code", "a code is empty or too long");
}

/* Two answers with one 符号 are taken one after the other. What cannot be read ask refuses. */
static ju_rc issued_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    char hex[2 * JU_BLIND_INDEX_BYTES + 1];
    code_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    *work = (code_work){0};
    ctx->work = work;
    ju_rc rc = open_code(ctx, body, work, err);
    if (rc != JU_OK || work->code == NULL) {
        return rc == JU_REJECT ? JU_OK : rc;
    }
    ju_hex(work->index, sizeof work->index, hex);
    return ju_claim(ctx, "subject_code", hex, err);
}

static ju_rc issued_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const code_issued *issued = body;
    code_work *work = ctx->work;
    JU_TRY(letter_check_code(issued->code, err));
    if (work->code == NULL) {
        JU_TRY(open_code(ctx, issued, work, err));
    }
    return code_ask_result(ctx, issued->request_id, work->code == NULL ? NULL : work->index, err);
}

static ju_rc keep(ju_ctx *ctx, const code_issued *issued, const code_result *result, code_work *work,
                  ju_err *err)
{
    const gateway *self = ctx->app;
    Juki__Common__V1__Sealed *sealed = NULL;
    ju_rc rc = ju_seal_text(self->own, ctx->arena, SUBJECT_CODE_FIELD, result->integrated_number, work->code,
                            &sealed, err);
    JU_TRY(rc);
    return code_put_acquired(ctx, result->integrated_number, issued->request_id, sealed, work->index, err);
}

/* A 符号 that somebody else has is none: the network or a former answer is wrong, and people must look. */
static const char *why_failed(const code_issued *issued, const code_result *result)
{
    return *issued->code != '\0' ? issued->code : result->taken ? "code_taken" : NULL;
}

static ju_rc settle_code(ju_ctx *ctx, const code_issued *issued, code_work *work, ju_err *err)
{
    code_result result;
    JU_TRY(code_got_result(ctx, &result, err));
    const char *failed = why_failed(issued, &result);
    subject_code_step step = subject_code_result(result.known, result.counts, result.state,
                                                 failed == NULL ? SUBJECT_CODE_ISSUED : SUBJECT_CODE_REFUSED);
    if (step.code != NULL) {
        return ju_reject(err, step.code, "request_id", "nobody waits for this");
    }
    JU_TRY(failed == NULL ? keep(ctx, issued, &result, work, err)
                          : code_put_failed(ctx, result.integrated_number, issued->request_id, failed, err));
    return act_on_person(ctx,
                         (ju_act){.action = "subject_code.settled",
                                  .change_id = issued->request_id,
                                  .event_id = ctx->message->id,
                                  .refused_code = failed},
                         result.addressee_number, err);
}

static ju_rc issued_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    code_work *work = ctx->work;
    ju_rc rc = settle_code(ctx, body, work, err);
    if (work->code != NULL) {
        explicit_bzero(work->code, strlen(work->code));
    }
    return rc;
}

const letter_step letter_code_issued = {issued_key, issued_claim, issued_ask, issued_apply};

/* ---- operators ----------------------------------------------------------------------------------------- */

static ju_rc act_of(ju_ctx *ctx, const char *action, const Juki__Common__V1__Operator *who, const char *code,
                    const char *addressee_number, ju_err *err)
{
    return act_on_person(
        ctx, (ju_act){.action = action, .operator_ = who, .event_id = ctx->message->id, .refused_code = code},
        addressee_number, err);
}

ju_rc subject_code_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return code_ask_person(ctx, ((const request_code *)body)->addressee_number, err);
}

static ju_rc why_not(ju_ctx *ctx, code_person *person, const char **ret, ju_err *err)
{
    *ret = letter_linked(ctx->app) ? "person_unknown" : "link_closed";
    if (!letter_linked(ctx->app) || code_persons(ctx, 0) == 0) {
        return JU_OK;
    }
    JU_TRY(code_person_at(ctx, 0, 0, person, err));
    *ret = person->numbered ? subject_code_next(person->state, SUBJECT_CODE_ASK).code : "number_missing";
    return JU_OK;
}

ju_rc subject_code_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const request_code *wish = body;
    code_person person = {0};
    const char *code = NULL;
    Juki__Gateway__V1__SubjectCodeReply reply = JUKI__GATEWAY__V1__SUBJECT_CODE_REPLY__INIT;
    Juki__Gateway__V1__SubjectCodeState state = JUKI__GATEWAY__V1__SUBJECT_CODE_STATE__INIT;
    JU_TRY(why_not(ctx, &person, &code, err));
    reply.request_id = wish->request_id;
    JU_TRY(code != NULL
               ? act_of(ctx, "subject_code.requested", wish->operator_, code, wish->addressee_number, err)
               : ask_network(ctx, &person, wish->operator_, &code, err));
    if (code != NULL) {
        reply.refusal = act_refusal(ctx, code, "addressee_number", subject_code_text(code));
    } else {
        state.integrated_number = (char *)(uintptr_t)person.integrated_number;
        state.addressee_number = wish->addressee_number;
        state.state = (char *)(uintptr_t)subject_code_word(SUBJECT_CODE_REQUESTED);
        reply.subject = &state;
    }
    return ctx->arena->full ? ju_no_memory(err)
                            : ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, wish->request_id, &reply.base, NULL, err);
}

static const char *state_asked(const query_codes *wish)
{
    return *wish->state == '\0' ? subject_code_word(SUBJECT_CODE_FAILED) : wish->state;
}

ju_rc subject_code_query_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return code_ask_list(ctx, state_asked(body), err);
}

/* Who was not asked for is in no list: only his number is told. */
static const char *why_no_list(const char *state)
{
    return subject_code_of(state) == SUBJECT_CODE_NOT_ACQUIRED ? "state_unknown" : NULL;
}

ju_rc subject_code_query_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const query_codes *wish = body;
    Juki__Gateway__V1__SubjectCodesReply reply = JUKI__GATEWAY__V1__SUBJECT_CODES_REPLY__INIT;
    const char *code = why_no_list(state_asked(wish));
    reply.request_id = wish->request_id;
    if (code == NULL) {
        JU_TRY(code_got_list(ctx, &reply, err));
    } else {
        reply.refusal = act_refusal(ctx, code, "state", subject_code_text(code));
    }
    const ju_act act = {.action = "subject_code.listed",
                        .operator_ = wish->operator_,
                        .refused_code = code,
                        .detail = state_asked(wish)};
    for (size_t i = 0; i < reply.n_subject; i++) {
        JU_TRY(act_on_person(ctx, act, reply.subject[i]->addressee_number, err));
    }
    JU_TRY(reply.n_subject > 0 ? JU_OK : ju_audit(ctx, &act, err));
    return ctx->arena->full ? ju_no_memory(err)
                            : ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, wish->request_id, &reply.base, NULL, err);
}
