/* 情報提供: an inquiry of another body that the network carries to us, answered from the 副本 (systems G3).
 * The register is not asked, so that answers go on while it is stopped. */
#include "services/gateway/steps/provision.h"

#include "common/base/uuid7.h"
#include "common/seal/envelope.h"
#include "services/gateway/exchange_record.h"
#include "services/gateway/steps/act.h"
#include "services/gateway/steps/letter.h"
#include "services/gateway/store_code.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Gateway__V1__InquiryReceived inquiry_received;
typedef Juki__Gateway__V1__Permit permit;
typedef Juki__Gateway__V1__Question question;
typedef Juki__Gateway__V1__ProvidedInformation provided_information;
typedef Juki__Gateway__V1__ProvidedItem provided_item;

law_question provision_law_question(const ju_ctx *ctx, const question *asked)
{
    return (law_question){
        .law_table = asked->law_table,
        .item = asked->item,
        .inquirer_kind = asked->inquirer_kind,
        .affair_code = asked->affair,
        .provider_kind = PROVISION_KIND,
        .information = asked->information,
        .day = ctx->today,
    };
}

/* ---- what is sent -------------------------------------------------------------------------------------- */

static const Juki__Gateway__V1__CopyItem *find_item(const gateway_copy *copy, const char *name)
{
    for (size_t i = 0; i < copy->item_count; i++) {
        if (strcmp(copy->item[i]->name, name) == 0) {
            return copy->item[i];
        }
    }
    return NULL;
}

ju_rc provision_content(ju_ctx *ctx, const question *asked, const gateway_copy *copy,
                        provided_information *ret, ju_err *err)
{
    provided_item *item = ju_arena_alloc(ctx->arena, asked->n_asked_item * sizeof *item);
    juki__gateway__v1__provided_information__init(ret);
    ret->item = ju_arena_alloc(ctx->arena, asked->n_asked_item * sizeof *ret->item);
    if (item == NULL || ret->item == NULL) {
        return ju_no_memory(err);
    }
    ret->inquiry_id = asked->inquiry_id;
    ret->information = asked->information;
    ret->as_of = (char *)(uintptr_t)copy->as_of;
    for (size_t i = 0; i < asked->n_asked_item; i++) {
        const Juki__Gateway__V1__CopyItem *found = find_item(copy, asked->asked_item[i]);
        if (found != NULL) {
            juki__gateway__v1__provided_item__init(&item[i]);
            item[i].name = found->name;
            item[i].value = found->value;
            ret->item[ret->n_item++] = &item[i];
        }
    }
    return JU_OK;
}

/* The certificate of a permit; *ret lives until the next one is read. JU_REJECT as ju_receiver_read. */
static ju_rc receiver_of(ju_ctx *ctx, const permit *allowed, const ju_receiver **ret, ju_err *err)
{
    gateway *self = ctx->app;
    gateway_network *network = &self->network;
    const ProtobufCBinaryData *der = &allowed->inquirer_certificate;
    if (network->receiver == NULL || network->certificate.len != der->len ||
        memcmp(network->certificate.data, der->data, der->len) != 0) {
        ju_receiver *read = NULL;
        JU_TRY(ju_receiver_read(der->data, der->len, &read, err));
        ju_receiver_free(network->receiver);
        free(network->certificate.data);
        network->receiver = NULL;
        network->certificate.data = malloc(der->len);
        if (network->certificate.data == NULL) {
            ju_receiver_free(read);
            return ju_no_memory(err);
        }
        memcpy(network->certificate.data, der->data, der->len);
        network->certificate.len = der->len;
        network->receiver = read;
    }
    *ret = network->receiver;
    return JU_OK;
}

ju_rc provision_certificate(ju_ctx *ctx, const permit *allowed, const char **ret_code, ju_err *err)
{
    const ju_receiver *receiver = NULL;
    ju_rc rc = receiver_of(ctx, allowed, &receiver, err);
    *ret_code = rc == JU_REJECT ? "certificate_invalid" : NULL;
    if (rc != JU_OK) {
        return rc == JU_REJECT ? JU_OK : rc;
    }
    if (!ju_receiver_is(receiver, allowed->question->inquirer)) {
        *ret_code = "certificate_mismatch";
    } else if (!ju_receiver_valid(receiver, ctx->today)) {
        *ret_code = "certificate_expired";
    }
    return JU_OK;
}

