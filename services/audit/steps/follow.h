#ifndef AUDIT_FOLLOW_H
#define AUDIT_FOLLOW_H

#include "common/event/batch.h"
#include "common/metrics/metrics.h"
#include "services/audit/steps/server_log.h"

/*
 * Follows the log in which Kafka says whom it refused, and those in which PostgreSQL says who came, and makes
 * each act that they tell of one of the audit trail, in one transaction with how far they have been read:
 * none is lost, none is told twice.
 */
typedef struct followed {
    const char *path; /* NULL: there is none */
    bool missing;     /* it could not be read at the last look */
    ju_gauge *readable;
    ju_counter *refused;
} followed;

typedef struct follow {
    followed refusals; /* a file */
    followed sessions; /* folders, with ":" between them */
    told_act found[TOLD_MAX];
} follow;

void follow_metrics(follow *f, ju_registry *registry);

/* Hooks of a batch without messages; asked: how many questions were asked before. */
ju_rc follow_idle_ask(const follow *f, ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc follow_idle_begin(follow *f, ju_ctx *ctx, int asked, ju_err *err) JU_MUST_CHECK;

#endif
