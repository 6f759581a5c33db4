#include "services/gateway/store_law.h"

#include "gateway_sql.h"

ju_rc law_ask(ju_ctx *ctx, const law_question *question, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, question->law_table);
    ju_arg_text(&args, question->item);
    ju_arg_text(&args, NULL);
    return ju_ask(ctx, &gateway_sql_law_find, &args, err);
}

ju_rc law_ask_held(ju_ctx *ctx, const char *permit_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, NULL);
    ju_arg_text(&args, NULL);
    ju_arg_text(&args, permit_id);
    return ju_ask(ctx, &gateway_sql_law_find, &args, err);
}

static void read_row(const PGresult *rows, int row, law_row *ret)
{
    *ret = (law_row){
        .version = ju_col(rows, row, 0),
        .effective_from = ju_col(rows, row, 1),
        .there = ju_col_bool(rows, row, 2),
        .inquirer_kinds = ju_col(rows, row, 3),
        .affair_code = ju_col(rows, row, 4),
        .provider_kinds = ju_col(rows, row, 5),
        .information = ju_col(rows, row, 6),
        .valid_from = ju_col(rows, row, 7),
        .valid_to = ju_col(rows, row, 8),
    };
}

ju_rc law_got(ju_ctx *ctx, int number, const law_question *question, law_answer *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    size_t count = (size_t)PQntuples(rows);
    law_row *row = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *row);
    for (size_t i = 0; row != NULL && i < count; i++) {
        read_row(rows, (int)i, &row[i]);
    }
    if (row == NULL) {
        return ju_no_memory(err);
    }
    *ret = law_decide(question, row, count);
    ret->version = ju_arena_strdup(ctx->arena, ret->version);
    return ret->version != NULL ? JU_OK : ju_no_memory(err);
}
