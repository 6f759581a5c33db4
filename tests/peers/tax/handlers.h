#ifndef TAX_HANDLERS_H
#define TAX_HANDLERS_H

#include "common/event/batch.h"
#include "juki/gateway/v1/feed.pb-c.h"

/* juki.gateway.v1.PersonFeed. ctx->app is the tax office's keyring. */
ju_rc tax_feed_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* What a record tells of a person becomes what the office knows of him, however it came. */
ju_rc tax_take_person(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *feed, ju_err *err) JU_MUST_CHECK;

#endif
