#ifndef AUDIT_STORE_ROSTER_H
#define AUDIT_STORE_ROSTER_H

#include "common/event/batch.h"
#include "services/audit/roster.h"

/* Queues a roster that stands in the place of the one before. */
ju_rc roster_put(ju_ctx *ctx, const ju_sheet *lines, const char *loaded_by, const char *digest,
                 ju_err *err) JU_MUST_CHECK;

#endif
