#include "tests/peers/network/post.h"

#include "common/config/config.h"
#include "common/event/check.h"
#include "common/event/topic_names.h"
#include "common/seal/sign.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Gateway__V1__NetworkLetter network_letter;

enum { VERSION = 1, PATH_SIZE = 512 };

typedef struct post_settings {
    char *signing_dir; /* <signer>.2026.key each */
    char *key_dir;     /* <municipality>.<period>.pem */
} post_settings;

static struct {
    ju_keyring *network; /* what is sent to it */
    ju_keyring *gateway; /* what it sends */
    ju_signers *signers; /* the gateway's keys */
    const char *house;
    post_settings settings;
} state;

static const ju_config_item ITEMS[] = {
    {"JUKI_NETWORK_SIGNING_DIR", JU_CONFIG_STRING, 0, offsetof(post_settings, signing_dir), NULL,
     "folder of the private keys of the network and of the bodies behind it, <signer>.2026.key", 0, 0},
    {"JUKI_LINK_KEY_DIR", JU_CONFIG_STRING, 0, offsetof(post_settings, key_dir), NULL,
     "folder of the public keys of the gateway, <municipality>.<period>.pem", 0, 0},
};

static ju_config_part part(void)
{
    return (ju_config_part){
        .items = ITEMS, .item_count = sizeof ITEMS / sizeof ITEMS[0], .values = &state.settings};
}

static void complain(void *opaque, const char *text)
{
    (void)opaque;
    (void)fprintf(stderr, "%s\n", text);
}

/* The variables of the whole peer are set; only these are read here. */
static void ignore(void *opaque, const char *text)
{
    (void)opaque;
    (void)text;
}

const char *network_house(void)
{
    return state.house;
}

ju_keyring *network_ring(void)
{
    return state.network;
}

ju_keyring *network_house_ring(void)
{
    return state.gateway;
}

ju_rc network_open(const ju_settings *settings, void **ret_state, ju_err *err)
{
    const ju_config_part mine = part();
    const ju_config_report report = {.error = complain, .warning = ignore};
    state.house = settings->municipality;
    *ret_state = &state;
    JU_TRY(ju_config_load(&mine, 1, &report, err));
    JU_TRY(ju_signers_open(state.settings.key_dir, state.house, &state.signers, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "network", &state.network, err));
    return ju_keyring_open(settings->key_dir, "gateway", &state.gateway, err);
}

void network_close(void *opaque)
{
    const ju_config_part mine = part();
    (void)opaque;
    ju_keyring_free(state.network);
    ju_keyring_free(state.gateway);
    ju_signers_free(state.signers);
    ju_config_free(&mine, 1);
}

/* ---- out ----------------------------------------------------------------------------------------------- */

ju_rc network_path(const char *name, char *ret, size_t size, ju_err *err)
{
    const char *dir = state.settings.signing_dir;
    if (dir == NULL || snprintf(ret, size, "%s/%s", dir, name) >= (int)size) {
        return ju_fail(err, JU_FATAL, "config", "JUKI_NETWORK_SIGNING_DIR names no folder of keys");
    }
    return JU_OK;
}

ju_rc network_sign(ju_ctx *ctx, const char *signer, const char *context, const ProtobufCBinaryData *bytes,
                   ProtobufCBinaryData *ret, ju_err *err)
{
    char path[PATH_SIZE];
    const char *name = ju_arena_printf(ctx->arena, "%s.2026.key", signer);
    *ret = (ProtobufCBinaryData){.len = JU_SIGNATURE_BYTES,
                                 .data = ju_arena_alloc(ctx->arena, JU_SIGNATURE_BYTES)};
    if (name == NULL || ret->data == NULL || bytes->data == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(network_path(name, path, sizeof path, err));
    return ju_sign(path, context, bytes, ret->data, err);
}

ProtobufCBinaryData network_pack(ju_ctx *ctx, const ProtobufCMessage *message)
{
    ProtobufCBinaryData packed = {.len = protobuf_c_message_get_packed_size(message)};
    packed.data = ju_arena_alloc(ctx->arena, packed.len + 1);
    if (packed.data != NULL) {
        (void)protobuf_c_message_pack(message, packed.data);
    }
    return packed;
}

ju_rc network_post(ju_ctx *ctx, const Juki__Gateway__V1__NetworkWord *word, const char *key,
                   const char *signer, ju_err *err)
{
    network_letter letter = JUKI__GATEWAY__V1__NETWORK_LETTER__INIT;
    const char *own_key = ju_arena_strdup(ctx->arena, key); /* outlives the rows that it comes from */
    letter.word = network_pack(ctx, &word->base);
    JU_TRY(network_sign(ctx, signer, JU_TOPIC_LINK_NETWORK_IN, &letter.word, &letter.signature, err));
    letter.key_id = (char *)(uintptr_t) "network/2026";
    letter.version = VERSION;
    return own_key == NULL ? ju_no_memory(err)
                           : ju_emit(ctx, JU_TOPIC_LINK_NETWORK_IN, own_key, &letter.base, NULL, err);
}

/* ---- in ------------------------------------------------------------------------------------------------ */

ju_rc network_check(const char *key_id, const char *context, const ProtobufCBinaryData *bytes,
                    const ProtobufCBinaryData *signature, ju_err *err)
{
    return ju_signature_check(state.signers, context, key_id, bytes, signature, err);
}

ju_rc network_read(ju_ctx *ctx, const network_letter *letter, const Juki__Gateway__V1__GatewayWord **ret,
                   ju_err *err)
{
    ProtobufCMessage *word = NULL;
    if (letter->version != VERSION) {
        return ju_reject(err, "version_unknown", "version", "words of another version");
    }
    JU_TRY(network_check(letter->key_id, JU_TOPIC_LINK_NETWORK_OUT, &letter->word, &letter->signature, err));
    JU_TRY(ju_unpack(&juki__gateway__v1__gateway_word__descriptor, letter->word.data, letter->word.len, true,
                     ctx->arena, &word, err));
    *ret = (const Juki__Gateway__V1__GatewayWord *)word;
    return JU_OK;
}
