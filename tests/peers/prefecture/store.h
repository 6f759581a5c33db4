#ifndef PREFECTURE_STORE_H
#define PREFECTURE_STORE_H

#include "common/event/batch.h"

/* In apply, behind the notice: the blind index of the 個人番号, for inquiries. */
ju_rc prefecture_put_number(ju_ctx *ctx, const unsigned char *code_index, const unsigned char *number_index,
                            ju_err *err) JU_MUST_CHECK;

#endif
