#include "common/compare/store.h"

#include "common/base/hex.h"
#include "common/compare/walk.h"

#include "compare_sql.h"

#include <string.h>

const ju_app_part ju_compare_part = {compare_sql, compare_migrations};

static ju_args args_of(ju_ctx *ctx, const char *compare_id)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, compare_id);
    return args;
}

static void arg_bytes(ju_args *args, const unsigned char *bytes)
{
    ju_arg_bytes(args, ju_arena_memdup(args->arena, bytes, JU_COMPARE_BYTES), JU_COMPARE_BYTES);
}

/* ---- how it stands ------------------------------------------------------------------------------------ */

static const char *const STATES[] = {
    [COMPARE_UNKNOWN] = "",
    [COMPARE_WAITING] = "waiting",
    [COMPARE_GATHERING] = "gathering",
    [COMPARE_WALKING] = "walking",
    [COMPARE_SHOWING] = "showing",
    [COMPARE_DONE] = "done",
    [COMPARE_ABANDONED] = "abandoned",
};

ju_rc ju_compare_ask_unfinished(ju_ctx *ctx, const char *partner, ju_err *err)
{
    ju_args args = args_of(ctx, partner);
    return ju_ask(ctx, &compare_sql_unfinished, &args, err);
}

ju_rc ju_compare_begin(ju_ctx *ctx, const char *compare_id, const char *partner, compare_state state,
                       ju_err *err)
{
    ju_args args = args_of(ctx, compare_id);
    ju_arg_text(&args, partner);
    ju_arg_text(&args, STATES[state]);
    return ju_do(ctx, &compare_sql_begin, &args, err);
}

ju_rc ju_compare_ask_progress(ju_ctx *ctx, const char *compare_id, ju_err *err)
{
    ju_args args = args_of(ctx, compare_id);
    return ju_ask(ctx, &compare_sql_find, &args, err);
}

compare_progress ju_compare_got_progress(const ju_ctx *ctx, int of)
{
    const PGresult *row = ju_answer(ctx, of);
    compare_progress progress = {.state = COMPARE_UNKNOWN};
    if (PQntuples(row) == 0) {
        return progress;
    }
    for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++) {
        progress.state = strcmp(STATES[i], ju_col(row, 0, 0)) == 0 ? (compare_state)i : progress.state;
    }
    progress.own_records = ju_col_i64(row, 0, 1);
    progress.partner_records = ju_col_i64(row, 0, 2);
    progress.open = ju_col_i64(row, 0, 3);
    progress.asked = ju_col_i64(row, 0, 4);
    progress.differences = ju_col_i64(row, 0, 5);
    progress.truncated = ju_col_bool(row, 0, 6);
    return progress;
}

ju_rc ju_compare_note(ju_ctx *ctx, const char *compare_id, const compare_progress *progress, ju_err *err)
{
    ju_args args = args_of(ctx, compare_id);
    ju_arg_text(&args, STATES[progress->state]);
    ju_arg_i64(&args, progress->own_records);
    ju_arg_i64(&args, progress->partner_records);
    ju_arg_i64(&args, progress->open);
    ju_arg_i64(&args, progress->asked);
    ju_arg_i64(&args, progress->differences);
    ju_arg_bool(&args, progress->truncated);
    ju_arg_i64(&args, progress->messages);
    ju_arg_i64(&args, progress->bytes);
    return ju_do(ctx, &compare_sql_note, &args, err);
}

/* ---- the records -------------------------------------------------------------------------------------- */

