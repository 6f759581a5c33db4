#ifndef AUDIT_STEPS_ROSTER_H
#define AUDIT_STEPS_ROSTER_H

#include "common/event/batch.h"

/* LoadRoster, as ju_staff_command. The act is roster.loaded. */
ju_rc roster_load_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc roster_load_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
