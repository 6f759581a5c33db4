#ifndef AUDIT_STEPS_BODIES_H
#define AUDIT_STEPS_BODIES_H

#include "common/event/batch.h"

/* OpenBodies: somebody is about to read what stands in records of a topic; his purpose is kept ahead of it.
 * Acts: bodies.opened. */
ju_rc bodies_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

#endif
