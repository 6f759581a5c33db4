#include "services/gateway/steps/bridge.h"

#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "services/gateway/steps/act.h"
#include "services/gateway/store_bridge.h"

#include <string.h>

typedef Juki__Gateway__V1__BridgeReply bridge_reply;

enum { FILE_ROWS_MAX = 5000 };
enum { ASKED_DUE, ASKED_PLACED, ASKED_RECEIPTS, ASKED_OVERDUE };

ju_rc gateway_tell(ju_ctx *ctx, const gateway_consumer *consumer, const char *key,
                   const ProtobufCMessage *message, const char *snapshot_id, const char **ret_id, ju_err *err)
{
    if (consumer->bridged) {
        return bridge_put_event(ctx, consumer->id, consumer->topic, key, message,
                                snapshot_id == NULL ? "" : snapshot_id, ret_id, err);
    }
    return snapshot_id == NULL ? ju_emit_sequenced(ctx, consumer->topic, key, message, ret_id, err)
                               : ju_emit(ctx, consumer->topic, key, message, ret_id, err);
}

/* ---- what time brings --------------------------------------------------------------------------------- */

static const bridge_settings *settings_of(const ju_ctx *ctx)
{
    const gateway *self = ctx->app;
    return &self->settings->bridge;
}

ju_rc bridge_idle_ask(ju_ctx *ctx, ju_err *err)
{
    const bridge_settings *settings = settings_of(ctx);
    if (settings->file_dir == NULL) {
        return JU_OK;
    }
    JU_TRY(bridge_ask_due(ctx, FILE_ROWS_MAX, settings->file_every_ms, err));
    JU_TRY(bridge_ask_placed(ctx, err));
    JU_TRY(bridge_ask_receipts(ctx, err));
    return bridge_ask_overdue(ctx, settings->file_answer_ms, err);
}

static ju_rc plan(ju_ctx *ctx, const PGresult *rows, ju_err *err)
{
    for (int row = 0; row < PQntuples(rows); row++) {
        bridge_file file;
        JU_TRY(bridge_got_due(ctx, rows, row, &file, err));
        JU_TRY(gateway_consumer_named(ctx, file.consumer) == NULL ? JU_OK : bridge_put_plan(ctx, &file, err));
    }
    return JU_OK;
}

static ju_rc note_placed(ju_ctx *ctx, const PGresult *rows, ju_err *err)
{
    for (int row = 0; row < PQntuples(rows); row++) {
        const char *consumer = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
        const char *detail = ju_arena_printf(ctx->arena, "consumer=%s file=%s kind=%s persons=%s sha256=%s",
                                             ju_col(rows, row, 0), ju_col(rows, row, 1), ju_col(rows, row, 2),
                                             ju_col(rows, row, 3), ju_col(rows, row, 4));
        if (consumer == NULL || detail == NULL) {
            return ju_no_memory(err);
        }
        const ju_act act = {.action = "file.placed", .detail = detail};
        JU_TRY(bridge_put_written(ctx, consumer, ju_col_i64(rows, row, 1), err));
        JU_TRY(ju_audit(ctx, &act, err));
    }
    return JU_OK;
}

static ju_rc settle(ju_ctx *ctx, const PGresult *rows, ju_err *err)
{
    for (int row = 0; row < PQntuples(rows); row++) {
        const char *consumer = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
        const char *sha256 = ju_arena_strdup(ctx->arena, ju_col(rows, row, 1));
        const char *detail =
            ju_arena_printf(ctx->arena, "consumer=%s file=%s result=%s receipt=%s", ju_col(rows, row, 0),
                            ju_col(rows, row, 2), ju_col(rows, row, 3), ju_col(rows, row, 1));
        const char *refused = ju_arena_strdup(ctx->arena, ju_col(rows, row, 4));
        if (consumer == NULL || sha256 == NULL || detail == NULL || refused == NULL) {
            return ju_no_memory(err);
        }
        const ju_act act = {.action = "file.acknowledged",
                            .refused_code = *refused == '\0' ? NULL : refused,
                            .detail = detail};
        JU_TRY(bridge_settle(ctx, consumer, sha256, err));
        JU_TRY(ju_audit(ctx, &act, err));
    }
    return JU_OK;
}

ju_rc bridge_idle_begin(ju_ctx *ctx, int of, ju_err *err)
{
    const gateway *self = ctx->app;
    if (settings_of(ctx)->file_dir == NULL) {
        return JU_OK;
    }
    ju_gauge_set(self->bridge.overdue, (double)ju_col_i64(ju_answer(ctx, of + ASKED_OVERDUE), 0, 0));
    JU_TRY(plan(ctx, ju_answer(ctx, of + ASKED_DUE), err));
    JU_TRY(note_placed(ctx, ju_answer(ctx, of + ASKED_PLACED), err));
    return settle(ctx, ju_answer(ctx, of + ASKED_RECEIPTS), err);
}

/* ---- gateway.command ---------------------------------------------------------------------------------- */

static ju_rc reply_with(ju_ctx *ctx, bridge_reply *reply, const Juki__Common__V1__Operator *who,
                        const char *action, ju_err *err)
{
    JU_TRY(ju_emit(ctx, JU_TOPIC_GATEWAY_REPLY, reply->request_id, &reply->base, NULL, err));
    const ju_act act = {.action = action, .operator_ = who, .detail = reply->consumer};
    for (size_t i = 0; i < reply->n_error; i++) {
        JU_TRY(act_on_person(ctx, act, reply->error[i]->addressee_number, err));
    }
    return reply->n_error > 0 ? JU_OK : ju_audit(ctx, &act, err);
}

static ju_rc need_request_id(const char *request_id, ju_err *err)
{
    return *request_id != '\0'
               ? JU_OK
               : ju_reject(err, "item_missing", "request_id", "a wish without a number cannot be answered");
}

ju_rc bridge_files_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__QueryBridgeFiles *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    return bridge_ask_files(ctx, wish->consumer, err);
}

ju_rc bridge_files_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__QueryBridgeFiles *wish = body;
    bridge_reply reply = JUKI__GATEWAY__V1__BRIDGE_REPLY__INIT;
    reply.request_id = wish->request_id;
    reply.consumer = wish->consumer;
    JU_TRY(bridge_got_files(ctx, &reply, err));
    return reply_with(ctx, &reply, wish->operator_, "file.listed", err);
}

ju_rc bridge_errors_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__QueryBridgeErrors *wish = body;
    JU_TRY(need_request_id(wish->request_id, err));
    return bridge_ask_errors(ctx, wish->consumer, err);
}

ju_rc bridge_errors_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__QueryBridgeErrors *wish = body;
    bridge_reply reply = JUKI__GATEWAY__V1__BRIDGE_REPLY__INIT;
    reply.request_id = wish->request_id;
    reply.consumer = wish->consumer;
    JU_TRY(bridge_got_errors(ctx, &reply, err));
    return reply_with(ctx, &reply, wish->operator_, "file.errors_listed", err);
}
