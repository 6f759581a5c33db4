#ifndef IDENTITY_STEPS_COMPARE_H
#define IDENTITY_STEPS_COMPARE_H

#include "common/compare/walk.h"

/* The steps of the messages of 整合性確認, for the table in handlers.c. */
ju_rc comparison_begin_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc comparison_begin_apply(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc comparison_query_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_step_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_step_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_ready_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_told_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc resident_judged_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc resident_judged_apply(ju_ctx *ctx, const void *body, ju_err *err);

/* The pair of compare_register.c, which the steps of compare.identity may be of. */
extern const ju_compare_pair identity_compare_register;

ju_rc compare_opened_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc compare_opened_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_asked_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc compare_closed_apply(ju_ctx *ctx, const void *body, ju_err *err);

ju_rc person_shown_ask(ju_ctx *ctx, const void *body, ju_err *err);
ju_rc person_shown_apply(ju_ctx *ctx, const void *body, ju_err *err);

#endif
