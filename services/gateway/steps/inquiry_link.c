/* 情報照会 and 情報提供ネットワークシステム: the permit, the inquiry, the answer. What is wrong with a letter
 * refuses it and leaves the inquiry as it is: a forger ends nobody's inquiry. */
#include "services/gateway/steps/inquiry.h"

#include "common/base/uuid7.h"
#include "common/event/check.h"
#include "services/gateway/provision.h"
#include "services/gateway/steps/letter.h"
#include "services/gateway/store_code.h"

#include <string.h>

typedef Juki__Gateway__V1__PermitDecided permit_decided;
typedef Juki__Gateway__V1__InquiryAnswered inquiry_answered;
typedef Juki__Gateway__V1__Answer answer;
typedef Juki__Gateway__V1__Permit permit;
typedef Juki__Gateway__V1__Question question;
typedef Juki__Gateway__V1__GatewayWord gateway_word;
typedef Juki__Gateway__V1__ProvidedInformation provided_information;

/* ---- the permit is asked for ----------------------------------------------------------------------------
 */

ju_rc inquiry_request_permit(ju_ctx *ctx, const inquiry_row *row, const Juki__Common__V1__Sealed *code,
                             ju_err *err)
{
    const gateway *self = ctx->app;
    gateway_word word = JUKI__GATEWAY__V1__GATEWAY_WORD__INIT;
    Juki__Gateway__V1__PermitRequested request = JUKI__GATEWAY__V1__PERMIT_REQUESTED__INIT;
    question asked;
    char *clear = NULL;
    if (code == NULL) {
        return ju_reject(err, "code_not_acquired", "addressee_number", "the person has no 符号 now");
    }
    if (!letter_linked(self)) {
        return ju_reject(err, "link_closed", "", "there is no link to the network");
    }
    inquiry_question(self, row, &asked);
    JU_TRY(
        ju_unseal_text(self->own, ctx->arena, SUBJECT_CODE_FIELD, row->integrated_number, code, &clear, err));
    ju_rc rc = ju_seal_text(self->network.ring, ctx->arena, SUBJECT_CODE_FIELD, asked.inquiry_id, clear,
                            &request.subject_code, err);
    explicit_bzero(clear, strlen(clear));
    JU_TRY(rc);
    request.question = &asked;
    word.permit_requested = &request;
    return letter_send(ctx, &word, asked.inquiry_id, NULL, err);
}

/* ---- the permit comes ---------------------------------------------------------------------------------- */

static const char *decided_key(const void *body)
{
    return ((const permit_decided *)body)->inquiry_id;
}

static ju_rc decided_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "inquiry", decided_key(body), err);
}

static ju_rc decided_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return inquiry_ask_row(ctx, decided_key(body), err);
}

/* The inquiry, if this may happen to it; else JU_REJECT with the table's reason. */
static ju_rc find(ju_ctx *ctx, inquiry_event event, inquiry_row **ret, ju_err *err)
{
    JU_TRY(inquiry_got_row(ctx, 0, ret, err));
    const inquiry_step *step = inquiry_next(
        *ret == NULL ? JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_UNSPECIFIED : (*ret)->as.state, event);
    return step->refused ? ju_reject(err, step->code, "inquiry_id", "nobody waits for this") : JU_OK;
}

static ju_rc check_permit(ju_ctx *ctx, const permit *it, const question *asked, ju_err *err)
{
    const gateway *self = ctx->app;
    if (!ju_uuid_valid(it->permit_id)) {
        return ju_reject(err, "item_invalid", "permit_id", "the permit has no number");
    }
    if (!provision_same_question(it->question, asked)) {
        return ju_reject(err, "permit_mismatch", "question", "the permit is for another question");
    }
    if (provision_permit_over(it, ctx->now)) {
        return ju_reject(err, "permit_expired", "expires_at", "the permit is over");
    }
    return self->opener != NULL &&
                   ju_opener_has(self->opener, it->inquirer_certificate.data, it->inquirer_certificate.len)
               ? JU_OK
               : ju_reject(err, "permit_certificate", "inquirer_certificate", "answers would not be for us");
}

static ju_rc refused_by_network(ju_ctx *ctx, const permit_decided *decided, ju_err *err)
{
    inquiry_row *row = NULL;
    JU_TRY(letter_check_code(decided->code, err));
    JU_TRY(find(ctx, INQUIRY_NO_PERMIT, &row, err));
    const inquiry_happening is = {.event = INQUIRY_NO_PERMIT, .code = decided->code};
    return inquiry_move(ctx, row, &is, err);
}

/* Its office was revoked meanwhile: nothing is asked for it, and it is told nothing any more. */
static ju_rc end_of_revoked(ju_ctx *ctx, inquiry_row *row, inquiry_event event, ju_err *err)
{
    return inquiry_move(ctx, row, &(inquiry_happening){.event = event, .code = "consumer_invalid"}, err);
}

