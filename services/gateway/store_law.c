#include "services/gateway/store_law.h"

#include "gateway_sql.h"

#include <string.h>

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

/* ---- versions ---------------------------------------------------------------------------------------- */

ju_rc law_ask_version(ju_ctx *ctx, const char *version, ju_err *err)
{
    return ju_ask_text(ctx, &gateway_sql_law_version_find, version, err);
}

ju_rc law_ask_versions(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &gateway_sql_law_versions, NULL, err);
}

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static void read_version(const ju_ctx *ctx, const PGresult *rows, int row, Juki__Gateway__V1__LawVersion *ret)
{
    juki__gateway__v1__law_version__init(ret);
    ret->version = text(ctx, rows, row, 0);
    ret->law_table = text(ctx, rows, row, 1);
    ret->state = text(ctx, rows, row, 2);
    ret->effective_from = text(ctx, rows, row, 3);
    ret->rows = (int32_t)ju_col_i64(rows, row, 4);
    ret->digest = text(ctx, rows, row, 5);
    ret->loaded_by = text(ctx, rows, row, 6);
    ret->loaded_time = text(ctx, rows, row, 7);
    ret->decided_by = text(ctx, rows, row, 8);
    ret->decided_time = text(ctx, rows, row, 9);
}

ju_rc law_got_version(const ju_ctx *ctx, law_known *ret, ju_err *err)
{
    enum { COL_HAS_PARTIES = 10 };
    const PGresult *row = ju_answer(ctx, 0);
    *ret = (law_known){.found = PQntuples(row) > 0};
    if (ret->found) {
        ret->has_parties = ju_col_bool(row, 0, COL_HAS_PARTIES);
        read_version(ctx, row, 0, &ret->as);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc law_got_versions(const ju_ctx *ctx, Juki__Gateway__V1__LawsReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    Juki__Gateway__V1__LawVersion *versions = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *versions);
    reply->version = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->version);
    if (versions == NULL || reply->version == NULL) {
        return ju_no_memory(err);
    }
    reply->n_version = count;
    for (size_t i = 0; i < count; i++) {
        read_version(ctx, rows, (int)i, &versions[i]);
        reply->version[i] = &versions[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc law_put_decision(ju_ctx *ctx, const Juki__Gateway__V1__LawVersion *decided, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, decided->version);
    ju_arg_text(&args, decided->state);
    ju_arg_opt(&args, decided->effective_from);
    ju_arg_text(&args, decided->decided_by);
    return ju_do(ctx, &gateway_sql_law_version_decide, &args, err);
}

/* ---- lines ------------------------------------------------------------------------------------------- */

static ju_rc put_line(ju_ctx *ctx, const law_file *file, const ju_sheet_line *line, ju_err *err)
{
    static const enum law_column columns[] = {
        LAW_ITEM,           LAW_INQUIRER,    LAW_INQUIRER_KINDS, LAW_AFFAIR_CODE, LAW_AFFAIR, LAW_PROVIDER,
        LAW_PROVIDER_KINDS, LAW_INFORMATION, LAW_VALID_FROM,     LAW_VALID_TO,    LAW_SOURCE};
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, file->version);
    ju_arg_i64(&args, line->number);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        bool words = columns[i] == LAW_INQUIRER || columns[i] == LAW_AFFAIR || columns[i] == LAW_PROVIDER;
        (words ? ju_arg_text : ju_arg_opt)(&args, line->cell[columns[i]]);
    }
    return ju_do(ctx, &gateway_sql_law_row_put, &args, err);
}

ju_rc law_put_file(ju_ctx *ctx, const law_file *file, const char *digest, const char *loaded_by, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, file->version);
    ju_arg_text(&args, file->law_table);
    ju_arg_text(&args, digest);
    ju_arg_i64(&args, (int64_t)file->sheet.count);
    ju_arg_text(&args, loaded_by);
    JU_TRY(ju_do(ctx, &gateway_sql_law_version_put, &args, err));
    for (size_t i = 0; i < file->sheet.count; i++) {
        JU_TRY(put_line(ctx, file, &file->sheet.line[i], err));
    }
    return JU_OK;
}

ju_rc law_ask_lines(ju_ctx *ctx, const char *version, const char *item, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, version);
    ju_arg_opt(&args, item);
    ju_arg_i64(&args, LAW_LINES_MAX + 1);
    return ju_ask(ctx, &gateway_sql_law_lines, &args, err);
}

