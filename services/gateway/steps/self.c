/* 自己情報提供 (systems G11; seed 003 REQ-87): a person asks for his own through the network, which knows him
 * by his 符号 alone; so nobody can be asked about but himself. He gets the asked items of his 副本, encrypted
 * to the certificate of his request. What is 不開示, and what is 自動応答不可, is withheld as if there were
 * nothing. */
#include "common/base/uuid7.h"
#include "common/seal/envelope.h"
#include "services/gateway/exchange_record.h"
#include "services/gateway/steps/act.h"
#include "services/gateway/steps/letter.h"
#include "services/gateway/steps/provision.h"
#include "services/gateway/store_code.h"

#include <string.h>

typedef Juki__Gateway__V1__SelfRequested self_requested;
typedef Juki__Gateway__V1__Question question;

enum { ASKED_PERSON, ASKED_COPY, ASKED_KNOWN };
enum { ITEMS_MAX = 100, INFORMATION_MAX_BYTES = 200 };

static const char *self_key(const void *body)
{
    return ((const self_requested *)body)->request_id;
}

/* A request counts once, as a permit does: whoever brings its letter again gets nothing. */
static ju_rc self_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_claim(ctx, "self", self_key(body), err);
}

static ju_rc check_form(const self_requested *request, ju_err *err)
{
    if (!ju_uuid_valid(request->request_id)) {
        return ju_reject(err, "item_invalid", "request_id", "the request has no number");
    }
    if (request->n_asked_item == 0 || *request->information == '\0') {
        return ju_reject(err, "item_missing", "asked_item", "nothing is asked");
    }
    return request->n_asked_item <= ITEMS_MAX && strlen(request->information) <= INFORMATION_MAX_BYTES
               ? JU_OK
               : ju_reject(err, "item_invalid", "asked_item", "more is asked than can be");
}

static ju_rc self_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const self_requested *request = body;
    const gateway *self = ctx->app;
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    char *code = NULL;
    if (index == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(check_form(request, err));
    JU_TRY(ju_unseal_text(self->own, ctx->arena, SUBJECT_CODE_FIELD, request->request_id,
                          request->subject_code, &code, err));
    ju_rc rc = ju_blind_index(self->own, SUBJECT_CODE_FIELD, code, index, err);
    explicit_bzero(code, strlen(code));
    JU_TRY(rc);
    JU_TRY(provision_ask(ctx, request->request_id, index, err));
    JU_TRY(copy_ask_by_code(ctx, index, request->information, err));
    return self_request_ask(ctx, request->request_id, err);
}

static const char *why_not(const provision_person *person, const gateway_copy *copy)
{
    return person->integrated_number == NULL ? "subject_unknown"
           : !copy->found                    ? "copy_missing"
           : copy->not_disclosed             ? "not_disclosed"
           : copy->no_auto_answer            ? "no_auto_answer"
                                             : NULL;
}

static ju_rc encrypt(ju_ctx *ctx, const self_requested *request, const ju_receiver *receiver,
                     const gateway_copy *copy, ProtobufCBinaryData *ret, ju_err *err)
{
    Juki__Gateway__V1__ProvidedInformation content;
    question asked = JUKI__GATEWAY__V1__QUESTION__INIT;
    asked.inquiry_id = request->request_id;
    asked.information = request->information;
    asked.asked_item = request->asked_item;
    asked.n_asked_item = request->n_asked_item;
    JU_TRY(provision_content(ctx, &asked, copy, &content, err));
    ProtobufCBinaryData packed = letter_pack(ctx, &content.base);
    if (packed.data == NULL) {
        return ju_no_memory(err);
    }
    ju_rc rc = ju_envelope_make(receiver, ctx->arena, packed.data, packed.len, &ret->data, &ret->len, err);
    explicit_bzero(packed.data, packed.len);
    return rc;
}

static ju_rc record(ju_ctx *ctx, const self_requested *request, const provision_person *person,
                    const char *code, ju_err *err)
{
    const gateway *self = ctx->app;
    return record_put(ctx,
                      &(exchange_record){.direction = EXCHANGE_SELF,
                                         .exchange_id = request->request_id,
                                         .integrated_number = person->integrated_number,
                                         .provider = self->network.municipality,
                                         .information = request->information,
                                         .outcome = code == NULL ? EXCHANGE_ANSWERED : code},
                      err);
}

static ju_rc answer_to(ju_ctx *ctx, const self_requested *request, const ju_receiver *receiver, ju_err *err)
{
    Juki__Gateway__V1__GatewayWord word = JUKI__GATEWAY__V1__GATEWAY_WORD__INIT;
    Juki__Gateway__V1__SelfAnswered answer = JUKI__GATEWAY__V1__SELF_ANSWERED__INIT;
    provision_person person;
    gateway_copy copy;
    JU_TRY(provision_got(ctx, ASKED_PERSON, &person, err));
    JU_TRY(copy_got(ctx, ASKED_COPY, &copy, err));
    const char *code = why_not(&person, &copy);
    answer.request_id = request->request_id;
    answer.code = (char *)(uintptr_t)(code == NULL ? "" : "information_unavailable");
    if (code == NULL) {
        JU_TRY(encrypt(ctx, request, receiver, &copy, &answer.information, err));
    }
    word.self_answered = &answer;
    JU_TRY(self_request_put(ctx, request->request_id, err));
    JU_TRY(letter_send(ctx, &word, request->request_id, NULL, err));
    JU_TRY(record(ctx, request, &person, code, err));
    return act_on_person(ctx,
                         (ju_act){.action = "self.answered",
                                  .change_id = request->request_id,
                                  .event_id = ctx->message->id,
                                  .refused_code = code,
                                  .detail = request->information},
                         person.addressee_number, err);
}

/* What is wrong with the certificate refuses the letter whoever asks, so that this tells nothing of him. */
static ju_rc self_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const self_requested *request = body;
    ju_receiver *receiver = NULL;
    if (self_request_known(ctx, ASKED_KNOWN)) {
        return ju_reject(err, "request_known", "request_id", "this was answered before");
    }
    JU_TRY(ju_receiver_read(request->certificate.data, request->certificate.len, &receiver, err));
    ju_rc rc = ju_receiver_valid(receiver, ctx->today) ? answer_to(ctx, request, receiver, err)
                                                       : ju_reject(err, "certificate_expired", "certificate",
                                                                   "the certificate is not valid today");
    ju_receiver_free(receiver);
    return rc;
}

const letter_step letter_self_requested = {self_key, self_claim, self_ask, self_apply};
