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
    const char *request_id;
    const char *position;
    gateway_digest_sum told;
    const char *as_of; /* this moment */
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

/* The next persons behind this 宛名番号, up to another ("": to the end): residents, former ones, and the
 * 住登外者 whom the affair of the consumer uses. */
ju_rc snapshot_ask_persons(ju_ctx *ctx, const char *consumer, const char *after, const char *until, int rows,
                           ju_err *err) JU_MUST_CHECK;
/* Of a consumer that looks at households these persons are held against whoever else does. */
ju_rc snapshot_ask_lock(ju_ctx *ctx, const char *consumer, const char *after, const char *until, int rows,
                        ju_err *err) JU_MUST_CHECK;
/* Three questions: the next persons behind this one, held against changes of theirs until the transaction
 * ends. */
ju_rc snapshot_ask_page(ju_ctx *ctx, const char *consumer, const char *after, int rows,
                        ju_err *err) JU_MUST_CHECK;

typedef struct snapshot_row {
    Juki__Gateway__V1__PersonFeed *person;
    bool outside;         /* 住登外者: told because the affair uses him, whatever the filter */
    const char *youngest; /* birth of the youngest resident of the household, "" for nobody; asked when a
                             filter looks at households (gateway.asks_households) */
} snapshot_row;

typedef struct snapshot_page {
    snapshot_row *row;
    size_t count;
    const char *last;   /* of those read, in arena memory; NULL: behind `after` there is nobody */
    bool full;          /* as many as were asked for: there may be more */
    const char *broken; /* JU_REJECT: whose row cannot be opened */
} snapshot_page;
/* Errors as ju_col_kept. */
ju_rc snapshot_got_persons(ju_ctx *ctx, int of, int rows, snapshot_page *ret, ju_err *err) JU_MUST_CHECK;
/* Only those that are held: who came meanwhile is told of by what brought him. For the three answers of
 * snapshot_ask_page, or those of snapshot_ask_lock, a list of those held, and snapshot_ask_persons. */
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
