#ifndef AUDIT_HANDLERS_H
#define AUDIT_HANDLERS_H

#include "common/event/batch.h"

extern const ju_handler audit_handlers[];
extern const size_t audit_handler_count;
extern const ju_batch_hooks audit_hooks;

/* What the batches share through ctx->app. */
void *audit_state_new(void);
void audit_state_free(void *state);

#endif
