#include "services/gateway/store_copy.h"

#include "gateway_sql.h"
#include "services/gateway/copy_file.h"

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
    *ret = (gateway_copy){.found = PQntuples(rows) > 0 && PQgetisnull(rows, 0, COL_AS_OF) == 0};
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

/* Without its items. */
static Juki__Gateway__V1__Copy *read_copy(const ju_ctx *ctx, const PGresult *rows, int row, size_t items_most)
{
    Juki__Gateway__V1__Copy *copy = ju_arena_alloc(ctx->arena, sizeof *copy);
    if (copy == NULL) {
        return NULL;
    }
    juki__gateway__v1__copy__init(copy);
    copy->information = text(ctx, rows, row, 1);
    copy->as_of = text(ctx, rows, row, 4);
    copy->version = (int32_t)ju_col_i64(rows, row, 5);
    copy->digest = text(ctx, rows, row, 6);
    copy->source = text(ctx, rows, row, 7);
    copy->no_auto_answer = ju_col_bool(rows, row, 8);
    copy->not_disclosed = ju_col_bool(rows, row, 9);
    copy->item = ju_arena_alloc(ctx->arena, items_most * sizeof *copy->item);
    return copy->item != NULL ? copy : NULL;
}

static void add_item(const ju_ctx *ctx, const PGresult *rows, int row, Juki__Gateway__V1__Copy *copy)
{
    Juki__Gateway__V1__CopyItem *item = ju_arena_alloc(ctx->arena, sizeof *item);
    if (item != NULL && PQgetisnull(rows, row, 2) == 0) {
        juki__gateway__v1__copy_item__init(item);
        item->name = text(ctx, rows, row, 2);
        item->value = text(ctx, rows, row, 3);
        copy->item[copy->n_item++] = item;
    }
}

ju_rc copy_got_person(const ju_ctx *ctx, Juki__Gateway__V1__CopyShown *reply, bool *ret_found, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    Juki__Gateway__V1__Copy *copy = NULL;
    reply->copy = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->copy);
    *ret_found = count > 0;
    for (size_t i = 0; reply->copy != NULL && i < count && PQgetisnull(rows, (int)i, 1) == 0; i++) {
        if (copy == NULL || strcmp(copy->information, ju_col(rows, (int)i, 1)) != 0) {
            copy = read_copy(ctx, rows, (int)i, count);
            if (copy == NULL) {
                return ju_no_memory(err);
            }
            reply->copy[reply->n_copy++] = copy;
        }
        add_item(ctx, rows, (int)i, copy);
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

/* Rows behind the first that say who differs; how many persons were looked at stands in each. */
static ju_rc read_compared(const ju_ctx *ctx, const PGresult *rows, Juki__Gateway__V1__CopiesCompared *reply,
                           ju_err *err)
{
    size_t count = (size_t)PQntuples(rows);
    reply->checked = (int32_t)ju_col_i64(rows, 0, 0);
    reply->difference = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->difference);
    for (size_t i = 0; reply->difference != NULL && i < count && PQgetisnull(rows, (int)i, 4) == 0; i++) {
        reply->difference[reply->n_difference++] = read_difference(ctx, rows, (int)i);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc copy_got_compared(const ju_ctx *ctx, Juki__Gateway__V1__CopiesCompared *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    JU_TRY(read_compared(ctx, rows, reply, err));
    if (reply->checked == COPY_PART_PERSONS) {
        reply->last = text(ctx, rows, 0, 1);
    }
    return reply->last != NULL ? JU_OK : ju_no_memory(err);
}

/* A column of the file as text[]; an empty cell is NULL. */
static void arg_column(ju_args *args, const ju_sheet *file, enum copy_column column)
{
    const char **cell = ju_arena_alloc(args->arena, (file->count + 1) * sizeof *cell);
    for (size_t i = 0; cell != NULL && i < file->count; i++) {
        const char *text_of = file->line[i].cell[column];
        cell[i] = *text_of == '\0' ? NULL : text_of;
    }
    args->failed = args->failed || cell == NULL;
    if (cell != NULL) {
        ju_arg_text_array(args, cell, file->count);
    }
}

ju_rc copy_ask_file_compared(ju_ctx *ctx, const ju_sheet *file, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    arg_column(&args, file, COPY_ADDRESSEE);
    arg_column(&args, file, COPY_INFORMATION);
    arg_column(&args, file, COPY_NAME);
    arg_column(&args, file, COPY_VALUE);
    ju_arg_i64(&args, COPY_COMPARED_PERSONS);
    return ju_ask(ctx, &gateway_sql_copy_compare_file, &args, err);
}

ju_rc copy_got_file_compared(const ju_ctx *ctx, int number, Juki__Gateway__V1__CopiesCompared *reply,
                             bool *ret_too_wide, ju_err *err)
{
    enum { COL_TOO_WIDE = 7 };
    *ret_too_wide = ju_col_bool(ju_answer(ctx, number), 0, COL_TOO_WIDE);
    return read_compared(ctx, ju_answer(ctx, number), reply, err);
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
