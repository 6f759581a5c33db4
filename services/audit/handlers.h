#ifndef AUDIT_HANDLERS_H
#define AUDIT_HANDLERS_H

#include "common/event/batch.h"
#include "common/metrics/metrics.h"

extern const ju_handler audit_handlers[];
extern const size_t audit_handler_count;
extern const ju_batch_hooks audit_hooks;

/* What the batches share through ctx->app. refusal_log: where Kafka writes whom it refused; NULL: nowhere. */
void *audit_state_new(const char *refusal_log);
void audit_state_metrics(void *state, ju_registry *registry);
void audit_state_free(void *state);

#endif
