#ifndef GATEWAY_STORE_REST_H
#define GATEWAY_STORE_REST_H

#include "common/event/batch.h"

/* What the REST door asks and writes; as store_bridge.h. token: its SHA-256. */

ju_rc rest_open_db(const char *conninfo, ju_db **ret, ju_err *err) JU_MUST_CHECK;

/* One row: the consumer; none: there is no such token. */
ju_rc rest_ask_token(ju_ctx *ctx, const char *token, ju_err *err) JU_MUST_CHECK;
/* A row when the assertion was used. */
ju_rc rest_ask_assertion(ju_ctx *ctx, const char *sha256, ju_err *err) JU_MUST_CHECK;
/* Rows: id, type, snapshot_id, event_id, sequence, payload. after: -1 for the beginning of the latest
 * snapshot. */
ju_rc rest_ask_events(ju_ctx *ctx, const char *token, int64_t after, int64_t rows, ju_err *err) JU_MUST_CHECK;
/* One row: up to where the log was erased, its last id, whether nothing is missing since the beginning of the
 * latest snapshot, and since that of one that ended. */
ju_rc rest_ask_reader(ju_ctx *ctx, const char *token, ju_err *err) JU_MUST_CHECK;
/* The same columns as of events: at most one row. */
ju_rc rest_ask_person(ju_ctx *ctx, const char *token, const char *addressee_number,
                      ju_err *err) JU_MUST_CHECK;
ju_rc rest_ask_running(ju_ctx *ctx, const char *token, ju_err *err) JU_MUST_CHECK;

ju_rc rest_put_token(ju_ctx *ctx, const char *token, const char *consumer, int64_t lives_ms,
                     ju_err *err) JU_MUST_CHECK;
ju_rc rest_put_assertion(ju_ctx *ctx, const char *sha256, ju_err *err) JU_MUST_CHECK;
/* It holds all up to id, and is handed all up to handed. */
ju_rc rest_put_confirmed(ju_ctx *ctx, const char *consumer, int64_t id, int64_t handed,
                         ju_err *err) JU_MUST_CHECK;

/* At once, between batches: what was confirmed goes after its time. */
ju_rc rest_forget(ju_db *db, int64_t keep_ms, ju_err *err) JU_MUST_CHECK;

#endif
