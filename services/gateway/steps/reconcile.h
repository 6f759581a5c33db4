#ifndef GATEWAY_STEPS_RECONCILE_H
#define GATEWAY_STEPS_RECONCILE_H

#include "services/gateway/handlers.h"

/* 照合: what a consumer holds is compared with what it should hold, and it is told again of just those that
 * differ. Nothing here is corrected by it. For the table of handlers. */

/* feed.<consumer>.request */
ju_rc reconcile_request_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc reconcile_request_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc reconcile_told_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc reconcile_told_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* snapshot.gateway */
ju_rc reconcile_step_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc reconcile_step_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* The idle hooks: one whose consumer does not go on is given up after a day. of: the number of their
 * question. */
enum { RECONCILE_QUESTIONS = 1 };
ju_rc reconcile_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc reconcile_idle_begin(ju_ctx *ctx, int of, ju_err *err) JU_MUST_CHECK;

#endif
