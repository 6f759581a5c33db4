#include "services/gateway/store_notice.h"

#include "common/db/record.h"
#include "gateway_sql.h"
#include "services/gateway/store_kept.h"

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static ju_kept title_at(const char *notice_id)
{
    return (ju_kept){"notice title", notice_id};
}

static ju_kept body_at(const char *notice_id)
{
    return (ju_kept){"notice body", notice_id};
}

ju_rc notice_ask(ju_ctx *ctx, const char *notice_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_notice_find, notice_id, err);
}

ju_rc notice_got(ju_ctx *ctx, int number, notice_row *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, number);
    *ret = (notice_row){.found = PQntuples(row) > 0};
    if (ret->found) {
        ret->notice_id = text(ctx, row, 0, 0);
        ret->consumer = text(ctx, row, 0, 1);
        ret->state = text(ctx, row, 0, 4);
        ret->entered_by = text(ctx, row, 0, 5);
        ret->decided_by = text(ctx, row, 0, 6);
        ret->waiting = ju_col_i64(row, 0, 7);
        ret->delivered = ju_col_i64(row, 0, 8);
        ret->failed = ju_col_i64(row, 0, 9);
        if (ret->notice_id == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(gateway_col_text(ctx, row, 0, 2, title_at(ret->notice_id), &ret->title, err));
        JU_TRY(gateway_col_text(ctx, row, 0, 3, body_at(ret->notice_id), &ret->body, err));
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc notice_ask_persons(ju_ctx *ctx, const char *const *addressee_number, size_t count, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, addressee_number, count);
    return ju_ask(ctx, &gateway_sql_notice_persons, &args, err);
}

ju_rc notice_got_persons(ju_ctx *ctx, int number, notice_person **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        (*ret)[i] = (notice_person){text(ctx, rows, (int)i, 0), ju_col_bool(rows, (int)i, 1)};
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc notice_ask_deliveries(ju_ctx *ctx, const char *notice_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_notice_deliveries, notice_id, err);
}

ju_rc notice_ask_delivery(ju_ctx *ctx, const char *delivery_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_notice_delivery, delivery_id, err);
}

ju_rc notice_got_deliveries(ju_ctx *ctx, int number, notice_delivery **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        (*ret)[i] = (notice_delivery){
            .delivery_id = text(ctx, rows, (int)i, 0),
            .notice_id = text(ctx, rows, (int)i, 1),
            .integrated_number = text(ctx, rows, (int)i, 2),
            .addressee_number = text(ctx, rows, (int)i, 3),
            .state = text(ctx, rows, (int)i, 4),
            .code = (Juki__Common__V1__Sealed *)ju_col_packed(
                rows, (int)i, 5, &juki__common__v1__sealed__descriptor, ctx->arena),
        };
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc notice_put(ju_ctx *ctx, const Juki__Gateway__V1__EnterNotice *wish, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, wish->request_id);
    ju_arg_text(&args, wish->consumer);
    JU_TRY(gateway_arg_text(ctx, &args, title_at(wish->request_id), wish->title, err));
    JU_TRY(gateway_arg_text(ctx, &args, body_at(wish->request_id), wish->body, err));
    ju_arg_text(&args, wish->operator_->operator_id);
    return ju_do(ctx, &gateway_sql_notice_put, &args, err);
}

ju_rc notice_put_delivery(ju_ctx *ctx, const char *delivery_id, const char *notice_id,
                          const char *integrated_number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, delivery_id);
    ju_arg_text(&args, notice_id);
    ju_arg_text(&args, integrated_number);
    return ju_do(ctx, &gateway_sql_notice_delivery_put, &args, err);
}

ju_rc notice_put_decision(ju_ctx *ctx, const notice_row *row, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, row->notice_id);
    ju_arg_text(&args, row->state);
    ju_arg_text(&args, row->decided_by);
    return ju_do(ctx, &gateway_sql_notice_decide, &args, err);
}

ju_rc notice_put_end(ju_ctx *ctx, const char *delivery_id, const char *code, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, delivery_id);
    ju_arg_text(&args, code);
    return ju_do(ctx, &gateway_sql_notice_end, &args, err);
}
