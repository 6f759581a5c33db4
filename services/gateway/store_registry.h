#ifndef GATEWAY_STORE_REGISTRY_H
#define GATEWAY_STORE_REGISTRY_H

#include "common/event/batch.h"
#include "services/gateway/registry.h"

/* The tables of the consumer registry, as store.h. Texts of answers live in the arena. */

/* consumer "": of each the last version, and what waits; else all of this one, the latest first. */
ju_rc gateway_ask_versions(ju_ctx *ctx, const char *consumer, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_versions_answer(ju_ctx *ctx, Juki__Gateway__V1__ConsumersReply *reply,
                              ju_err *err) JU_MUST_CHECK;

ju_rc gateway_ask_application(ju_ctx *ctx, const char *application_id, ju_err *err) JU_MUST_CHECK;
/* ret_record is filled when there is one. */
ju_rc gateway_application_answer(ju_ctx *ctx, registry_application *ret,
                                 Juki__Gateway__V1__ConsumerVersion **ret_record, ju_err *err) JU_MUST_CHECK;

/* Its last approved version; NULL when there is none. */
ju_rc gateway_ask_latest(ju_ctx *ctx, const char *consumer, ju_err *err) JU_MUST_CHECK;
ju_rc gateway_latest_answer(ju_ctx *ctx, Juki__Gateway__V1__ConsumerVersion **ret, ju_err *err) JU_MUST_CHECK;

ju_rc gateway_put_application(ju_ctx *ctx, const Juki__Gateway__V1__SubmitConsumer *wish, const char *digest,
                              ju_err *err) JU_MUST_CHECK;
/* decision: approved, rejected, withdrawn. */
ju_rc gateway_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__DecideConsumer *wish, const char *decision,
                           ju_err *err) JU_MUST_CHECK;
/* The version just decided for counts from a later day, on which it gets a snapshot. */
ju_rc gateway_put_later(ju_ctx *ctx, const char *consumer, ju_err *err) JU_MUST_CHECK;
/* And drops what waits for the consumer. */
ju_rc gateway_put_revocation(ju_ctx *ctx, const Juki__Gateway__V1__RevokeConsumer *wish, int64_t version,
                             ju_err *err) JU_MUST_CHECK;

/* A version whose time is over and of whom something may lie ready: one row with consumer, version, and
 * whether nothing is told any more at all; or none. */
ju_rc gateway_ask_over(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
/* Drops what waits for it, once. */
ju_rc gateway_put_over(ju_ctx *ctx, const char *consumer, int64_t version, ju_err *err) JU_MUST_CHECK;

#endif
