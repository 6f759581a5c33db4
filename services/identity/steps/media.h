#ifndef IDENTITY_STEPS_MEDIA_H
#define IDENTITY_STEPS_MEDIA_H

#include "services/identity/steps/state.h"

/* The certificates of JUKI_MEDIA_CERT_DIR: prefecture.pem, national.pem; one that is not there is none.
 * JU_FATAL "certificate" for one that is none. */
ju_rc media_open(identity_state *state, ju_err *err) JU_MUST_CHECK;
void media_close(identity_state *state);

/* For the table in handlers.c. */
ju_rc media_request_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc media_request_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc media_decide_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc media_decide_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc media_export_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc media_export_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc media_query_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc media_query_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
