#include "services/resident/store.h"

#include "common/db/record.h"
#include "common/event/receipt.h"
#include "common/seal/seal.h"
#include "resident_sql.h"

#include <string.h>

static ju_args new_args(ju_ctx *ctx)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    return args;
}

static ju_rc ask_text(ju_ctx *ctx, const ju_sql *sql, const char *text, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, text);
    return ju_ask(ctx, sql, &args, err);
}

ju_rc ask_change(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    return ask_text(ctx, &resident_sql_change_get, change_id, err);
}

stored_change read_change(const ju_ctx *ctx, int answer)
{
    const PGresult *rows = ju_answer(ctx, answer);
    stored_change change = {.found = PQntuples(rows) == 1};
    if (change.found) {
        change.status = (int)ju_col_i64(rows, 0, 0);
        change.entry = ju_col_bytes(rows, 0, 1, ctx->arena, &change.entry_size);
        change.entered_by = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 2));
        change.approved_by = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 5));
        change.refusal_code = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 3));
        change.refusal_item = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 4));
    }
    return change;
}

ju_rc ask_records_of_entry(ju_ctx *ctx, const entry_keys *keys, const char *household_number,
                           const char *cancelled_change_id, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text_array(&args, keys->addressee_number, keys->count);
    ju_arg_text_array(&args, keys->number_index, keys->count);
    ju_arg_text_array(&args, keys->code_index, keys->count);
    ju_arg_opt(&args, household_number);
    ju_arg_opt(&args, cancelled_change_id);
    return ju_ask(ctx, &resident_sql_records_of_entry, &args, err);
}

ju_rc ask_records_of_change(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    return ask_text(ctx, &resident_sql_records_of_change, change_id, err);
}

ju_rc ask_locks(ju_ctx *ctx, const entry_keys *keys, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text_array(&args, keys->held, keys->held_count);
    ju_arg_text_array(&args, keys->addressee_number, keys->count);
    return ju_ask(ctx, &resident_sql_change_locks_found, &args, err);
}

ju_rc ask_serials(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    return ask_text(ctx, &resident_sql_serials, change_id, err);
}

ju_rc ask_delivery_serial(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &resident_sql_delivery_serial, NULL, err);
}

ju_rc ask_registered(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    return ask_text(ctx, &resident_sql_change_persons_registered, change_id, err);
}

ju_rc ask_records(ju_ctx *ctx, const char *addressee_number, bool history, ju_err *err)
{
    return ask_text(ctx, history ? &resident_sql_record_history : &resident_sql_record_latest,
                    addressee_number, err);
}

ju_rc ask_number_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ask_text(ctx, &resident_sql_number_request_get, request_id, err);
}

static ju_rc read_record(ju_ctx *ctx, const PGresult *rows, int row, int column, person_record **ret,
                         ju_err *err)
{
    *ret = (person_record *)ju_col_message(rows, row, &column, &juki__resident__v1__person_record__descriptor,
                                           ctx->arena);
    return *ret != NULL ? JU_OK : ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
}

ju_rc read_records(ju_ctx *ctx, int answer, record_list *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    size_t count = (size_t)PQntuples(rows);
    *ret = (record_list){.item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(person_record *)),
                         .count = count};
    if (ret->item == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(read_record(ctx, rows, (int)i, 0, &ret->item[i], err));
    }
    return JU_OK;
}

ju_rc read_number_request(ju_ctx *ctx, int answer, number_request *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    *ret = (number_request){0};
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    ret->change_id = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
    ret->kind = (Juki__Resident__V1__NumberKind)ju_col_i64(rows, 0, 1);
    ret->answered = ju_col_bool(rows, 0, 2);
    ret->withdrawn = ju_col_bool(rows, 0, 3);
    ret->first_reason = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 4));
    ret->entry = ju_col_bytes(rows, 0, 5, ctx->arena, &ret->entry_size);
    return read_record(ctx, rows, 0, 6, &ret->record, err);
}

ju_rc ask_number_holders(ju_ctx *ctx, person_indexes indexes, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_bytes(&args, indexes.number, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, indexes.code, JU_BLIND_INDEX_BYTES);
    return ju_ask(ctx, &resident_sql_number_holders, &args, err);
}

