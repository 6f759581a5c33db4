#ifndef GATEWAY_STORE_RECONCILE_H
#define GATEWAY_STORE_RECONCILE_H

#include "services/gateway/reconcile.h"
#include "services/gateway/store_snapshot.h"

/* The tables of 照合; ask_, got_ and others as in store_snapshot.h. */

/* A range of a 照合 that is under way; texts are valid until apply returns. */
typedef struct reconcile_job {
    bool found;
    int64_t open; /* ranges that are not settled */
    int64_t persons;
    int64_t resent;
    const char *phase;
    const char *after;
    const char *until;
    gateway_digest_sum told; /* by the consumer */
    const char *position;
    gateway_digest_sum own;
    const char *next_until; /* of the range behind it; NULL: it is the last one */
} reconcile_job;

ju_rc reconcile_ask_job(ju_ctx *ctx, const char *request_id, const char *consumer, int32_t range,
                        ju_err *err) JU_MUST_CHECK;
ju_rc reconcile_got_job(ju_ctx *ctx, int of, reconcile_job *ret, ju_err *err) JU_MUST_CHECK;

/* One row when there was a 照合 of this number. */
ju_rc reconcile_ask_known(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;

/* Begins one in the place of what is under way. */
ju_rc reconcile_put_begun(ju_ctx *ctx, const char *consumer, const Juki__Gateway__V1__RequestReconcile *wish,
                          ju_err *err) JU_MUST_CHECK;
/* Rows: request_id, consumer of those with which nobody goes on. */
ju_rc reconcile_ask_quiet(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
/* Ends what is under way without an end. */
ju_rc reconcile_give_up(ju_ctx *ctx, const char *consumer, ju_err *err) JU_MUST_CHECK;

/* The range that is wanted and told up to here: one row with its number, its
 * end and its beginning, or none. */
ju_rc reconcile_ask_wanted(ju_ctx *ctx, const char *request_id, const char *consumer, const char *after,
                           ju_err *err) JU_MUST_CHECK;
/* Keeps what is told of a range; whole: it is told to its end. */
ju_rc reconcile_put_told(ju_ctx *ctx, const Juki__Gateway__V1__ReconcileTold *told, int64_t range, bool whole,
                         ju_err *err) JU_MUST_CHECK;

/* Four questions: a lock, those held, who is there, what was told. The first three are for snapshot_got_page.
 */
ju_rc reconcile_ask_page(ju_ctx *ctx, const Juki__Gateway__V1__ReconcileStep *step, int rows,
                         ju_err *err) JU_MUST_CHECK;
ju_rc reconcile_got_entries(ju_ctx *ctx, int of, int rows, gateway_reconcile_list *ret,
                            ju_err *err) JU_MUST_CHECK;
/* Forgets what was told of those behind `after` up to `until` ("": to the end). */
ju_rc reconcile_drop_entries(ju_ctx *ctx, const char *request_id, const char *after, const char *until,
                             ju_err *err) JU_MUST_CHECK;

ju_rc reconcile_put_range(ju_ctx *ctx, const char *request_id, int32_t range, const char *phase,
                          const char *position, const gateway_digest_sum *own, ju_err *err) JU_MUST_CHECK;
/* With no range open it is done, and its ranges are forgotten. */
ju_rc reconcile_put_progress(ju_ctx *ctx, const char *request_id, const reconcile_job *job,
                             ju_err *err) JU_MUST_CHECK;

#endif
