#ifndef JU_TEXT_SHEET_H
#define JU_TEXT_SHEET_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* A CSV file (RFC 4180, UTF-8, a line of column names first) that is taken whole or not at all (seed 002
 * R-26, seed 004_001 K58). */
enum { JU_SHEET_COLUMNS_MAX = 16, JU_SHEET_LINES_MAX = 5000, JU_SHEET_CELL_MAX_BYTES = 1000 };

typedef struct ju_sheet_line {
    int number;                             /* in the file, from 1 */
    const char *cell[JU_SHEET_COLUMNS_MAX]; /* in the order of the columns asked for; never NULL */
} ju_sheet_line;

typedef struct ju_sheet {
    ju_sheet_line *line;
    size_t count;
} ju_sheet;

/* Why a file is refused; code NULL: it is not. item is a name of a column or "". */
typedef struct ju_sheet_fault {
    const char *code;
    const char *item;
    int line; /* 0: the file as a whole */
} ju_sheet_fault;

/*
 * Reads the file into arena memory: exactly these columns, in any order. Codes: "file_empty",
 * "columns_missing" (of the first line, or a line with another number of cells), "column_unknown",
 * "column_twice", "quotes", "text_invalid" (no UTF-8, or characters that cannot be shown), "text_too_long",
 * "lines_too_many". JU_FATAL when the arena is full.
 */
ju_rc ju_sheet_read(ju_arena *arena, const void *content, size_t size, const char *const *column,
                    size_t column_count, ju_sheet *ret, ju_sheet_fault *ret_fault, ju_err *err) JU_MUST_CHECK;

/* The texts between the separators ';' of a cell: false when one is empty or stands twice. */
bool ju_sheet_list_valid(const char *cell);

/* What a code of a file is called, in Japanese; otherwise when it is none. */
const char *ju_sheet_fault_text(const char *code, const char *otherwise);

#endif
