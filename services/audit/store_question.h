#ifndef AUDIT_STORE_QUESTION_H
#define AUDIT_STORE_QUESTION_H

#include "common/event/batch.h"
#include "services/audit/question.h"

/* A page of acts; audit_store_entries reads it. */
ju_rc question_ask_acts(ju_ctx *ctx, const Juki__Audit__V1__QueryActs *query, ju_err *err) JU_MUST_CHECK;

/* What was counted in the days of the question, and of all days. */
ju_rc question_ask_counts(ju_ctx *ctx, const Juki__Audit__V1__QueryCounts *query, ju_err *err) JU_MUST_CHECK;
ju_rc question_counts(const ju_ctx *ctx, Juki__Audit__V1__CountsReply *reply, ju_err *err) JU_MUST_CHECK;

#endif
