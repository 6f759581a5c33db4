#ifndef DELIVERY_STEPS_SUBJECT_H
#define DELIVERY_STEPS_SUBJECT_H

#include "common/event/batch.h"

/* The keyed hash of a text, such as a register_ref, as the audit trail has it; in arena memory. */
ju_rc delivery_subject(ju_ctx *ctx, const char *text, const char **ret, ju_err *err) JU_MUST_CHECK;

#endif
