#ifndef NATIONAL_COMPARE_H
#define NATIONAL_COMPARE_H

#include "tests/peers/common/copy.h"

/* 全国サーバ: its copy, which the prefecture feeds, and its side of 整合性確認. ctx->app begins with its
 * keyring. */
ju_rc national_notice_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_opened_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_opened_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_asked_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_closed_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_step_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_step_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc resident_shown_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc resident_shown_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
