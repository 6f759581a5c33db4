#ifndef AUDIT_STEPS_RETENTION_H
#define AUDIT_STEPS_RETENTION_H

#include "common/event/batch.h"

/* Segments of the log that are archived, and what leaves it when it is over its time; see retention.h. */
ju_rc segments_query_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc segments_query_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc segment_claim(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc segment_close_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc segment_close_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc expiry_request_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc expiry_request_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc expiry_decision_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc expiry_decision_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc purge_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc purge_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* In a batch without messages: goes on with what was approved, and tells of it when it is done. asked: how
 * many questions were asked before. */
enum { RETENTION_IDLE_QUESTIONS = 1 };
ju_rc retention_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc retention_idle_begin(ju_ctx *ctx, int asked, ju_err *err) JU_MUST_CHECK;

#endif
