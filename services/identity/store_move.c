#include "services/identity/store_move.h"

#include "identity_sql.h"

static ju_rc ask_by(ju_ctx *ctx, const ju_sql *sql, const char *text, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, text);
    return ju_ask(ctx, sql, &args, err);
}

/* ---- somebody comes ------------------------------------------------------------------------------------ */

ju_rc move_ask_in(ju_ctx *ctx, const char *move_ref, ju_err *err)
{
    return ask_by(ctx, &identity_sql_move_in_find, move_ref, err);
}

ju_rc move_ask_open(ju_ctx *ctx, ju_err *err)
{
    ju_args none = ju_new_args(ctx);
    return ju_ask(ctx, &identity_sql_move_in_open, &none, err);
}

static const char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static ju_rc new_rows(const ju_ctx *ctx, int of, move_in_row **ret, size_t *ret_count, ju_err *err)
{
    *ret_count = (size_t)PQntuples(ju_answer(ctx, of));
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}

ju_rc move_got_in(const ju_ctx *ctx, int of, move_in_row **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    JU_TRY(new_rows(ctx, of, ret, ret_count, err));
    for (size_t i = 0; i < *ret_count; i++) {
        int row = (int)i;
        (*ret)[i] = (move_in_row){.municipality = text(ctx, rows, row, 0),
                                  .state = (move_in_state)ju_col_i64(rows, row, 1),
                                  .planned_date = text(ctx, rows, row, 2),
                                  .erase_on = text(ctx, rows, row, 3),
                                  .notices = (int)ju_col_i64(rows, row, 4),
                                  .acknowledged = (int)ju_col_i64(rows, row, 5),
                                  .move_ref = text(ctx, rows, row, 6)};
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

static ju_rc packed(ju_ctx *ctx, const Juki__Common__V1__Sealed *sealed, ju_args *args, ju_err *err)
{
    if (sealed == NULL) {
        ju_arg_bytes(args, NULL, 0);
        return JU_OK;
    }
    size_t size = juki__common__v1__sealed__get_packed_size(sealed);
    unsigned char *bytes = ju_arena_alloc(ctx->arena, size);
    if (bytes == NULL) {
        return ju_no_memory(err);
    }
    juki__common__v1__sealed__pack(sealed, bytes);
    ju_arg_bytes(args, bytes, size);
    return JU_OK;
}

ju_rc move_put_in(ju_ctx *ctx, const move_in_row *row, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, row->move_ref);
    ju_arg_text(&args, row->municipality);
    ju_arg_i64(&args, row->state);
    ju_arg_text(&args, row->planned_date);
    ju_arg_text(&args, row->certificate == NULL ? NULL : row->erase_on);
    JU_TRY(packed(ctx, row->certificate, &args, err));
    return ju_do(ctx, &identity_sql_move_in_put, &args, err);
}

ju_rc move_ask_due(ju_ctx *ctx, ju_err *err)
{
    return ask_by(ctx, &identity_sql_move_in_due, ctx->today, err);
}

ju_rc move_got_due(const ju_ctx *ctx, int of, move_in_row **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    JU_TRY(new_rows(ctx, of, ret, ret_count, err));
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret)[i] = (move_in_row){.move_ref = text(ctx, rows, (int)i, 0),
                                  .municipality = text(ctx, rows, (int)i, 1),
                                  .state = MOVE_IN_HELD};
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* ---- somebody goes ------------------------------------------------------------------------------------- */

ju_rc move_ask_out(ju_ctx *ctx, const char *move_ref, ju_err *err)
{
    return ask_by(ctx, &identity_sql_move_out_find, move_ref, err);
}

move_out_state move_got_out(const ju_ctx *ctx, int of)
{
    const PGresult *rows = ju_answer(ctx, of);
    return PQntuples(rows) == 0 ? MOVE_OUT_NONE : (move_out_state)ju_col_i64(rows, 0, 0);
}

ju_rc move_put_out(ju_ctx *ctx, const char *move_ref, const char *municipality, move_out_state state,
                   ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, move_ref);
    ju_arg_text(&args, municipality);
    ju_arg_i64(&args, state);
    return ju_do(ctx, &identity_sql_move_out_put, &args, err);
}

/* ---- letters ------------------------------------------------------------------------------------------- */

ju_rc move_put_letter(ju_ctx *ctx, const char *event_id, const char *move_ref, const char *kind, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, event_id);
    ju_arg_text(&args, move_ref);
    ju_arg_text(&args, kind);
    return ju_do(ctx, &identity_sql_move_letter_put, &args, err);
}
