#ifndef PREFECTURE_COMPARE_H
#define PREFECTURE_COMPARE_H

#include "common/event/batch.h"

#include "juki/common/v1/compare.pb-c.h"
#include "juki/identity/v1/compare.pb-c.h"

/* The prefecture's side of 整合性確認: it answers, and judges what it is shown; it changes nothing. */
ju_rc compare_opened_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_opened_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_asked_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_closed_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_step_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_step_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc resident_shown_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc resident_shown_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
