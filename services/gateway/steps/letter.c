#include "services/gateway/steps/letter.h"

#include "common/event/check.h"
#include "common/event/topic_names.h"

#include <stdlib.h>
#include <string.h>

enum { VERSION = 1 };

typedef Juki__Gateway__V1__NetworkLetter network_letter;
typedef Juki__Gateway__V1__NetworkWord network_word;

/* A letter between claim, ask and apply. */
typedef struct letter_work {
    const letter_step *step; /* NULL: it is refused */
    const void *body;        /* of the step */
    void *own;
    bool trusted; /* the signature is the network's */
    const char *code;
    const char *item;
} letter_work;

/* ---- keys ---------------------------------------------------------------------------------------------- */

ju_rc letter_open(gateway *self, const ju_settings *settings, ju_err *err)
{
    const gateway_settings *own = self->settings;
    gateway_network *network = &self->network;
    network->municipality = settings->municipality;
    if ((own->link_key_dir == NULL) != (own->link_signing_key == NULL)) {
        return ju_fail(err, JU_FATAL, "config", "JUKI_LINK_KEY_DIR and JUKI_LINK_SIGNING_KEY go together");
    }
    JU_TRY(ju_signers_open(own->link_key_dir, "network", &network->signers, err));
    if (own->link_signing_key == NULL) {
        return JU_OK;
    }
    JU_TRY(ju_signing_key_open(own->link_signing_key, settings->municipality, &network->key, err));
    return ju_keyring_open(settings->key_dir, "network", &network->ring, err);
}

void letter_close(gateway *self)
{
    ju_signers_free(self->network.signers);
    ju_signing_key_free(self->network.key);
    ju_keyring_free(self->network.ring);
    ju_receiver_free(self->network.receiver);
    free(self->network.certificate.data);
}

bool letter_linked(const gateway *self)
{
    return self->network.key != NULL;
}

/* ---- out ----------------------------------------------------------------------------------------------- */

ProtobufCBinaryData letter_pack(ju_ctx *ctx, const ProtobufCMessage *message)
{
    ProtobufCBinaryData packed = {.len = protobuf_c_message_get_packed_size(message)};
    packed.data = ju_arena_alloc(ctx->arena, packed.len + 1);
    if (packed.data != NULL) {
        (void)protobuf_c_message_pack(message, packed.data);
    }
    return packed;
}

ju_rc letter_sign(ju_ctx *ctx, const char *context, const ProtobufCBinaryData *bytes,
                  ProtobufCBinaryData *ret, ju_err *err)
{
    const gateway *self = ctx->app;
    if (!letter_linked(self)) {
        return ju_reject(err, "link_closed", "link", "there is no key to sign with");
    }
    *ret = (ProtobufCBinaryData){.len = JU_SIGNATURE_BYTES,
                                 .data = ju_arena_alloc(ctx->arena, JU_SIGNATURE_BYTES)};
    return ret->data == NULL || bytes->data == NULL
               ? ju_no_memory(err)
               : ju_sign_with(self->network.key, context, bytes, ret->data, err);
}

ju_rc letter_send(ju_ctx *ctx, const Juki__Gateway__V1__GatewayWord *word, const char *key,
                  const char **ret_id, ju_err *err)
{
    const gateway *self = ctx->app;
    network_letter letter = JUKI__GATEWAY__V1__NETWORK_LETTER__INIT;
    letter.word = letter_pack(ctx, &word->base);
    JU_TRY(letter_sign(ctx, JU_TOPIC_LINK_NETWORK_OUT, &letter.word, &letter.signature, err));
    letter.key_id = (char *)(uintptr_t)ju_signing_key_id(self->network.key);
    letter.version = VERSION;
    return ju_emit(ctx, JU_TOPIC_LINK_NETWORK_OUT, key, &letter.base, ret_id, err);
}

/* ---- in ------------------------------------------------------------------------------------------------ */

static const letter_step *step_of(const network_word *word, const void **ret_body)
{
    const struct {
        const void *body;
        const letter_step *step;
    } steps[] = {
        {word->code_issued, &letter_code_issued},       {word->inquiry, &letter_inquiry},
        {word->permit_decided, &letter_permit_decided}, {word->answered, &letter_answered},
        {word->self_requested, &letter_self_requested}, {word->notice_told, &letter_notice_told},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (steps[i].body != NULL) {
            *ret_body = steps[i].body;
            return steps[i].step;
        }
    }
    return NULL;
}

