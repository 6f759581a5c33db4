#ifndef IDENTITY_STEPS_SEARCH_REPLY_H
#define IDENTITY_STEPS_SEARCH_REPLY_H

#include "common/event/batch.h"
#include "services/identity/store_search.h"

/* What the steps of searches and of inquiries share. */

/* Why a question is refused, as the reply has it; NULL when the arena is full. */
Juki__Common__V1__Refusal *search_refusal_of(ju_ctx *ctx, const search_refusal *why);

/* Audits an act about the message; of: the register_ref of our file or the blind index, in hexadecimal, of
 * somebody who lives elsewhere, or NULL. */
ju_rc search_audit(ju_ctx *ctx, const ju_act *act, const char *of, ju_err *err) JU_MUST_CHECK;

/*
 * Answers with a list that may be chosen from, and audits everybody on it. person[i] stands for
 * hits->code_index[i] or, from elsewhere, hits->answer[i].
 */
ju_rc search_reply_list(ju_ctx *ctx, const char *request_id, const Juki__Common__V1__Operator *who,
                        const search_hits *hits, ju_err *err) JU_MUST_CHECK;

/* Answers with a refusal. */
ju_rc search_reply_refused(ju_ctx *ctx, const char *request_id, const search_refusal *why,
                           ju_err *err) JU_MUST_CHECK;

#endif
