#include "services/audit/store_history.h"

#include "audit_sql.h"
#include "common/event/check.h"
#include "services/audit/question.h"

#include <string.h>

typedef Juki__Audit__V1__AccessHistoryReply history_reply;
typedef Juki__Audit__V1__HistoryHold history_hold;
typedef Juki__Audit__V1__HistoryHoldReply hold_reply;

/* ---- what is told -------------------------------------------------------------------------------------- */

ju_rc history_ask(ju_ctx *ctx, const Juki__Audit__V1__QueryAccessHistory *query, ju_err *err)
{
    size_t count = 0;
    const char *const *actions = history_actions(&count);
    ju_args args = ju_new_args(ctx);
    char *period = ju_arena_alloc(ctx->arena, (size_t)2 * QUESTION_MOMENT_SIZE);
    if (period == NULL) {
        return ju_no_memory(err);
    }
    question_period(query->from, query->to, period, period + QUESTION_MOMENT_SIZE);
    ju_arg_text_array(&args, (const char *const *)query->subject, query->n_subject);
    ju_arg_text(&args, period);
    ju_arg_i64(&args, query->after_index);
    ju_arg_text(&args, period + QUESTION_MOMENT_SIZE);
    ju_arg_text_array(&args, actions, count);
    ju_arg_text(&args, ctx->today);
    ju_arg_i64(&args, HISTORY_PAGE_ROWS);
    return ju_ask(ctx, &audit_sql_history_page, &args, err);
}

static ju_rc read_entry(const ju_ctx *ctx, const PGresult *rows, int row, Juki__Audit__V1__AccessEntry **ret,
                        ju_err *err)
{
    size_t size = 0;
    ProtobufCMessage *record = NULL;
    const unsigned char *bytes = ju_col_bytes(rows, row, 2, ctx->arena, &size);
    if (bytes == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(
        ju_unpack(&juki__audit__v1__audit_record__descriptor, bytes, size, false, ctx->arena, &record, err));
    *ret = history_entry((const Juki__Audit__V1__AuditRecord *)record, ju_col(rows, row, 1), ctx->arena);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

/* As many as fit a message; the next page begins behind the last of them. */
ju_rc history_got(const ju_ctx *ctx, history_reply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    int count = PQntuples(rows);
    int row = 0;
    size_t used_bytes = 0;
    reply->entry = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof(void *));
    if (reply->entry == NULL) {
        return ju_no_memory(err);
    }
    for (; row < count; row++) {
        JU_TRY(read_entry(ctx, rows, row, &reply->entry[row], err));
        used_bytes += juki__audit__v1__access_entry__get_packed_size(reply->entry[row]);
        if (used_bytes > HISTORY_REPLY_MAX_BYTES) {
            break;
        }
        reply->n_entry++;
    }
    bool more = row < count || count == HISTORY_PAGE_ROWS;
    reply->next_index = more && row > 0 ? ju_col_i64(rows, row - 1, 0) : 0;
    return JU_OK;
}

/* ---- what is held back --------------------------------------------------------------------------------- */

ju_rc hold_put(ju_ctx *ctx, const char *hold_id, const Juki__Audit__V1__RequestHistoryHold *wish, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, hold_id);
    ju_arg_text_array(&args, (const char *const *)wish->subject, wish->n_subject);
    ju_arg_text(&args, wish->held_operator);
    ju_arg_text(&args, wish->until);
    ju_arg_text(&args, wish->purpose);
    ju_arg_text(&args, wish->operator_->operator_id);
    return ju_do(ctx, &audit_sql_hold_put, &args, err);
}

ju_rc hold_ask(ju_ctx *ctx, const char *hold_id, ju_err *err)
{
    return ju_ask_text(ctx, &audit_sql_hold_lock, hold_id, err);
}

ju_rc hold_ask_list(ju_ctx *ctx, const char *after, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_opt(&args, after);
    ju_arg_i64(&args, HISTORY_HOLDS_MAX);
    return ju_ask(ctx, &audit_sql_hold_list, &args, err);
}

/* The words of a text with spaces between; it is cut in place. */
static ju_rc split_subjects(const ju_ctx *ctx, char *text, history_hold *hold, ju_err *err)
{
    char *rest = text;
    hold->subject = ju_arena_alloc(ctx->arena, QUESTION_SUBJECTS_MAX * sizeof *hold->subject);
    if (hold->subject == NULL) {
        return ju_no_memory(err);
    }
    while (rest != NULL && hold->n_subject < QUESTION_SUBJECTS_MAX) {
        hold->subject[hold->n_subject++] = strsep(&rest, " ");
    }
    return JU_OK;
}

static ju_rc read_hold(const ju_ctx *ctx, const PGresult *rows, int row, history_hold *hold, ju_err *err)
{
    juki__audit__v1__history_hold__init(hold);
    char *subjects = ju_arena_strdup(ctx->arena, ju_col(rows, row, 1));
    hold->hold_id = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
    hold->held_operator = ju_arena_strdup(ctx->arena, ju_col(rows, row, 2));
    hold->until = ju_arena_strdup(ctx->arena, ju_col(rows, row, 3));
    hold->purpose = ju_arena_strdup(ctx->arena, ju_col(rows, row, 4));
    hold->entered_by = ju_arena_strdup(ctx->arena, ju_col(rows, row, 5));
    hold->state = ju_arena_strdup(ctx->arena, ju_col(rows, row, 6));
    hold->decided_by = ju_arena_strdup(ctx->arena, ju_col(rows, row, 7));
    return ctx->arena->full ? ju_no_memory(err) : split_subjects(ctx, subjects, hold, err);
}

ju_rc hold_got(const ju_ctx *ctx, hold_reply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    history_hold *hold = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *hold);
    reply->hold = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(void *));
    if (hold == NULL || reply->hold == NULL) {
        return ju_no_memory(err);
    }
    for (size_t used_bytes = 0; reply->n_hold < count; reply->n_hold++) {
        JU_TRY(read_hold(ctx, rows, (int)reply->n_hold, &hold[reply->n_hold], err));
        used_bytes += juki__audit__v1__history_hold__get_packed_size(&hold[reply->n_hold]);
        if (used_bytes > HISTORY_REPLY_MAX_BYTES) {
            break;
        }
        reply->hold[reply->n_hold] = &hold[reply->n_hold];
    }
    reply->more = reply->n_hold < count || count == HISTORY_HOLDS_MAX;
    return JU_OK;
}

ju_rc hold_decide(ju_ctx *ctx, const history_hold *hold, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, hold->hold_id);
    ju_arg_text(&args, hold->state);
    ju_arg_text(&args, hold->decided_by);
    return ju_do(ctx, &audit_sql_hold_decide, &args, err);
}
