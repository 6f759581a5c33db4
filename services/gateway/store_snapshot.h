#ifndef GATEWAY_STORE_SNAPSHOT_H
#define GATEWAY_STORE_SNAPSHOT_H

#include "common/event/batch.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "services/gateway/person_digest.h"

/* The tables of snapshots. ask_ functions queue a question in ask, got_ functions read its answer in apply by
 * its number; the others queue a write in apply. */

/* A snapshot that has not ended; texts are valid until apply returns. */
typedef struct snapshot_job {
    bool found;
    const char *state;
    const char *reason;
    const char *request_id;
    const char *position;
    gateway_digest_sum told;
    const char *begun_time;
    bool alone; /* everybody who tells of a change knows of the consumer */
    int64_t persons_about;
} snapshot_job;

ju_rc snapshot_ask_job(ju_ctx *ctx, const char *snapshot_id, const char *consumer, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_got_job(ju_ctx *ctx, int of, snapshot_job *ret, ju_err *err) JU_MUST_CHECK;

/* The snapshot of a consumer that is under way: one row with its id, or none. */
ju_rc snapshot_ask_running(ju_ctx *ctx, const char *consumer, ju_err *err) JU_MUST_CHECK;

/* Begins one in the place of what is under way. */
ju_rc snapshot_put(ju_ctx *ctx, const char *snapshot_id, const char *consumer, const char *reason,
                   const char *request_id, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_put_state(ju_ctx *ctx, const char *snapshot_id, const char *state, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_put_progress(ju_ctx *ctx, const char *snapshot_id, const char *position,
                            const gateway_digest_sum *told, ju_err *err) JU_MUST_CHECK;

/* Two questions: the next persons behind this 宛名番号, held against changes of theirs until the transaction
 * ends. */
ju_rc snapshot_ask_page(ju_ctx *ctx, const char *topic, const char *after, int rows,
                        ju_err *err) JU_MUST_CHECK;

/* Those of the page that are held; who came meanwhile is told of by what brought him. *ret_last is the last
 * one of the page, held or not; NULL: behind `after` there is nobody. */
typedef struct snapshot_page {
    Juki__Gateway__V1__PersonFeed **person;
    size_t count;
    const char *last; /* in arena memory */
    bool full;        /* there may be more behind it */
} snapshot_page;
ju_rc snapshot_got_page(ju_ctx *ctx, int of, int rows, snapshot_page *ret, ju_err *err) JU_MUST_CHECK;

/* Snapshots that nothing moves; one row each: snapshot_id, consumer, state, position. */
ju_rc snapshot_ask_due(ju_ctx *ctx, int64_t quiet_ms, ju_err *err) JU_MUST_CHECK;

/* What a consumer was sent, so that it can confirm it: a person, or a record about nobody under this key. */
ju_rc snapshot_put_sent(ju_ctx *ctx, const char *event_id, const char *consumer, const char *change_id,
                        const char *key, ju_err *err) JU_MUST_CHECK;

ju_rc snapshot_ask_latest(ju_ctx *ctx, const char *consumer, ju_err *err) JU_MUST_CHECK;
ju_rc snapshot_got_latest(ju_ctx *ctx, int of, Juki__Gateway__V1__SnapshotsReply *reply,
                          ju_err *err) JU_MUST_CHECK;

#endif
