#include "services/identity/store_compare.h"

#include "common/base/hex.h"
#include "common/db/record.h"
#include "identity_sql.h"
#include "services/identity/steps/state.h"

#include <string.h>

static ju_rc ask_page(ju_ctx *ctx, const ju_sql *sql, const char *after, int rows, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, after);
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, sql, &args, err);
}

ju_rc identity_ask_compare_page(ju_ctx *ctx, const char *after, int rows, ju_err *err)
{
    return ask_page(ctx, &identity_sql_compare_page, after, rows, err);
}

ju_rc identity_ask_differing(ju_ctx *ctx, const char *compare_id, const char *after, int rows, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, compare_id);
    ju_arg_text(&args, after);
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, &identity_sql_compare_differing, &args, err);
}

static Juki__Common__V1__Sealed *sealed_column(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    size_t size = 0;
    const unsigned char *packed = ju_col_bytes(rows, row, column, ctx->arena, &size);
    return packed == NULL ? NULL : juki__common__v1__sealed__unpack(&ctx->arena->allocator, size, packed);
}

/* Position and hash of the 個人番号, both under the key that the partner has too. */
static ju_rc index_numbers(ju_ctx *ctx, const PGresult *rows, int row, const identity_route *route,
                           identity_compared *ret, ju_err *err)
{
    unsigned char index[JU_BLIND_INDEX_BYTES];
    JU_TRY(identity_index_code(route, ctx->arena, sealed_column(ctx, rows, row, 2), index, err));
    ju_compare_position(index, ret->position);
    JU_TRY(identity_index_number(route, ctx->arena, sealed_column(ctx, rows, row, 3), index, err));
    ret->record->individual_number = ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
    return ret->record->individual_number == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc identity_got_compared(ju_ctx *ctx, const PGresult *rows, int row, const identity_rings *rings,
                            ju_keyring *ring, identity_compared *ret, ju_err *err)
{
    int column = 4;
    ret->cursor = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
    ret->register_ref = ju_arena_strdup(ctx->arena, ju_col(rows, row, 1));
    ret->record = (Juki__Identity__V1__ComparedResident *)ju_col_message(
        rows, row, &column, &juki__identity__v1__compared_resident__descriptor, ctx->arena);
    if (ret->cursor == NULL || ret->register_ref == NULL || ret->record == NULL) {
        return ju_no_memory(err);
    }
    const identity_route route = {rings->identity, ret->register_ref, ring, NULL};
    return index_numbers(ctx, rows, row, &route, ret, err);
}

/* ---- with the register -------------------------------------------------------------------------------- */

ju_rc identity_ask_register_page(ju_ctx *ctx, const char *after, int rows, ju_err *err)
{
    return ask_page(ctx, &identity_sql_compare_register_page, after, rows, err);
}

ju_rc identity_ask_register_one(ju_ctx *ctx, const char *register_ref, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, register_ref);
    return ju_ask(ctx, &identity_sql_compare_register_one, &args, err);
}

ju_rc identity_got_compared_person(const ju_ctx *ctx, const PGresult *rows, int row,
                                   identity_compared_person *ret, ju_err *err)
{
    int column = 2;
    ret->register_ref = ju_arena_strdup(ctx->arena, ju_col(rows, row, 1));
    ret->record = (Juki__Resident__V1__ComparedPerson *)ju_col_message(
        rows, row, &column, &juki__resident__v1__compared_person__descriptor, ctx->arena);
    return ret->register_ref != NULL && ret->record != NULL ? JU_OK : ju_no_memory(err);
}
