#include "services/identity/store.h"

#include "common/db/record.h"
#include "common/event/receipt.h"
#include "identity_sql.h"
#include "services/identity/store_record.h"

#include <string.h>

/* ---- notices ----------------------------------------------------------------------------------------- */

static void arg_sent(ju_args *args, const identity_sent *sent)
{
    ju_arg_text(args, sent->event_id);
    ju_arg_text(args, sent->change_id);
    ju_arg_text(args, sent->register_ref);
    ju_arg_text(args, sent->subject);
}

ju_rc identity_ask_notices_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_ask(ctx, receipt, &identity_sql_notice_find, err);
}

ju_rc identity_mark_notices_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_apply(ctx, receipt, &identity_sql_notice_acknowledge, "notice.acknowledged",
                            "prefecture", err);
}

/* ---- requests for numbers ---------------------------------------------------------------------------- */

ju_rc identity_ask_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_ask_text(ctx, &identity_sql_request_find, request_id, err);
}

static const char *const STATES[] = {
    [REQUEST_UNKNOWN] = "",          [REQUEST_WAITING] = "waiting",     [REQUEST_OPEN] = "open",
    [REQUEST_ANSWERED] = "answered", [REQUEST_WITHDRAWN] = "withdrawn",
};

identity_request identity_got_request(const ju_ctx *ctx)
{
    const PGresult *row = ju_answer(ctx, 0);
    identity_request request = {.state = REQUEST_UNKNOWN};
    size_t ignored = 0;
    if (PQntuples(row) == 0) {
        return request;
    }
    for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++) {
        request.state = strcmp(STATES[i], ju_col(row, 0, 3)) == 0 ? (request_state)i : request.state;
    }
    request.kind = (Juki__Resident__V1__NumberKind)ju_col_i64(row, 0, 4);
    request.sent = (identity_sent){
        .change_id = ju_col(row, 0, 0), .register_ref = ju_col(row, 0, 1), .subject = ju_col(row, 0, 2)};
    request.code_index = ju_col_bytes(row, 0, 5, ctx->arena, &ignored);
    request.number_index = ju_col_bytes(row, 0, 6, ctx->arena, &ignored);
    return request;
}

/* Where what a waiting request asked for is kept. */
static ju_kept requested_at(const char *request_id)
{
    return (ju_kept){"number_request", request_id};
}

ju_rc identity_put_request(ju_ctx *ctx, const char *request_id, const identity_request *request,
                           const Juki__Resident__V1__NumberRequested *requested, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    arg_sent(&args, &request->sent);
    ju_arg_i64(&args, (int64_t)request->kind);
    ju_arg_bytes(&args, request->code_index, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, request->number_index, JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, STATES[request->state]);
    JU_TRY(ju_arg_kept(&args, identity_keeper(ctx), requested_at(request_id),
                       request->state == REQUEST_WAITING ? &requested->base : NULL, err));
    ju_arg_text(&args, ctx->message->traceparent);
    ju_arg_opt(&args, requested->household_ref);
    return ju_do(ctx, &identity_sql_request_insert, &args, err);
}

ju_rc identity_mark_request(ju_ctx *ctx, const char *request_id, request_state state, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    ju_arg_text(&args, STATES[state]);
    return ju_do(ctx, &identity_sql_request_mark, &args, err);
}

ju_rc identity_ask_requests_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_ask(ctx, receipt, &identity_sql_request_find_sent, err);
}

ju_rc identity_mark_requests_received(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_apply(ctx, receipt, &identity_sql_request_acknowledge, "number.request_acknowledged",
                            "national", err);
}

/* ---- the stock --------------------------------------------------------------------------------------- */

ju_rc identity_ask_code(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_ask_text(ctx, &identity_sql_code_draw, request_id, err);
}

ju_rc identity_got_code(const ju_ctx *ctx, int of, Juki__Common__V1__Sealed **ret_code, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    *ret_code = NULL;
    if (PQntuples(rows) > 0) {
        *ret_code = (Juki__Common__V1__Sealed *)ju_col_packed(
            rows, 0, 0, &juki__common__v1__sealed__descriptor, ctx->arena);
        return *ret_code != NULL ? JU_OK : ju_no_memory(err);
    }
    return JU_OK;
}

ju_rc identity_ask_stock(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &identity_sql_code_level, NULL, err);
}

stock_level identity_got_stock(const ju_ctx *ctx, int of)
{
    const PGresult *row = ju_answer(ctx, of);
    return (stock_level){.free = ju_col_i64(row, 0, 0), .ordered = ju_col_bool(row, 0, 1)};
}

ju_rc identity_put_order(ju_ctx *ctx, const char *request_id, const char *event_id, int count, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    ju_arg_text(&args, event_id);
    ju_arg_i64(&args, count);
    return ju_do(ctx, &identity_sql_order_insert, &args, err);
}

ju_rc identity_ask_delivery(ju_ctx *ctx, const Juki__Identity__V1__CodesDelivered *delivered,
                            const char *const *hex, ju_err *err)
{
    JU_TRY(ju_ask_text(ctx, &identity_sql_order_find, delivered->request_id, err));
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_i64(&args, (int64_t)delivered->n_resident_code);
    JU_TRY(ju_ask(ctx, &identity_sql_request_waiting, &args, err));
    JU_TRY(identity_ask_stock(ctx, err));
    ju_args codes;
    ju_args_init(&codes, ctx->arena);
    ju_arg_text_array(&codes, hex, delivered->n_resident_code);
    return ju_ask(ctx, &identity_sql_code_known, &codes, err);
}

bool identity_code_known(const ju_ctx *ctx, const char *hex)
{
    const PGresult *rows = ju_answer(ctx, 3);
    for (int i = 0; i < PQntuples(rows); i++) {
        if (strcmp(ju_col(rows, i, 0), hex) == 0) {
            return true;
        }
    }
    return false;
}

stock_order identity_got_order(const ju_ctx *ctx)
{
    const PGresult *row = ju_answer(ctx, 0);
    return (stock_order){.found = PQntuples(row) > 0,
                         .open = PQntuples(row) > 0 && ju_col_bool(row, 0, 0),
                         .count = PQntuples(row) > 0 ? ju_col_i64(row, 0, 1) : 0};
}

ju_rc identity_got_waiting(ju_ctx *ctx, waiting_requests *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 1);
    size_t count = (size_t)PQntuples(rows);
    *ret = (waiting_requests){.item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *ret->item),
                              .traceparent = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(char *)),
                              .count = count};
    if (ret->item == NULL || ret->traceparent == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        ret->traceparent[i] = ju_arena_strdup(ctx->arena, ju_col(rows, (int)i, 1));
        if (ret->traceparent[i] == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(ju_col_kept(rows, (int)i, 0, identity_keeper(ctx), requested_at(ju_col(rows, (int)i, 2)),
                           &juki__resident__v1__number_requested__descriptor, ctx->arena,
                           (ProtobufCMessage **)&ret->item[i], err));
    }
    return JU_OK;
}

ju_rc identity_put_code(ju_ctx *ctx, const unsigned char *index, const Juki__Common__V1__Sealed *code,
                        const char *request_id, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, index, JU_BLIND_INDEX_BYTES);
    ju_arg_packed(&args, &code->base);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &identity_sql_code_put, &args, err);
}

ju_rc identity_close_order(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &identity_sql_order_close, &args, err);
}
