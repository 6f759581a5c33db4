#include "common/compare/schedule.h"

#include "common/compare/internal.h"

#include "compare_sql.h"

enum { ASKED_UNFINISHED, ASKED_DUE };

ju_rc ju_compare_due_ask(ju_ctx *ctx, const ju_compare_pair *pair, int64_t every_ms, ju_err *err)
{
    ju_args args;
    char *seconds = ju_arena_printf(ctx->arena, "%.3f", (double)every_ms / 1000);
    if (seconds == NULL) {
        return ju_no_memory(err);
    }
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, pair->partner);
    ju_arg_text(&args, seconds);
    JU_TRY(ju_compare_ask_unfinished(ctx, pair->partner, err));
    return ju_ask(ctx, &compare_sql_due, &args, err);
}

static ju_rc begin(ju_ctx *ctx, const ju_compare_pair *pair, ju_err *err)
{
    const char *compare_id = ju_event_id(ctx);
    if (compare_id == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_compare_open(ctx, pair, compare_id, err));
    return ju_audit(
        ctx, &(ju_act){.action = "comparison.begun", .change_id = compare_id, .detail = pair->partner}, err);
}

ju_rc ju_compare_due_begin(ju_ctx *ctx, const ju_compare_pair *pair, ju_compare_news *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, ASKED_DUE);
    *ret = (ju_compare_news){.begun = ju_col_bool(row, 0, 0),
                             .overdue = ju_col_bool(row, 0, 3),
                             .compare_id = ju_col(row, 0, 1),
                             .differences = ju_col_i64(row, 0, 2)};
    return ret->begun ? begin(ctx, pair, err) : JU_OK;
}
