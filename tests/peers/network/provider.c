/* The bodies that answer our inquiries, rightly or not. */
#include "tests/peers/network/provider.h"

#include "tests/peers/network/post.h"
#include "tests/peers/network/store_provider.h"
#include "tests/peers/network/words.h"

#include "common/base/hex.h"
#include "common/event/check.h"
#include "common/seal/envelope.h"

#include <openssl/evp.h>
#include <string.h>

enum { MODE, ITEMS, DIGEST_BYTES = 32, PATH_SIZE = 512 };

typedef Juki__Gateway__V1__InquirySent inquiry_sent;
typedef Juki__Gateway__V1__Permit permit;
typedef Juki__Gateway__V1__ProvidedItem provided_item;

/* An answer that is to be made. */
typedef struct reply {
    const permit *permit;
    const char *mode;
    provided_item *item;
    size_t item_count;
    const char *digest; /* of what was provided */
} reply;

static bool is(const reply *it, const char *mode)
{
    return strcmp(it->mode, mode) == 0;
}

static char *text(const char *literal)
{
    return (char *)(uintptr_t)literal;
}

/* ---- the content --------------------------------------------------------------------------------------- */

static ju_rc make_content(ju_ctx *ctx, reply *it, ProtobufCBinaryData *ret, ju_err *err)
{
    Juki__Gateway__V1__ProvidedInformation content = JUKI__GATEWAY__V1__PROVIDED_INFORMATION__INIT;
    unsigned char digest[DIGEST_BYTES];
    if (is(it, "excess")) {
        provided_item *more = &it->item[it->item_count++];
        juki__gateway__v1__provided_item__init(more);
        more->name = text("unasked");
    }
    content.inquiry_id = it->permit->question->inquiry_id;
    content.information = it->permit->question->information;
    content.as_of = text(ctx->today);
    content.n_item = it->item_count;
    content.item = ju_arena_alloc(ctx->arena, (it->item_count + 1) * sizeof *content.item);
    for (size_t i = 0; content.item != NULL && i < it->item_count; i++) {
        content.item[i] = &it->item[i];
    }
    if (content.item == NULL) {
        return ju_no_memory(err);
    }
    *ret = network_pack(ctx, &content.base);
    if (ret->data == NULL || EVP_Digest(ret->data, ret->len, digest, NULL, EVP_sha256(), NULL) != 1) {
        return ju_no_memory(err);
    }
    it->digest = ju_arena_hex(ctx->arena, digest, sizeof digest);
    return it->digest != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc open_reader(ju_ctx *ctx, const reply *it, ju_receiver **ret, ju_err *err)
{
    char path[PATH_SIZE];
    const char *name = ju_arena_printf(ctx->arena, "%s.crt", it->permit->question->provider);
    if (!is(it, "other_key")) {
        return ju_receiver_read(it->permit->inquirer_certificate.data, it->permit->inquirer_certificate.len,
                                ret, err);
    }
    if (name == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(network_path(name, path, sizeof path, err));
    return ju_receiver_open(path, ret, err);
}

static ju_rc encrypt(ju_ctx *ctx, reply *it, ProtobufCBinaryData *ret, ju_err *err)
{
    ProtobufCBinaryData content;
    ju_receiver *reader = NULL;
    JU_TRY(make_content(ctx, it, &content, err));
    JU_TRY(open_reader(ctx, it, &reader, err));
    ju_rc rc = ju_envelope_make(reader, ctx->arena, content.data, content.len, &ret->data, &ret->len, err);
    ju_receiver_free(reader);
    if (rc == JU_OK && is(it, "garbled")) {
        ret->data[ret->len - 1] ^= 1;
    }
    return rc;
}

/* ---- the answer ---------------------------------------------------------------------------------------- */

static const char *code_of(const reply *it)
{
    return is(it, "pending") ? "pending" : is(it, "none") ? "information_unavailable" : "";
}

static ju_rc fill_answer(ju_ctx *ctx, reply *it, Juki__Gateway__V1__Answer *ret, ju_err *err)
{
    const Juki__Gateway__V1__Question *question = it->permit->question;
    const char *other = ju_event_id(ctx);
    if (other == NULL) {
        return ju_no_memory(err);
    }
    ret->inquiry_id = is(it, "other_inquiry") || is(it, "orphan") ? text(other) : question->inquiry_id;
    ret->permit_id = is(it, "other_permit") ? text(other) : it->permit->permit_id;
    ret->provider = is(it, "other_provider") ? text(network_house()) : question->provider;
    ret->code = text(code_of(it));
    ret->law_version = text("another body's");
    return *ret->code == '\0' ? encrypt(ctx, it, &ret->information, err) : JU_OK;
}

static ju_rc send_answer(ju_ctx *ctx, reply *it, ju_err *err)
{
    const Juki__Gateway__V1__Question *question = it->permit->question;
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__InquiryAnswered answered = JUKI__GATEWAY__V1__INQUIRY_ANSWERED__INIT;
    Juki__Gateway__V1__SignedAnswer signed_ = JUKI__GATEWAY__V1__SIGNED_ANSWER__INIT;
    Juki__Gateway__V1__Answer answer = JUKI__GATEWAY__V1__ANSWER__INIT;
    JU_TRY(fill_answer(ctx, it, &answer, err));
    signed_.answer = network_pack(ctx, &answer.base);
    signed_.key_id = ju_arena_printf(ctx->arena, "%s/2026", question->provider);
    if (signed_.answer.data == NULL || signed_.key_id == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(network_sign(ctx, is(it, "forged") ? "network" : question->provider, "answer", &signed_.answer,
                        &signed_.signature, err));
    answered.inquiry_id = is(it, "orphan") ? answer.inquiry_id : question->inquiry_id;
    answered.answer = &signed_;
    word.answered = &answered;
    JU_TRY(provider_put_answered(ctx, it->permit->permit_id, it->digest, err));
    return network_post(ctx, &word, answered.inquiry_id, "network", err);
}

/* ---- an inquiry comes ---------------------------------------------------------------------------------- */

static ju_rc read_permit(ju_ctx *ctx, const ProtobufCBinaryData *packed, const permit **ret, ju_err *err)
{
    ProtobufCMessage *message = NULL;
    JU_TRY(ju_unpack(&juki__gateway__v1__permit__descriptor, packed->data, packed->len, true, ctx->arena,
                     &message, err));
    *ret = (const permit *)message;
    return (*ret)->question != NULL
               ? JU_OK
               : ju_reject(err, "item_missing", "question", "the permit is for no question");
}

static ju_rc ask_inquiry(ju_ctx *ctx, const void *body, ju_err *err)
{
    const inquiry_sent *sent = body;
    const permit *it = NULL;
    if (sent->permit == NULL) {
        return ju_reject(err, "permit_missing", "permit", "nothing permits it");
    }
    JU_TRY(read_permit(ctx, &sent->permit->permit, &it, err));
    ctx->work = (void *)(uintptr_t)it;
    return provider_ask(ctx, it->question, err);
}

static ju_rc apply_inquiry(ju_ctx *ctx, const void *body, ju_err *err)
{
    const inquiry_sent *sent = body;
    reply it = {.permit = ctx->work, .mode = provider_got_mode(ctx, MODE)};
    JU_TRY(provider_got_items(ctx, ITEMS, &it.item, &it.item_count, err));
    JU_TRY(provider_put_inquiry(ctx, it.permit, &sent->permit->permit, err));
    return is(&it, "silent") ? JU_OK : send_answer(ctx, &it, err);
}

const network_step network_inquiry_sent = {ask_inquiry, apply_inquiry};

/* ---- later, or once more ------------------------------------------------------------------------------- */

ju_rc provider_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return provider_ask_call(ctx, err);
}

ju_rc provider_idle_begin(ju_ctx *ctx, int number, ju_err *err)
{
    provider_call call = provider_got_call(ctx, number);
    reply it = {.mode = call.mode};
    if (call.id == 0) {
        return JU_OK;
    }
    JU_TRY(read_permit(ctx, &call.permit, &it.permit, err));
    JU_TRY(provider_got_items(ctx, number + 1, &it.item, &it.item_count, err));
    JU_TRY(send_answer(ctx, &it, err));
    return provider_call_done(ctx, call.id, err);
}
