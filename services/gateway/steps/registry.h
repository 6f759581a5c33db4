#ifndef GATEWAY_STEPS_REGISTRY_H
#define GATEWAY_STEPS_REGISTRY_H

#include "services/gateway/handlers.h"

/* gateway.command: the consumer registry (juki/gateway/v1/registry.proto). */
ju_rc registry_submit_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc registry_submit_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc registry_decide_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc registry_decide_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc registry_revoke_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc registry_revoke_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc registry_query_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc registry_query_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* The idle hooks: one question. Versions whose time is over. */
enum { REGISTRY_QUESTIONS = 1 };
ju_rc registry_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc registry_idle_begin(ju_ctx *ctx, int of, ju_err *err) JU_MUST_CHECK;

#endif
