#ifndef AUDIT_STEPS_REPORTS_H
#define AUDIT_STEPS_REPORTS_H

#include "common/event/batch.h"

/* Reports that are asked for, shown again and listed; see report.h. */
ju_rc report_wish_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc report_wish_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc report_show_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc report_show_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc report_list_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc report_list_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
