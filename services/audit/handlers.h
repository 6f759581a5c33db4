#ifndef AUDIT_HANDLERS_H
#define AUDIT_HANDLERS_H

#include "common/run/app.h"

extern const ju_handler audit_handlers[];
extern const size_t audit_handler_count;
extern const ju_batch_hooks audit_hooks;

typedef struct audit_settings {
    char *refusal_log; /* where Kafka writes whom it refused; NULL: nowhere */
    int64_t checkpoint_ms;
} audit_settings;

/* What the batches share through ctx->app. */
ju_rc audit_state_open(const ju_settings *common, const audit_settings *settings, void **ret,
                       ju_err *err) JU_MUST_CHECK;
void audit_state_metrics(void *state, ju_registry *registry);
void audit_state_close(void *state);

#endif
