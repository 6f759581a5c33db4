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

#endif
