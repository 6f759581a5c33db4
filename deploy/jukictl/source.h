#ifndef JUKICTL_SOURCE_H
#define JUKICTL_SOURCE_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/event/flat.h"
#include "juki/resident/v1/record.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A register as a CSV file: UTF-8 (a byte order mark is skipped), a line per row of history, the columns of
 * ctl_source_items in any order under their names, RFC 4180 quoting without line ends inside. Sorted by
 * 宛名番号 as text, then 履歴番号. Reading takes memory for one line.
 */
typedef struct ctl_source ctl_source;

enum { CTL_SOURCE_ITEMS_MAX = 128, CTL_SOURCE_LINE_MAX = 64 * 1024, CTL_SOURCE_DIGEST_SIZE = 65 };

/* One row, in the caller's arena. */
typedef struct ctl_row {
    int64_t line;                             /* of the file, from 1; 0 at its end */
    Juki__Resident__V1__PersonRecord *record; /* may be NULL when code is set */
    const char *individual_number;            /* in clear; "" when not given */
    const char *resident_code;
    const char *restraints; /* what stands against the person; "" for nothing */
    const char *code;       /* what is wrong with the line, NULL when nothing is seen here */
    const char *item;       /* the column at fault, or "" */
} ctl_row;

/* The items of the columns: all of PersonRecord but register_ref and the ids of changes, which juki
 * gives. */
/* And restraints, which is no field of a record: its field is NULL. */
size_t ctl_source_items(ju_flat_item ret[CTL_SOURCE_ITEMS_MAX]);

/*
 * Opens and reads the line of column names. In a list the same key may stand twice, since a list shows what
 * the old system has. JU_REJECT: columns_missing, column_unknown, column_twice with the column as item;
 * JU_FATAL: not readable.
 */
ju_rc ctl_source_open(const char *path, bool list, ctl_source **ret, ju_err *err) JU_MUST_CHECK;
void ctl_source_close(ctl_source *source); /* accepts NULL */

/* The next row. Codes: columns_missing (too few or too many), quotes, line_too_long, text_invalid (UTF-8,
 * NUL, control characters), code_invalid, check_digit, row_order, duplicate_key. JU_FATAL: not readable, or
 * the arena is full. */
ju_rc ctl_source_next(ctl_source *source, ju_arena *arena, ctl_row *ret, ju_err *err) JU_MUST_CHECK;

int64_t ctl_source_bytes(const ctl_source *source); /* read so far */
int64_t ctl_source_size(const ctl_source *source);  /* of the file */

/* SHA-256 of what was read so far, in hexadecimal. JU_FATAL when OpenSSL fails. */
ju_rc ctl_source_digest(const ctl_source *source, char ret[CTL_SOURCE_DIGEST_SIZE],
                        ju_err *err) JU_MUST_CHECK;

#endif
