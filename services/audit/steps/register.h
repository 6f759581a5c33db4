#ifndef AUDIT_STEPS_REGISTER_H
#define AUDIT_STEPS_REGISTER_H

#include "common/event/batch.h"

/* audit.command: the registers (REGISTERS.md). Every command leaves an act under the number of its case;
 * refused ones change nothing. For the table of handlers. */
ju_rc register_open_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_open_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_amend_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_amend_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_amend_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_decide_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_decide_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_decide_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_query_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_query_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_show_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc register_show_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
