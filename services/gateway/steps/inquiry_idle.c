/* What time alone brings: inquiries that waited too long end, results whose time is over go (REQ-52, K53). */
#include "services/gateway/steps/inquiry.h"

ju_rc inquiry_idle_ask(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(inquiry_ask_overdue(ctx, err));
    return inquiry_ask_due_results(ctx, err);
}

static ju_rc end_overdue(ju_ctx *ctx, int number, ju_err *err)
{
    const inquiry_happening due = {.event = INQUIRY_DUE};
    inquiry_row *rows = NULL;
    size_t count = 0;
    JU_TRY(inquiry_got_overdue(ctx, number, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        JU_TRY(inquiry_move(ctx, &rows[i], &due, err));
    }
    return JU_OK;
}

/* The act names the inquiry; whose it was stays in 情報提供等記録. */
static ju_rc erase(ju_ctx *ctx, const char *inquiry_id, ju_err *err)
{
    const inquiry_happening erased = {.code = NULL};
    if (inquiry_id == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(inquiry_erase_result(ctx, inquiry_id, err));
    return inquiry_audit(ctx, "inquiry.result_erased", NULL, inquiry_id, &erased, err);
}

ju_rc inquiry_idle_begin(ju_ctx *ctx, int first, ju_err *err)
{
    const PGresult *due = ju_answer(ctx, first + 1);
    JU_TRY(end_overdue(ctx, first, err));
    for (int row = 0; row < PQntuples(due); row++) {
        JU_TRY(erase(ctx, ju_arena_strdup(ctx->arena, ju_col(due, row, 0)), err));
    }
    return JU_OK;
}
