#include "services/gateway/store_original.h"

#include "gateway_sql.h"

#include <string.h>

typedef Juki__Gateway__V1__Copy copy_message;
typedef Juki__Gateway__V1__CopyDifference difference;

enum { COL_ADDRESSEE, COL_INFORMATION, COL_INTEGRATED, COL_CONTENT, COL_TOO_WIDE };

/* ---- what is asked ------------------------------------------------------------------------------------- */

/* From which to which 宛名番号 the lines of each information go. */
typedef struct ranges {
    const char **information;
    const char **lowest;
    const char **highest;
    size_t count;
} ranges;

static void widen(ranges *to, const char *information, const char *number)
{
    size_t i = 0;
    while (i < to->count && strcmp(to->information[i], information) != 0) {
        i++;
    }
    if (i == to->count) {
        to->information[to->count] = information;
        to->lowest[to->count] = number;
        to->highest[to->count++] = number;
    }
    to->lowest[i] = strcmp(number, to->lowest[i]) < 0 ? number : to->lowest[i];
    to->highest[i] = strcmp(number, to->highest[i]) > 0 ? number : to->highest[i];
}

ju_rc copy_ask_file_compared(ju_ctx *ctx, const ju_sheet *file, ju_err *err)
{
    size_t size = (file->count + 1) * sizeof(char *);
    ranges all = {ju_arena_alloc(ctx->arena, size), ju_arena_alloc(ctx->arena, size),
                  ju_arena_alloc(ctx->arena, size), 0};
    if (all.information == NULL || all.lowest == NULL || all.highest == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < file->count; i++) {
        widen(&all, file->line[i].cell[COPY_INFORMATION], file->line[i].cell[COPY_ADDRESSEE]);
    }
    ju_args args = ju_new_args(ctx);
    ju_arg_text_array(&args, all.information, all.count);
    ju_arg_text_array(&args, all.lowest, all.count);
    ju_arg_text_array(&args, all.highest, all.count);
    ju_arg_i64(&args, COPY_COMPARED_PERSONS);
    return ju_ask(ctx, &gateway_sql_copy_compare_file, &args, err);
}

/* ---- what is compared ---------------------------------------------------------------------------------- */

/* Both sides from their beginnings. */
typedef struct walk {
    const ju_ctx *ctx;
    const PGresult *rows;
    int row;
    const ju_sheet *file;
    size_t line;
    ju_arena scratch; /* of one 副本 at a time */
    Juki__Gateway__V1__CopiesCompared *reply;
} walk;

/* How many lines from this one on are of the same 副本. */
static size_t lines_of(const walk *w)
{
    const char *const *first = w->file->line[w->line].cell;
    size_t count = 1;
    while (w->line + count < w->file->count &&
           strcmp(w->file->line[w->line + count].cell[COPY_ADDRESSEE], first[COPY_ADDRESSEE]) == 0 &&
           strcmp(w->file->line[w->line + count].cell[COPY_INFORMATION], first[COPY_INFORMATION]) == 0) {
        count++;
    }
    return count;
}

/* Below 0: the row is of somebody or something that comes first. */
static int compare_places(const walk *w)
{
    if (w->row >= PQntuples(w->rows)) {
        return 1;
    }
    if (w->line >= w->file->count) {
        return -1;
    }
    const ju_sheet_line *line = &w->file->line[w->line];
    int order = strcmp(ju_col(w->rows, w->row, COL_ADDRESSEE), line->cell[COPY_ADDRESSEE]);
    return order != 0 ? order
                      : strcmp(ju_col(w->rows, w->row, COL_INFORMATION), line->cell[COPY_INFORMATION]);
}

