#ifndef GATEWAY_STEPS_LAW_H
#define GATEWAY_STEPS_LAW_H

#include "services/gateway/handlers.h"

/* gateway.command: the law tables (juki/gateway/v1/law.proto). */
ju_rc law_load_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_load_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_decide_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_decide_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_query_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_query_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_show_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_show_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_compare_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_compare_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_explain_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc law_explain_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