ju_rc ju_compare_gather(ju_ctx *ctx, const char *compare_id, const ju_compare_entry *entry, size_t count,
                        ju_err *err)
{
    const char **position = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *position);
    const char **digest = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *digest);
    const char **local_ref = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *local_ref);
    if (position == NULL || digest == NULL || local_ref == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        position[i] = ju_arena_hex(ctx->arena, entry[i].position, JU_COMPARE_BYTES);
        digest[i] = ju_arena_hex(ctx->arena, entry[i].digest, JU_COMPARE_BYTES);
        local_ref[i] = entry[i].local_ref;
    }
    ju_args args = args_of(ctx, compare_id);
    ju_arg_text_array(&args, position, count);
    ju_arg_text_array(&args, digest, count);
    ju_arg_text_array(&args, local_ref, count);
    return ju_do(ctx, &compare_sql_gather, &args, err);
}

static ju_args args_of_range(ju_ctx *ctx, const char *compare_id, const ju_compare_range *range)
{
    unsigned char lowest[JU_COMPARE_BYTES];
    unsigned char highest[JU_COMPARE_BYTES];
    ju_compare_bounds(range, lowest, highest);
    ju_args args = args_of(ctx, compare_id);
    arg_bytes(&args, lowest);
    arg_bytes(&args, highest);
    return args;
}

ju_rc ju_compare_clear(ju_ctx *ctx, const char *compare_id, const ju_compare_range *range, ju_err *err)
{
    ju_args args = args_of_range(ctx, compare_id, range);
    return ju_do(ctx, &compare_sql_clear, &args, err);
}

ju_rc ju_compare_ask_range(ju_ctx *ctx, const char *compare_id, const ju_compare_range *range, ju_err *err)
{
    ju_args args = args_of_range(ctx, compare_id, range);
    if (range->records) {
        return ju_ask(ctx, &compare_sql_entries, &args, err);
    }
    ju_arg_i64(&args, (int64_t)range->depth);
    return ju_ask(ctx, &compare_sql_ranges, &args, err);
}

static ju_rc copy_column(const ju_ctx *ctx, const PGresult *rows, int row, int column,
                         unsigned char ret[JU_COMPARE_BYTES], ju_err *err)
{
    size_t size = 0;
    const unsigned char *bytes = ju_col_bytes(rows, row, column, ctx->arena, &size);
    if (bytes == NULL || size != JU_COMPARE_BYTES) {
        return ju_no_memory(err);
    }
    memcpy(ret, bytes, JU_COMPARE_BYTES);
    return JU_OK;
}

ju_rc ju_compare_got_nodes(const ju_ctx *ctx, int of, ju_compare_node ret[JU_COMPARE_FAN_OUT], ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    memset(ret, 0, JU_COMPARE_FAN_OUT * sizeof *ret);
    for (int i = 0; i < PQntuples(rows); i++) {
        ju_compare_node *node = &ret[ju_col_i64(rows, i, 0) & 0xff];
        node->records = ju_col_i64(rows, i, 1);
        JU_TRY(copy_column(ctx, rows, i, 2, node->digest, err));
    }
    return JU_OK;
}

ju_rc ju_compare_got_entries(const ju_ctx *ctx, int of, ju_compare_entry **ret, size_t *ret_count,
                             ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    *ret_count = (size_t)PQntuples(rows);
    *ret = ju_arena_alloc(ctx->arena, (*ret_count + 1) * sizeof **ret);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < *ret_count; i++) {
        JU_TRY(copy_column(ctx, rows, (int)i, 0, (*ret)[i].position, err));
        JU_TRY(copy_column(ctx, rows, (int)i, 1, (*ret)[i].digest, err));
        (*ret)[i].local_ref = ju_arena_strdup(ctx->arena, ju_col(rows, (int)i, 2));
    }
    return JU_OK;
}

/* ---- differences -------------------------------------------------------------------------------------- */

ju_rc ju_compare_put_difference(ju_ctx *ctx, const char *compare_id, const ju_compare_difference *difference,
                                ju_err *err)
{
    ju_args args = args_of(ctx, compare_id);
    arg_bytes(&args, difference->entry->position);
    ju_arg_text(&args, ju_compare_kind_name(difference->kind));
    ju_arg_text(&args, difference->entry->local_ref);
    return ju_do(ctx, &compare_sql_difference_put, &args, err);
}

