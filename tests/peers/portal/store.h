#ifndef PORTAL_STORE_H
#define PORTAL_STORE_H

#include "common/event/batch.h"

#include "juki/audit/v1/history.pb-c.h"
#include "juki/resident/v1/link.pb-c.h"

ju_rc portal_put_status(ju_ctx *ctx, const Juki__Resident__V1__ApplicationStatus *status,
                        ju_err *err) JU_MUST_CHECK;
ju_rc portal_put_history(ju_ctx *ctx, const Juki__Audit__V1__AccessHistory *page, ju_err *err) JU_MUST_CHECK;

#endif
