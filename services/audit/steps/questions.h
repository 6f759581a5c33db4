#ifndef AUDIT_STEPS_QUESTIONS_H
#define AUDIT_STEPS_QUESTIONS_H

#include "common/event/batch.h"

/* Questions about persons, operators and inquiries, and how often something was done; see question.h. */
ju_rc acts_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc acts_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc counts_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc counts_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
