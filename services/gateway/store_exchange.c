#include "services/gateway/store_exchange.h"

#include "common/db/record.h"
#include "gateway_sql.h"

/* Of the table's texts none is null: what is unknown is empty. */
static void arg_known(ju_args *args, const char *text)
{
    ju_arg_text(args, text == NULL ? "" : text);
}

ju_rc gateway_put_exchange(ju_ctx *ctx, const exchange_record *record, const exchange_person *person,
                           ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, record_direction(record->direction));
    arg_known(&args, record->exchange_id);
    ju_arg_text(&args, person->subject);
    ju_arg_packed(&args, (const ProtobufCMessage *)person->integrated_number);
    arg_known(&args, record->inquirer_kind);
    arg_known(&args, record->inquirer);
    arg_known(&args, record->provider);
    arg_known(&args, record->law_table);
    arg_known(&args, record->item);
    arg_known(&args, record->affair);
    arg_known(&args, record->information);
    arg_known(&args, record->law_version);
    arg_known(&args, record->permit_id);
    arg_known(&args, record->outcome);
    arg_known(&args, record->operator_ == NULL ? NULL : record->operator_->operator_id);
    arg_known(&args, record->operator_ == NULL ? NULL : record->operator_->terminal_id);
    ju_arg_text(&args, record->received_at == NULL ? ctx->now : record->received_at);
    ju_arg_text(&args, ctx->now);
    return ju_do(ctx, &gateway_sql_exchange_put, &args, err);
}

/* ---- questions ----------------------------------------------------------------------------------------- */

enum { PAGE = 100, COUNTS_MAX = 2000 };

ju_rc exchange_ask_person(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_exchange_person, addressee_number, err);
}

const char *exchange_got_person(const ju_ctx *ctx, int number)
{
    const PGresult *rows = ju_answer(ctx, number);
    return PQntuples(rows) == 0 ? "" : ju_arena_strdup(ctx->arena, ju_col(rows, 0, 0));
}

ju_rc exchange_ask_records(ju_ctx *ctx, const char *subject, const Juki__Gateway__V1__ExchangeFilter *filter,
                           ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, subject);
    ju_arg_opt(&args, filter->from);
    ju_arg_opt(&args, filter->to);
    ju_arg_opt(&args, filter->direction);
    ju_arg_opt(&args, filter->inquirer);
    ju_arg_opt(&args, filter->outcome);
    if (filter->before == 0) {
        ju_arg_text(&args, NULL);
    } else {
        ju_arg_i64(&args, filter->before);
    }
    return ju_ask(ctx, subject == NULL ? &gateway_sql_exchange_of_period : &gateway_sql_exchange_of_person,
                  &args, err);
}

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static void read_record(const ju_ctx *ctx, const PGresult *rows, int row, exchange_row *ret)
{
    Juki__Gateway__V1__ExchangeRecord *as = &ret->as;
    juki__gateway__v1__exchange_record__init(as);
    as->number = ju_col_i64(rows, row, 0);
    as->direction = text(ctx, rows, row, 1);
    as->exchange_id = text(ctx, rows, row, 2);
    ret->person.integrated_number = (Juki__Common__V1__Sealed *)ju_col_packed(
        rows, row, 3, &juki__common__v1__sealed__descriptor, ctx->arena);
    ret->person.subject = text(ctx, rows, row, 4);
    as->inquirer_kind = text(ctx, rows, row, 5);
    as->inquirer = text(ctx, rows, row, 6);
    as->provider = text(ctx, rows, row, 7);
    as->law_table = text(ctx, rows, row, 8);
    as->item = text(ctx, rows, row, 9);
    as->affair = text(ctx, rows, row, 10);
    as->information = text(ctx, rows, row, 11);
    as->law_version = text(ctx, rows, row, 12);
    as->permit_id = text(ctx, rows, row, 13);
    as->outcome = text(ctx, rows, row, 14);
    as->operator_id = text(ctx, rows, row, 15);
    as->terminal_id = text(ctx, rows, row, 16);
    as->received_at = text(ctx, rows, row, 17);
    as->closed_at = text(ctx, rows, row, 18);
}

