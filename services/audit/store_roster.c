#include "services/audit/store_roster.h"

#include "audit_sql.h"

static ju_rc put_line(ju_ctx *ctx, const char *roster_id, const ju_sheet_line *line, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, roster_id);
    ju_arg_i64(&args, line->number);
    ju_arg_text(&args, line->cell[ROSTER_OPERATOR]);
    ju_arg_opt(&args, line->cell[ROSTER_DEPARTMENT]);
    ju_arg_opt(&args, line->cell[ROSTER_AFFAIR]);
    ju_arg_text(&args, line->cell[ROSTER_FROM]);
    ju_arg_opt(&args, line->cell[ROSTER_TO]);
    return ju_do(ctx, &audit_sql_roster_line_put, &args, err);
}

ju_rc roster_put(ju_ctx *ctx, const ju_sheet *lines, const char *loaded_by, const char *digest, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    const char *roster_id = ju_event_id(ctx);
    if (roster_id == NULL) {
        return ju_no_memory(err);
    }
    ju_arg_text(&args, roster_id);
    ju_arg_text(&args, loaded_by);
    ju_arg_text(&args, digest);
    ju_arg_i64(&args, (int64_t)lines->count);
    JU_TRY(ju_do(ctx, &audit_sql_roster_put, &args, err));
    for (size_t i = 0; i < lines->count; i++) {
        JU_TRY(put_line(ctx, roster_id, &lines->line[i], err));
    }
    return JU_OK;
}
