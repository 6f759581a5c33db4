#include "services/gateway/store_bridge.h"

#include "common/event/check.h"
#include "gateway_sql.h"
#include "services/gateway/handlers.h"

#include <string.h>

static const char EVENT_TABLE[] = "bridge_event";

static const char *event_key(ju_arena *arena, const char *consumer, const char *event_id)
{
    return ju_arena_printf(arena, "%s %s", consumer, event_id);
}

ju_rc bridge_put_event(ju_ctx *ctx, const char *consumer, const char *topic, const char *key,
                       const ProtobufCMessage *message, const char *snapshot_id, const char **ret_id,
                       ju_err *err)
{
    const gateway *self = ctx->app;
    ju_args args = ju_new_args(ctx);
    *ret_id = ju_event_id(ctx);
    const char *row = *ret_id == NULL ? NULL : event_key(ctx->arena, consumer, *ret_id);
    ju_arg_text(&args, consumer);
    ju_arg_text(&args, topic);
    ju_arg_text(&args, key);
    ju_arg_text(&args, *ret_id);
    ju_arg_text(&args, message->descriptor->name);
    ju_arg_text(&args, snapshot_id);
    JU_TRY(ju_arg_kept(&args, &self->keeper, (ju_kept){EVENT_TABLE, row}, message, err));
    return ju_do(ctx, &gateway_sql_bridge_put, &args, err);
}

ju_rc bridge_got_event(const PGresult *rows, int row, int column, const char *consumer, const char *event_id,
                       const ju_keeper *keeper, const ProtobufCMessageDescriptor *descriptor, ju_arena *arena,
                       ProtobufCMessage **ret, ju_err *err)
{
    ProtobufCBinaryData value;
    const char *key = event_key(arena, consumer, event_id);
    JU_TRY(ju_col_kept_bytes(rows, row, column, keeper, (ju_kept){EVENT_TABLE, key}, arena, &value, err));
    return ju_unpack(descriptor, value.data, value.len, false, arena, ret, err);
}

/* ---- what time brings --------------------------------------------------------------------------------- */

ju_rc bridge_ask_due(ju_ctx *ctx, int rows, int64_t every_ms, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->today);
    ju_arg_i64(&args, rows);
    ju_arg_i64(&args, every_ms);
    return ju_ask(ctx, &gateway_sql_bridge_due, &args, err);
}

ju_rc bridge_ask_placed(ju_ctx *ctx, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    return ju_ask(ctx, &gateway_sql_bridge_placed, &args, err);
}

ju_rc bridge_ask_receipts(ju_ctx *ctx, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    return ju_ask(ctx, &gateway_sql_bridge_receipts, &args, err);
}

ju_rc bridge_ask_overdue(ju_ctx *ctx, int64_t after_ms, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, after_ms);
    return ju_ask(ctx, &gateway_sql_bridge_overdue, &args, err);
}

ju_rc bridge_got_due(ju_ctx *ctx, const PGresult *rows, int row, bridge_file *ret, ju_err *err)
{
    *ret = (bridge_file){
        .consumer = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0)),
        .number = ju_col_i64(rows, row, 1),
        .kind = ju_arena_strdup(ctx->arena, ju_col(rows, row, 2)),
        .part = ju_col_i64(rows, row, 3),
        .last_part = ju_col_bool(rows, row, 4),
        .after = ju_col_i64(rows, row, 5),
        .until = ju_col_i64(rows, row, 6),
        .day = ctx->today,
    };
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc bridge_put_plan(ju_ctx *ctx, const bridge_file *file, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, file->consumer);
    ju_arg_i64(&args, file->number);
    ju_arg_text(&args, file->kind);
    ju_arg_i64(&args, file->part);
    ju_arg_bool(&args, file->last_part);
    ju_arg_i64(&args, file->after);
    ju_arg_i64(&args, file->until);
    ju_arg_text(&args, file->day);
    return ju_do(ctx, &gateway_sql_bridge_plan, &args, err);
}

