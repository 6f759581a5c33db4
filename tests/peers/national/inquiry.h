#ifndef NATIONAL_INQUIRY_H
#define NATIONAL_INQUIRY_H

#include "tests/peers/common/inquiry.h"

/* 全国サーバ as it answers inquiries: about synthetic persons of other prefectures. */

/* Makes the number of a serial; as in main.c. */
typedef ju_rc national_number(ju_ctx *ctx, ju_code_kind kind, int64_t serial, const char *request_id,
                              Juki__Common__V1__Sealed **ret, ju_err *err);

ju_rc national_inquiry_ask(ju_ctx *ctx, const peer_inquiry_rings *rings,
                           const Juki__Identity__V1__IdentityInquiry *inquiry, ju_err *err) JU_MUST_CHECK;
ju_rc national_inquiry_apply(ju_ctx *ctx, national_number *make,
                             const Juki__Identity__V1__IdentityInquiry *inquiry, ju_err *err) JU_MUST_CHECK;

#endif