ju_rc ju_compare_judge(ju_ctx *ctx, const char *compare_id, const unsigned char *position,
                       ju_compare_kind kind, const char *items, ju_err *err)
{
    ju_args args = args_of(ctx, compare_id);
    arg_bytes(&args, position);
    ju_arg_text(&args, ju_compare_kind_name(kind));
    ju_arg_text(&args, items);
    return ju_do(ctx, &compare_sql_difference_judge, &args, err);
}

ju_rc ju_compare_drop_difference(ju_ctx *ctx, const char *compare_id, const unsigned char *position,
                                 ju_err *err)
{
    ju_args args = args_of(ctx, compare_id);
    arg_bytes(&args, position);
    return ju_do(ctx, &compare_sql_difference_drop, &args, err);
}

/* ---- the report --------------------------------------------------------------------------------------- */

ju_rc ju_compare_ask_report(ju_ctx *ctx, const char *compare_id, const char *partner, ju_err *err)
{
    ju_args args = args_of(ctx, compare_id);
    ju_arg_text(&args, partner);
    JU_TRY(ju_ask(ctx, &compare_sql_report, &args, err));
    return ju_ask(ctx, &compare_sql_differences, &args, err);
}

static char *column_text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

/* The words of the items that differ, cut apart in place. */
static ju_rc split_items(const ju_ctx *ctx, char *words, Juki__Common__V1__ComparisonDifference *difference,
                         ju_err *err)
{
    difference->item = ju_arena_alloc(ctx->arena, JU_COMPARE_ITEMS_MAX * sizeof *difference->item);
    if (difference->item == NULL || words == NULL) {
        return ju_no_memory(err);
    }
    while (words != NULL && *words != '\0' && difference->n_item < JU_COMPARE_ITEMS_MAX) {
        difference->item[difference->n_item++] = words;
        words = strchr(words, ' ');
        if (words != NULL) {
            *words++ = '\0';
        }
    }
    return JU_OK;
}

static ju_rc got_differences(const ju_ctx *ctx, Juki__Common__V1__ComparisonReply *reply, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 1);
    size_t count = (size_t)PQntuples(rows);
    Juki__Common__V1__ComparisonDifference *found = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *found);
    reply->difference = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *reply->difference);
    if (found == NULL || reply->difference == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        juki__common__v1__comparison_difference__init(&found[i]);
        found[i].reference = column_text(ctx, rows, (int)i, 0);
        found[i].register_ref = column_text(ctx, rows, (int)i, 1);
        found[i].kind = column_text(ctx, rows, (int)i, 2);
        JU_TRY(split_items(ctx, column_text(ctx, rows, (int)i, 3), &found[i], err));
        reply->difference[reply->n_difference++] = &found[i];
    }
    return JU_OK;
}

ju_rc ju_compare_got_report(ju_ctx *ctx, Juki__Common__V1__ComparisonReply *reply, bool *ret_found,
                            ju_err *err)
{
    const PGresult *row = ju_answer(ctx, 0);
    *ret_found = PQntuples(row) > 0;
    if (!*ret_found) {
        return JU_OK;
    }
    reply->compare_id = column_text(ctx, row, 0, 0);
    reply->partner = column_text(ctx, row, 0, 1);
    reply->state = column_text(ctx, row, 0, 2);
    reply->started_time = column_text(ctx, row, 0, 3);
    reply->finished_time = column_text(ctx, row, 0, 4);
    reply->own_records = ju_col_i64(row, 0, 5);
    reply->partner_records = ju_col_i64(row, 0, 6);
    reply->messages = ju_col_i64(row, 0, 7);
    reply->bytes = ju_col_i64(row, 0, 8);
    reply->differences = ju_col_i64(row, 0, 9);
    reply->truncated = ju_col_bool(row, 0, 10);
    return got_differences(ctx, reply, err);
}
