#ifndef JUSTICE_STORE_H
#define JUSTICE_STORE_H

#include "common/event/batch.h"

#include "juki/resident/v1/link.pb-c.h"

ju_rc justice_put_person(ju_ctx *ctx, const Juki__Resident__V1__MunicipalityNotice *notice,
                         ju_err *err) JU_MUST_CHECK;
ju_rc justice_put_result(ju_ctx *ctx, const Juki__Resident__V1__ResidenceNoticeResult *result,
                         ju_err *err) JU_MUST_CHECK;

#endif
