#ifndef GATEWAY_STORE_LAW_H
#define GATEWAY_STORE_LAW_H

#include "common/event/batch.h"
#include "services/gateway/law.h"

/* Is this lawful? In ask and, with the number of the answer and the same question, in apply. day of the
 * question is the processing date (ctx->today), or another day to be explained. JU_FATAL when the arena is
 * full. */
ju_rc law_ask(ju_ctx *ctx, const law_question *question, ju_err *err) JU_MUST_CHECK;
/* The same of an inquiry that is held, by its permit. */
ju_rc law_ask_held(ju_ctx *ctx, const char *permit_id, ju_err *err) JU_MUST_CHECK;
ju_rc law_got(ju_ctx *ctx, int number, const law_question *question, law_answer *ret,
              ju_err *err) JU_MUST_CHECK;

#endif