/* The content for the inquirer alone (K54): the network cannot read it. */
static ju_rc encrypt(ju_ctx *ctx, const provision_act *act, ProtobufCBinaryData *ret, ju_err *err)
{
    provided_information content;
    const ju_receiver *receiver = NULL;
    if (act->copy == NULL || act->permit == NULL) {
        return ju_fail(err, JU_FATAL, "provision", "an answer needs a permit and something to tell");
    }
    JU_TRY(provision_content(ctx, act->question, act->copy, &content, err));
    ProtobufCBinaryData packed = letter_pack(ctx, &content.base);
    if (packed.data == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(receiver_of(ctx, act->permit, &receiver, err));
    ju_rc rc = ju_envelope_make(receiver, ctx->arena, packed.data, packed.len, &ret->data, &ret->len, err);
    explicit_bzero(packed.data, packed.len);
    return rc;
}

static ju_rc tell(ju_ctx *ctx, const provision_act *act, const char **ret_event_id, ju_err *err)
{
    const gateway *self = ctx->app;
    Juki__Gateway__V1__GatewayWord word = JUKI__GATEWAY__V1__GATEWAY_WORD__INIT;
    Juki__Gateway__V1__SignedAnswer signed_ = JUKI__GATEWAY__V1__SIGNED_ANSWER__INIT;
    Juki__Gateway__V1__Answer answer = JUKI__GATEWAY__V1__ANSWER__INIT;
    answer.inquiry_id = act->question->inquiry_id;
    answer.permit_id = (char *)(uintptr_t)act->permit_id;
    answer.provider = (char *)(uintptr_t)self->network.municipality;
    answer.law_version = (char *)(uintptr_t)act->law_version;
    if (act->code == NULL) {
        JU_TRY(encrypt(ctx, act, &answer.information, err));
    } else {
        answer.code = (char *)(uintptr_t)provision_told(act->code);
    }
    signed_.answer = letter_pack(ctx, &answer.base);
    JU_TRY(letter_sign(ctx, "answer", &signed_.answer, &signed_.signature, err));
    signed_.key_id = (char *)(uintptr_t)ju_signing_key_id(self->network.key);
    word.provision = &signed_;
    return letter_send(ctx, &word, answer.inquiry_id, ret_event_id, err);
}

static ju_rc record(ju_ctx *ctx, const provision_act *act, ju_err *err)
{
    const gateway *self = ctx->app;
    const exchange_record row = {
        .direction = EXCHANGE_PROVIDED,
        .exchange_id = act->question->inquiry_id,
        .integrated_number = act->integrated_number,
        .inquirer_kind = act->question->inquirer_kind,
        .inquirer = act->question->inquirer,
        .provider = self->network.municipality,
        .law_table = act->question->law_table,
        .item = act->question->item,
        .affair = act->question->affair,
        .information = act->question->information,
        .law_version = act->law_version,
        .permit_id = act->permit_id,
        .outcome = act->code == NULL ? EXCHANGE_ANSWERED : act->code,
        .received_at = act->received_at,
        .operator_ = act->operator_,
    };
    return record_put(ctx, &row, err);
}

ju_rc provision_do(ju_ctx *ctx, const provision_act *act, ju_err *err)
{
    const char *event_id = ctx->message == NULL ? NULL : ctx->message->id;
    const char *done = act->code == NULL                ? "provision.answered"
                       : strcmp(act->code, "held") == 0 ? "provision.held"
                                                        : "provision.refused";
    const char *detail =
        ju_arena_printf(ctx->arena, "inquirer=%s item=%s information=%s", act->question->inquirer,
                        act->question->item, act->question->information);
    const char *basis = ju_arena_printf(ctx->arena, "%s %s", act->question->law_table, act->question->item);
    if (detail == NULL || basis == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(act->silent ? JU_OK : tell(ctx, act, &event_id, err));
    JU_TRY(record(ctx, act, err));
    return act_on_person(ctx,
                         (ju_act){.action = done,
                                  .operator_ = act->operator_,
                                  .change_id = act->question->inquiry_id,
                                  .event_id = event_id,
                                  .refused_code = act->code,
                                  .detail = detail,
                                  .legal_basis = basis},
                         act->addressee_number, err);
}

/* ---- the automated path -------------------------------------------------------------------------------- */

enum { ASKED_PERSON, ASKED_COPY, ASKED_LAW };

typedef struct inquiry_work {
    const permit *permit;            /* NULL: not to be trusted, */
    const char *permit_code;         /* because */
    const unsigned char *code_index; /* of the 符号 in it; NULL: none that we could read */
} inquiry_work;

static const char *inquiry_key(const void *body)
{
    const inquiry_received *inquiry = body;
    return inquiry->question == NULL ? "" : inquiry->question->inquiry_id;
}

/* What is not sealed to us, for this permit, is of nobody. */
static ju_rc index_subject(ju_ctx *ctx, inquiry_work *work, ju_err *err)
{
    const gateway *self = ctx->app;
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    char *code = NULL;
    if (index == NULL) {
        return ju_no_memory(err);
    }
    ju_rc rc = ju_unseal_text(self->own, ctx->arena, SUBJECT_CODE_FIELD, work->permit->permit_id,
                              work->permit->subject, &code, err);
    if (rc != JU_OK) {
        return rc == JU_REJECT ? JU_OK : rc;
    }
    rc = ju_blind_index(self->own, SUBJECT_CODE_FIELD, code, index, err);
    explicit_bzero(code, strlen(code));
    work->code_index = index;
    return rc;
}

static ju_rc open_permit(ju_ctx *ctx, const inquiry_received *inquiry, inquiry_work *work, ju_err *err)
{
    JU_TRY(letter_permit(ctx, inquiry->permit, &work->permit, err));
    if (!ju_uuid_valid(work->permit->permit_id) || !provision_readable(work->permit->question)) {
        return ju_reject(err, "permit_invalid", "permit", "the permit has no number or no question");
    }
    return index_subject(ctx, work, err);
}

/* Two inquiries with one permit are looked at one after the other. */
static ju_rc inquiry_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    inquiry_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    *work = (inquiry_work){0};
    ctx->work = work;
    ju_rc rc = open_permit(ctx, body, work, err);
    if (rc == JU_REJECT) {
        work->permit = NULL;
        work->permit_code = ju_arena_strdup(ctx->arena, err->code);
        return work->permit_code != NULL ? JU_OK : ju_no_memory(err);
    }
    JU_TRY(rc);
    return ju_claim(ctx, "permit", work->permit->permit_id, err);
}

static ju_rc inquiry_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const inquiry_work *work = ctx->work;
    const gateway *self = ctx->app;
    if (!provision_readable(((const inquiry_received *)body)->question)) {
        return ju_reject(err, "item_invalid", "question", "such a question cannot be answered");
    }
    if (!letter_linked(self)) {
        return ju_reject(err, "link_closed", "link", "there is no key to answer with");
    }
    if (work->permit == NULL) {
        return JU_OK;
    }
    law_question lawful = provision_law_question(ctx, work->permit->question);
    JU_TRY(provision_ask(ctx, work->permit->permit_id, work->code_index, err));
    JU_TRY(copy_ask_by_code(ctx, work->code_index, work->permit->question->information, err));
    return law_ask(ctx, &lawful, err);
}

