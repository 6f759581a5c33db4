/* コンビニ交付: the requests of the 証明書交付センター and its receipts. */
#include "services/resident/steps/certificate.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/state.h"
#include "services/resident/store_certificate.h"
#include "services/resident/store_kiosk.h"

#include "common/base/uuid7.h"
#include "common/event/check.h"
#include "common/event/topic_names.h"

#include <string.h>

typedef Juki__Resident__V1__KioskRequest kiosk_request;
typedef Juki__Resident__V1__KioskQuestion kiosk_question;
typedef Juki__Resident__V1__IssueCertificate issue_certificate;

/* After the three answers of ask_certificate. */
enum { ASKED_KNOWN = 3, ASKED_PERSON };

/* What ask found out: a question that was signed and can be read, or why not. */
typedef struct kiosk_work {
    const kiosk_question *question;
    unsigned char index[JU_BLIND_INDEX_BYTES]; /* of the 利用者証明用電子証明書 */
    refusal why;
} kiosk_work;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* Before anything in the request is looked at. What is bad about it is told to who asked, here and below: it
 * is no dead letter. */
static ju_rc verify(ju_ctx *ctx, const kiosk_request *request, refusal *ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    ju_err fault = {0};
    ju_rc rc = ju_signature_check(state->kiosk_signers, JU_TOPIC_LINK_KIOSK_IN, request->key_id,
                                  &request->question, &request->signature, &fault);
    if (rc == JU_REJECT) {
        (void)(strcmp(fault.code, "signature_key") == 0 ? refuse(ret, "signature_key", "key_id")
                                                        : refuse(ret, "signature_invalid", "signature"));
        return JU_OK;
    }
    if (rc != JU_OK && err != NULL) {
        *err = fault;
    }
    return rc;
}

static ju_rc read_question(ju_ctx *ctx, const kiosk_request *request, kiosk_work *work, ju_err *err)
{
    ProtobufCMessage *question = NULL;
    ju_rc rc = ju_unpack(&juki__resident__v1__kiosk_question__descriptor, request->question.data,
                         request->question.len, true, ctx->arena, &question, err);
    if (rc == JU_REJECT) {
        (void)refuse(&work->why, "message_invalid", "question");
        return JU_OK;
    }
    work->question = (const kiosk_question *)question;
    return rc;
}

static ju_rc read_serial(ju_ctx *ctx, kiosk_work *work, ju_err *err)
{
    const resident_state *state = ctx->app;
    char *serial = NULL;
    ju_rc rc = ju_unseal_text(state->kiosk, ctx->arena, "user_certificate", work->question->request_id,
                              work->question->certificate_serial, &serial, err);
    if (rc == JU_REJECT) {
        (void)refuse(&work->why, "seal_broken", "certificate_serial");
        return JU_OK;
    }
    JU_TRY(rc);
    rc = ju_blind_index(state->resident, "user_certificate", serial, work->index, err);
    explicit_bzero(serial, strlen(serial));
    return rc;
}

ju_rc kiosk_request_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    kiosk_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    if (!ju_uuid_valid(ctx->message->key)) {
        return ju_reject(err, "key_mismatch", "request_id", "the key is no UUID");
    }
    *work = (kiosk_work){0};
    ctx->work = work;
    JU_TRY(verify(ctx, body, &work->why, err));
    if (work->why.code == NULL) {
        JU_TRY(read_question(ctx, body, work, err));
    }
    if (work->why.code == NULL) {
        JU_TRY(read_serial(ctx, work, err));
    }
    if (work->why.code != NULL) {
        return JU_OK;
    }
    JU_TRY(ask_certificate(ctx, NULL, work->index, err));
    JU_TRY(ask_kiosk_request(ctx, work->question->request_id, err));
    return ask_user_certificate(ctx, work->index, err);
}

/* ---- the answer -------------------------------------------------------------------------------------- */

