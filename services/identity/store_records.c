#include "services/identity/store_records.h"

#include "services/identity/store_record.h"

#include "identity_sql.h"

ju_rc records_ask_flags(ju_ctx *ctx, const char *register_ref, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, register_ref);
    return ju_ask(ctx, &identity_sql_flag_find, &args, err);
}

ju_rc records_got_flags(const ju_ctx *ctx, record_flags *ret, const unsigned char **ret_code_index,
                        ju_err *err)
{
    const PGresult *row = ju_answer(ctx, 0);
    size_t size = 0;
    *ret = (record_flags){.found = PQntuples(row) > 0, .exclusive_operator = ""};
    if (!ret->found) {
        return JU_OK;
    }
    *ret_code_index = ju_col_bytes(row, 0, 0, ctx->arena, &size);
    ret->update_forbidden = ju_col_bool(row, 0, 1);
    ret->exclusive_operator = ju_arena_strdup(ctx->arena, ju_col(row, 0, 2));
    ret->recovery_update_number = ju_col_i64(row, 0, 3);
    return size == JU_BLIND_INDEX_BYTES && ret->exclusive_operator != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc put_act(ju_ctx *ctx, const Juki__Identity__V1__SetRecordFlag *act, int64_t number,
                     const unsigned char *code_index, ju_err *err)
{
    bool forbids = act->flag == JUKI__IDENTITY__V1__RECORD_FLAG__RECORD_FLAG_UPDATE_FORBIDDEN;
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, code_index, JU_BLIND_INDEX_BYTES);
    ju_arg_i64(&args, number);
    ju_arg_text(&args, act->request_id);
    ju_arg_text(&args, forbids ? "update_forbidden" : "exclusive");
    ju_arg_bool(&args, act->set);
    ju_arg_text(&args, act->operator_->operator_id);
    ju_arg_opt(&args, act->operator_->terminal_id);
    ju_arg_text(&args, act->purpose);
    return ju_do(ctx, &identity_sql_flag_insert, &args, err);
}

ju_rc records_put_flags(ju_ctx *ctx, const Juki__Identity__V1__SetRecordFlag *act, const record_flags *flags,
                        const unsigned char *code_index, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_bytes(&args, code_index, JU_BLIND_INDEX_BYTES);
    ju_arg_i64(&args, flags->recovery_update_number);
    ju_arg_bool(&args, flags->update_forbidden);
    ju_arg_opt(&args, flags->exclusive_operator);
    JU_TRY(ju_do(ctx, &identity_sql_flag_put, &args, err));
    return put_act(ctx, act, flags->recovery_update_number, code_index, err);
}

/* ---- notices ----------------------------------------------------------------------------------------- */

/* Where what was sent is kept. */
static ju_kept payload_at(const char *event_id)
{
    return (ju_kept){"notice", event_id};
}

ju_rc records_put_notice(ju_ctx *ctx, const notice_row *notice, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, notice->event_id);
    ju_arg_text(&args, notice->change_id);
    ju_arg_text(&args, notice->register_ref);
    ju_arg_text(&args, notice->subject);
    ju_arg_i64(&args, notice->update_number);
    ju_arg_text(&args, notice->reason);
    ju_arg_text(&args, notice->resent_of);
    JU_TRY(ju_arg_kept_bytes(&args, identity_keeper(ctx), payload_at(notice->event_id), notice->payload.data,
                             notice->payload.len, err));
    return ju_do(ctx, &identity_sql_notice_insert, &args, err);
}

ju_rc records_ask_notices(ju_ctx *ctx, const char *change_id, ju_err *err)
{
    if (*change_id != '\0') {
        return ju_ask_text(ctx, &identity_sql_notice_of_change, change_id, err);
    }
    ju_args none;
    ju_args_init(&none, ctx->arena);
    return ju_ask(ctx, &identity_sql_notice_waiting, &none, err);
}

static char *column(const PGresult *rows, int row, int number)
{
    return (char *)(uintptr_t)ju_col(rows, row, number);
}

static Juki__Identity__V1__NoticeProgress progress_of(const PGresult *rows, int row)
{
    if (!PQgetisnull(rows, row, 2)) {
        return JUKI__IDENTITY__V1__NOTICE_PROGRESS__NOTICE_PROGRESS_ACKNOWLEDGED;
    }
    return ju_col_bool(rows, row, 7) ? JUKI__IDENTITY__V1__NOTICE_PROGRESS__NOTICE_PROGRESS_SENT
                                     : JUKI__IDENTITY__V1__NOTICE_PROGRESS__NOTICE_PROGRESS_APPLIED;
}