static ju_rc read_word(ju_ctx *ctx, const network_letter *letter, letter_work *work, ju_err *err)
{
    const gateway *self = ctx->app;
    ProtobufCMessage *word = NULL;
    JU_TRY(ju_signature_check(self->network.signers, JU_TOPIC_LINK_NETWORK_IN, letter->key_id, &letter->word,
                              &letter->signature, err));
    work->trusted = true;
    if (letter->version != VERSION) {
        return ju_reject(err, "version_unknown", "version", "words of another version");
    }
    JU_TRY(ju_unpack(&juki__gateway__v1__network_word__descriptor, letter->word.data, letter->word.len, true,
                     ctx->arena, &word, err));
    work->step = step_of((const network_word *)word, &work->body);
    if (work->step == NULL) {
        return ju_reject(err, "item_missing", "word", "the letter says nothing");
    }
    return strcmp(work->step->key(work->body), ctx->message->key) == 0
               ? JU_OK
               : ju_reject(err, "key_mismatch", "key", "the letter stands under another key");
}

/* A JU_REJECT becomes what the letter is refused with. */
static ju_rc settle(ju_ctx *ctx, letter_work *work, ju_rc rc, ju_err *err)
{
    if (rc != JU_REJECT) {
        return rc;
    }
    work->step = NULL;
    work->code = ju_arena_strdup(ctx->arena, err->code);
    work->item = ju_arena_strdup(ctx->arena, err->item);
    return work->code == NULL || work->item == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc letter_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    letter_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    *work = (letter_work){0};
    JU_TRY(settle(ctx, work, read_word(ctx, body, work, err), err));
    if (work->step != NULL && work->step->claim != NULL) {
        ctx->work = NULL;
        JU_TRY(work->step->claim(ctx, work->body, err));
        work->own = ctx->work;
    }
    ctx->work = work;
    return JU_OK;
}

ju_rc letter_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    letter_work *work = ctx->work;
    (void)body;
    if (work->step == NULL || work->step->ask == NULL) {
        return JU_OK;
    }
    ctx->work = work->own;
    ju_rc rc = work->step->ask(ctx, work->body, err);
    work->own = ctx->work;
    ctx->work = work;
    return settle(ctx, work, rc, err);
}

static ju_rc audit_refused(ju_ctx *ctx, const char *code, const char *item, ju_err *err)
{
    const ju_act act = {.action = "network.letter_refused",
                        .event_id = ctx->message->id,
                        .refused_code = code,
                        .detail = item};
    return ju_audit(ctx, &act, err);
}

ju_rc letter_refuse(ju_ctx *ctx, const char *code, const char *item, ju_err *err)
{
    Juki__Gateway__V1__GatewayWord word = JUKI__GATEWAY__V1__GATEWAY_WORD__INIT;
    Juki__Gateway__V1__LetterRefused refused = JUKI__GATEWAY__V1__LETTER_REFUSED__INIT;
    refused.event_id = (char *)(uintptr_t)ctx->message->id;
    refused.code = (char *)(uintptr_t)code;
    refused.item = (char *)(uintptr_t)item;
    word.refused = &refused;
    JU_TRY(audit_refused(ctx, code, item, err));
    return letter_linked(ctx->app) ? letter_send(ctx, &word, ctx->message->key, NULL, err) : JU_OK;
}

/* Who wrote a letter without a good signature is not known, so nobody is told. */
static ju_rc refuse(ju_ctx *ctx, const letter_work *work, ju_err *err)
{
    return work->trusted ? letter_refuse(ctx, work->code, work->item, err)
                         : audit_refused(ctx, work->code, work->item, err);
}

ju_rc letter_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    letter_work *work = ctx->work;
    (void)body;
    if (work->step != NULL) {
        ju_mark before = ju_mark_of(ctx);
        ctx->work = work->own;
        JU_TRY(settle(ctx, work, work->step->apply(ctx, work->body, err), err));
        if (work->step != NULL) {
            return JU_OK;
        }
        ju_back_to(ctx, before);
    }
    return refuse(ctx, work, err);
}

ju_rc letter_check_code(const char *code, ju_err *err)
{
    enum { CODE_BYTES_MAX = 64 };
    return strlen(code) <= CODE_BYTES_MAX ? JU_OK : ju_reject(err, "item_invalid", "code", "this is no code");
}

ju_rc letter_permit(ju_ctx *ctx, const Juki__Gateway__V1__SignedPermit *permit_,
                    const Juki__Gateway__V1__Permit **ret, ju_err *err)
{
    const gateway *self = ctx->app;
    ProtobufCMessage *permit = NULL;
    if (permit_ == NULL) {
        return ju_reject(err, "permit_missing", "permit", "nothing permits it");
    }
    ju_rc rc = ju_signature_check(self->network.signers, "permit", permit_->key_id, &permit_->permit,
                                  &permit_->signature, err);
    if (rc == JU_REJECT) {
        return ju_reject(err, "permit_forged", "permit", "not a permit of the network");
    }
    JU_TRY(rc);
    JU_TRY(ju_unpack(&juki__gateway__v1__permit__descriptor, permit_->permit.data, permit_->permit.len, true,
                     ctx->arena, &permit, err));
    *ret = (const Juki__Gateway__V1__Permit *)permit;
    return (*ret)->question != NULL
               ? JU_OK
               : ju_reject(err, "item_missing", "question", "the permit is for no question");
}