ju_rc law_ask_item(ju_ctx *ctx, const char *law_table, const char *item, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, law_table);
    ju_arg_text(&args, item);
    ju_arg_i64(&args, LAW_LINES_MAX);
    return ju_ask(ctx, &gateway_sql_law_item_lines, &args, err);
}

/* The words of a list with ';' between. */
static char **read_list(const ju_ctx *ctx, const PGresult *rows, int row, int column, size_t *ret_count)
{
    char *rest = text(ctx, rows, row, column);
    char **list = rest == NULL ? NULL : ju_arena_alloc(ctx->arena, (strlen(rest) + 1) * sizeof *list);
    *ret_count = 0;
    if (list == NULL || *rest == '\0') {
        return list;
    }
    for (char *word; (word = strsep(&rest, ";")) != NULL;) {
        list[(*ret_count)++] = word;
    }
    return list;
}

static void read_line(const ju_ctx *ctx, const PGresult *rows, int row, Juki__Gateway__V1__LawLine *ret)
{
    juki__gateway__v1__law_line__init(ret);
    ret->version = text(ctx, rows, row, 0);
    ret->effective_from = text(ctx, rows, row, 1);
    ret->line = (int32_t)ju_col_i64(rows, row, 2);
    ret->item = text(ctx, rows, row, 3);
    ret->inquirer = text(ctx, rows, row, 4);
    ret->inquirer_kind = read_list(ctx, rows, row, 5, &ret->n_inquirer_kind);
    ret->affair_code = text(ctx, rows, row, 6);
    ret->affair = text(ctx, rows, row, 7);
    ret->provider = text(ctx, rows, row, 8);
    ret->provider_kind = read_list(ctx, rows, row, 9, &ret->n_provider_kind);
    ret->information = read_list(ctx, rows, row, 10, &ret->n_information);
    ret->valid_from = text(ctx, rows, row, 11);
    ret->valid_to = text(ctx, rows, row, 12);
    ret->source = text(ctx, rows, row, 13);
}

ju_rc law_got_lines(const ju_ctx *ctx, int number, Juki__Gateway__V1__LawLine ***ret, size_t *ret_count,
                    ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    size_t count = (size_t)PQntuples(rows);
    Juki__Gateway__V1__LawLine *lines = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *lines);
    *ret = ju_arena_alloc(ctx->arena, (count + 1) * sizeof **ret);
    *ret_count = 0;
    for (size_t i = 0; lines != NULL && *ret != NULL && i < count; i++) {
        read_line(ctx, rows, (int)i, &lines[i]);
        (*ret)[(*ret_count)++] = &lines[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc law_ask_differing(ju_ctx *ctx, const Juki__Gateway__V1__CompareLaws *wish, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, wish->one);
    ju_arg_text(&args, wish->other);
    ju_arg_opt(&args, wish->information);
    ju_arg_i64(&args, LAW_DIFFERENCES_MAX + 1);
    return ju_ask(ctx, &gateway_sql_law_differing, &args, err);
}

static void read_difference(const ju_ctx *ctx, const PGresult *rows, int row,
                            Juki__Gateway__V1__LawDifference *ret)
{
    bool in_one = ju_col_bool(rows, row, 2);
    bool in_other = ju_col_bool(rows, row, 3);
    juki__gateway__v1__law_difference__init(ret);
    ret->item = text(ctx, rows, row, 0);
    ret->information = text(ctx, rows, row, 1);
    ret->kind = (char *)(uintptr_t)(in_one && in_other ? "parties" : in_one ? "only_one" : "only_other");
    if (in_one && in_other) {
        ret->one = text(ctx, rows, row, 4);
        ret->other = text(ctx, rows, row, 5);
    }
}

ju_rc law_got_differing(const ju_ctx *ctx, int number, Juki__Gateway__V1__LawsCompared *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, number);
    size_t found = (size_t)PQntuples(rows);
    size_t count = found < LAW_DIFFERENCES_MAX ? found : LAW_DIFFERENCES_MAX;
    Juki__Gateway__V1__LawDifference *differences =
        ju_arena_alloc(ctx->arena, (count + 1) * sizeof *differences);
    reply->difference = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->difference);
    if (differences == NULL || reply->difference == NULL) {
        return ju_no_memory(err);
    }
    reply->truncated = found > count;
    reply->n_difference = count;
    for (size_t i = 0; i < count; i++) {
        read_difference(ctx, rows, (int)i, &differences[i]);
        reply->difference[i] = &differences[i];
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}
