#include "tests/peers/network/store.h"

#include "tests/peers/network/post.h"

#include "network_sql.h"

ju_rc network_ask_code(ju_ctx *ctx, const unsigned char number_index[JU_BLIND_INDEX_BYTES], const char *body,
                       ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_bytes(&args, number_index, JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, body);
    return ju_ask(ctx, &network_sql_code_find, &args, err);
}

const char *network_got_code(const ju_ctx *ctx, bool *ret_unknown)
{
    const PGresult *row = ju_answer(ctx, 0);
    *ret_unknown = ju_col_bool(row, 0, 1);
    return ju_col(row, 0, 0);
}

ju_rc network_put_code(ju_ctx *ctx, const unsigned char number_index[JU_BLIND_INDEX_BYTES], const char *body,
                       const char *code, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_bytes(&args, number_index, JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, body);
    ju_arg_text(&args, code);
    return ju_do(ctx, &network_sql_code_put, &args, err);
}

ju_rc network_put_code_request(ju_ctx *ctx, const char *request_id, const char *refused, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, request_id);
    ju_arg_text(&args, refused);
    return ju_do(ctx, &network_sql_code_request_put, &args, err);
}

ju_rc network_ask_permit(ju_ctx *ctx, const Juki__Gateway__V1__Question *question, const char *code,
                         ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, question->item);
    ju_arg_text(&args, question->inquirer_kind);
    ju_arg_text(&args, question->information);
    ju_arg_text(&args, code);
    ju_arg_text(&args, question->inquirer);
    ju_arg_text(&args, question->provider);
    return ju_ask(ctx, &network_sql_permit_ask, &args, err);
}

network_allowed network_got_permit(const ju_ctx *ctx)
{
    const PGresult *row = ju_answer(ctx, 0);
    size_t size = 0;
    return (network_allowed){
        .listed = ju_col_bool(row, 0, 0),
        .number_index = ju_col_bytes(row, 0, 1, ctx->arena, &size),
        .code = ju_col(row, 0, 2),
    };
}

ju_rc network_put_permit(ju_ctx *ctx, const char *permit_id, const char *inquiry_id, const char *refused,
                         ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, permit_id);
    ju_arg_text(&args, inquiry_id);
    ju_arg_text(&args, refused);
    return ju_do(ctx, &network_sql_permit_put, &args, err);
}

ju_rc network_put_refused(ju_ctx *ctx, const char *event_id, const char *direction, const char *code,
                          ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, event_id);
    ju_arg_text(&args, direction);
    ju_arg_text(&args, code);
    return ju_do(ctx, &network_sql_refused_put, &args, err);
}

ju_rc network_ask_calls(ju_ctx *ctx, ju_err *err)
{
    ju_args none = ju_new_args(ctx);
    return ju_ask(ctx, &network_sql_call_next, &none, err);
}

int network_calls(const ju_ctx *ctx)
{
    return PQntuples(ju_answer(ctx, 0));
}

ju_rc network_call_at(ju_ctx *ctx, int row, network_call *ret, ju_err *err)
{
    enum {
        COL_ID,
        COL_INQUIRY,
        COL_PERMIT,
        COL_CODE,
        COL_INQUIRER,
        COL_TABLE,
        COL_ITEM,
        COL_KIND,
        COL_AFFAIR,
        COL_INFORMATION,
        COL_ASKED,
        COL_FAULT,
        COL_LISTED,
        COL_END
    };
    const PGresult *rows = ju_answer(ctx, 0);
    char *text[COL_END];
    for (int at = 0; at < COL_END; at++) {
        text[at] = ju_arena_strdup(ctx->arena, ju_col(rows, row, at));
    }
    *ret = (network_call){.id = ju_col_i64(rows, row, COL_ID),
                          .permit_id = text[COL_PERMIT],
                          .code = text[COL_CODE],
                          .asked = text[COL_ASKED],
                          .fault = text[COL_FAULT],
                          .listed = ju_col_bool(rows, row, COL_LISTED)};
    juki__gateway__v1__question__init(&ret->question);
    ret->question.inquiry_id = text[COL_INQUIRY];
    ret->question.inquirer = text[COL_INQUIRER];
    ret->question.law_table = text[COL_TABLE];
    ret->question.item = text[COL_ITEM];
    ret->question.inquirer_kind = text[COL_KIND];
    ret->question.affair = text[COL_AFFAIR];
    ret->question.information = text[COL_INFORMATION];
    ret->question.provider = (char *)(uintptr_t)network_house();
    ret->question.provider_kind = (char *)(uintptr_t) "市町村長";
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc network_call_done(ju_ctx *ctx, int64_t id, const char *refused, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, id);
    ju_arg_text(&args, refused);
    return ju_do(ctx, &network_sql_call_done, &args, err);
}

ju_rc network_ask_inquirer(ju_ctx *ctx, const char *inquiry_id, ju_err *err)
{
    return ju_ask_text(ctx, &network_sql_inquirer_of, inquiry_id, err);
}

const char *network_got_inquirer(const ju_ctx *ctx)
{
    const PGresult *row = ju_answer(ctx, 0);
    return PQntuples(row) == 0 ? "" : ju_col(row, 0, 0);
}

ju_rc network_put_answer(ju_ctx *ctx, const network_answer *row, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, row->answer->inquiry_id);
    ju_arg_text(&args, row->answer->permit_id);
    ju_arg_text(&args, row->answer->code);
    ju_arg_text(&args, row->answer->law_version);
    ju_arg_text(&args, row->as_of);
    ju_arg_text(&args, row->items);
    return ju_do(ctx, &network_sql_answer_put, &args, err);
}

ju_rc network_open_store(const char *conninfo, ju_db **ret, ju_err *err)
{
    static const ju_sql *const *const tables[] = {network_sql, NULL};
    return ju_db_open(conninfo, "network", tables, ret, err);
}

ju_rc network_find_code(ju_db *db, ju_arena *arena, const unsigned char number_index[JU_BLIND_INDEX_BYTES],
                        const char *body, const char **ret, ju_err *err)
{
    ju_args args;
    PGresult *row = NULL;
    ju_args_init(&args, arena);
    ju_arg_bytes(&args, number_index, JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, body);
    JU_TRY(ju_db_run(db, &network_sql_code_mine, &args, &row, err));
    bool there = PQntuples(row) > 0;
    *ret = there ? ju_arena_strdup(arena, ju_col(row, 0, 0)) : NULL;
    PQclear(row);
    return there
               ? JU_OK
               : ju_reject(err, "subject_unknown", "individual_number", "no 符号 was given for that person");
}

ju_rc network_put_call(ju_db *db, ju_arena *arena, const char *inquiry_id, const char *code, char **operand,
                       ju_err *err)
{
    enum { OPERANDS = 6 };
    ju_args args;
    PGresult *done = NULL;
    ju_args_init(&args, arena);
    ju_arg_text(&args, inquiry_id);
    ju_arg_text(&args, code);
    for (int i = 0; i < OPERANDS; i++) {
        ju_arg_text(&args, operand[i]);
    }
    JU_TRY(ju_db_run(db, &network_sql_call_put, &args, &done, err));
    PQclear(done);
    return JU_OK;
}

ju_rc network_get_answer(ju_db *db, ju_arena *arena, const char *inquiry_id, PGresult **ret, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_text(&args, inquiry_id);
    return ju_db_run(db, &network_sql_answer_get, &args, ret, err);
}
