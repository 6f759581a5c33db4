#include "services/gateway/store_entry.h"

#include "gateway_sql.h"
#include "services/gateway/store_import.h"
#include "services/gateway/store_kept.h"

#include <string.h>

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

/* ---- entries ----------------------------------------------------------------------------------------- */

ju_rc copy_ask_entry(ju_ctx *ctx, const char *entry_id, const char *affair, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry_id);
    ju_arg_text(&args, affair);
    return ju_ask(ctx, &gateway_sql_copy_entry_find, &args, err);
}

static void read_checked(const ju_ctx *ctx, char *names, Juki__Gateway__V1__CopyEntry *ret)
{
    ret->checked_by =
        names == NULL ? NULL : ju_arena_alloc(ctx->arena, (strlen(names) + 1) * sizeof *ret->checked_by);
    if (ret->checked_by == NULL || *names == '\0') {
        return;
    }
    for (char *name; (name = strsep(&names, "\x1f")) != NULL;) {
        ret->checked_by[ret->n_checked_by++] = name;
    }
}

static ju_kept purpose_at(const char *entry_id)
{
    return (ju_kept){"copy_entry purpose", entry_id};
}

static ju_rc read_entry(const ju_ctx *ctx, const PGresult *rows, int row, Juki__Gateway__V1__CopyEntry *ret,
                        ju_err *err)
{
    juki__gateway__v1__copy_entry__init(ret);
    ret->entry_id = text(ctx, rows, row, 0);
    ret->kind = text(ctx, rows, row, 1);
    ret->state = text(ctx, rows, row, 2);
    ret->rows = (int32_t)ju_col_i64(rows, row, 4);
    ret->digest = text(ctx, rows, row, 5);
    ret->addressee_number = text(ctx, rows, row, 6);
    ret->information = text(ctx, rows, row, 7);
    ret->flag = text(ctx, rows, row, 8);
    ret->set = ju_col_bool(rows, row, 9);
    ret->entered_by = text(ctx, rows, row, 10);
    ret->decided_by = text(ctx, rows, row, 11);
    ret->entered_time = text(ctx, rows, row, 12);
    read_checked(ctx, text(ctx, rows, row, 13), ret);
    return ret->entry_id == NULL
               ? ju_no_memory(err)
               : gateway_col_text(ctx, rows, row, 3, purpose_at(ret->entry_id), &ret->purpose, err);
}

ju_rc copy_got_entry(const ju_ctx *ctx, int number, copy_known *ret, ju_err *err)
{
    const PGresult *row = ju_answer(ctx, number);
    *ret = (copy_known){.found = PQntuples(row) > 0};
    juki__gateway__v1__copy_entry__init(&ret->as);
    if (ret->found) {
        JU_TRY(read_entry(ctx, row, 0, &ret->as, err));
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc copy_ask_entries(ju_ctx *ctx, const char *affair, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_copy_entries, affair, err);
}

ju_rc copy_got_entries(const ju_ctx *ctx, Juki__Gateway__V1__CopyEntriesReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    Juki__Gateway__V1__CopyEntry *entries = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *entries);
    reply->entry = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->entry);
    for (size_t i = 0; entries != NULL && reply->entry != NULL && i < count; i++) {
        JU_TRY(read_entry(ctx, rows, (int)i, &entries[i], err));
        reply->entry[reply->n_entry++] = &entries[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc copy_ask_lines(ju_ctx *ctx, const char *entry_id, int64_t after_line, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry_id);
    ju_arg_i64(&args, COPY_LINES_SHOWN + 1);
    ju_arg_i64(&args, after_line);
    return ju_ask(ctx, &gateway_sql_copy_entry_lines, &args, err);
}

ju_rc copy_got_lines(const ju_ctx *ctx, int number, const char *entry_id,
                     Juki__Gateway__V1__CopyEntriesReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    size_t found = (size_t)PQntuples(rows);
    size_t count = found > COPY_LINES_SHOWN ? COPY_LINES_SHOWN : found;
    Juki__Gateway__V1__CopyLine *lines = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *lines);
    reply->line = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->line);
    for (size_t i = 0; lines != NULL && reply->line != NULL && i < count; i++) {
        juki__gateway__v1__copy_line__init(&lines[i]);
        lines[i].line = (int32_t)ju_col_i64(rows, (int)i, 0);
        lines[i].addressee_number = text(ctx, rows, (int)i, 1);
        lines[i].information = text(ctx, rows, (int)i, 2);
        lines[i].as_of = text(ctx, rows, (int)i, 3);
        lines[i].item = text(ctx, rows, (int)i, 4);
        JU_TRY(copy_got_value(ctx, rows, (int)i, 5, entry_id, lines[i].line, &lines[i].value, err));
        reply->line[reply->n_line++] = &lines[i];
    }
    reply->more = found > count;
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc copy_ask_entry_persons(ju_ctx *ctx, const char *entry_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_copy_entry_persons, entry_id, err);
}

