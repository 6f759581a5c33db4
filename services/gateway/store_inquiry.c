#include "services/gateway/store_inquiry.h"

#include "common/db/record.h"
#include "gateway_sql.h"
#include "services/gateway/store_kept.h"

#include <string.h>

#define MARK "\x1f" /* between asked items; no text that was received holds one */

ju_rc inquiry_ask_row(ju_ctx *ctx, const char *inquiry_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_inquiry_find, inquiry_id, err);
}

ju_rc inquiry_ask_one(ju_ctx *ctx, const char *inquiry_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_inquiry_one, inquiry_id, err);
}

static ju_kept purpose_at(const char *inquiry_id)
{
    return (ju_kept){"inquiry purpose", inquiry_id};
}

/* Kept beyond the answer: what is written of it is sent when the answer is gone. */
static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static void read_items(const ju_ctx *ctx, char *list, Juki__Gateway__V1__InquiryContent *ret)
{
    char *rest = NULL;
    size_t most = 1;
    for (const char *at = list; at != NULL && *at != '\0'; at++) {
        most += *at == *MARK;
    }
    ret->asked_item = ju_arena_alloc(ctx->arena, most * sizeof *ret->asked_item);
    for (char *item = list == NULL || ret->asked_item == NULL ? NULL : strtok_r(list, MARK, &rest);
         item != NULL; item = strtok_r(NULL, MARK, &rest)) {
        ret->asked_item[ret->n_asked_item++] = item;
    }
}

static void read_content(const ju_ctx *ctx, const PGresult *rows, int row,
                         Juki__Gateway__V1__InquiryContent *ret)
{
    juki__gateway__v1__inquiry_content__init(ret);
    ret->consumer = text(ctx, rows, row, 1);
    ret->item = text(ctx, rows, row, 2);
    ret->provider = text(ctx, rows, row, 3);
    ret->information = text(ctx, rows, row, 4);
    read_items(ctx, text(ctx, rows, row, 5), ret);
    ret->addressee_number = text(ctx, rows, row, 6);
}

static void read_row(const ju_ctx *ctx, const PGresult *rows, int row, inquiry_row *ret)
{
    juki__gateway__v1__inquiry__init(&ret->as);
    juki__common__v1__operator__init(&ret->asked_by);
    read_content(ctx, rows, row, &ret->content);
    ret->as.inquiry_id = text(ctx, rows, row, 0);
    ret->as.content = &ret->content;
    ret->as.state = inquiry_state_of(ju_col(rows, row, 8));
    ret->as.code = text(ctx, rows, row, 9);
    ret->as.law_table = text(ctx, rows, row, 10);
    ret->as.affair = text(ctx, rows, row, 11);
    ret->as.law_version = text(ctx, rows, row, 12);
    ret->as.digest = text(ctx, rows, row, 13);
    ret->as.asked_by = text(ctx, rows, row, 14);
    ret->as.decided_by = text(ctx, rows, row, 15);
    ret->as.permit_id = text(ctx, rows, row, 16);
    ret->as.received_at = text(ctx, rows, row, 17);
    ret->as.closed_at = text(ctx, rows, row, 18);
    ret->as.kept = ju_col_bool(rows, row, 19);
    ret->integrated_number = text(ctx, rows, row, 20);
    ret->inquirer_kind = text(ctx, rows, row, 21);
    ret->asked_by.operator_id = ret->as.asked_by;
    ret->asked_by.terminal_id = text(ctx, rows, row, 22);
    ret->asked_by.office = text(ctx, rows, row, 23);
}

ju_rc inquiry_got_overdue(ju_ctx *ctx, int number, inquiry_row **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < *ret_count; i++) {
        read_row(ctx, rows, (int)i, &(*ret)[i]);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc inquiry_got_rows(ju_ctx *ctx, int number, inquiry_row **ret, size_t *ret_count, ju_err *err)
{
    enum { COL_PURPOSE = 7 };
    JU_TRY(inquiry_got_overdue(ctx, number, ret, ret_count, err));
    for (size_t i = 0; i < *ret_count; i++) {
        inquiry_row *row = &(*ret)[i];
        JU_TRY(gateway_col_text(ctx, ju_answer(ctx, number), (int)i, COL_PURPOSE,
                                purpose_at(row->as.inquiry_id), &row->content.purpose, err));
    }
    return JU_OK;
}

ju_rc inquiry_got_row(ju_ctx *ctx, int number, inquiry_row **ret, ju_err *err)
{
    size_t count = 0;
    JU_TRY(inquiry_got_rows(ctx, number, ret, &count, err));
    if (count == 0) {
        *ret = NULL;
    }
    return JU_OK;
}

ju_rc inquiry_ask_subject(ju_ctx *ctx, const Juki__Gateway__V1__InquiryContent *content, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, content->addressee_number);
    ju_arg_text(&args, content->consumer);
    ju_arg_text(&args, content->item);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &gateway_sql_inquiry_subject, &args, err);
}

