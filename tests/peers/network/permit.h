#ifndef PEER_NETWORK_PERMIT_H
#define PEER_NETWORK_PERMIT_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/network.pb-c.h"

enum { NETWORK_PERMIT_S = 600 }; /* how long a permit is good */

/* What a permit says. */
typedef struct network_wish {
    const char *permit_id;
    Juki__Gateway__V1__Question *question;
    const char *code;   /* 符号 of the person at the provider */
    ju_keyring *reader; /* the provider's */
    const char *route;
    int64_t good_s;             /* from now on; negative: it is over */
    const char *signer;         /* network, if nothing is to go wrong */
    const char *certificate_of; /* likewise the inquirer */
} network_wish;

/* A signed permit with the certificate <signing dir>/<certificate_of>.crt (PEM); lives in the arena.
 */
ju_rc network_make_permit(ju_ctx *ctx, const network_wish *wish, Juki__Gateway__V1__SignedPermit *ret,
                          ju_err *err) JU_MUST_CHECK;

#endif
