#ifndef GATEWAY_STEPS_SUBJECT_CODE_H
#define GATEWAY_STEPS_SUBJECT_CODE_H

#include "services/gateway/handlers.h"

/* 符号取得 (systems E5, G1): asked when time comes by, so that no change of a person waits for it, or on
 * command. */

/* Hooks of a batch without messages: asks for who is due, within the rate. number: of the answer. */
enum { SUBJECT_CODE_LOOK_EVERY_MS = 500, SUBJECT_CODE_QUESTIONS = 1 };
ju_rc subject_code_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc subject_code_idle_begin(ju_ctx *ctx, int number, ju_err *err) JU_MUST_CHECK;

/* Behind the door: RequestSubjectCode and QuerySubjectCodes. */
ju_rc subject_code_request_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc subject_code_request_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc subject_code_query_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc subject_code_query_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