static void read_state(const PGresult *rows, int row, Juki__Identity__V1__NoticeState *ret)
{
    juki__identity__v1__notice_state__init(ret);
    ret->event_id = column(rows, row, 0);
    ret->sent_time = column(rows, row, 1);
    ret->acknowledged_time = column(rows, row, 2);
    ret->change_id = column(rows, row, 3);
    ret->register_ref = column(rows, row, 4);
    ret->sequence = ju_col_i64(rows, row, 5);
    ret->reason = column(rows, row, 6);
    ret->progress = progress_of(rows, row);
    ret->attempts = (int32_t)ju_col_i64(rows, row, 8);
    ret->resent_of = column(rows, row, 9);
}

ju_rc records_got_notices(const ju_ctx *ctx, Juki__Identity__V1__NoticesReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    Juki__Identity__V1__NoticeState *states = ju_arena_alloc(ctx->arena, count * sizeof *states);
    reply->notice = ju_arena_alloc(ctx->arena, count * sizeof *reply->notice);
    if (states == NULL || reply->notice == NULL) {
        return ju_no_memory(err);
    }
    reply->n_notice = count;
    for (size_t i = 0; i < count; i++) {
        read_state(rows, (int)i, &states[i]);
        reply->notice[i] = &states[i];
    }
    return JU_OK;
}

ju_rc records_ask_due(ju_ctx *ctx, int64_t after_s, int64_t limit, ju_err *err)
{
    ju_args args;
    ju_args none;
    ju_args_init(&args, ctx->arena);
    ju_args_init(&none, ctx->arena);
    ju_arg_i64(&args, after_s);
    ju_arg_i64(&args, limit);
    JU_TRY(ju_ask(ctx, &identity_sql_notice_due, &args, err));
    return ju_ask(ctx, &identity_sql_notice_overdue, &none, err);
}

static ju_rc read_due(const ju_ctx *ctx, const PGresult *rows, int row, notice_due *ret, ju_err *err)
{
    ret->event_id = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
    ret->change_id = ju_col(rows, row, 1);
    ret->register_ref = ju_arena_strdup(ctx->arena, ju_col(rows, row, 2));
    ret->subject = ju_col(rows, row, 3);
    ret->sequence = ju_col_i64(rows, row, 4);
    ju_rc rc = ju_col_kept_bytes(rows, row, 5, identity_keeper(ctx), payload_at(ju_col(rows, row, 0)),
                                 ctx->arena, &ret->payload, err);
    return ju_kept_alone(rc, ctx->arena, &ret->fault, err);
}

ju_rc records_got_due(const ju_ctx *ctx, notice_due **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        JU_TRY(read_due(ctx, rows, (int)i, &(*ret)[i], err));
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc records_put_off(ju_ctx *ctx, const char *event_id, ju_err *err)
{
    return ju_do_text(ctx, &identity_sql_notice_put_off, event_id, err);
}

int64_t records_got_overdue(const ju_ctx *ctx)
{
    return ju_col_i64(ju_answer(ctx, 1), 0, 0);
}

const ju_sql *records_left(void)
{
    return &identity_sql_event_left;
}

ju_rc records_ask_past(ju_ctx *ctx, const char *event_id, ju_err *err)
{
    return ju_ask_text(ctx, &identity_sql_notice_to_resend, event_id, err);
}

/* Columns of notice_to_resend.sql: those of identity_col_row, and what is behind them. */
enum { ROW = 7, EXCLUSIVE = 12 };

ju_rc records_got_past(const ju_ctx *ctx, const char *event_id, notice_past *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, 0);
    *ret = (notice_past){.found = PQntuples(row) > 0, .exclusive_operator = ""};
    if (!ret->found) {
        return JU_OK;
    }
    ret->row = (notice_row){
        .change_id = ju_arena_strdup(ctx->arena, ju_col(row, 0, 0)),
        .register_ref = ju_arena_strdup(ctx->arena, ju_col(row, 0, 1)),
        .subject = ju_arena_strdup(ctx->arena, ju_col(row, 0, 2)),
        .update_number = ju_col_i64(row, 0, 3),
        .reason = ju_arena_strdup(ctx->arena, ju_col(row, 0, 4)),
        .resent_of = event_id,
    };
    JU_TRY(ju_col_kept_bytes(row, 0, 5, identity_keeper(ctx), payload_at(event_id), ctx->arena,
                             &ret->row.payload, err));
    JU_TRY(identity_col_row(row, 0, ROW, identity_keeper(ctx), ctx->arena, &ret->of, err));
    ret->latest = ju_col_bool(row, 0, 6);
    ret->exclusive_operator = ju_col(row, 0, EXCLUSIVE);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
