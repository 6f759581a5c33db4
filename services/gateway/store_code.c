#include "services/gateway/store_code.h"

#include "common/db/record.h"
#include "gateway_sql.h"
#include "services/gateway/store_person.h"

typedef Juki__Gateway__V1__SubjectCodeState code_state;

static char *column(const ju_ctx *ctx, const PGresult *rows, int row, int at)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, at));
}

ju_rc code_ask_due(ju_ctx *ctx, int64_t count, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, count);
    return ju_ask(ctx, &gateway_sql_code_due, &args, err);
}

ju_rc code_ask_person(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_code_of, addressee_number, err);
}

int code_persons(const ju_ctx *ctx, int number)
{
    return PQntuples(ju_answer(ctx, number));
}

static ju_rc number_at(const ju_ctx *ctx, const PGresult *rows, int row, Juki__Common__V1__Sealed **ret,
                       ju_err *err)
{
    enum { COL_NUMBER = 1, COL_HISTORY, COL_CONTENT };
    Juki__Gateway__V1__PersonFeed *kept = NULL;
    ju_rc rc = gateway_open_person(ctx, rows, row, COL_NUMBER, COL_HISTORY, COL_CONTENT, &kept, err);
    *ret = rc == JU_OK ? kept->individual_number : NULL;
    return rc == JU_REJECT ? JU_OK : rc;
}

ju_rc code_person_at(const ju_ctx *ctx, int number, int row, code_person *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    *ret = (code_person){
        .integrated_number = column(ctx, rows, row, 0),
        .addressee_number = column(ctx, rows, row, 1),
        .numbered = ju_col_bool(rows, row, 4),
        .state = subject_code_of(ju_col(rows, row, 5)),
    };
    JU_TRY(ret->numbered ? number_at(ctx, rows, row, &ret->individual_number, err) : JU_OK);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc code_put_requested(ju_ctx *ctx, const char *integrated_number, const char *request_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, integrated_number);
    ju_arg_text(&args, request_id);
    return ju_do(ctx, &gateway_sql_code_requested, &args, err);
}

ju_rc code_put_unasked(ju_ctx *ctx, const char *integrated_number, ju_err *err)
{
    return ju_do_text(ctx, &gateway_sql_code_unasked, integrated_number, err);
}

ju_rc code_ask_result(ju_ctx *ctx, const char *request_id, const unsigned char *code_index, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    ju_arg_bytes(&args, code_index, code_index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    return ju_ask(ctx, &gateway_sql_code_result, &args, err);
}

ju_rc code_got_result(const ju_ctx *ctx, code_result *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, 0);
    *ret = (code_result){.known = PQntuples(row) > 0};
    if (!ret->known) {
        return JU_OK;
    }
    ret->integrated_number = column(ctx, row, 0, 0);
    ret->addressee_number = column(ctx, row, 0, 1);
    ret->counts = ju_col_bool(row, 0, 2);
    ret->state = subject_code_of(ju_col(row, 0, 3));
    ret->taken = ju_col_bool(row, 0, 4);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc code_put_acquired(ju_ctx *ctx, const char *integrated_number, const char *request_id,
                        const Juki__Common__V1__Sealed *code,
                        const unsigned char code_index[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, integrated_number);
    ju_arg_text(&args, request_id);
    ju_arg_packed(&args, &code->base);
    ju_arg_bytes(&args, code_index, JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &gateway_sql_code_acquired, &args, err);
}

ju_rc code_put_failed(ju_ctx *ctx, const char *integrated_number, const char *request_id, const char *reason,
                      ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, integrated_number);
    ju_arg_text(&args, request_id);
    ju_arg_text(&args, reason);
    return ju_do(ctx, &gateway_sql_code_failed, &args, err);
}

ju_rc code_ask_list(ju_ctx *ctx, const char *state, ju_err *err)
{
    ju_args none = ju_new_args(ctx);
    JU_TRY(ju_ask_text(ctx, &gateway_sql_code_list, state, err));
    return ju_ask(ctx, &gateway_sql_code_count, &none, err);
}

static void read_state(const ju_ctx *ctx, const PGresult *rows, int row, code_state *ret)
{
    juki__gateway__v1__subject_code_state__init(ret);
    ret->integrated_number = column(ctx, rows, row, 0);
    ret->addressee_number = column(ctx, rows, row, 1);
    ret->state = column(ctx, rows, row, 2);
    ret->code = column(ctx, rows, row, 3);
    ret->changed_at = column(ctx, rows, row, 4);
}

ju_rc code_got_list(ju_ctx *ctx, Juki__Gateway__V1__SubjectCodesReply *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    const PGresult *counts = ju_answer(ctx, 1);
    size_t count = (size_t)PQntuples(rows);
    code_state *state = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *state);
    ret->subject = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *ret->subject);
    for (size_t i = 0; !ctx->arena->full && i < count; i++) {
        read_state(ctx, rows, (int)i, &state[i]);
        ret->subject[i] = &state[i];
    }
    ret->n_subject = count;
    ret->requested = ju_col_i64(counts, 0, 0);
    ret->acquired = ju_col_i64(counts, 0, 1);
    ret->failed = ju_col_i64(counts, 0, 2);
    ret->not_acquired = ju_col_i64(counts, 0, 3);
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
