#ifndef GATEWAY_COPY_FILE_H
#define GATEWAY_COPY_FILE_H

#include "common/text/sheet.h"

/*
 * 副本 of an office as a file: a line for each item of a person, in the order of 宛名番号, information and
 * item. A line with neither item nor value withdraws the 副本.
 */
enum copy_column { COPY_ADDRESSEE, COPY_INFORMATION, COPY_AS_OF, COPY_NAME, COPY_VALUE, COPY_COLUMNS };

/* An item that files may have. */
typedef struct copy_kind {
    const char *information;
    const char *item;
    const char *kind; /* text; amount and year in digits; date */
} copy_kind;

/* Reads the cells of a file by enum copy_column: as ju_sheet_read. */
ju_rc copy_file_read(ju_arena *arena, const void *content, size_t size, ju_sheet *ret,
                     ju_sheet_fault *ret_fault, ju_err *err) JU_MUST_CHECK;

/*
 * The first fault of its lines. Codes besides those of ju_sheet_read: "item_missing", "code_invalid" (no
 * 宛名番号), "information_unknown" (none of these offices; 住民票関係情報 comes from the register alone),
 * "item_unknown", "value_invalid", "date_invalid", "date_future", "line_order", "line_twice", "as_of_mixed"
 * (two days in one 副本), "withdrawal_mixed" (items besides a withdrawal).
 */
ju_sheet_fault copy_file_check(const ju_sheet *file, const char *today, const copy_kind *kind,
                               size_t kind_count);

/* What only the database knows of the person of this line: "person_unknown", "person_twice" (stands before
 * under another 宛名番号). */
ju_sheet_fault copy_file_person(const ju_sheet_line *line, const char *code);

/* What a code of a file is called, in Japanese; otherwise when it is none. */
const char *copy_file_fault_text(const char *code, const char *otherwise);

#endif
