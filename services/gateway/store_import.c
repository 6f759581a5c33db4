#include "services/gateway/store_import.h"

#include "gateway_sql.h"
#include "services/gateway/copy_file.h"
#include "services/gateway/store_kept.h"

#include <string.h>

typedef Juki__Gateway__V1__Copy copy_message;
typedef Juki__Gateway__V1__CopyItem copy_item;
typedef Juki__Gateway__V1__CopyEntry copy_entry;

/* ---- values of lines ----------------------------------------------------------------------------------- */

static ju_kept value_at(ju_arena *arena, const char *entry_id, int64_t line)
{
    return (ju_kept){"copy_entry_row", ju_arena_printf(arena, "%s %lld", entry_id, (long long)line)};
}

ju_rc copy_arg_value(const ju_ctx *ctx, ju_args *args, const char *entry_id, const ju_sheet_line *line,
                     ju_err *err)
{
    if (*line->cell[COPY_VALUE] == '\0') {
        ju_arg_bytes(args, NULL, 0);
        return JU_OK;
    }
    return gateway_arg_text(ctx, args, value_at(ctx->arena, entry_id, line->number), line->cell[COPY_VALUE],
                            err);
}

ju_rc copy_got_value(const ju_ctx *ctx, const PGresult *rows, int row, int column, const char *entry_id,
                     int64_t line, char **ret, ju_err *err)
{
    return gateway_col_text(ctx, rows, row, column, value_at(ctx->arena, entry_id, line), ret, err);
}

/* ---- what is approved ---------------------------------------------------------------------------------- */

ju_rc copy_ask_import(ju_ctx *ctx, const char *entry_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_copy_entry_all, entry_id, err);
}

static ju_rc put_flag(ju_ctx *ctx, const copy_entry *entry, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry->addressee_number);
    ju_arg_text(&args, entry->information);
    ju_arg_text(&args, entry->flag);
    ju_arg_bool(&args, entry->set);
    return ju_do(ctx, &gateway_sql_copy_flag_put, &args, err);
}

enum { COL_LINE, COL_INTEGRATED, COL_INFORMATION, COL_AS_OF, COL_NAME, COL_VALUE };

/* Rows of one 副本, from first on. */
static int rows_of(const PGresult *rows, int first)
{
    int row = first + 1;
    while (row < PQntuples(rows) &&
           strcmp(ju_col(rows, row, COL_INTEGRATED), ju_col(rows, first, COL_INTEGRATED)) == 0 &&
           strcmp(ju_col(rows, row, COL_INFORMATION), ju_col(rows, first, COL_INFORMATION)) == 0) {
        row++;
    }
    return row - first;
}

/* In the order of names, and of two of one name the later: two numbers of the file may have become one person
 * since. */
static void add(copy_message *to, copy_item *item)
{
    size_t place = to->n_item;
    while (place > 0 && strcmp(to->item[place - 1]->name, item->name) > 0) {
        place--;
    }
    if (place > 0 && strcmp(to->item[place - 1]->name, item->name) == 0) {
        to->item[place - 1] = item;
        return;
    }
    memmove(to->item + place + 1, to->item + place, (to->n_item - place) * sizeof(copy_item *));
    to->item[place] = item;
    to->n_item++;
}

static ju_rc read_item(const ju_ctx *ctx, const PGresult *rows, int row, const char *entry_id,
                       copy_message *to, ju_err *err)
{
    copy_item *item = ju_arena_alloc(ctx->arena, sizeof *item);
    if (item == NULL) {
        return ju_no_memory(err);
    }
    juki__gateway__v1__copy_item__init(item);
    item->name = ju_arena_strdup(ctx->arena, ju_col(rows, row, COL_NAME));
    JU_TRY(copy_got_value(ctx, rows, row, COL_VALUE, entry_id, ju_col_i64(rows, row, COL_LINE), &item->value,
                          err));
    if (item->name == NULL) {
        return ju_no_memory(err);
    }
    add(to, item);
    return JU_OK;
}

/* One 副本 of a file; without items it is withdrawn. */
static ju_rc put_copy(ju_ctx *ctx, const char *entry_id, const PGresult *rows, int first, int count,
                      ju_err *err)
{
    const char *as_of = ju_col(rows, first, COL_AS_OF);
    copy_message copy = JUKI__GATEWAY__V1__COPY__INIT;
    copy.item = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof(copy_item *));
    if (copy.item == NULL) {
        return ju_no_memory(err);
    }
    for (int row = first; row < first + count; row++) {
        const char *of_row = ju_col(rows, row, COL_AS_OF);
        as_of = strcmp(of_row, as_of) > 0 ? of_row : as_of;
        JU_TRY(PQgetisnull(rows, row, COL_NAME) != 0 ? JU_OK
                                                     : read_item(ctx, rows, row, entry_id, &copy, err));
    }
    const char *number = ju_arena_strdup(ctx->arena, ju_col(rows, first, COL_INTEGRATED));
    const char *information = ju_arena_strdup(ctx->arena, ju_col(rows, first, COL_INFORMATION));
    const char *day = ju_arena_strdup(ctx->arena, as_of);
    if (number == NULL || information == NULL || day == NULL) {
        return ju_no_memory(err);
    }
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, number);
    ju_arg_text(&args, information);
    ju_arg_text(&args, day);
    ju_arg_text(&args, entry_id);
    JU_TRY(copy_arg_items(ctx, &args, number, information, copy.n_item == 0 ? NULL : &copy, err));
    return ju_do(ctx, &gateway_sql_copy_put, &args, err);
}

ju_rc copy_put_approved(ju_ctx *ctx, const copy_entry *entry, int number, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    if (strcmp(entry->kind, "flag") == 0) {
        return put_flag(ctx, entry, err);
    }
    for (int row = 0, count = 0; row < PQntuples(rows); row += count) {
        count = rows_of(rows, row);
        JU_TRY(PQgetisnull(rows, row, COL_INTEGRATED) != 0 /* he was erased since */
                   ? JU_OK
                   : put_copy(ctx, entry->entry_id, rows, row, count, err));
    }
    return JU_OK;
}