bool held_by_another(const ju_ctx *ctx, int answer, const char *addressee_number)
{
    const PGresult *rows = ju_answer(ctx, answer);
    for (int i = 0; i < PQntuples(rows); i++) {
        if (strcmp(ju_col(rows, i, 0), addressee_number) != 0) {
            return true;
        }
    }
    return false;
}

static ju_rc put_person(ju_ctx *ctx, const person_record *record, person_indexes indexes, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, record->addressee_number);
    ju_arg_text(&args, record->register_ref);
    ju_arg_i64(&args, record->history_number);
    ju_arg_i64(&args, (int64_t)record->state);
    ju_arg_text(&args, record->household_number);
    ju_arg_bytes(&args, indexes.number, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, indexes.code, JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &resident_sql_person_put, &args, err);
}

ju_rc put_record(ju_ctx *ctx, const person_record *record, person_indexes indexes, ju_err *err)
{
    JU_TRY(put_person(ctx, record, indexes, err));
    ju_args args = new_args(ctx);
    ju_arg_message(&args, &record->base);
    return ju_do(ctx, &resident_sql_record_insert, &args, err);
}

static void arg_refusal(ju_args *args, const refusal *why)
{
    ju_arg_text(args, why->code);
    ju_arg_text(args, why->item);
}

ju_rc put_change(ju_ctx *ctx, const Juki__Resident__V1__SubmitChange *entry, int status, const refusal *why,
                 ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, entry->change_id);
    ju_arg_i64(&args, status);
    ju_arg_bytes(&args, ctx->message->value, ctx->message->value_size);
    ju_arg_text(&args, entry->operator_ == NULL ? "" : entry->operator_->operator_id);
    arg_refusal(&args, why);
    ju_arg_opt(&args, entry->cancelled_change_id);
    return ju_do(ctx, &resident_sql_change_insert, &args, err);
}

ju_rc put_change_keys(ju_ctx *ctx, const char *change_id, const entry_keys *keys, ju_err *err)
{
    for (size_t i = 0; i < keys->count; i++) {
        ju_args person = new_args(ctx);
        ju_arg_text(&person, change_id);
        ju_arg_i64(&person, (int64_t)i + 1);
        ju_arg_text(&person, keys->addressee_number[i]);
        ju_arg_text(&person, keys->number_index[i]);
        ju_arg_text(&person, keys->code_index[i]);
        JU_TRY(ju_do(ctx, &resident_sql_change_person_insert, &person, err));
    }
    for (size_t i = 0; i < keys->held_count; i++) {
        ju_args held = new_args(ctx);
        ju_arg_text(&held, keys->held[i]);
        ju_arg_text(&held, change_id);
        JU_TRY(ju_do(ctx, &resident_sql_change_lock_insert, &held, err));
    }
    return JU_OK;
}

ju_rc put_review(ju_ctx *ctx, const char *change_id, int status, const char *reviewer, const refusal *why,
                 ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, change_id);
    ju_arg_i64(&args, status);
    ju_arg_text(&args, reviewer);
    arg_refusal(&args, why);
    JU_TRY(ju_do(ctx, &resident_sql_change_review, &args, err));
    ju_args lock = new_args(ctx);
    ju_arg_text(&lock, change_id);
    return ju_do(ctx, &resident_sql_change_lock_release, &lock, err);
}

ju_rc put_approval(ju_ctx *ctx, const char *change_id, const char *reviewer, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, change_id);
    ju_arg_text(&args, reviewer);
    return ju_do(ctx, &resident_sql_change_review_insert, &args, err);
}

ju_rc put_number_request(ju_ctx *ctx, const char *request_id, const person_record *record,
                         Juki__Resident__V1__NumberKind kind, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, request_id);
    ju_arg_text(&args, record->change_id);
    ju_arg_text(&args, record->addressee_number);
    ju_arg_i64(&args, (int64_t)kind);
    return ju_do(ctx, &resident_sql_number_request_insert, &args, err);
}

ju_rc withdraw_number_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &resident_sql_number_request_withdraw, &args, err);
}