ju_rc bridge_put_written(ju_ctx *ctx, const char *consumer, int64_t number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, consumer);
    ju_arg_i64(&args, number);
    return ju_do(ctx, &gateway_sql_bridge_written, &args, err);
}

ju_rc bridge_settle(ju_ctx *ctx, const char *consumer, const char *sha256, ju_err *err)
{
    static const ju_sql *const steps[] = {&gateway_sql_bridge_settle, &gateway_sql_bridge_hold,
                                          &gateway_sql_bridge_again};
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, consumer);
    ju_arg_text(&args, sha256);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        JU_TRY(ju_do(ctx, steps[i], &args, err));
    }
    return JU_OK;
}

/* ---- between batches ---------------------------------------------------------------------------------- */

/* A statement without an answer. */
static ju_rc run(ju_db *db, const ju_sql *sql, const ju_args *args, ju_err *err)
{
    PGresult *rows = NULL;
    ju_rc rc = ju_db_run(db, sql, args, &rows, err);
    PQclear(rows);
    return rc;
}

static void arg_file(ju_args *args, ju_arena *arena, const bridge_file *file)
{
    ju_args_init(args, arena);
    ju_arg_text(args, file->consumer);
    ju_arg_i64(args, file->number);
}

static ju_rc read_work(const PGresult *rows, ju_arena *arena, bridge_work *ret, ju_err *err)
{
    *ret = (bridge_work){
        .found = true,
        .file = {.consumer = ju_arena_strdup(arena, ju_col(rows, 0, 0)),
                 .number = ju_col_i64(rows, 0, 1),
                 .kind = ju_arena_strdup(arena, ju_col(rows, 0, 2)),
                 .part = ju_col_i64(rows, 0, 3),
                 .last_part = ju_col_bool(rows, 0, 4),
                 .after = ju_col_i64(rows, 0, 5),
                 .until = ju_col_i64(rows, 0, 6),
                 .day = ju_arena_strdup(arena, ju_col(rows, 0, 7)),
                 .previous = ju_arena_strdup(arena, ju_col(rows, 0, 11)),
                 .sealed_sha256 = ju_arena_strdup(arena, ju_col(rows, 0, 12))},
        .sealed = strcmp(ju_col(rows, 0, 8), "sealed") == 0,
        .restrained_place = ju_col_bool(rows, 0, 10),
        .manifest = ju_arena_strdup(arena, ju_col(rows, 0, 13)),
    };
    if (arena->full) {
        return ju_no_memory(err);
    }
    return gateway_items_read(ju_col(rows, 0, 9), &ret->items)
               ? JU_OK
               : ju_fail(err, JU_FATAL, "consumer_items",
                         "consumer %s is approved for an item that does not exist", ret->file.consumer);
}

ju_rc bridge_next(ju_db *db, ju_arena *arena, const char *but, const char *today, bridge_work *ret,
                  ju_err *err)
{
    PGresult *rows = NULL;
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_text(&args, but);
    ju_arg_text(&args, today);
    *ret = (bridge_work){0};
    JU_TRY(ju_db_run(db, &gateway_sql_bridge_work, &args, &rows, err));
    ju_rc rc = PQntuples(rows) == 0 ? JU_OK : read_work(rows, arena, ret, err);
    PQclear(rows);
    return rc;
}

ju_rc bridge_rows(ju_db *db, ju_arena *arena, const bridge_file *file, PGresult **ret, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_text(&args, file->consumer);
    ju_arg_i64(&args, file->after);
    ju_arg_i64(&args, file->until);
    return ju_db_run(db, &gateway_sql_bridge_rows, &args, ret, err);
}