static ju_rc decided_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const permit_decided *decided = body;
    const inquiry_happening is = {.event = INQUIRY_PERMIT};
    inquiry_row *row = NULL;
    const permit *it = NULL;
    question asked;
    gateway_word word = JUKI__GATEWAY__V1__GATEWAY_WORD__INIT;
    Juki__Gateway__V1__InquirySent sent = JUKI__GATEWAY__V1__INQUIRY_SENT__INIT;
    if (*decided->code != '\0') {
        return refused_by_network(ctx, decided, err);
    }
    JU_TRY(find(ctx, INQUIRY_PERMIT, &row, err));
    if (!gateway_consumer_in_force(ctx, row->content.consumer)) {
        return end_of_revoked(ctx, row, INQUIRY_NO_PERMIT, err);
    }
    inquiry_question(ctx->app, row, &asked);
    JU_TRY(letter_permit(ctx, decided->permit, &it, err));
    JU_TRY(check_permit(ctx, it, &asked, err));
    row->as.permit_id = it->permit_id;
    sent.permit = decided->permit;
    sent.question = &asked;
    word.inquiry = &sent;
    JU_TRY(letter_send(ctx, &word, asked.inquiry_id, NULL, err));
    return inquiry_move(ctx, row, &is, err);
}

const letter_step letter_permit_decided = {decided_key, decided_claim, decided_ask, decided_apply};

/* ---- the answer comes ---------------------------------------------------------------------------------- */

static const char *answered_key(const void *body)
{
    return ((const inquiry_answered *)body)->inquiry_id;
}

static ju_rc answered_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "inquiry", answered_key(body), err);
}

static ju_rc answered_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return inquiry_ask_row(ctx, answered_key(body), err);
}

/* The keys are read for each answer: there are few, and a key that was taken away is trusted no longer. */
static ju_rc check_provider(ju_ctx *ctx, const Juki__Gateway__V1__SignedAnswer *it, const char *provider,
                            ju_err *err)
{
    const gateway *self = ctx->app;
    ju_signers *signers = NULL;
    ju_rc rc = ju_signers_open(self->settings->link_key_dir, provider, &signers, err);
    if (rc == JU_FATAL && strcmp(err->code, "signature_key") == 0) {
        return ju_reject(err, "signature_key", "provider", "there is no key of the provider");
    }
    JU_TRY(rc);
    rc = ju_signature_check(signers, "answer", it->key_id, &it->answer, &it->signature, err);
    ju_signers_free(signers);
    return rc;
}

/* Whether the answer is of whom we asked, to this inquiry and by its permit. */
static ju_rc read_answer(ju_ctx *ctx, const inquiry_answered *answered, const inquiry_row *row,
                         const answer **ret, ju_err *err)
{
    ProtobufCMessage *message = NULL;
    if (answered->answer == NULL) {
        return ju_reject(err, "item_missing", "answer", "there is no answer");
    }
    JU_TRY(check_provider(ctx, answered->answer, row->content.provider, err));
    JU_TRY(ju_unpack(&juki__gateway__v1__answer__descriptor, answered->answer->answer.data,
                     answered->answer->answer.len, true, ctx->arena, &message, err));
    *ret = (const answer *)message;
    JU_TRY(letter_check_code((*ret)->code, err));
    if (strcmp((*ret)->inquiry_id, row->as.inquiry_id) != 0) {
        return ju_reject(err, "answer_mismatch", "inquiry_id", "the answer is to another inquiry");
    }
    if (strcmp((*ret)->permit_id, row->as.permit_id) != 0) {
        return ju_reject(err, "answer_mismatch", "permit_id", "the answer is by another permit");
    }
    return strcmp((*ret)->provider, row->content.provider) == 0
               ? JU_OK
               : ju_reject(err, "answer_mismatch", "provider", "the answer is of another body");
}

static inquiry_event event_of(const answer *it)
{
    return *it->code == '\0'                  ? INQUIRY_ANSWER
           : strcmp(it->code, "pending") == 0 ? INQUIRY_PENDING
                                              : INQUIRY_NONE;
}

/* ---- the result ---------------------------------------------------------------------------------------- */

ju_rc inquiry_read_result(ju_ctx *ctx, const ProtobufCBinaryData *bytes, const provided_information **ret,
                          ju_err *err)
{
    ProtobufCMessage *message = NULL;
    JU_TRY(ju_unpack(&juki__gateway__v1__provided_information__descriptor, bytes->data, bytes->len, true,
                     ctx->arena, &message, err));
    *ret = (const provided_information *)message;
    return JU_OK;
}

static bool was_asked(const inquiry_row *row, const char *item)
{
    for (size_t i = 0; i < row->content.n_asked_item; i++) {
        if (strcmp(row->content.asked_item[i], item) == 0) {
            return true;
        }
    }
    return false;
}