ju_rc put_awaiting(ju_ctx *ctx, const char *change_id, const char *reviewer, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, change_id);
    ju_arg_text(&args, reviewer);
    return ju_do(ctx, &resident_sql_change_await, &args, err);
}

ju_rc put_registered(ju_ctx *ctx, const char *change_id, int status, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, change_id);
    ju_arg_i64(&args, status);
    JU_TRY(ju_do(ctx, &resident_sql_change_registered, &args, err));
    ju_args lock = new_args(ctx);
    ju_arg_text(&lock, change_id);
    return ju_do(ctx, &resident_sql_change_lock_release, &lock, err);
}

ju_rc close_number_request(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    ju_args args = new_args(ctx);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &resident_sql_number_request_close, &args, err);
}

ju_rc ask_certificate(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    JU_TRY(ask_text(ctx, &resident_sql_certificate_records, addressee_number, err));
    JU_TRY(ask_text(ctx, &resident_sql_certificate_held, addressee_number, err));
    return ju_ask(ctx, &resident_sql_certificate_serial, NULL, err);
}

ju_rc ask_certificate_history(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ask_text(ctx, &resident_sql_certificate_history, addressee_number, err);
}

ju_rc put_certificate(ju_ctx *ctx, const Juki__Resident__V1__CertificateIssue *issue, unsigned shown,
                      const record_list *persons, ju_err *err)
{
    ju_args args = new_args(ctx);
    const char **numbers = ju_arena_alloc(ctx->arena, (persons->count + 1) * sizeof *numbers);
    if (numbers == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
    }
    for (size_t i = 0; i < persons->count; i++) {
        numbers[i] = persons->item[i]->addressee_number;
    }
    ju_arg_text_array(&args, numbers, persons->count);
    ju_arg_text(&args, issue->issue_number);
    ju_arg_i64(&args, (int64_t)issue->kind);
    ju_arg_bool(&args, issue->household);
    ju_arg_i64(&args, shown);
    ju_arg_text(&args, issue->purpose);
    ju_arg_text(&args, issue->operator_id);
    ju_arg_text(&args, issue->terminal_id);
    ju_arg_text(&args, issue->issued_date);
    return ju_do(ctx, &resident_sql_certificate_insert, &args, err);
}

/* ---- links ------------------------------------------------------------------------------------------- */

static ju_args texts(ju_ctx *ctx, const char *const *text, size_t count)
{
    ju_args args = new_args(ctx);
    for (size_t i = 0; i < count; i++) {
        ju_arg_text(&args, text[i]);
    }
    return args;
}

ju_rc put_link_notice(ju_ctx *ctx, const char *event_id, const char *peer, const char *change_id,
                      const char *subject, ju_err *err)
{
    ju_args args = texts(ctx, (const char *const[]){event_id, peer, change_id, subject}, 4);
    return ju_do(ctx, &resident_sql_link_notice_insert, &args, err);
}

ju_rc ask_link_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_ask(ctx, receipt, &resident_sql_link_notice_find, err);
}

ju_rc mark_link_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, const char *peer,
                        ju_err *err)
{
    return ju_receipt_apply(ctx, receipt, &resident_sql_link_notice_acknowledge, "link.acknowledged", peer,
                            err);
}

ju_rc put_link_person(ju_ctx *ctx, const char *person_ref, const char *addressee_number, ju_err *err)
{
    ju_args args = texts(ctx, (const char *const[]){person_ref, addressee_number}, 2);
    return ju_do(ctx, &resident_sql_link_person_put, &args, err);
}

ju_rc ask_link_person(ju_ctx *ctx, const char *person_ref, ju_err *err)
{
    return ask_text(ctx, &resident_sql_link_person_find, person_ref, err);
}

ju_rc ask_link_taken(ju_ctx *ctx, const char *peer, const char *number, ju_err *err)
{
    ju_args args = texts(ctx, (const char *const[]){peer, number}, 2);
    return ju_ask(ctx, &resident_sql_link_taken_find, &args, err);
}

ju_rc put_link_taken(ju_ctx *ctx, const char *peer, const char *number, const char *change_id, ju_err *err)
{
    ju_args args = texts(ctx, (const char *const[]){peer, number, change_id}, 3);
    return ju_do(ctx, &resident_sql_link_taken_insert, &args, err);
}
