#ifndef PREFECTURE_COMPARE_H
#define PREFECTURE_COMPARE_H

#include "tests/peers/common/copy.h"

/* The prefecture's copy, and its side of 整合性確認; what is for 全国サーバ goes on to it (national.h). */
peer_copy prefecture_copy(const ju_ctx *ctx);

ju_rc compare_opened_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_opened_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_asked_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_closed_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_step_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_step_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc resident_shown_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc resident_shown_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
