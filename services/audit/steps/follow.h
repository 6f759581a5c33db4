#ifndef AUDIT_FOLLOW_H
#define AUDIT_FOLLOW_H

#include "common/event/batch.h"
#include "common/metrics/metrics.h"
#include "services/audit/steps/refusal_log.h"

/* Follows the log in which Kafka says whom it refused, and makes each refusal an act of the audit trail, in
 * one transaction with how far it has been read: none is lost, none is told twice. */
typedef struct follow {
    const char *path; /* NULL: there is none to follow */
    refused_peer found[REFUSALS_MAX];
    bool missing; /* it was not there at the last look */
    ju_gauge *readable;
    ju_counter *refused;
} follow;

void follow_metrics(follow *f, ju_registry *registry);

/* Hooks of a batch without messages; asked: how many questions were asked before. */
ju_rc follow_idle_ask(follow *f, ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc follow_idle_begin(follow *f, ju_ctx *ctx, int asked, ju_err *err) JU_MUST_CHECK;

#endif
