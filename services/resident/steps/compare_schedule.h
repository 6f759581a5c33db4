#ifndef RESIDENT_STEPS_COMPARE_SCHEDULE_H
#define RESIDENT_STEPS_COMPARE_SCHEDULE_H

#include "common/compare/walk.h"
#include "common/metrics/metrics.h"

/* 整合性確認 with identity as a job of the service itself (seed 002 R-78): begun every JUKI_COMPARE_EVERY;
 * what it found, or that none was done in time, is a gauge and a warning in the log. */

enum { COMPARE_LOOK_EVERY_MS = 1000 };

typedef struct compare_schedule {
    int64_t every_ms; /* 0: never by itself */
    char told[40];    /* the comparison whose differences the log has been told */
    bool overdue;     /* the log has been told */
    ju_gauge *differences_gauge;
    ju_gauge *overdue_gauge;
} compare_schedule;

/* The register leads; steps/compare.c. */
extern const ju_compare_pair compare_with_identity;

/* ctx->app is the resident_state. */
ju_rc compare_idle_ask(ju_ctx *ctx, ju_err *err);
ju_rc compare_idle_begin(ju_ctx *ctx, ju_err *err);
/* How many questions compare_idle_ask asks; what is asked behind them is answered behind them. */
int compare_idle_questions(const ju_ctx *ctx);

void compare_schedule_metrics(compare_schedule *schedule, ju_registry *registry);

#endif
