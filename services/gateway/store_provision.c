#include "services/gateway/store_provision.h"

#include "common/db/record.h"
#include "gateway_sql.h"

#include <string.h>

ju_rc provision_ask(ju_ctx *ctx, const char *permit_id, const unsigned char *code_index, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, permit_id);
    ju_arg_bytes(&args, code_index, code_index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    return ju_ask(ctx, &gateway_sql_provision_find, &args, err);
}

static const char *column(const ju_ctx *ctx, const PGresult *rows, int row, int at)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, at));
}

ju_rc provision_got(const ju_ctx *ctx, int number, provision_person *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, number);
    *ret = (provision_person){.permit_used = ju_col_bool(row, 0, 0)};
    if (PQgetisnull(row, 0, 1) == 0) {
        ret->integrated_number = column(ctx, row, 0, 1);
        ret->addressee_number = column(ctx, row, 0, 2);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc self_request_ask(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_self_request_find, request_id, err);
}

bool self_request_known(const ju_ctx *ctx, int number)
{
    return PQntuples(ju_answer(ctx, number)) > 0;
}

ju_rc self_request_put(ju_ctx *ctx, const char *request_id, ju_err *err)
{
    return ju_do_text(ctx, &gateway_sql_self_request_put, request_id, err);
}

ju_rc provision_put(ju_ctx *ctx, const provision_row *row, ju_err *err)
{
    const Juki__Gateway__V1__Question *question = row->permit->question;
    bool held = strcmp(row->state, "held") == 0;
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, row->permit->permit_id);
    ju_arg_text(&args, question->inquiry_id);
    ju_arg_text(&args, row->state);
    ju_arg_text(&args, row->code);
    ju_arg_text(&args, held ? row->integrated_number : NULL);
    ju_arg_text(&args, row->law_version);
    ju_arg_text(&args, row->received_at);
    ju_arg_packed(&args, held ? &row->permit->base : NULL);
    ju_arg_text(&args, question->law_table);
    ju_arg_text(&args, question->item);
    ju_arg_text(&args, question->information);
    return ju_do(ctx, &gateway_sql_provision_put, &args, err);
}

ju_rc provision_ask_one(ju_ctx *ctx, const char *permit_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_provision_one, permit_id, err);
}

ju_rc provision_ask_held(ju_ctx *ctx, ju_err *err)
{
    ju_args none = ju_new_args(ctx);
    return ju_ask(ctx, &gateway_sql_provision_held, &none, err);
}

ju_rc provision_ask_overdue(ju_ctx *ctx, int64_t wait_ms, int64_t count, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->now);
    ju_arg_i64(&args, wait_ms);
    ju_arg_i64(&args, count);
    return ju_ask(ctx, &gateway_sql_provision_overdue, &args, err);
}

size_t provision_count(const ju_ctx *ctx, int number)
{
    return (size_t)PQntuples(ju_answer(ctx, number));
}

int64_t provision_total(const ju_ctx *ctx, int number)
{
    const PGresult *rows = ju_answer(ctx, number);
    return PQntuples(rows) == 0 ? 0 : ju_col_i64(rows, 0, 8);
}

ju_rc provision_at(const ju_ctx *ctx, int number, int row, provision_row *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    *ret = (provision_row){
        .permit = (const Juki__Gateway__V1__Permit *)ju_col_packed(
            rows, row, 1, &juki__gateway__v1__permit__descriptor, ctx->arena),
        .integrated_number = column(ctx, rows, row, 2),
        .addressee_number = column(ctx, rows, row, 3),
        .received_at = column(ctx, rows, row, 4),
        .checked_by = column(ctx, rows, row, 5),
        .law_version = column(ctx, rows, row, 6),
        .checked_digest = column(ctx, rows, row, 7),
    };
    return ret->permit == NULL || ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc provision_put_checked(ju_ctx *ctx, const char *permit_id, const char *operator_id, const char *digest,
                            ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, permit_id);
    ju_arg_text(&args, operator_id);
    ju_arg_text(&args, digest);
    return ju_do(ctx, &gateway_sql_provision_checked, &args, err);
}

ju_rc provision_put_decided(ju_ctx *ctx, const provision_row *row, const char *operator_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, row->permit->permit_id);
    ju_arg_text(&args, row->state);
    ju_arg_text(&args, row->code);
    ju_arg_text(&args, operator_id);
    ju_arg_text(&args, row->law_version);
    return ju_do(ctx, &gateway_sql_provision_decided, &args, err);
}

ju_rc provision_put_manual(ju_ctx *ctx, const provision_manual *manual, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, manual->record_id);
    ju_arg_text(&args, manual->document);
    ju_arg_text(&args, manual->operator_id);
    ju_arg_text(&args, manual->approver_id);
    ju_arg_text(&args, manual->witness_id);
    return ju_do(ctx, &gateway_sql_provision_manual_put, &args, err);
}
