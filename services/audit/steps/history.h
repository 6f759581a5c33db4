#ifndef AUDIT_STEPS_HISTORY_H
#define AUDIT_STEPS_HISTORY_H

#include "common/event/batch.h"

/* アクセス履歴 of residents, and what is not told to them for a time; see history.h. */
ju_rc history_query_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc history_query_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc hold_request_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc hold_request_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc hold_decision_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc hold_decision_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc hold_decision_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc hold_list_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc hold_list_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
