#ifndef MUNICIPALITY_STORE_WIDE_H
#define MUNICIPALITY_STORE_WIDE_H

#include "common/event/batch.h"
#include "juki/identity/v1/wide.pb-c.h"

/* In apply: what was answered, and how many numbers of it could be opened. */
ju_rc wide_put_answer(ju_ctx *ctx, const Juki__Identity__V1__WideAnswered *answer, int64_t numbers,
                      ju_err *err) JU_MUST_CHECK;

#endif