ju_rc inquiry_got_subject(ju_ctx *ctx, int number, inquiry_subject *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, number);
    *ret = (inquiry_subject){
        .law_table = text(ctx, row, 0, 0),
        .inquirer_kind = text(ctx, row, 0, 1),
        .affair = text(ctx, row, 0, 2),
        .integrated_number = text(ctx, row, 0, 3),
        .acquired = ju_col_bool(row, 0, 4),
    };
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc inquiry_ask_law(ju_ctx *ctx, const Juki__Gateway__V1__InquiryContent *content, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, content->consumer);
    ju_arg_text(&args, content->item);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &gateway_sql_inquiry_law, &args, err);
}

ju_rc inquiry_ask_law_again(ju_ctx *ctx, const char *inquiry_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, inquiry_id);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &gateway_sql_inquiry_law_again, &args, err);
}

ju_rc inquiry_ask_latest(ju_ctx *ctx, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->affair);
    ju_arg_text(&args, ctx->today);
    return ju_ask(ctx, &gateway_sql_inquiry_latest, &args, err);
}

ju_rc inquiry_ask_overdue(ju_ctx *ctx, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_inquiry_overdue, ctx->now, err);
}

ju_rc inquiry_put(ju_ctx *ctx, const inquiry_row *row, int64_t wait_ms, ju_err *err)
{
    const Juki__Gateway__V1__InquiryContent *content = &row->content;
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, row->as.inquiry_id);
    ju_arg_text(&args, content->consumer);
    ju_arg_text(&args, content->item);
    ju_arg_text(&args, content->provider);
    ju_arg_text(&args, content->information);
    ju_arg_text_array(&args, (const char *const *)content->asked_item, content->n_asked_item);
    ju_arg_text(&args, content->addressee_number);
    JU_TRY(gateway_arg_text(ctx, &args, purpose_at(row->as.inquiry_id), content->purpose, err));
    ju_arg_text(&args, row->as.law_table);
    ju_arg_text(&args, row->inquirer_kind);
    ju_arg_text(&args, row->as.affair);
    ju_arg_text(&args, row->as.law_version);
    ju_arg_text(&args, row->integrated_number);
    ju_arg_text(&args, row->as.digest);
    ju_arg_text(&args, row->asked_by.operator_id);
    ju_arg_text(&args, row->asked_by.terminal_id);
    ju_arg_text(&args, row->asked_by.office);
    ju_arg_text(&args, ctx->now);
    ju_arg_i64(&args, wait_ms);
    return ju_do(ctx, &gateway_sql_inquiry_put, &args, err);
}

ju_rc inquiry_put_move(ju_ctx *ctx, const inquiry_row *row, bool closed, int64_t wait_ms, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, row->as.inquiry_id);
    ju_arg_text(&args, inquiry_state_word(row->as.state));
    ju_arg_text(&args, row->as.code);
    ju_arg_opt(&args, row->as.decided_by);
    ju_arg_opt(&args, row->as.permit_id);
    ju_arg_text(&args, ctx->now);
    if (wait_ms == 0) {
        ju_arg_text(&args, NULL);
    } else {
        ju_arg_i64(&args, wait_ms);
    }
    ju_arg_bool(&args, closed);
    ju_arg_text(&args, row->as.law_version);
    return ju_do(ctx, &gateway_sql_inquiry_move, &args, err);
}

ju_rc inquiry_put_result(ju_ctx *ctx, const char *inquiry_id, const Juki__Common__V1__Sealed *information,
                         int64_t kept_ms, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, inquiry_id);
    ju_arg_packed(&args, &information->base);
    ju_arg_text(&args, ctx->now);
    ju_arg_i64(&args, kept_ms);
    return ju_do(ctx, &gateway_sql_inquiry_result_put, &args, err);
}

ju_rc inquiry_ask_result(ju_ctx *ctx, const char *inquiry_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_inquiry_result_find, inquiry_id, err);
}

static Juki__Common__V1__Sealed *got_sealed(const ju_ctx *ctx, int number)
{
    const PGresult *rows = ju_answer(ctx, number);
    return PQntuples(rows) == 0 ? NULL
                                : (Juki__Common__V1__Sealed *)ju_col_packed(
                                      rows, 0, 0, &juki__common__v1__sealed__descriptor, ctx->arena);
}

Juki__Common__V1__Sealed *inquiry_got_result(const ju_ctx *ctx, int number)
{
    return got_sealed(ctx, number);
}

ju_rc inquiry_ask_code(ju_ctx *ctx, const char *inquiry_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_inquiry_code, inquiry_id, err);
}

Juki__Common__V1__Sealed *inquiry_got_code(const ju_ctx *ctx, int number)
{
    return got_sealed(ctx, number);
}

ju_rc inquiry_ask_due_results(ju_ctx *ctx, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_inquiry_result_due, ctx->now, err);
}

ju_rc inquiry_erase_result(ju_ctx *ctx, const char *inquiry_id, ju_err *err)
{
    return ju_do_text(ctx, &gateway_sql_inquiry_result_erase, inquiry_id, err);
}
