#ifndef JU_TEXT_CSV_H
#define JU_TEXT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* One field; text has a NUL behind its length bytes and may hold others. */
typedef struct ju_csv_field {
    char *text;
    size_t length;
} ju_csv_field;

/*
 * Divides one line (without its end) into fields in place, after RFC 4180: commas between, quotes around, ""
 * for a quote inside. A line end inside quotes is not taken. line[length] must be writable. At most max
 * fields are filled; *ret_count is how many there are. False when quotes are misplaced.
 */
bool ju_csv_split(char *line, size_t length, ju_csv_field *field, size_t max, size_t *ret_count);

/* Writes one field, in quotes where RFC 4180 wants them. */
void ju_csv_put(FILE *out, const char *text);

#endif
