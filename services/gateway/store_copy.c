#include "services/gateway/store_copy.h"

#include "gateway_sql.h"

ju_rc copy_ask(ju_ctx *ctx, const char *integrated_number, const char *information, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, integrated_number);
    ju_arg_text(&args, information);
    ju_arg_bytes(&args, NULL, 0);
    ju_arg_text(&args, NULL);
    return ju_ask(ctx, &gateway_sql_copy_find, &args, err);
}

ju_rc copy_ask_by_code(ju_ctx *ctx, const unsigned char *code_index, const char *information, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, NULL);
    ju_arg_text(&args, information);
    ju_arg_bytes(&args, code_index, code_index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, NULL);
    return ju_ask(ctx, &gateway_sql_copy_find, &args, err);
}

ju_rc copy_ask_held(ju_ctx *ctx, const char *permit_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, NULL);
    ju_arg_text(&args, NULL);
    ju_arg_bytes(&args, NULL, 0);
    ju_arg_text(&args, permit_id);
    return ju_ask(ctx, &gateway_sql_copy_find, &args, err);
}

enum { COL_AS_OF, COL_VERSION, COL_NO_AUTO_ANSWER, COL_NOT_DISCLOSED, COL_NAME, COL_VALUE };

/* A 副本 without items still is one row. */
static copy_item *read_items(const ju_ctx *ctx, const PGresult *rows, size_t *ret_count)
{
    size_t count = (size_t)PQntuples(rows);
    copy_item *item = ju_arena_alloc(ctx->arena, count * sizeof *item);
    *ret_count = 0;
    for (size_t i = 0; item != NULL && i < count; i++) {
        if (PQgetisnull(rows, (int)i, COL_NAME) == 0) {
            item[*ret_count].name = ju_arena_strdup(ctx->arena, ju_col(rows, (int)i, COL_NAME));
            item[(*ret_count)++].value = ju_arena_strdup(ctx->arena, ju_col(rows, (int)i, COL_VALUE));
        }
    }
    return item;
}

ju_rc copy_got(ju_ctx *ctx, int number, gateway_copy *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    *ret = (gateway_copy){.found = PQntuples(rows) > 0};
    if (ret->found) {
        ret->as_of = ju_arena_strdup(ctx->arena, ju_col(rows, 0, COL_AS_OF));
        ret->version = ju_col_i64(rows, 0, COL_VERSION);
        ret->no_auto_answer = ju_col_bool(rows, 0, COL_NO_AUTO_ANSWER);
        ret->not_disclosed = ju_col_bool(rows, 0, COL_NOT_DISCLOSED);
        ret->item = read_items(ctx, rows, &ret->item_count);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc copy_follow(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &gateway_sql_copy_follow, &args, err);
}
