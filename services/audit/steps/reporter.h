#ifndef AUDIT_STEPS_REPORTER_H
#define AUDIT_STEPS_REPORTER_H

#include "common/run/app.h"
#include "services/audit/report.h"

/*
 * Makes the reports that are due and those that were asked for, one after the other, in a thread with a
 * database connection of its own: the trail goes on meanwhile, and a statement that takes too long ends
 * nothing but its report. What is to be made stands in the table, and is settled with its act and its answer
 * in one transaction.
 */
typedef struct reporter reporter;

/* Both settings must outlive it. Free with reporter_close, which takes NULL. */
ju_rc reporter_open(const ju_settings *common, const report_settings *own, reporter **ret,
                    ju_err *err) JU_MUST_CHECK;
void reporter_close(reporter *r);
void reporter_metrics(reporter *r, ju_registry *registry);

/* Hooks of a batch without messages; *asked: how many questions were asked before, then also by this. */
ju_rc reporter_idle_ask(reporter *r, ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc reporter_idle_begin(reporter *r, ju_ctx *ctx, int *asked, ju_err *err) JU_MUST_CHECK;

#endif
