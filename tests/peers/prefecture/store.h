#ifndef PREFECTURE_STORE_H
#define PREFECTURE_STORE_H

#include "common/event/batch.h"

#include "juki/identity/v1/identity.pb-c.h"

/* In apply: keeps the notice as the latest of the 住民票コード with this blind index. */
ju_rc prefecture_put_person(ju_ctx *ctx, const unsigned char *code_index, const char *state,
                            const Juki__Identity__V1__ResidentNotice *notice, ju_err *err) JU_MUST_CHECK;

/* After it: the blind index of the 個人番号, for inquiries. */
ju_rc prefecture_put_number(ju_ctx *ctx, const unsigned char *code_index, const unsigned char *number_index,
                            ju_err *err) JU_MUST_CHECK;

#endif