/* Nothing is taken that was not asked for (K36). */
static ju_rc check_result(ju_ctx *ctx, const inquiry_row *row, const ProtobufCBinaryData *bytes, ju_err *err)
{
    const provided_information *it = NULL;
    JU_TRY(inquiry_read_result(ctx, bytes, &it, err));
    if (strcmp(it->inquiry_id, row->as.inquiry_id) != 0 ||
        strcmp(it->information, row->content.information) != 0) {
        return ju_reject(err, "answer_mismatch", "information", "the content is of another answer");
    }
    for (size_t i = 0; i < it->n_item; i++) {
        if (!was_asked(row, it->item[i]->name)) {
            return ju_reject(err, "answer_excess", "information", "an item was not asked for");
        }
    }
    return JU_OK;
}

ju_rc inquiry_reader(ju_ctx *ctx, const char *consumer, ju_keyring **ret, ju_err *err)
{
    gateway *self = ctx->app;
    ju_rc rc = gateway_ring(&self->readers, self->key_dir, consumer, ret, err);
    return rc == JU_FATAL && strcmp(err->code, "memory") != 0
               ? ju_reject(err, "consumer_without_keyring", "consumer", "nothing can be sealed to the office")
               : rc;
}

/* The very bytes, for us at rest and for the office that asked (REQ-49). */
static ju_rc keep(ju_ctx *ctx, const inquiry_row *row, const ProtobufCBinaryData *bytes, ju_err *err)
{
    const gateway *self = ctx->app;
    ju_keyring *reader = NULL;
    Juki__Common__V1__Sealed *at_rest = NULL;
    Juki__Gateway__V1__InquiryResult result = JUKI__GATEWAY__V1__INQUIRY_RESULT__INIT;
    const char *topic = ju_arena_printf(ctx->arena, "inquiry.%s", row->content.consumer);
    if (topic == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(inquiry_reader(ctx, row->content.consumer, &reader, err));
    JU_TRY(ju_seal(self->own, ctx->arena, INQUIRY_RESULT_FIELD, row->as.inquiry_id, bytes->data, bytes->len,
                   &at_rest, err));
    JU_TRY(ju_seal(reader, ctx->arena, INQUIRY_RESULT_FIELD, row->as.inquiry_id, bytes->data, bytes->len,
                   &result.information, err));
    result.inquiry_id = row->as.inquiry_id;
    JU_TRY(inquiry_put_result(ctx, row->as.inquiry_id, at_rest, self->settings->inquiry.result_kept_ms, err));
    return ju_emit(ctx, topic, row->as.inquiry_id, &result.base, NULL, err);
}

static ju_rc take_result(ju_ctx *ctx, inquiry_row *row, const answer *it, ju_err *err)
{
    const gateway *self = ctx->app;
    const inquiry_happening is = {.event = INQUIRY_ANSWER};
    ProtobufCBinaryData clear = {0};
    if (self->opener == NULL) {
        return ju_reject(err, "link_closed", "", "there is no key to open answers with");
    }
    JU_TRY(ju_envelope_open(self->opener, ctx->arena, it->information.data, it->information.len, &clear.data,
                            &clear.len, err));
    ju_rc rc = check_result(ctx, row, &clear, err);
    rc = rc == JU_OK ? keep(ctx, row, &clear, err) : rc;
    explicit_bzero(clear.data, clear.len);
    return rc == JU_OK ? inquiry_move(ctx, row, &is, err) : rc;
}

/* An answer that is good but comes too late or again: it was provided, so it is recorded, and not taken. */
static ju_rc not_taken(ju_ctx *ctx, const inquiry_row *row, const char *code, ju_err *err)
{
    const inquiry_happening is = {.code = code};
    JU_TRY(inquiry_record(ctx, row, code, NULL, err));
    JU_TRY(inquiry_audit(ctx, "inquiry.answered", row, row->as.inquiry_id, &is, err));
    return letter_refuse(ctx, code, "inquiry_id", err);
}

static ju_rc answered_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const inquiry_answered *answered = body;
    inquiry_row *row = NULL;
    const answer *it = NULL;
    JU_TRY(inquiry_got_row(ctx, 0, &row, err));
    if (row == NULL) {
        return ju_reject(err, "inquiry_unknown", "inquiry_id", "there is no such inquiry");
    }
    JU_TRY(read_answer(ctx, answered, row, &it, err));
    const inquiry_happening is = {.event = event_of(it), .code = NULL};
    const inquiry_step *step = inquiry_next(row->as.state, is.event);
    if (step->refused) {
        return not_taken(ctx, row, step->code, err);
    }
    if (is.event == INQUIRY_ANSWER && !gateway_consumer_in_force(ctx, row->content.consumer)) {
        return end_of_revoked(ctx, row, INQUIRY_NONE, err);
    }
    if (is.event == INQUIRY_ANSWER) {
        return take_result(ctx, row, it, err);
    }
    return inquiry_move(
        ctx, row, &(inquiry_happening){.event = is.event, .code = is.event == INQUIRY_NONE ? it->code : NULL},
        err);
}

const letter_step letter_answered = {answered_key, answered_claim, answered_ask, answered_apply};
