#ifndef PEER_INQUIRY_H
#define PEER_INQUIRY_H

#include "tests/peers/common/peer.h"

#include "common/code/code.h"
#include "common/seal/seal.h"
#include "juki/identity/v1/inquiry.pb-c.h"

/* What the peers that answer 本人確認情報照会 share; each finds persons in its own way. */

enum { PEER_INQUIRY_MAX = 100 };

/* The keyrings of an inquiry: what comes is sealed to own, what goes to identity. */
typedef struct peer_inquiry_rings {
    ju_keyring *own;
    ju_keyring *identity;
} peer_inquiry_rings;

/* JU_REJECT when the key of the message is another than its id. */
ju_rc peer_inquiry_check(const ju_ctx *ctx, const Juki__Identity__V1__IdentityInquiry *inquiry,
                         ju_err *err) JU_MUST_CHECK;

/* A name as it is compared: without spaces; NULL when the arena is full. */
const char *peer_inquiry_name(ju_ctx *ctx, const char *name);

/* The number that is asked by, in clear: to be wiped by the caller; NULL when items are. */
ju_rc peer_inquiry_number(ju_ctx *ctx, const peer_inquiry_rings *rings,
                          const Juki__Identity__V1__IdentityInquiry *inquiry, char **ret,
                          ju_err *err) JU_MUST_CHECK;

/* Sends the answer; more than PEER_INQUIRY_MAX are too many. topic: the peer's own, without prefix. */
ju_rc peer_inquiry_answer(ju_ctx *ctx, const char *topic, const Juki__Identity__V1__IdentityInquiry *inquiry,
                          Juki__Identity__V1__InquiredPerson **found, size_t count,
                          ju_err *err) JU_MUST_CHECK;

/* A person with empty items, of arena memory; NULL when it is full. */
Juki__Identity__V1__InquiredPerson *peer_inquiry_person(ju_ctx *ctx);

#endif
