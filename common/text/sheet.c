#include "common/text/sheet.h"

#include "common/base/word.h"
#include "common/text/csv.h"
#include "common/text/text.h"

#include <string.h>

static const ju_word TEXTS[] = {
    {"file_empty", "ファイルに行がありません。"},
    {"columns_missing", "項目の数又は名称が正しくありません。"},
    {"column_unknown", "定められていない項目です。"},
    {"column_twice", "同じ項目が2回あります。"},
    {"quotes", "引用符の使い方が正しくありません。"},
    {"text_invalid", "文字コードが正しくないか、使用できない文字です。"},
    {"text_too_long", "文字列が長すぎます。"},
    {"lines_too_many", "行数が多すぎます。"},
};

const char *ju_sheet_fault_text(const char *code, const char *otherwise)
{
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, otherwise);
}

/* What is being read: the rest of the file, cut up in place. */
typedef struct reader {
    char *at;
    size_t left;
    int line;
    const char *const *column;
    size_t column_count;
    size_t place[JU_SHEET_COLUMNS_MAX]; /* of the file's columns: which of those asked for */
    ju_sheet_fault *fault;
} reader;

static bool bad(const reader *r, const char *code, const char *item)
{
    *r->fault = (ju_sheet_fault){.code = code, .item = item, .line = r->line};
    return false;
}

/* The next line without its end; NULL behind the last. */
static char *next_line(reader *r, size_t *ret_length)
{
    if (r->left == 0) {
        return NULL;
    }
    char *line = r->at;
    char *end = memchr(line, '\n', r->left);
    size_t length = end == NULL ? r->left : (size_t)(end - line);
    size_t taken = length + (end != NULL);
    r->at += taken;
    r->left -= taken;
    r->line++;
    *ret_length = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return line;
}

static bool split_line(const reader *r, char *line, size_t length, ju_csv_field *field, size_t *ret_count)
{
    if (!ju_csv_split(line, length, field, JU_SHEET_COLUMNS_MAX, ret_count)) {
        return bad(r, "quotes", "");
    }
    return *ret_count == r->column_count || bad(r, "columns_missing", "");
}

static size_t column_of(const reader *r, const char *name)
{
    size_t i = 0;
    while (i < r->column_count && strcmp(r->column[i], name) != 0) {
        i++;
    }
    return i;
}

/* As many names as are asked for, each known and none twice: so all are there. */
static bool read_names(reader *r)
{
    static const char MARK[] = "\xef\xbb\xbf";
    ju_csv_field field[JU_SHEET_COLUMNS_MAX];
    bool there[JU_SHEET_COLUMNS_MAX] = {false};
    size_t length = 0;
    size_t count = 0;
    char *line = next_line(r, &length);
    if (line == NULL) {
        return bad(r, "file_empty", "");
    }
    size_t mark = length >= strlen(MARK) && memcmp(line, MARK, strlen(MARK)) == 0 ? strlen(MARK) : 0;
    if (!split_line(r, line + mark, length - mark, field, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        r->place[i] = column_of(r, field[i].text);
        if (r->place[i] == r->column_count) {
            return bad(r, "column_unknown", "");
        }
        if (there[r->place[i]]) {
            return bad(r, "column_twice", r->column[r->place[i]]);
        }
        there[r->place[i]] = true;
    }
    return true;
}

static bool read_cells(const reader *r, char *line, size_t length, ju_sheet_line *ret)
{
    ju_csv_field field[JU_SHEET_COLUMNS_MAX];
    size_t count = 0;
    if (!split_line(r, line, length, field, &count)) {
        return false;
    }
    ret->number = r->line;
    for (size_t i = 0; i < count; i++) {
        const char *column = r->column[r->place[i]];
        if (!ju_text_valid(field[i].text, field[i].length)) {
            return bad(r, "text_invalid", column);
        }
        if (field[i].length > JU_SHEET_CELL_MAX_BYTES) {
            return bad(r, "text_too_long", column);
        }
        ret->cell[r->place[i]] = field[i].text;
    }
    return true;
}

static bool read_lines(reader *r, ju_sheet *ret, size_t most)
{
    size_t length = 0;
    if (!read_names(r)) {
        return false;
    }
    for (char *line; (line = next_line(r, &length)) != NULL;) {
        if (ret->count == most) {
            return bad(r, "lines_too_many", "");
        }
        if (!read_cells(r, line, length, &ret->line[ret->count++])) {
            return false;
        }
    }
    return ret->count > 0 || bad(r, "file_empty", "");
}

static size_t lines_in(const char *text, size_t size)
{
    size_t lines = 1;
    for (size_t i = 0; i < size; i++) {
        lines += text[i] == '\n';
    }
    return lines < JU_SHEET_LINES_MAX ? lines : JU_SHEET_LINES_MAX;
}

ju_rc ju_sheet_read(ju_arena *arena, const void *content, size_t size, const char *const *column,
                    size_t column_count, ju_sheet *ret, ju_sheet_fault *ret_fault, ju_err *err)
{
    char *text = ju_arena_alloc(arena, size + 1);
    size_t most = lines_in(content, size);
    *ret = (ju_sheet){.line = ju_arena_alloc(arena, most * sizeof *ret->line)};
    *ret_fault = (ju_sheet_fault){0};
    if (text == NULL || ret->line == NULL) {
        return ju_no_memory(err);
    }
    if (size > 0) {
        memcpy(text, content, size);
    }
    reader r = {.at = text, .left = size, .column = column, .column_count = column_count, .fault = ret_fault};
    (void)read_lines(&r, ret, most);
    return JU_OK;
}

static bool stands_before(const char *cell, const char *word, size_t length)
{
    for (const char *at = cell; at < word; at += strcspn(at, ";") + 1) {
        if (strcspn(at, ";") == length && memcmp(at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

bool ju_sheet_list_valid(const char *cell)
{
    for (const char *at = cell;; at++) {
        size_t length = strcspn(at, ";");
        if (length == 0 || stands_before(cell, at, length)) {
            return false;
        }
        at += length;
        if (*at == '\0') {
            return true;
        }
    }
}
