#include "services/resident/store_compare.h"

#include "resident_sql.h"

ju_rc ask_compare_page(ju_ctx *ctx, const char *after, int rows, ju_err *err)
{
    ju_args args = {.arena = ctx->arena};
    ju_arg_text(&args, after);
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, &resident_sql_compare_page, &args, err);
}

ju_rc ask_compare_differing(ju_ctx *ctx, const char *compare_id, const char *after, int rows, ju_err *err)
{
    ju_args args = {.arena = ctx->arena};
    ju_arg_text(&args, compare_id);
    ju_arg_text(&args, after);
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, &resident_sql_compare_differing, &args, err);
}
