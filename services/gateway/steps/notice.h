#ifndef GATEWAY_STEPS_NOTICE_H
#define GATEWAY_STEPS_NOTICE_H

#include "services/gateway/handlers.h"

/* お知らせ: the steps of ../notice.h, for commands.c. */
ju_rc notice_enter_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc notice_enter_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc notice_enter_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc notice_decide_claim(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc notice_decide_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc notice_decide_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc notice_query_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc notice_query_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
