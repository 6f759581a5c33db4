#ifndef MUNICIPALITY_WIDE_H
#define MUNICIPALITY_WIDE_H

#include "common/event/batch.h"

/* What our municipality answers to a request for 広域交付; ctx->app is the keyring of audience municipality.
 */
ju_rc wide_answered_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
