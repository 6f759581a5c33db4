#ifndef IDENTITY_STEPS_RECORDS_H
#define IDENTITY_STEPS_RECORDS_H

#include "common/event/batch.h"

/* identity.command: SetRecordFlag. */
ju_rc flag_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc flag_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
