#ifndef PEER_NETWORK_STORE_H
#define PEER_NETWORK_STORE_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/network.pb-c.h"

/* What the network holds; ask_ in ask, the others in apply. Texts of rows live as long as answers. */

/* The 符号 of a person with a body. */
ju_rc network_ask_code(ju_ctx *ctx, const unsigned char number_index[JU_BLIND_INDEX_BYTES], const char *body,
                       ju_err *err) JU_MUST_CHECK;
/* "" without; *ret_unknown: the network does not know the person. */
const char *network_got_code(const ju_ctx *ctx, bool *ret_unknown);
ju_rc network_put_code(ju_ctx *ctx, const unsigned char number_index[JU_BLIND_INDEX_BYTES], const char *body,
                       const char *code, ju_err *err) JU_MUST_CHECK;
ju_rc network_put_code_request(ju_ctx *ctx, const char *request_id, const char *refused,
                               ju_err *err) JU_MUST_CHECK;

/* Whether the network's own list allows a question about whom the inquirer knows by this 符号. */
ju_rc network_ask_permit(ju_ctx *ctx, const Juki__Gateway__V1__Question *question, const char *code,
                         ju_err *err) JU_MUST_CHECK;

typedef struct network_allowed {
    bool listed;
    unsigned char *number_index; /* NULL: nobody has that 符号 */
    const char *code;            /* with the provider; "" when it has none yet */
} network_allowed;
network_allowed network_got_permit(const ju_ctx *ctx);
ju_rc network_put_permit(ju_ctx *ctx, const char *permit_id, const char *inquiry_id, const char *refused,
                         ju_err *err) JU_MUST_CHECK;

/* A letter that was not taken: of the gateway (in), or of the network by the gateway (out). */
ju_rc network_put_refused(ju_ctx *ctx, const char *event_id, const char *direction, const char *code,
                          ju_err *err) JU_MUST_CHECK;

#endif
