#include "services/gateway/store_copy.h"

#include "gateway_sql.h"

#include <string.h>

ju_rc copy_ask_by_code(ju_ctx *ctx, const unsigned char *code_index, const char *information, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, information);
    ju_arg_bytes(&args, code_index, code_index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    ju_arg_text(&args, NULL);
    return ju_ask(ctx, &gateway_sql_copy_find, &args, err);
}

ju_rc copy_ask_held(ju_ctx *ctx, const char *permit_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, NULL);
    ju_arg_bytes(&args, NULL, 0);
    ju_arg_text(&args, permit_id);
    return ju_ask(ctx, &gateway_sql_copy_find, &args, err);
}

ju_rc copy_got(ju_ctx *ctx, int number, gateway_copy *ret, ju_err *err)
{
    enum { COL_AS_OF, COL_VERSION, COL_NO_AUTO_ANSWER, COL_NOT_DISCLOSED, COL_ITEMS };
    const PGresult *rows = ju_answer(ctx, number);
    Juki__Gateway__V1__Copy copy = JUKI__GATEWAY__V1__COPY__INIT;
    bool whole = false;
    *ret = (gateway_copy){.found = PQntuples(rows) > 0 && PQgetisnull(rows, 0, COL_AS_OF) == 0};
    if (ret->found) {
        JU_TRY(copy_items_of(ctx, rows, 0, COL_ITEMS, &copy, &whole, err));
        ret->found = whole;
        ret->as_of = ju_arena_strdup(ctx->arena, ju_col(rows, 0, COL_AS_OF));
        ret->version = ju_col_i64(rows, 0, COL_VERSION);
        ret->no_auto_answer = ju_col_bool(rows, 0, COL_NO_AUTO_ANSWER);
        ret->not_disclosed = ju_col_bool(rows, 0, COL_NOT_DISCLOSED);
        ret->item = copy.item;
        ret->item_count = copy.n_item;
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

/* ---- for operators ----------------------------------------------------------------------------------- */

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

ju_rc copy_ask_person(ju_ctx *ctx, const char *addressee_number, const char *affair, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, addressee_number);
    ju_arg_text(&args, affair);
    return ju_ask(ctx, &gateway_sql_copy_show, &args, err);
}

/* Row of copy_show.sql. */
static ju_rc read_copy(const ju_ctx *ctx, const PGresult *rows, int row, Juki__Gateway__V1__Copy *ret,
                       ju_err *err)
{
    enum { COL_ITEMS = 6, COL_INFORMATION };
    bool whole = false;
    juki__gateway__v1__copy__init(ret);
    JU_TRY(copy_items_of(ctx, rows, row, COL_ITEMS, ret, &whole, err));
    ret->information = text(ctx, rows, row, COL_INFORMATION);
    ret->as_of = text(ctx, rows, row, 1);
    ret->version = (int32_t)ju_col_i64(rows, row, 2);
    ret->source = text(ctx, rows, row, 3);
    ret->no_auto_answer = ju_col_bool(rows, row, 4);
    ret->not_disclosed = ju_col_bool(rows, row, 5);
    return copy_items_digest(ctx->arena, ret, &ret->digest, err);
}

ju_rc copy_got_person(const ju_ctx *ctx, Juki__Gateway__V1__CopyShown *reply, bool *ret_found, ju_err *err)
{
    enum { COL_AS_OF = 1 };
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    Juki__Gateway__V1__Copy *copy = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *copy);
    reply->copy = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->copy);
    *ret_found = count > 0;
    if (copy == NULL || reply->copy == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count && PQgetisnull(rows, (int)i, COL_AS_OF) == 0; i++) {
        JU_TRY(read_copy(ctx, rows, (int)i, &copy[i], err));
        reply->copy[reply->n_copy++] = &copy[i];
    }
    if (*ret_found) {
        reply->integrated_number = text(ctx, rows, 0, 0);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc copy_ask_compared(ju_ctx *ctx, const char *after, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, after);
    ju_arg_i64(&args, COPY_PART_PERSONS);
    return ju_ask(ctx, &gateway_sql_copy_compare, &args, err);
}

/* The names of items with single blanks between. */
static void read_names(const ju_ctx *ctx, char *names, Juki__Gateway__V1__CopyDifference *ret)
{
    ret->item = names == NULL ? NULL : ju_arena_alloc(ctx->arena, (strlen(names) + 1) * sizeof *ret->item);
    if (ret->item == NULL || *names == '\0') {
        return;
    }
    for (char *name; (name = strsep(&names, " ")) != NULL;) {
        ret->item[ret->n_item++] = name;
    }
}

/* From the third column on. */
static Juki__Gateway__V1__CopyDifference *read_difference(const ju_ctx *ctx, const PGresult *rows, int row)
{
    Juki__Gateway__V1__CopyDifference *ret = ju_arena_alloc(ctx->arena, sizeof *ret);
    if (ret != NULL) {
        juki__gateway__v1__copy_difference__init(ret);
        ret->integrated_number = text(ctx, rows, row, 2);
        ret->addressee_number = text(ctx, rows, row, 3);
        ret->kind = text(ctx, rows, row, 4);
        read_names(ctx, text(ctx, rows, row, 5), ret);
        ret->information = text(ctx, rows, row, 6);
    }
    return ret;
}

/* How many persons were looked at stands in each row, in those that say more who differs. */
ju_rc copy_got_compared(const ju_ctx *ctx, Juki__Gateway__V1__CopiesCompared *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    reply->checked = (int32_t)ju_col_i64(rows, 0, 0);
    reply->difference = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->difference);
    for (size_t i = 0; reply->difference != NULL && i < count && PQgetisnull(rows, (int)i, 4) == 0; i++) {
        reply->difference[reply->n_difference++] = read_difference(ctx, rows, (int)i);
    }
    if (reply->checked == COPY_PART_PERSONS) {
        reply->last = text(ctx, rows, 0, 1);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc copy_ask_registered(ju_ctx *ctx, char *const *integrated_number, size_t count, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, (const char *const *)integrated_number, count);
    return ju_ask(ctx, &gateway_sql_copy_register_persons, &args, err);
}

ju_rc copy_put_registered(ju_ctx *ctx, char *const *integrated_number, size_t count, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, (const char *const *)integrated_number, count);
    ju_arg_text(&args, ctx->today);
    return ju_do(ctx, &gateway_sql_copy_register, &args, err);
}
