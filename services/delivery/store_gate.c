#include "services/delivery/store_gate.h"

#include "delivery_sql.h"

enum { FREE_COLUMN = 9 }; /* of held_of_check.sql */

ju_rc gate_ask_unasked(ju_ctx *ctx, const char *received_until, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, received_until);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &delivery_sql_held_unasked, &args, err);
}

ju_rc gate_ask_of_check(ju_ctx *ctx, const char *check_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, check_id);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &delivery_sql_held_of_check, &args, err);
}

bool gate_got_free(const ju_ctx *ctx, int answer)
{
    return ju_col_bool(ju_answer(ctx, answer), 0, FREE_COLUMN);
}

ju_rc gate_ask_record(ju_ctx *ctx, const char *event_id, ju_err *err)
{
    return ju_ask_text(ctx, &delivery_sql_held_of_event, event_id, err);
}

ju_rc gate_ask_batch(ju_ctx *ctx, const char *received_on, ju_err *err)
{
    return ju_ask_text(ctx, &delivery_sql_held_of_batch, received_on, err);
}

ju_rc gate_ask_list(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &delivery_sql_held_list, NULL, err);
}

bool gate_got_listed(const ju_ctx *ctx, int row, gate_listed *ret)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret = (gate_listed){.event_id = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0)),
                         .change_id = ju_arena_strdup(ctx->arena, ju_col(rows, row, 1)),
                         .received_on = ju_arena_strdup(ctx->arena, ju_col(rows, row, 2)),
                         .checked = ju_col_bool(rows, row, 3),
                         .differs = ju_arena_strdup(ctx->arena, ju_col(rows, row, 4)),
                         .apart = ju_col_bool(rows, row, 5),
                         .persons = ju_col_i64(rows, row, 6)};
    return !ctx->arena->full;
}

ju_rc gate_put_asked(ju_ctx *ctx, const file_records *records, const char *const *check_id, ju_err *err)
{
    ju_args args;
    JU_TRY(file_arg_ids(ctx, records, &args, err));
    ju_arg_text_array(&args, check_id, records->count);
    ju_arg_text(&args, ctx->today);
    return records->count == 0 ? JU_OK : ju_do(ctx, &delivery_sql_held_ask, &args, err);
}

ju_rc gate_put_checked(ju_ctx *ctx, const char *event_id, const char *differs, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, event_id);
    ju_arg_text(&args, ctx->today);
    ju_arg_opt(&args, differs);
    return ju_do(ctx, &delivery_sql_held_check, &args, err);
}

static ju_rc put_ids(ju_ctx *ctx, const ju_sql *sql, const file_records *records, ju_err *err)
{
    ju_args args;
    JU_TRY(file_arg_ids(ctx, records, &args, err));
    return records->count == 0 ? JU_OK : ju_do(ctx, sql, &args, err);
}

ju_rc gate_put_recheck(ju_ctx *ctx, const file_records *records, ju_err *err)
{
    return put_ids(ctx, &delivery_sql_held_recheck, records, err);
}

ju_rc gate_put_apart(ju_ctx *ctx, const file_records *records, ju_err *err)
{
    return put_ids(ctx, &delivery_sql_held_apart, records, err);
}
