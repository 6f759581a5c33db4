#ifndef TAX_HANDLERS_H
#define TAX_HANDLERS_H

#include "common/event/batch.h"

/* juki.gateway.v1.PersonFeed. ctx->app is the tax office's keyring. */
ju_rc tax_feed_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
