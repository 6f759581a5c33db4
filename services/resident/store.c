#include "services/resident/store.h"

#include "services/resident/store_kept.h"

#include "common/seal/seal.h"
#include "resident_sql.h"

#include <string.h>

ju_rc ask_change(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_change_get, change_id, err);
}

/* Where an entry is kept. */
static ju_kept entry_at(const char *change_id)
{
    return (ju_kept){"change", change_id};
}

ju_rc read_change(ju_ctx *ctx, int answer, const char *change_id, stored_change *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    *ret = (stored_change){.found = PQntuples(rows) == 1};
    if (!ret->found) {
        return JU_OK;
    }
    ret->status = (int)ju_col_i64(rows, 0, 0);
    ret->entered_by = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 2));
    ret->approved_by = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 5));
    ret->refusal_code = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 3));
    ret->refusal_item = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 4));
    return kept_bytes(ctx, rows, 0, 1, entry_at(change_id), &ret->entry, err);
}

ju_rc ask_records_of_entry(ju_ctx *ctx, const entry_keys *keys, const char *household_number,
                           const char *cancelled_change_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, keys->addressee_number, keys->count);
    ju_arg_text_array(&args, keys->number_index, keys->count);
    ju_arg_text_array(&args, keys->code_index, keys->count);
    ju_arg_opt(&args, household_number);
    ju_arg_opt(&args, cancelled_change_id);
    ju_arg_text_array(&args, keys->card_index, keys->count);
    ju_arg_text_array(&args, keys->alike, keys->count);
    return ju_ask(ctx, &resident_sql_records_of_entry, &args, err);
}

ju_rc ask_records_of_change(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_records_of_change, change_id, err);
}

ju_rc ask_locks(ju_ctx *ctx, const entry_keys *keys, const char *cancelled_change_id, const char *corrected,
                ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, keys->held, keys->held_count);
    ju_arg_text_array(&args, keys->addressee_number, keys->count);
    ju_arg_opt(&args, cancelled_change_id);
    ju_arg_text(&args, corrected);
    return ju_ask(ctx, &resident_sql_change_locks_found, &args, err);
}

ju_rc ask_serials(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_serials, change_id, err);
}

ju_rc ask_registered(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_change_persons_registered, change_id, err);
}

ju_rc ask_records(ju_ctx *ctx, const char *addressee_number, bool history, ju_err *err)
{
    return ju_ask_text(ctx, history ? &resident_sql_record_history : &resident_sql_record_latest,
                       addressee_number, err);
}

static void arg_refusal(ju_args *args, const refusal *why)
{
    ju_arg_text(args, why->code);
    ju_arg_text(args, why->item);
}

ju_rc put_change(ju_ctx *ctx, const Juki__Resident__V1__SubmitChange *entry,
                 const ProtobufCBinaryData *packed, int status, const refusal *why, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry->change_id);
    ju_arg_i64(&args, status);
    JU_TRY(keep_bytes(ctx, &args, entry_at(entry->change_id), packed->data, packed->len, err));
    ju_arg_text(&args, entry->operator_ == NULL ? "" : entry->operator_->operator_id);
    arg_refusal(&args, why);
    ju_arg_opt(&args, entry->cancelled_change_id);
    return ju_do(ctx, &resident_sql_change_insert, &args, err);
}

static ju_rc replace_locks(ju_ctx *ctx, const char *change_id, const entry_keys *keys, const char *corrected,
                           ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, corrected);
    ju_arg_text(&args, change_id);
    ju_arg_text_array(&args, keys->held, keys->held_count);
    return ju_do(ctx, &resident_sql_change_lock_replace, &args, err);
}

ju_rc put_change_keys(ju_ctx *ctx, const char *change_id, const entry_keys *keys, const char *corrected,
                      ju_err *err)
{
    for (size_t i = 0; i < keys->count; i++) {
        ju_args person = ju_new_args(ctx);
        ju_arg_text(&person, change_id);
        ju_arg_i64(&person, (int64_t)i + 1);
        ju_arg_text(&person, keys->addressee_number[i]);
        ju_arg_text(&person, keys->number_index[i]);
        ju_arg_text(&person, keys->code_index[i]);
        ju_arg_text(&person, keys->card_index[i]);
        JU_TRY(ju_do(ctx, &resident_sql_change_person_insert, &person, err));
    }
    if (corrected != NULL) {
        return replace_locks(ctx, change_id, keys, corrected, err);
    }
    for (size_t i = 0; i < keys->held_count; i++) {
        ju_args held = ju_new_args(ctx);
        ju_arg_text(&held, keys->held[i]);
        ju_arg_text(&held, change_id);
        JU_TRY(ju_do(ctx, &resident_sql_change_lock_insert, &held, err));
    }
    return JU_OK;
}

ju_rc put_review(ju_ctx *ctx, const char *change_id, int status, const char *reviewer, const refusal *why,
                 ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, change_id);
    ju_arg_i64(&args, status);
    ju_arg_text(&args, reviewer);
    arg_refusal(&args, why);
    JU_TRY(ju_do(ctx, &resident_sql_change_review, &args, err));
    ju_args lock = ju_new_args(ctx);
    ju_arg_text(&lock, change_id);
    return ju_do(ctx, &resident_sql_change_lock_release, &lock, err);
}

ju_rc put_approval(ju_ctx *ctx, const char *change_id, const char *reviewer, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, change_id);
    ju_arg_text(&args, reviewer);
    return ju_do(ctx, &resident_sql_change_review_insert, &args, err);
}

ju_rc ask_provisional(ju_ctx *ctx, const char *change_id, const char *after, ju_err *err)
{
    return *change_id != '\0' ? ju_ask_text(ctx, &resident_sql_provisional_get, change_id, err)
                              : ju_ask_text(ctx, &resident_sql_provisional_list, after, err);
}

ju_rc read_provisional(ju_ctx *ctx, int answer, size_t row, stored_provisional *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    *ret = (stored_provisional){.approvals = (int)ju_col_i64(rows, (int)row, 2)};
    ret->entered_at = ju_arena_strdup(ctx->arena, ju_col(rows, (int)row, 1));
    ret->approved_by = ju_arena_strdup(ctx->arena, ju_col(rows, (int)row, 3));
    return kept_bytes(ctx, rows, (int)row, 0, entry_at(ju_col(rows, (int)row, 4)), &ret->entry, err);
}

ju_rc put_move_out_plan(ju_ctx *ctx, const person_record *record, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, record->move_out->planned_date);
    ju_arg_text(&args, record->addressee_number);
    return ju_do(ctx, &resident_sql_move_out_plan, &args, err);
}

ju_rc ask_move_out(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    JU_TRY(ju_ask_text(ctx, &resident_sql_move_out_records, addressee_number, err));
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    ju_arg_bytes(&args, NULL, 0); /* no 利用者証明用電子証明書 */
    return ju_ask(ctx, &resident_sql_certificate_held, &args, err);
}

ju_rc ask_move_outs_due(ju_ctx *ctx, const char *today, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_move_out_due, today, err);
}

ju_rc forget_move_outs(ju_ctx *ctx, const char *today, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, today);
    return ju_do(ctx, &resident_sql_move_out_forget, &args, err);
}
