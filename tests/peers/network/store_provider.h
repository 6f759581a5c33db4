#ifndef PEER_NETWORK_STORE_PROVIDER_H
#define PEER_NETWORK_STORE_PROVIDER_H

#include "common/event/batch.h"
#include "juki/gateway/v1/network.pb-c.h"

/* What a provider holds; ask_ in ask, the others in apply. Texts of rows live as long as answers. */

/* Two questions: how it answers, and the items. */
ju_rc provider_ask(ju_ctx *ctx, const Juki__Gateway__V1__Question *question, ju_err *err) JU_MUST_CHECK;
const char *provider_got_mode(const ju_ctx *ctx, int number);
/* *ret has room for one item more. */
ju_rc provider_got_items(const ju_ctx *ctx, int number, Juki__Gateway__V1__ProvidedItem **ret,
                         size_t *ret_count, ju_err *err) JU_MUST_CHECK;

ju_rc provider_put_inquiry(ju_ctx *ctx, const Juki__Gateway__V1__Permit *permit,
                           const ProtobufCBinaryData *packed, ju_err *err) JU_MUST_CHECK;
/* digest: NULL when nothing was provided. */
ju_rc provider_put_answered(ju_ctx *ctx, const char *permit_id, const char *digest,
                            ju_err *err) JU_MUST_CHECK;

/* The next answer that is due by itself. */
typedef struct provider_call {
    int64_t id; /* 0: there is none */
    const char *mode;
    ProtobufCBinaryData permit;
} provider_call;
ju_rc provider_ask_call(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
provider_call provider_got_call(const ju_ctx *ctx, int number);
ju_rc provider_call_done(ju_ctx *ctx, int64_t id, ju_err *err) JU_MUST_CHECK;

#endif
