#ifndef GATEWAY_STEPS_BRIDGE_H
#define GATEWAY_STEPS_BRIDGE_H

#include "services/gateway/handlers.h"

/*
 * ファイル連携 (seed 002 ): a consumer by file gets what it is told as CSV, in full behind a
 * snapshot and the differences from time to time, and says what it could not take. What is to be done stands
 * in the database before it is done, so a kill at any moment loses nothing and no name stands for two
 * contents: BRIDGES.md.
 */

/* The idle hooks. of: the number of their first question; without a folder there is none, so they are the
 * last. */
enum { BRIDGE_QUESTIONS = 4 };
ju_rc bridge_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_idle_begin(ju_ctx *ctx, int of, ju_err *err) JU_MUST_CHECK;

/* Behind them, outside of the batch: files are made, placed, read and erased. state is the gateway. */
ju_rc bridge_aside(void *state, ju_db *db, ju_err *err) JU_MUST_CHECK;

/* gateway.command */
ju_rc bridge_files_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_files_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_errors_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_errors_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
