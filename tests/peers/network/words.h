#ifndef PEER_NETWORK_WORDS_H
#define PEER_NETWORK_WORDS_H

#include "common/event/batch.h"
#include "juki/gateway/v1/network.pb-c.h"

/* What the network does with a word of the gateway. ask and apply as of a handler, the body being the word
 * itself (CodeRequested ...); ctx->work is the step's own. */
typedef struct network_step {
    ju_rc (*ask)(ju_ctx *ctx, const void *body, ju_err *err); /* may be NULL */
    ju_rc (*apply)(ju_ctx *ctx, const void *body, ju_err *err);
} network_step;

/* code.c */
extern const network_step network_code_requested;
/* permit.c */
extern const network_step network_permit_requested;
/* notice.c */
extern const network_step network_notice;
extern const network_step network_notice_asked;
/* own.c */
extern const network_step network_self_answered;
/* provider.c */
extern const network_step network_inquiry_sent;
/* carry.c */
extern const network_step network_provision;
/* main.c */
extern const network_step network_letter_refused;

#endif
