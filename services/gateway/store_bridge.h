#ifndef GATEWAY_STORE_BRIDGE_H
#define GATEWAY_STORE_BRIDGE_H

#include "common/db/kept.h"
#include "common/event/batch.h"
#include "juki/gateway/v1/bridge.pb-c.h"
#include "services/gateway/bridge_file.h"
#include "services/gateway/bridge_receipt.h"
#include "services/gateway/projection.h"

/* The tables of the bridges. ask_ functions queue a question in ask, got_ functions read its answer; put_ and
 * do_ queue writes in apply. Those that take a ju_db run at once, between batches. */

/* A row of a consumer's log, under the key's next number. snapshot_id: of a marker, else "". */
ju_rc bridge_put_event(ju_ctx *ctx, const char *consumer, const char *topic, const char *key,
                       const ProtobufCMessage *message, const char *snapshot_id, const char **ret_id,
                       ju_err *err) JU_MUST_CHECK;
/* The message of such a row, whose column it is. Errors as ju_col_kept_bytes and ju_unpack. */
ju_rc bridge_got_event(const PGresult *rows, int row, int column, const char *consumer, const char *event_id,
                       const ju_keeper *keeper, const ProtobufCMessageDescriptor *descriptor, ju_arena *arena,
                       ProtobufCMessage **ret, ju_err *err) JU_MUST_CHECK;

/* ---- what time brings --------------------------------------------------------------------------------- */

/* Files that may be made now; rows as bridge_due.sql. */
ju_rc bridge_ask_due(ju_ctx *ctx, int rows, int64_t every_ms, ju_err *err) JU_MUST_CHECK;
/* Files that lie there and are not in the trail: consumer, number, kind, persons, sha256. */
ju_rc bridge_ask_placed(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
/* Receipts that are not settled: consumer, sha256, number, result, refused. */
ju_rc bridge_ask_receipts(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_ask_overdue(ju_ctx *ctx, int64_t after_ms, ju_err *err) JU_MUST_CHECK;

/* One row of the files that are due, in the arena. */
ju_rc bridge_got_due(ju_ctx *ctx, const PGresult *rows, int row, bridge_file *ret, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_put_plan(ju_ctx *ctx, const bridge_file *file, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_put_written(ju_ctx *ctx, const char *consumer, int64_t number, ju_err *err) JU_MUST_CHECK;
/* The answer counts; rows that were rejected are told again. */
ju_rc bridge_settle(ju_ctx *ctx, const char *consumer, const char *sha256, ju_err *err) JU_MUST_CHECK;

/* ---- between batches ---------------------------------------------------------------------------------- */

/* A file to be made or placed; texts in the arena. */
typedef struct bridge_work {
    bool found;
    bridge_file file; /* rows and sha256 are not known before it is made */
    bool sealed;      /* its bytes are settled */
    gateway_items items;
    bool restrained_place;
    const char *manifest;
} bridge_work;
ju_rc bridge_next(ju_db *db, ju_arena *arena, const char *but, const char *today, bridge_work *ret,
                  ju_err *err) JU_MUST_CHECK;
/* Columns: sequence, type, payload, whether the person is restrained, event id. Clear it with PQclear. */
ju_rc bridge_rows(ju_db *db, ju_arena *arena, const bridge_file *file, PGresult **ret,
                  ju_err *err) JU_MUST_CHECK;
ju_rc bridge_now_sealed(ju_db *db, ju_arena *arena, const bridge_file *file, const char *manifest,
                        const char *manifest_sha256, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_now(ju_db *db, ju_arena *arena, const bridge_file *file, const char *state,
                 ju_err *err) JU_MUST_CHECK;

/* One column: consumers whose answers are looked for. Clear it. */
ju_rc bridge_readers(ju_db *db, ju_arena *arena, PGresult **ret, ju_err *err) JU_MUST_CHECK;

/* What is known of a receipt with these bytes. */
typedef struct bridge_known {
    bool read;
    bool settled;
    bool told;           /* that it is refused; one with these bytes is a new one */
    const char *refused; /* "": it is not */
} bridge_known;
ju_rc bridge_receipt_known(ju_db *db, ju_arena *arena, const char *consumer, const char *sha256,
                           bridge_known *ret, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_file_known(ju_db *db, ju_arena *arena, const char *consumer, int64_t number,
                        bridge_receipt_of *ret, ju_err *err) JU_MUST_CHECK;
/* fault: why it is refused; NULL: it is not. */
ju_rc bridge_note_receipt(ju_db *db, ju_arena *arena, const char *consumer, const char *name,
                          const char *sha256, int64_t number, const bridge_receipt *receipt,
                          const char *fault, ju_err *err) JU_MUST_CHECK;

/* The consumer finds why its answer is refused. */
ju_rc bridge_now_told(ju_db *db, ju_arena *arena, const char *consumer, const char *sha256,
                      ju_err *err) JU_MUST_CHECK;
/* Refused answers whose time is over: consumer, sha256, name of the answer, "" when a later one of that name
 * was refused. Clear it. */
ju_rc bridge_refusals_over(ju_db *db, ju_arena *arena, int64_t keep_ms, PGresult **ret,
                           ju_err *err) JU_MUST_CHECK;
ju_rc bridge_drop_refusal(ju_db *db, ju_arena *arena, const char *consumer, const char *sha256,
                          ju_err *err) JU_MUST_CHECK;

/* Files whose time is over: consumer, number, kind, day. Clear it. */
ju_rc bridge_over(ju_db *db, ju_arena *arena, int64_t keep_ms, PGresult **ret, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_now_erased(ju_db *db, ju_arena *arena, const bridge_file *file, ju_err *err) JU_MUST_CHECK;

/* ---- gateway.command ---------------------------------------------------------------------------------- */

ju_rc bridge_ask_files(ju_ctx *ctx, const char *consumer, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_got_files(ju_ctx *ctx, Juki__Gateway__V1__BridgeReply *reply, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_ask_errors(ju_ctx *ctx, const char *consumer, ju_err *err) JU_MUST_CHECK;
ju_rc bridge_got_errors(ju_ctx *ctx, Juki__Gateway__V1__BridgeReply *reply, ju_err *err) JU_MUST_CHECK;

#endif