ju_rc bridge_now_sealed(ju_db *db, ju_arena *arena, const bridge_file *file, const char *manifest,
                        const char *manifest_sha256, ju_err *err)
{
    ju_args args;
    arg_file(&args, arena, file);
    ju_arg_i64(&args, file->rows);
    ju_arg_text(&args, file->sha256);
    ju_arg_text(&args, file->sealed_sha256);
    ju_arg_text(&args, manifest);
    ju_arg_text(&args, manifest_sha256);
    return run(db, &gateway_sql_bridge_sealed, &args, err);
}

ju_rc bridge_now(ju_db *db, ju_arena *arena, const bridge_file *file, const char *state, ju_err *err)
{
    ju_args args;
    arg_file(&args, arena, file);
    ju_arg_text(&args, state);
    return run(db, &gateway_sql_bridge_moved, &args, err);
}

ju_rc bridge_readers(ju_db *db, ju_arena *arena, PGresult **ret, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, arena);
    return ju_db_run(db, &gateway_sql_bridge_readers, &args, ret, err);
}

static void arg_receipt(ju_args *args, ju_arena *arena, const char *consumer, const char *sha256)
{
    ju_args_init(args, arena);
    ju_arg_text(args, consumer);
    ju_arg_text(args, sha256);
}

ju_rc bridge_receipt_known(ju_db *db, ju_arena *arena, const char *consumer, const char *sha256,
                           bridge_known *ret, ju_err *err)
{
    PGresult *rows = NULL;
    ju_args args;
    arg_receipt(&args, arena, consumer, sha256);
    JU_TRY(ju_db_run(db, &gateway_sql_bridge_receipt_find, &args, &rows, err));
    bool read = PQntuples(rows) > 0;
    *ret = (bridge_known){.read = read,
                          .settled = read && ju_col_bool(rows, 0, 0),
                          .told = read && ju_col_bool(rows, 0, 2),
                          .refused = read ? ju_arena_strdup(arena, ju_col(rows, 0, 1)) : ""};
    PQclear(rows);
    return ret->refused == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc bridge_file_known(ju_db *db, ju_arena *arena, const char *consumer, int64_t number,
                        bridge_receipt_of *ret, ju_err *err)
{
    PGresult *rows = NULL;
    ju_args args;
    arg_file(&args, arena, &(bridge_file){.consumer = consumer, .number = number});
    JU_TRY(ju_db_run(db, &gateway_sql_bridge_file_find, &args, &rows, err));
    *ret = (bridge_receipt_of){.found = PQntuples(rows) > 0};
    if (ret->found) {
        ret->sha256 = ju_arena_strdup(arena, ju_col(rows, 0, 0));
        ret->state = ju_arena_strdup(arena, ju_col(rows, 0, 1));
        ret->rows = ju_col_i64(rows, 0, 2);
    }
    PQclear(rows);
    return arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc bridge_note_receipt(ju_db *db, ju_arena *arena, const char *consumer, const char *name,
                          const char *sha256, int64_t number, const bridge_receipt *receipt,
                          const char *fault, ju_err *err)
{
    size_t errors = fault == NULL ? receipt->errors : 0;
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_text(&args, consumer);
    ju_arg_text(&args, name);
    ju_arg_text(&args, sha256);
    ju_arg_i64(&args, number);
    ju_arg_text(&args, fault == NULL ? receipt->result : "");
    ju_arg_text(&args, fault == NULL ? "" : fault);
    ju_arg_i64_array(&args, receipt->line, errors);
    ju_arg_text_array(&args, receipt->code, errors);
    return run(db, &gateway_sql_bridge_receipt_put, &args, err);
}

ju_rc bridge_now_told(ju_db *db, ju_arena *arena, const char *consumer, const char *sha256, ju_err *err)
{
    ju_args args;
    arg_receipt(&args, arena, consumer, sha256);
    return run(db, &gateway_sql_bridge_refusal_told, &args, err);
}

ju_rc bridge_refusals_over(ju_db *db, ju_arena *arena, int64_t keep_ms, PGresult **ret, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_i64(&args, keep_ms);
    return ju_db_run(db, &gateway_sql_bridge_refusals_over, &args, ret, err);
}

ju_rc bridge_drop_refusal(ju_db *db, ju_arena *arena, const char *consumer, const char *sha256, ju_err *err)
{
    ju_args args;
    arg_receipt(&args, arena, consumer, sha256);
    return run(db, &gateway_sql_bridge_refusal_drop, &args, err);
}

ju_rc bridge_over(ju_db *db, ju_arena *arena, int64_t keep_ms, PGresult **ret, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_i64(&args, keep_ms);
    return ju_db_run(db, &gateway_sql_bridge_over, &args, ret, err);
}

ju_rc bridge_now_erased(ju_db *db, ju_arena *arena, const bridge_file *file, ju_err *err)
{
    ju_args args;
    arg_file(&args, arena, file);
    return run(db, &gateway_sql_bridge_erased, &args, err);
}

/* ---- gateway.command ---------------------------------------------------------------------------------- */

ju_rc bridge_ask_files(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_bridge_files, consumer, err);
}

static Juki__Gateway__V1__BridgeFile *read_file(ju_arena *arena, const PGresult *rows, int row)
{
    Juki__Gateway__V1__BridgeFile *ret = ju_arena_alloc(arena, sizeof *ret);
    if (ret != NULL) {
        juki__gateway__v1__bridge_file__init(ret);
        ret->number = ju_col_i64(rows, row, 0);
        ret->kind = ju_arena_strdup(arena, ju_col(rows, row, 1));
        ret->part = (int32_t)ju_col_i64(rows, row, 2);
        ret->last_part = ju_col_bool(rows, row, 3);
        ret->day = ju_arena_strdup(arena, ju_col(rows, row, 4));
        ret->state = ju_arena_strdup(arena, ju_col(rows, row, 5));
        ret->persons = (int32_t)ju_col_i64(rows, row, 6);
        ret->rejected = (int32_t)ju_col_i64(rows, row, 7);
        ret->sha256 = ju_arena_strdup(arena, ju_col(rows, row, 8));
        ret->placed_time = ju_arena_strdup(arena, ju_col(rows, row, 9));
        ret->answered_time = ju_arena_strdup(arena, ju_col(rows, row, 10));
    }
    return ret;
}

ju_rc bridge_got_files(ju_ctx *ctx, Juki__Gateway__V1__BridgeReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    reply->n_file = (size_t)PQntuples(rows);
    reply->file = ju_arena_alloc(ctx->arena, (reply->n_file + 1) * sizeof *reply->file);
    for (size_t i = 0; reply->file != NULL && i < reply->n_file; i++) {
        reply->file[i] = read_file(ctx->arena, rows, (int)i);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc bridge_ask_errors(ju_ctx *ctx, const char *consumer, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_bridge_errors, consumer, err);
}

static Juki__Gateway__V1__BridgeError *read_error(ju_arena *arena, const PGresult *rows, int row)
{
    Juki__Gateway__V1__BridgeError *ret = ju_arena_alloc(arena, sizeof *ret);
    if (ret != NULL) {
        juki__gateway__v1__bridge_error__init(ret);
        ret->number = ju_col_i64(rows, row, 0);
        ret->line = (int32_t)ju_col_i64(rows, row, 1);
        ret->code = ju_arena_strdup(arena, ju_col(rows, row, 2));
        ret->addressee_number = ju_arena_strdup(arena, ju_col(rows, row, 3));
    }
    return ret;
}

ju_rc bridge_got_errors(ju_ctx *ctx, Juki__Gateway__V1__BridgeReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    reply->n_error = (size_t)PQntuples(rows);
    reply->error = ju_arena_alloc(ctx->arena, (reply->n_error + 1) * sizeof *reply->error);
    for (size_t i = 0; reply->error != NULL && i < reply->n_error; i++) {
        reply->error[i] = read_error(ctx->arena, rows, (int)i);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
