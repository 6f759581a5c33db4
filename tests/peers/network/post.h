#ifndef PEER_NETWORK_POST_H
#define PEER_NETWORK_POST_H

#include "common/run/app.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/network.pb-c.h"

/* Letters of the network, and what it signs and opens with. One process plays the network. */

/* The municipality whose gateway it talks to. */
const char *network_house(void);
/* The ring of audience network, and of audience gateway. */
ju_keyring *network_ring(void);
ju_keyring *network_house_ring(void);

ju_rc network_open(const ju_settings *settings, void **ret_state, ju_err *err) JU_MUST_CHECK;
void network_close(void *opaque);

/* Signs bytes with <signing dir>/<signer>.2026.key; *ret is arena memory. JU_FATAL without such a key. */
ju_rc network_sign(ju_ctx *ctx, const char *signer, const char *context, const ProtobufCBinaryData *bytes,
                   ProtobufCBinaryData *ret, ju_err *err) JU_MUST_CHECK;

/* The file of the signing dir as a path; JU_FATAL when there is no such dir or no room. */
ju_rc network_path(const char *name, char *ret, size_t size, ju_err *err) JU_MUST_CHECK;

/* A packed message in arena memory; data NULL when that is full. */
ProtobufCBinaryData network_pack(ju_ctx *ctx, const ProtobufCMessage *message);

/* Signs the word as this signer, network if nothing is to go wrong, and sends it under the key. */
ju_rc network_post(ju_ctx *ctx, const Juki__Gateway__V1__NetworkWord *word, const char *key,
                   const char *signer, ju_err *err) JU_MUST_CHECK;

/* Whether the gateway signed this. JU_REJECT as ju_signature_check. */
ju_rc network_check(const char *key_id, const char *context, const ProtobufCBinaryData *bytes,
                    const ProtobufCBinaryData *signature, ju_err *err) JU_MUST_CHECK;

/* The word of a letter of the gateway whose signature is good; JU_REJECT: as ju_signature_check and
 * ju_unpack, "version_unknown". */
ju_rc network_read(ju_ctx *ctx, const Juki__Gateway__V1__NetworkLetter *letter,
                   const Juki__Gateway__V1__GatewayWord **ret, ju_err *err) JU_MUST_CHECK;

#endif
