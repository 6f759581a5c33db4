#include "services/identity/store.h"

#include "common/event/receipt.h"
#include "identity_sql.h"

#include <string.h>

/* ---- the file ---------------------------------------------------------------------------------------- */

ju_rc identity_ask_known(ju_ctx *ctx, const identity_numbers *numbers, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, numbers->code_index, sizeof numbers->code_index);
    JU_TRY(ju_ask(ctx, &identity_sql_record_current, &args, err));
    if (!numbers->renumbered) {
        return JU_OK;
    }
    ju_args old;
    ju_args_init(&old, ctx->arena);
    ju_arg_bytes(&old, numbers->old_code_index, sizeof numbers->old_code_index);
    return ju_ask(ctx, &identity_sql_record_current, &old, err);
}

ju_rc identity_got_known(const ju_ctx *ctx, int of, identity_known *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, of);
    *ret = (identity_known){.found = PQntuples(row) > 0};
    if (!ret->found) {
        return JU_OK;
    }
    size_t size = 0;
    ret->register_ref = ju_col(row, 0, 0);
    ret->number_index = ju_col_bytes(row, 0, 1, ctx->arena, &size);
    ret->record = (identity_record){
        .current = ju_col_bool(row, 0, 2),
        .name = ju_col(row, 0, 3),
        .name_kana = ju_col(row, 0, 4),
        .birth_date = ju_col(row, 0, 5),
        .birth_date_uncertain = ju_col_bool(row, 0, 6),
        .birth_date_written = ju_col(row, 0, 7),
        .sex = (int)ju_col_i64(row, 0, 8),
        .resident_since = ju_col(row, 0, 9),
        .previous_municipality_code = ju_col(row, 0, 10),
        .previous_address = ju_col(row, 0, 11),
        .resident_code_since = ju_arena_strdup(ctx->arena, ju_col(row, 0, 12)), /* goes into the next row */
        .former_name = ju_col(row, 0, 13),
        .former_name_kana = ju_col(row, 0, 14),
        .recovery_update_number = ju_col_i64(row, 0, 15),
        .address = ju_col(row, 0, 18),
        .relationship = ju_col(row, 0, 19),
    };
    ret->update_forbidden = ju_col_bool(row, 0, 16);
    ret->exclusive = !PQgetisnull(row, 0, 17);
    return size == JU_BLIND_INDEX_BYTES && ret->record.resident_code_since != NULL ? JU_OK
                                                                                   : ju_no_memory(err);
}

static void arg_record(ju_args *args, const identity_record *record)
{
    ju_arg_text(args, record->name);
    ju_arg_i64(args, record->name_external_characters);
    ju_arg_text(args, record->name_kana);
    ju_arg_text(args, record->name_kana_plain);
    ju_arg_text(args, record->birth_date);
    ju_arg_bool(args, record->birth_date_uncertain);
    ju_arg_opt(args, record->birth_date_written);
    ju_arg_i64(args, record->sex);
    ju_arg_text(args, record->municipality_code);
    ju_arg_opt(args, record->town_code);
    ju_arg_opt(args, record->postal_code);
    ju_arg_text(args, record->address);
    ju_arg_i64(args, record->address_external_characters);
    ju_arg_opt(args, record->resident_since);
    ju_arg_opt(args, record->address_since);
    ju_arg_opt(args, record->notified_date);
    ju_arg_opt(args, record->previous_municipality_code);
    ju_arg_opt(args, record->previous_address);
    ju_arg_i64(args, record->previous_address_external_characters);
    ju_arg_opt(args, record->relationship);
    ju_arg_text(args, record->reason);
    ju_arg_text(args, record->change_date);
    ju_arg_opt(args, record->resident_code_since);
    ju_arg_opt(args, record->request_id);
    ju_arg_opt(args, record->operator_id);
    ju_arg_opt(args, record->terminal_id);
    ju_arg_i64(args, record->recovery_update_number);
    ju_arg_bool(args, record->has_external_characters);
    ju_arg_bool(args, record->current);
    ju_arg_opt(args, record->former_name);
    ju_arg_i64(args, record->former_name_external_characters);
    ju_arg_opt(args, record->former_name_kana);
}

static void arg_sealed(ju_args *args, const Juki__Common__V1__Sealed *sealed)
{
    if (sealed == NULL) {
        ju_arg_bytes(args, NULL, 0);
        return;
    }
    size_t size = juki__common__v1__sealed__get_packed_size(sealed);
    unsigned char *packed = ju_arena_alloc(args->arena, size);
    if (packed == NULL) {
        args->failed = true;
        return;
    }
    juki__common__v1__sealed__pack(sealed, packed);
    ju_arg_bytes(args, packed, size);
}

ju_rc identity_put_record(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                          const identity_record *record, const identity_numbers *numbers,
                          int64_t update_number, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, changed->register_ref);
    ju_arg_i64(&args, update_number);
    ju_arg_bytes(&args, numbers->code_index, sizeof numbers->code_index);
    ju_arg_bytes(&args, numbers->number_index, sizeof numbers->number_index);
    arg_sealed(&args, changed->resident_code);
    arg_sealed(&args, changed->individual_number);
    arg_record(&args, record);
    arg_sealed(&args, changed->old_resident_code);
    JU_TRY(ju_do(ctx, &identity_sql_record_insert, &args, err));
    if (numbers->renumbered) {
        ju_args old;
        ju_args_init(&old, ctx->arena);
        ju_arg_bytes(&old, numbers->old_code_index, sizeof numbers->old_code_index);
        JU_TRY(ju_do(ctx, &identity_sql_person_replace, &old, err));
    }
    ju_args person;
    ju_args_init(&person, ctx->arena);
    ju_arg_bytes(&person, numbers->code_index, sizeof numbers->code_index);
    ju_arg_text(&person, changed->register_ref);
    ju_arg_i64(&person, update_number);
    ju_arg_opt(&person, changed->household_ref);
    ju_arg_bool(&person, changed->restrained);
    return ju_do(ctx, &identity_sql_person_put, &person, err);
}

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

static void arg_packed(ju_args *args, const ProtobufCMessage *message)
{
    size_t size = message == NULL ? 0 : protobuf_c_message_get_packed_size(message);
    unsigned char *packed = message == NULL ? NULL : ju_arena_alloc(args->arena, size);
    args->failed |= message != NULL && packed == NULL;
    if (packed != NULL) {
        protobuf_c_message_pack(message, packed);
    }
    ju_arg_bytes(args, packed, size);
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
    arg_packed(&args, request->state == REQUEST_WAITING ? &requested->base : NULL);
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

static ju_rc unpack_column(const ju_ctx *ctx, const PGresult *rows, int row,
                           const ProtobufCMessageDescriptor *descriptor, ProtobufCMessage **ret, ju_err *err)
{
    size_t size = 0;
    const unsigned char *packed = ju_col_bytes(rows, row, 0, ctx->arena, &size);
    *ret =
        packed == NULL ? NULL : protobuf_c_message_unpack(descriptor, &ctx->arena->allocator, size, packed);
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}

ju_rc identity_got_code(const ju_ctx *ctx, int of, Juki__Common__V1__Sealed **ret_code, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    ProtobufCMessage *code = NULL;
    if (PQntuples(rows) > 0) {
        JU_TRY(unpack_column(ctx, rows, 0, &juki__common__v1__sealed__descriptor, &code, err));
    }
    *ret_code = (Juki__Common__V1__Sealed *)code;
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
        JU_TRY(unpack_column(ctx, rows, (int)i, &juki__resident__v1__number_requested__descriptor,
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
    arg_sealed(&args, code);
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
