#include "services/identity/store_record.h"

#include "common/db/record.h"
#include "identity_sql.h"
#include "services/identity/steps/state.h"

const ju_keeper *identity_keeper(const ju_ctx *ctx)
{
    return &((const identity_state *)ctx->app)->keeper;
}

ju_rc identity_col_record(const PGresult *rows, int row, int first, const ju_keeper *keeper, ju_arena *arena,
                          identity_record **ret, ju_err *err)
{
    const char *key = ju_arena_printf(arena, "%s %s", ju_col(rows, row, first), ju_col(rows, row, first + 1));
    return ju_col_kept(rows, row, first + 2, keeper, (ju_kept){IDENTITY_RECORD_TABLE, key},
                       &juki__identity__v1__identity_record__descriptor, arena, (ProtobufCMessage **)ret,
                       err);
}

static Juki__Common__V1__Sealed *sealed(const PGresult *rows, int row, int column, ju_arena *arena)
{
    return (Juki__Common__V1__Sealed *)ju_col_packed(rows, row, column, &juki__common__v1__sealed__descriptor,
                                                     arena);
}

ju_rc identity_col_numbers(const PGresult *rows, int row, int first, ju_arena *arena, identity_row *ret,
                           ju_err *err)
{
    ret->register_ref = ju_arena_strdup(arena, ju_col(rows, row, first));
    ret->resident_code = sealed(rows, row, first + 3, arena);
    ret->individual_number = sealed(rows, row, first + 4, arena);
    return ret->register_ref != NULL && ret->resident_code != NULL && ret->individual_number != NULL
               ? JU_OK
               : ju_no_memory(err);
}

ju_rc identity_col_row(const PGresult *rows, int row, int first, const ju_keeper *keeper, ju_arena *arena,
                       identity_row *ret, ju_err *err)
{
    JU_TRY(identity_col_record(rows, row, first, keeper, arena, &ret->record, err));
    return identity_col_numbers(rows, row, first, arena, ret, err);
}

/* ---- what is known of a code --------------------------------------------------------------------------- */

ju_rc identity_ask_known(ju_ctx *ctx, const identity_numbers *numbers, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_bytes(&args, numbers->code_index, sizeof numbers->code_index);
    JU_TRY(ju_ask(ctx, &identity_sql_record_current, &args, err));
    if (!numbers->renumbered) {
        return JU_OK;
    }
    ju_args old = ju_new_args(ctx);
    ju_arg_bytes(&old, numbers->old_code_index, sizeof numbers->old_code_index);
    return ju_ask(ctx, &identity_sql_record_current, &old, err);
}

ju_rc identity_got_known(const ju_ctx *ctx, int of, identity_known *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, of);
    identity_record *record = NULL;
    size_t size = 0;
    *ret = (identity_known){.found = PQntuples(row) > 0};
    if (!ret->found) {
        return JU_OK;
    }
    JU_TRY(identity_col_record(row, 0, 0, identity_keeper(ctx), ctx->arena, &record, err));
    ret->register_ref = ju_col(row, 0, 0);
    ret->number_index = ju_col_bytes(row, 0, 3, ctx->arena, &size);
    record->current &= !ju_col_bool(row, 0, 4);
    record->recovery_update_number = ju_col_i64(row, 0, 5);
    ret->update_forbidden = ju_col_bool(row, 0, 6);
    ret->exclusive = !PQgetisnull(row, 0, 7);
    ret->record = record;
    return size == JU_BLIND_INDEX_BYTES ? JU_OK : ju_no_memory(err);
}

/* ---- a row more ---------------------------------------------------------------------------------------- */

static ju_rc put_row(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                     const identity_record *record, const identity_numbers *numbers, int64_t update_number,
                     ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    const char *key = ju_arena_printf(ctx->arena, "%s %lld", changed->register_ref, (long long)update_number);
    ju_arg_text(&args, changed->register_ref);
    ju_arg_i64(&args, update_number);
    ju_arg_bytes(&args, numbers->code_index, sizeof numbers->code_index);
    ju_arg_bytes(&args, numbers->number_index, sizeof numbers->number_index);
    ju_arg_packed(&args, &changed->resident_code->base);
    ju_arg_packed(&args, &changed->individual_number->base);
    ju_arg_packed(&args, changed->old_resident_code == NULL ? NULL : &changed->old_resident_code->base);
    ju_arg_bool(&args, record->current);
    JU_TRY(
        ju_arg_kept(&args, identity_keeper(ctx), (ju_kept){IDENTITY_RECORD_TABLE, key}, &record->base, err));
    return ju_do(ctx, &identity_sql_record_insert, &args, err);
}

ju_rc identity_put_record(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed,
                          const identity_record *record, const identity_numbers *numbers,
                          int64_t update_number, ju_err *err)
{
    JU_TRY(put_row(ctx, changed, record, numbers, update_number, err));
    if (numbers->renumbered) {
        ju_args old = ju_new_args(ctx);
        ju_arg_bytes(&old, numbers->old_code_index, sizeof numbers->old_code_index);
        JU_TRY(ju_do(ctx, &identity_sql_person_replace, &old, err));
    }
    ju_args person = ju_new_args(ctx);
    ju_arg_bytes(&person, numbers->code_index, sizeof numbers->code_index);
    ju_arg_text(&person, changed->register_ref);
    ju_arg_i64(&person, update_number);
    ju_arg_opt(&person, changed->household_ref);
    ju_arg_bool(&person, changed->restrained);
    return ju_do(ctx, &identity_sql_person_put, &person, err);
}