/* ---- what a file may hold ---------------------------------------------------------------------------- */

ju_rc copy_ask_kinds(ju_ctx *ctx, const char *affair, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_copy_items, affair, err);
}

ju_rc copy_got_kinds(const ju_ctx *ctx, int number, copy_kind **ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    for (size_t i = 0; *ret != NULL && i < *ret_count; i++) {
        (*ret)[i] = (copy_kind){
            ju_col(rows, (int)i, 0),
            ju_col(rows, (int)i, 1),
            ju_col(rows, (int)i, 2),
        };
    }
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}

ju_rc copy_ask_unknown(ju_ctx *ctx, const char *const *addressee_number, size_t count, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, addressee_number, count);
    return ju_ask(ctx, &gateway_sql_copy_unknown, &args, err);
}

ju_rc copy_ask_twice(ju_ctx *ctx, const char *const *addressee_number, size_t count, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, addressee_number, count);
    return ju_ask(ctx, &gateway_sql_copy_twice, &args, err);
}

int64_t copy_got_place(const ju_ctx *ctx, int number)
{
    const PGresult *row = ju_answer(ctx, number);
    return PQntuples(row) == 0 ? -1 : ju_col_i64(row, 0, 0) - 1;
}

ju_rc copy_ask_older(ju_ctx *ctx, const char *entry_id, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_copy_import_older, entry_id, err);
}

int64_t copy_got_older(const ju_ctx *ctx, int number)
{
    return ju_col_i64(ju_answer(ctx, number), 0, 0);
}

/* ---- writing ----------------------------------------------------------------------------------------- */

static ju_rc put_line(ju_ctx *ctx, const char *entry_id, const ju_sheet_line *line, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry_id);
    ju_arg_i64(&args, line->number);
    for (int column = 0; column < COPY_VALUE; column++) {
        ju_arg_opt(&args, line->cell[column]);
    }
    JU_TRY(copy_arg_value(ctx, &args, entry_id, line, err));
    return ju_do(ctx, &gateway_sql_copy_entry_row_put, &args, err);
}

static bool is_flag(const Juki__Gateway__V1__CopyEntry *entry)
{
    return strcmp(entry->kind, "flag") == 0;
}

ju_rc copy_put_entry(ju_ctx *ctx, const Juki__Gateway__V1__CopyEntry *entry, const ju_sheet *lines,
                     ju_err *err)
{
    bool flag = is_flag(entry);
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry->entry_id);
    ju_arg_text(&args, entry->kind);
    JU_TRY(gateway_arg_text(ctx, &args, purpose_at(entry->entry_id), entry->purpose, err));
    ju_arg_i64(&args, entry->rows);
    ju_arg_opt(&args, entry->digest);
    ju_arg_text(&args, flag ? entry->addressee_number : NULL);
    ju_arg_text(&args, flag ? entry->information : NULL);
    ju_arg_text(&args, flag ? entry->flag : NULL);
    ju_arg_text(&args, !flag ? NULL : entry->set ? "true" : "false");
    ju_arg_text(&args, entry->entered_by);
    ju_arg_text(&args, ctx->affair);
    JU_TRY(ju_do(ctx, &gateway_sql_copy_entry_put, &args, err));
    for (size_t i = 0; lines != NULL && i < lines->count; i++) {
        JU_TRY(put_line(ctx, entry->entry_id, &lines->line[i], err));
    }
    return JU_OK;
}

ju_rc copy_put_check(ju_ctx *ctx, const char *entry_id, const char *operator_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry_id);
    ju_arg_text(&args, operator_id);
    return ju_do(ctx, &gateway_sql_copy_entry_check, &args, err);
}

ju_rc copy_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__CopyEntry *entry, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, entry->entry_id);
    ju_arg_text(&args, entry->state);
    ju_arg_text(&args, entry->decided_by);
    return ju_do(ctx, &gateway_sql_copy_entry_decide, &args, err);
}