ju_rc exchange_got_records(ju_ctx *ctx, int number, exchange_row **ret, size_t *ret_count, bool *ret_more,
                           ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    size_t count = (size_t)PQntuples(rows);
    *ret_more = count > PAGE;
    *ret_count = *ret_more ? PAGE : count;
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        read_record(ctx, rows, (int)i, &(*ret)[i]);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc exchange_ask_counts(ju_ctx *ctx, const char *from, const char *to, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, from);
    ju_arg_text(&args, to);
    JU_TRY(ju_ask(ctx, &gateway_sql_exchange_counts, &args, err));
    return ju_ask_text(ctx, &gateway_sql_exchange_status, ctx->now, err);
}

ju_rc exchange_got_counts(ju_ctx *ctx, int number, Juki__Gateway__V1__ExchangeStatisticsReply *reply,
                          bool *ret_too_many, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    size_t count = (size_t)PQntuples(rows);
    *ret_too_many = count > COUNTS_MAX;
    Juki__Gateway__V1__ExchangeCount *counts = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *counts);
    reply->count = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->count);
    for (size_t i = 0; !ctx->arena->full && i < count; i++) {
        juki__gateway__v1__exchange_count__init(&counts[i]);
        counts[i].day = text(ctx, rows, (int)i, 0);
        counts[i].direction = text(ctx, rows, (int)i, 1);
        counts[i].item = text(ctx, rows, (int)i, 2);
        counts[i].outcome = text(ctx, rows, (int)i, 3);
        counts[i].count = ju_col_i64(rows, (int)i, 4);
        reply->count[i] = &counts[i];
    }
    reply->n_count = count;
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc exchange_got_status(ju_ctx *ctx, int number, Juki__Gateway__V1__ExchangeStatus *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, number);
    ret->inquiries_entered = ju_col_i64(row, 0, 0);
    ret->inquiries_permit = ju_col_i64(row, 0, 1);
    ret->inquiries_asked = ju_col_i64(row, 0, 2);
    ret->results_kept = ju_col_i64(row, 0, 3);
    ret->results_overdue = ju_col_i64(row, 0, 4);
    ret->oldest = text(ctx, row, 0, 5);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* ---- 消去 ---------------------------------------------------------------------------------------------- */

ju_rc exchange_ask_erasure(ju_ctx *ctx, const char *erasure_id, const char *erase_before, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    JU_TRY(ju_ask_text(ctx, &gateway_sql_exchange_erasure_find, erasure_id, err));
    ju_arg_text(&args, erasure_id);
    ju_arg_text(&args, erase_before);
    return ju_ask(ctx, &gateway_sql_exchange_erasure_count, &args, err);
}

ju_rc exchange_got_erasure(ju_ctx *ctx, exchange_erasure *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, 0);
    *ret = (exchange_erasure){.found = PQntuples(row) > 0, .records = ju_col_i64(ju_answer(ctx, 1), 0, 0)};
    if (ret->found) {
        ret->erase_before = text(ctx, row, 0, 0);
        ret->state = text(ctx, row, 0, 1);
        ret->asked_by = text(ctx, row, 0, 2);
        ret->purpose = text(ctx, row, 0, 3);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc exchange_put_erasure(ju_ctx *ctx, const Juki__Gateway__V1__RequestExchangeErasure *wish, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, wish->request_id);
    ju_arg_text(&args, wish->erase_before);
    ju_arg_text(&args, wish->purpose);
    ju_arg_text(&args, wish->operator_->operator_id);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &gateway_sql_exchange_erasure_put, &args, err);
}

ju_rc exchange_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__DecideExchangeErasure *wish, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, wish->erasure_id);
    ju_arg_text(&args, wish->approved ? "done" : "refused");
    ju_arg_text(&args, wish->operator_->operator_id);
    ju_arg_text(&args, ctx->today);
    JU_TRY(ju_do(ctx, &gateway_sql_exchange_erasure_decide, &args, err));
    return wish->approved ? ju_do_text(ctx, &gateway_sql_exchange_erase, wish->erasure_id, err) : JU_OK;
}
