#ifndef AUDIT_STORE_REPORT_H
#define AUDIT_STORE_REPORT_H

#include "common/event/batch.h"
#include "services/audit/report.h"

/* One that is to be made; texts in the arena. */
typedef struct report_job {
    const char *id;
    const char *name;
    report_period period;
    /* who waits for it; asked_by "" or NULL: by schedule */
    const char *asked_by;
    const char *terminal_id;
    const char *office;
    const char *request_id;
} report_job;

/* What became of it. */
typedef struct report_outcome {
    const unsigned char *content; /* packed Report; NULL: it could not be made */
    size_t size;
    int64_t found;
    const unsigned char *digest; /* SHA-256 */
    const char *code;            /* why not */
} report_outcome;

enum { REPORT_DIGEST_BYTES = 32 };

/* ---- in a batch; asked: the number of the question ------------------------------------------------------
 */

/* Those that are due by schedule, one last period for each of the kinds. */
ju_rc report_ask_missing(ju_ctx *ctx, const report_period *last, ju_err *err) JU_MUST_CHECK;
ju_rc report_got_missing(ju_ctx *ctx, int asked, report_job **ret, int *ret_count, ju_err *err) JU_MUST_CHECK;
ju_rc report_put(ju_ctx *ctx, const report_job *job, ju_err *err) JU_MUST_CHECK;

/* How many somebody waits for. */
ju_rc report_ask_waiting(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
int64_t report_got_waiting(const ju_ctx *ctx);

/* The next one to make but this one, which may be NULL; *ret is NULL without any. */
ju_rc report_ask_next(ju_ctx *ctx, const char *but, ju_err *err) JU_MUST_CHECK;
ju_rc report_got_next(ju_ctx *ctx, int asked, report_job **ret, ju_err *err) JU_MUST_CHECK;

/* Whether it still has to be made, and who waits for it; locked until the transaction ends. */
ju_rc report_ask_lock(ju_ctx *ctx, const char *id, ju_err *err) JU_MUST_CHECK;
ju_rc report_got_lock(ju_ctx *ctx, int asked, bool *ret_wanted, report_job *job, ju_err *err) JU_MUST_CHECK;
ju_rc report_put_outcome(ju_ctx *ctx, const char *id, const report_outcome *outcome,
                         ju_err *err) JU_MUST_CHECK;

/* One that was made; *ret_found is false when there is none. */
ju_rc report_ask_kept(ju_ctx *ctx, const char *id, ju_err *err) JU_MUST_CHECK;
ju_rc report_got_kept(ju_ctx *ctx, Juki__Audit__V1__ReportReply *reply, bool *ret_found,
                      ju_err *err) JU_MUST_CHECK;
ju_rc report_ask_list(ju_ctx *ctx, const Juki__Audit__V1__QueryReports *wish, ju_err *err) JU_MUST_CHECK;
ju_rc report_got_list(ju_ctx *ctx, Juki__Audit__V1__ReportsReply *reply, ju_err *err) JU_MUST_CHECK;

/* ---- on a connection of its own -------------------------------------------------------------------------
 */

/* Makes it: work->report in work->arena. What takes too long is JU_RETRY with SQLSTATE 57014. */
ju_rc report_make(ju_db *db, const report_kind *kind, const report_work *work, ju_err *err) JU_MUST_CHECK;

#endif
