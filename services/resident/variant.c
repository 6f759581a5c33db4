#include "services/resident/variant.h"

#include "common/text/fold.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_CAP_BYTES = 16 * 1024, TABLE_MAX = 100000 };

typedef struct pair {
    char32_t variant;
    char32_t stands_for;
} pair;

struct variant_table {
    size_t count;
    size_t capacity;
    uint32_t mark;
    pair *row; /* by variant, the character of each group among them */
};

static int compare(const void *a, const void *b)
{
    char32_t left = ((const pair *)a)->variant;
    char32_t right = ((const pair *)b)->variant;
    return (left > right) - (left < right);
}

static ju_rc add(variant_table *table, char32_t variant, char32_t stands_for, ju_err *err)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity == 0 ? 256 : table->capacity * 2;
        pair *larger = capacity > TABLE_MAX ? NULL : realloc(table->row, capacity * sizeof *larger);
        if (larger == NULL) {
            return ju_fail(err, JU_FATAL, "memory", "the table of variants is too large");
        }
        table->row = larger;
        table->capacity = capacity;
    }
    table->row[table->count++] = (pair){.variant = variant, .stands_for = stands_for};
    return JU_OK;
}

static ju_rc bad_line(ju_err *err, size_t number)
{
    return ju_fail(err, JU_FATAL, "variants", "line %zu of the table of variants is not \"字,異体字\"",
                   number);
}

/* Each column as it is compared: a variant that NFKC makes the same character anyway needs no row. */
static ju_rc read_line(variant_table *table, char *line, size_t number, ju_err *err)
{
    ju_arena arena;
    char *comma = strchr(line, ',');
    if (comma == NULL || comma == line || comma[1] == '\0') {
        return bad_line(err, number);
    }
    *comma = '\0';
    ju_arena_init(&arena, LINE_CAP_BYTES);
    ju_fold_text first;
    ju_fold_text others;
    ju_fold_decode(line, &arena, &first);
    ju_fold_decode(comma + 1, &arena, &others);
    ju_rc rc = first.point == NULL || others.point == NULL || first.count != 1 || others.count == 0
                   ? bad_line(err, number)
                   : add(table, first.point[0], first.point[0], err);
    for (size_t i = 0; rc == JU_OK && i < others.count; i++) {
        rc = add(table, others.point[i], first.point[0], err);
    }
    ju_arena_done(&arena);
    return rc;
}

static ju_rc read_lines(variant_table *table, char *text, ju_err *err)
{
    size_t number = 0;
    for (char *line = text; line != NULL && *line != '\0';) {
        char *end = strchr(line, '\n');
        number++;
        if (end != NULL) {
            *end = '\0';
        }
        if (*line != '#' && *line != '\0') {
            JU_TRY(read_line(table, line, number, err));
        }
        line = end == NULL ? NULL : end + 1;
    }
    return JU_OK;
}

static ju_rc sort(variant_table *table, ju_err *err)
{
    uint32_t mark = 2166136261U; /* FNV-1a */
    if (table->count > 0) {
        qsort(table->row, table->count, sizeof *table->row, compare);
    }
    for (size_t i = 0; i < table->count; i++) {
        if (i > 0 && table->row[i].variant == table->row[i - 1].variant) {
            return ju_fail(err, JU_FATAL, "variants", "U+%04X stands twice in the table of variants",
                           (unsigned)table->row[i].variant);
        }
        mark = (mark ^ table->row[i].variant) * 16777619U;
        mark = (mark ^ table->row[i].stands_for) * 16777619U;
    }
    table->mark = mark;
    return JU_OK;
}

ju_rc variant_table_parse(const char *csv, variant_table **ret, ju_err *err)
{
    variant_table *table = calloc(1, sizeof *table);
    char *text = strdup(csv);
    ju_rc rc = table == NULL || text == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory")
                                             : read_lines(table, text, err);
    rc = rc == JU_OK ? sort(table, err) : rc;
    free(text);
    if (rc != JU_OK) {
        variant_table_free(table);
        return rc;
    }
    *ret = table;
    return JU_OK;
}

void variant_table_free(variant_table *table)
{
    if (table != NULL) {
        free(table->row);
        free(table);
    }
}

uint32_t variant_table_mark(const variant_table *table)
{
    return table->mark;
}

char *variant_fold(const variant_table *table, const char *name, ju_arena *arena)
{
    ju_fold_text text;
    ju_fold_decode(name, arena, &text);
    if (text.point == NULL) {
        return NULL;
    }
    for (size_t i = 0; table->count > 0 && i < text.count; i++) {
        const pair wanted = {.variant = text.point[i]};
        const pair *found = bsearch(&wanted, table->row, table->count, sizeof wanted, compare);
        text.point[i] = found == NULL ? text.point[i] : found->stands_for;
    }
    return ju_fold_encode(&text, arena);
}
