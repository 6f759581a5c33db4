/* Inquiries of other bodies to the gateway, and its answers, opened as the body that asked opens them. */
#include "tests/peers/network/carry.h"

#include "tests/peers/network/permit.h"
#include "tests/peers/network/post.h"
#include "tests/peers/network/store.h"
#include "tests/peers/network/words.h"

#include "common/event/check.h"
#include "common/seal/envelope.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Gateway__V1__Question question;
typedef Juki__Gateway__V1__Answer answer;
typedef Juki__Gateway__V1__ProvidedInformation provided_information;

enum { ASKED_MAX = 32, DAY_S = 24 * 60 * 60, PATH_SIZE = 512 };

/* ---- there --------------------------------------------------------------------------------------------- */

ju_rc carry_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return network_ask_calls(ctx, err);
}

static bool fails_by(const network_call *call, const char *fault)
{
    return strcmp(call->fault, fault) == 0;
}

/* The asked items of a question, cut out of their list. */
static ju_rc split_asked(ju_ctx *ctx, const char *list, question *ret, ju_err *err)
{
    char *rest = ju_arena_strdup(ctx->arena, list);
    ret->asked_item = ju_arena_alloc(ctx->arena, ASKED_MAX * sizeof *ret->asked_item);
    if (rest == NULL || ret->asked_item == NULL) {
        return ju_no_memory(err);
    }
    for (char *item; ret->n_asked_item < ASKED_MAX && (item = strsep(&rest, ",")) != NULL;) {
        ret->asked_item[ret->n_asked_item++] = item;
    }
    return JU_OK;
}

static ju_rc carry(ju_ctx *ctx, network_call *call, ju_err *err)
{
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__InquiryReceived inquiry = JUKI__GATEWAY__V1__INQUIRY_RECEIVED__INIT;
    Juki__Gateway__V1__SignedPermit permit;
    JU_TRY(split_asked(ctx, call->asked, &call->question, err));
    question asked = call->question;
    const network_wish wish = {
        .permit_id = call->permit_id,
        .question = &call->question,
        .code = call->code,
        .reader = network_house_ring(),
        .route = fails_by(call, "no_route") ? "" : "network",
        .good_s = fails_by(call, "expired") ? -DAY_S : NETWORK_PERMIT_S,
        .signer = fails_by(call, "forged") ? asked.inquirer : "network",
        .certificate_of = fails_by(call, "other_certificate") ? network_house() : asked.inquirer,
    };
    if (fails_by(call, "other_provider")) {
        asked.provider = call->question.provider = asked.inquirer;
    }
    JU_TRY(network_make_permit(ctx, &wish, &permit, err));
    if (fails_by(call, "wrong_party")) {
        asked.inquirer = asked.provider;
    } else if (fails_by(call, "wrong_item")) {
        asked.item = (char *)(uintptr_t) "48";
    }
    inquiry.permit = &permit;
    inquiry.question = &asked;
    word.inquiry = &inquiry;
    return network_post(ctx, &word, asked.inquiry_id,
                        fails_by(call, "letter_forged") ? asked.inquirer : "network", err);
}

ju_rc carry_idle_begin(ju_ctx *ctx, ju_err *err)
{
    for (int row = 0; row < network_calls(ctx); row++) {
        network_call call;
        JU_TRY(network_call_at(ctx, row, &call, err));
        bool carried = call.listed || *call.fault != '\0';
        JU_TRY(carried ? carry(ctx, &call, err) : JU_OK);
        JU_TRY(network_call_done(ctx, call.id, carried ? NULL : "not_listed", err));
    }
    return JU_OK;
}

/* ---- and back ------------------------------------------------------------------------------------------ */

/* Whose inquiry it is. */
static ju_rc ask_answer(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__SignedAnswer *signed_ = body;
    ProtobufCMessage *read = NULL;
    JU_TRY(network_check(signed_->key_id, "answer", &signed_->answer, &signed_->signature, err));
    JU_TRY(ju_unpack(&juki__gateway__v1__answer__descriptor, signed_->answer.data, signed_->answer.len, true,
                     ctx->arena, &read, err));
    ctx->work = read;
    return network_ask_inquirer(ctx, ((const answer *)read)->inquiry_id, err);
}

static ju_rc open_envelope(ju_ctx *ctx, const char *inquirer, const ProtobufCBinaryData *envelope,
                           ProtobufCBinaryData *ret, ju_err *err)
{
    char certificate[PATH_SIZE];
    char key[PATH_SIZE];
    ju_opener *opener = NULL;
    const char *certificate_name = ju_arena_printf(ctx->arena, "%s.crt", inquirer);
    const char *key_name = ju_arena_printf(ctx->arena, "%s.certificate.key", inquirer);
    if (certificate_name == NULL || key_name == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(network_path(certificate_name, certificate, sizeof certificate, err));
    JU_TRY(network_path(key_name, key, sizeof key, err));
    JU_TRY(ju_opener_open(certificate, key, &opener, err));
    ju_rc rc =
        ju_envelope_open(opener, ctx->arena, envelope->data, envelope->len, &ret->data, &ret->len, err);
    ju_opener_free(opener);
    return rc;
}

static ju_rc join_items(ju_ctx *ctx, const provided_information *provided, const char **ret, ju_err *err)
{
    const char *joined = "";
    for (size_t i = 0; joined != NULL && i < provided->n_item; i++) {
        joined = ju_arena_printf(ctx->arena, "%s%s=%s\n", joined, provided->item[i]->name,
                                 provided->item[i]->value);
    }
    *ret = joined;
    return joined != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc open_information(ju_ctx *ctx, const answer *it, network_answer *ret, ju_err *err)
{
    ProtobufCBinaryData content = {0};
    ProtobufCMessage *read = NULL;
    JU_TRY(open_envelope(ctx, network_got_inquirer(ctx), &it->information, &content, err));
    JU_TRY(ju_unpack(&juki__gateway__v1__provided_information__descriptor, content.data, content.len, true,
                     ctx->arena, &read, err));
    const provided_information *provided = (const provided_information *)read;
    if (strcmp(provided->inquiry_id, it->inquiry_id) != 0) {
        return ju_reject(err, "inquiry_mismatch", "inquiry_id", "the content is of another inquiry");
    }
    ret->as_of = provided->as_of;
    return join_items(ctx, provided, &ret->items, err);
}

static ju_rc apply_answer(ju_ctx *ctx, const void *body, ju_err *err)
{
    const answer *it = ctx->work;
    network_answer row = {.answer = it, .as_of = "", .items = ""};
    (void)body;
    if (*network_got_inquirer(ctx) == '\0') {
        return ju_reject(err, "inquiry_unknown", "inquiry_id", "nobody asked this");
    }
    JU_TRY(*it->code != '\0' ? JU_OK : open_information(ctx, it, &row, err));
    return network_put_answer(ctx, &row, err);
}

const network_step network_provision = {ask_answer, apply_answer};