static certificate_order order_of(const ju_ctx *ctx, const issue_certificate *question)
{
    const resident_state *state = ctx->app;
    return (certificate_order){.question = question,
                               .channel = CERTIFICATE_KIOSK,
                               .topic = JU_TOPIC_LINK_KIOSK_OUT,
                               .reader = state->kiosk};
}

/* What is recorded of the answer beside the certificate itself. */
static ju_rc record(ju_ctx *ctx, const issue_certificate *question, kiosk_answer *answer, const refusal *why,
                    ju_err *err)
{
    const resident_state *state = ctx->app;
    const char *person = question->addressee_number;
    char *subject = ju_arena_alloc(ctx->arena, JU_SUBJECT_HASH_SIZE);
    if (subject == NULL) {
        return ju_no_memory(err);
    }
    subject[0] = '\0';
    if (*person != '\0') {
        JU_TRY(ju_subject_hash(state->audit, person, subject, err));
    }
    answer->subject = subject;
    answer->refused = why->code;
    answer->kiosk_id = question->operator_->terminal_id;
    return put_kiosk_answer(ctx, answer, err);
}

/* What cannot be trusted is answered under its key and leaves nothing but that answer. */
static ju_rc refuse_stranger(ju_ctx *ctx, const refusal *why, ju_err *err)
{
    Juki__Common__V1__Operator nobody = JUKI__COMMON__V1__OPERATOR__INIT;
    issue_certificate question = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    const certificate_order order = order_of(ctx, &question);
    kiosk_answer answer = {0};
    nobody.operator_id = text("link:kiosk");
    question.request_id = text(ctx->message->key);
    question.operator_ = &nobody;
    JU_TRY(certificate_decline(ctx, &order, why, &answer.id, err));
    return record(ctx, &question, &answer, why, err);
}

static issue_certificate question_of(const kiosk_question *asked, Juki__Common__V1__Operator *centre)
{
    issue_certificate question = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    juki__common__v1__operator__init(centre);
    centre->operator_id = text("link:kiosk");
    centre->terminal_id = asked->kiosk_id;
    question.request_id = asked->request_id;
    question.operator_ = centre;
    question.kind = asked->kind;
    question.household = asked->household;
    question.shown = asked->shown;
    question.n_shown = asked->n_shown;
    question.purpose = text("コンビニ交付");
    return question;
}

static ju_rc answer_question(ju_ctx *ctx, const kiosk_question *asked, ju_err *err)
{
    const resident_state *state = ctx->app;
    Juki__Common__V1__Operator centre;
    issue_certificate question = question_of(asked, &centre);
    const certificate_order order = order_of(ctx, &question);
    kiosk_answer answer = {.request_id = asked->request_id};
    refusal why = {0};
    question.addressee_number = text(read_user_certificate(ctx, ASKED_PERSON));
    if (question.addressee_number == NULL) {
        return ju_no_memory(err);
    }
    if (state->closed) {
        (void)refuse(&why, "register_closed", "");
    } else if (kiosk_question_allowed(asked, &state->kiosk_service, ctx->now, &why) &&
               *question.addressee_number == '\0') {
        (void)refuse(&why, "user_certificate_unknown", "certificate_serial");
    }
    JU_TRY(why.code != NULL ? certificate_decline(ctx, &order, &why, &answer.id, err)
                            : certificate_answer(ctx, &order, &why, &answer.id, err));
    return record(ctx, &question, &answer, &why, err);
}

ju_rc kiosk_request_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    const resident_state *state = ctx->app;
    kiosk_work *work = ctx->work;
    bool genuine = work->why.code == NULL &&
                   kiosk_question_genuine(work->question, ctx->message->key, state->municipality,
                                          read_kiosk_request(ctx, ASKED_KNOWN), ctx->now, &work->why);
    return genuine ? answer_question(ctx, work->question, err) : refuse_stranger(ctx, &work->why, err);
}

/* ---- receipts ---------------------------------------------------------------------------------------- */

ju_rc kiosk_receipt_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ask_kiosk_receipt(ctx, body, err);
}

ju_rc kiosk_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return put_kiosk_receipt(ctx, body, err);
}