static ju_rc gather(ju_ctx *ctx, const inquiry_received *inquiry, const inquiry_work *work,
                    provision_act *act, provision_facts *ret, gateway_copy *copy, ju_err *err)
{
    const gateway *self = ctx->app;
    provision_person person;
    law_answer law;
    law_question lawful = provision_law_question(ctx, work->permit->question);
    JU_TRY(provision_got(ctx, ASKED_PERSON, &person, err));
    JU_TRY(copy_got(ctx, ASKED_COPY, copy, err));
    JU_TRY(law_got(ctx, ASKED_LAW, &lawful, &law, err));
    *ret = (provision_facts){
        .permit = work->permit,
        .question = inquiry->question,
        .municipality = self->network.municipality,
        .now = ctx->now,
        .routes = self->settings->routes,
        .permit_used = person.permit_used,
        .law_code = law.code,
        .subject_known = person.integrated_number != NULL,
        .copy_found = copy->found,
        .not_disclosed = copy->not_disclosed,
        .no_auto_answer = copy->no_auto_answer,
    };
    act->law_version = law.version;
    act->integrated_number = person.integrated_number;
    act->addressee_number = person.addressee_number;
    act->copy = copy;
    return provision_certificate(ctx, work->permit, &ret->certificate_code, err);
}

/* A permit is used up by whatever was decided, but by that it had been used before. */
static ju_rc use_permit(ju_ctx *ctx, const provision_act *act, provision_outcome outcome, ju_err *err)
{
    static const char *const states[] = {
        [PROVISION_ANSWER] = "answered", [PROVISION_HOLD] = "held", [PROVISION_REFUSE] = "refused"};
    const provision_row row = {
        .permit = act->permit,
        .state = states[outcome],
        .code = outcome == PROVISION_REFUSE ? act->code : NULL,
        .integrated_number = act->integrated_number,
        .law_version = act->law_version,
        .received_at = ctx->now,
    };
    return provision_put(ctx, &row, err);
}

static ju_rc decide(ju_ctx *ctx, const inquiry_received *inquiry, const inquiry_work *work,
                    provision_act *act, ju_err *err)
{
    provision_facts facts;
    gateway_copy *copy = ju_arena_alloc(ctx->arena, sizeof *copy);
    if (copy == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(gather(ctx, inquiry, work, act, &facts, copy, err));
    provision_decision decision = provision_decide(&facts);
    act->permit = work->permit;
    act->permit_id = work->permit->permit_id;
    act->code = decision.code;
    act->silent = facts.permit_used;
    return facts.permit_used ? JU_OK : use_permit(ctx, act, decision.outcome, err);
}

static ju_rc inquiry_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const inquiry_received *inquiry = body;
    const inquiry_work *work = ctx->work;
    provision_act act = {.question = inquiry->question,
                         .permit_id = "",
                         .code = work->permit_code,
                         .law_version = "",
                         .received_at = ctx->now};
    JU_TRY(work->permit == NULL ? JU_OK : decide(ctx, inquiry, work, &act, err));
    /* in an answer it would end the inquiry that the permit was used for, and may still be held */
    JU_TRY(act.silent ? letter_refuse(ctx, act.code, "permit", err) : JU_OK);
    return provision_do(ctx, &act, err);
}

const letter_step letter_inquiry = {inquiry_key, inquiry_claim, inquiry_ask, inquiry_apply};
