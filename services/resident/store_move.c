#include "services/resident/store_move.h"

#include "resident_sql.h"

ju_rc ask_move_in(ju_ctx *ctx, const char *move_ref, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_move_in_find, move_ref, err);
}

ju_rc read_move_in(const ju_ctx *ctx, int answer, move_in_stored *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    size_t size = 0;
    *ret = (move_in_stored){.found = PQntuples(rows) > 0};
    if (!ret->found) {
        return JU_OK;
    }
    ret->municipality = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
    ret->planned_date = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 1));
    ret->erase_on = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 2));
    const unsigned char *packed = ju_col_bytes(rows, 0, 3, ctx->arena, &size);
    ret->certificate =
        packed == NULL ? NULL : juki__common__v1__sealed__unpack(&ctx->arena->allocator, size, packed);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc put_move_in(ju_ctx *ctx, const char *move_ref, const move_in_stored *received, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    size_t size = juki__common__v1__sealed__get_packed_size(received->certificate);
    unsigned char *packed = ju_arena_alloc(ctx->arena, size);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    juki__common__v1__sealed__pack(received->certificate, packed);
    ju_arg_text(&args, move_ref);
    ju_arg_text(&args, received->municipality);
    ju_arg_text(&args, received->planned_date);
    ju_arg_text(&args, received->erase_on);
    ju_arg_bytes(&args, packed, size);
    return ju_do(ctx, &resident_sql_move_in_put, &args, err);
}

ju_rc delete_move_in(ju_ctx *ctx, const char *move_ref, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, move_ref);
    return ju_do(ctx, &resident_sql_move_in_delete, &args, err);
}

ju_rc ask_move_ins_due(ju_ctx *ctx, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_move_in_due, ctx->today, err);
}

const char *read_move_in_due(const ju_ctx *ctx, int answer, int row)
{
    const PGresult *rows = ju_answer(ctx, answer);
    return row < PQntuples(rows) ? ju_arena_strdup(ctx->arena, ju_col(rows, row, 0)) : NULL;
}

/* ---- sent ---------------------------------------------------------------------------------------------- */

ju_rc put_move_sent(ju_ctx *ctx, const char *move_ref, int place, const char *addressee_number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, move_ref);
    ju_arg_i64(&args, place);
    ju_arg_text(&args, addressee_number);
    return ju_do(ctx, &resident_sql_move_sent_put, &args, err);
}

ju_rc ask_move_sent(ju_ctx *ctx, const char *move_ref, int place, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, move_ref);
    ju_arg_i64(&args, place);
    return ju_ask(ctx, &resident_sql_move_sent_find, &args, err);
}

const char *read_move_sent(const ju_ctx *ctx, int answer)
{
    const PGresult *rows = ju_answer(ctx, answer);
    return PQntuples(rows) == 0 ? "" : ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
}

ju_rc ask_move_sent_records(ju_ctx *ctx, const char *move_ref, ju_err *err)
{
    return ju_ask_text(ctx, &resident_sql_move_sent_records, move_ref, err);
}
