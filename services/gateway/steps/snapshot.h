#ifndef GATEWAY_STEPS_SNAPSHOT_H
#define GATEWAY_STEPS_SNAPSHOT_H

#include "services/gateway/handlers.h"

/*
 * Snapshots: a consumer is told of everybody whom it may know, page by page between the changes, each page a
 * transaction of its own. Functions whose last arguments are (const void *body, ju_err *err) are a
 * ju_handler's own; what they keep to is in SNAPSHOT.md.
 */

/* In apply: begins a snapshot with the transaction that runs, in the place of one under way. reason:
 * approved, requested, operator; request_id: of the consumer's wish, else "". ret_id may be NULL. */
ju_rc snapshot_begin(ju_ctx *ctx, const char *consumer, const char *reason, const char *request_id,
                     const char **ret_id, ju_err *err) JU_MUST_CHECK;

/* gateway.command */
ju_rc snapshot_begin_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_begin_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_query_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_query_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* feed.<consumer>.request */
ju_rc snapshot_request_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_request_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* snapshot.gateway */
ju_rc snapshot_step_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_step_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* The idle hooks: what waits for its day, and what stands still although it should move. */
enum { SNAPSHOT_QUESTIONS = 2 };
ju_rc snapshot_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_idle_begin(ju_ctx *ctx, int of, ju_err *err) JU_MUST_CHECK;

#endif