static ju_rc put(walk *w, const char *kind, const char *number, const char *information, int row,
                 difference **ret, ju_err *err)
{
    difference *one = ju_arena_alloc(w->ctx->arena, sizeof *one);
    *ret = one;
    if (one == NULL) {
        return ju_no_memory(err);
    }
    juki__gateway__v1__copy_difference__init(one);
    one->kind = (char *)(uintptr_t)kind;
    one->addressee_number = ju_arena_strdup(w->ctx->arena, number);
    one->information = ju_arena_strdup(w->ctx->arena, information);
    one->integrated_number = row < 0 ? one->integrated_number
                                     : ju_arena_strdup(w->ctx->arena, ju_col(w->rows, row, COL_INTEGRATED));
    w->reply->difference[w->reply->n_difference++] = one;
    return w->ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* The names that only one side has, or with another value; both are in the order of names. */
static ju_rc name_items(const walk *w, size_t lines, const copy_message *copied, difference *ret, ju_err *err)
{
    size_t line = 0;
    size_t item = 0;
    ret->item = ju_arena_alloc(w->ctx->arena, (lines + copied->n_item) * sizeof *ret->item);
    while (ret->item != NULL && (line < lines || item < copied->n_item)) {
        const char *original = line < lines ? w->file->line[w->line + line].cell[COPY_NAME] : NULL;
        const char *kept = item < copied->n_item ? copied->item[item]->name : NULL;
        int order = original == NULL ? 1 : kept == NULL ? -1 : strcmp(original, kept);
        if (order != 0 ||
            strcmp(w->file->line[w->line + line].cell[COPY_VALUE], copied->item[item]->value) != 0) {
            ret->item[ret->n_item++] = ju_arena_strdup(w->ctx->arena, order <= 0 ? original : kept);
        }
        line += order <= 0;
        item += order >= 0;
    }
    return w->ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

static bool same(const walk *w, size_t lines, const copy_message *copied)
{
    bool equal = lines == copied->n_item;
    for (size_t i = 0; equal && i < lines; i++) {
        const char *const *cell = w->file->line[w->line + i].cell;
        equal = strcmp(cell[COPY_NAME], copied->item[i]->name) == 0 &&
                strcmp(cell[COPY_VALUE], copied->item[i]->value) == 0;
    }
    return equal;
}

/* lines: of the file about this person, 0 for none; has_row: the person is known. */
static ju_rc compare_one(walk *w, size_t lines, bool has_row, ju_err *err)
{
    const ju_sheet_line *line = &w->file->line[w->line];
    const char *number = has_row ? ju_col(w->rows, w->row, COL_ADDRESSEE) : line->cell[COPY_ADDRESSEE];
    const char *information =
        has_row ? ju_col(w->rows, w->row, COL_INFORMATION) : line->cell[COPY_INFORMATION];
    bool original = lines > 0 && *line->cell[COPY_NAME] != '\0'; /* and no withdrawal */
    copy_message *copied = NULL;
    difference *found = NULL;
    if (has_row) {
        JU_TRY(copy_items_kept(w->ctx, w->rows, w->row, COL_CONTENT, ju_col(w->rows, w->row, COL_INTEGRATED),
                               information, &w->scratch, &copied, err));
    }
    if (!original || copied == NULL) {
        return original == (copied != NULL) ? JU_OK
                                            : put(w, original ? "missing" : "extra", number, information,
                                                  has_row ? w->row : -1, &found, err);
    }
    if (same(w, lines, copied)) {
        return JU_OK;
    }
    JU_TRY(put(w, "differs", number, information, w->row, &found, err));
    return name_items(w, lines, copied, found, err);
}

static ju_rc compare_all(walk *w, ju_err *err)
{
    while (w->row < PQntuples(w->rows) || w->line < w->file->count) {
        int order = compare_places(w);
        size_t lines = order >= 0 ? lines_of(w) : 0;
        if (w->reply->n_difference < COPY_DIFFERENCES_MAX) {
            JU_TRY(compare_one(w, lines, order <= 0, err));
            ju_arena_reset(&w->scratch);
        }
        w->line += lines;
        w->row += order <= 0;
    }
    return JU_OK;
}

ju_rc copy_got_file_compared(const ju_ctx *ctx, int number, const ju_sheet *file,
                             Juki__Gateway__V1__CopiesCompared *reply, bool *ret_too_wide, ju_err *err)
{
    enum { SCRATCH_BYTES = 1 << 20 };
    walk w = {.ctx = ctx, .rows = ju_answer(ctx, number), .file = file, .reply = reply};
    for (; w.line < file->count; w.line += lines_of(&w)) {
        reply->checked++;
    }
    w.line = 0;
    *ret_too_wide = PQntuples(w.rows) > 0 && ju_col_bool(w.rows, 0, COL_TOO_WIDE);
    if (*ret_too_wide) {
        return JU_OK;
    }
    reply->difference = ju_arena_alloc(ctx->arena, COPY_DIFFERENCES_MAX * sizeof *reply->difference);
    if (reply->difference == NULL) {
        return ju_no_memory(err);
    }
    ju_arena_init(&w.scratch, SCRATCH_BYTES);
    ju_rc rc = compare_all(&w, err);
    ju_arena_done(&w.scratch);
    return rc;
}
