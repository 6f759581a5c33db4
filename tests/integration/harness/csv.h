#ifndef HARNESS_CSV_H
#define HARNESS_CSV_H

#include "tests/integration/harness/world.h"

/* A register as CSV (tests/town/register), its lines to be broken by a test. No field of it is quoted. */
enum { CSV_TEXT_SIZE = 512, CSV_LINES_MAX = 16 * 1024 };

typedef struct csv {
    char path[CSV_TEXT_SIZE];  /* once written */
    char *line[CSV_LINES_MAX]; /* the column names first */
    size_t count;
} csv;

/* Makes a file of so many residents in the test's directory. */
void csv_make_register(world *w, const char *name, int persons, char path[CSV_TEXT_SIZE]);

csv *csv_read(const char *path);
void csv_write(csv *file, world *w, const char *name);
void csv_free(csv *file);

/* An item of a line gets another text; csv_get: free the text; csv_swap: of two lines, which must differ. */
void csv_set(csv *file, size_t line, const char *name, const char *value);
char *csv_get(const csv *file, size_t line, const char *name);
void csv_swap(csv *file, size_t one, size_t other, const char *name);

/* The first line behind this one whose person has another 宛名番号. */
size_t csv_next_person(const csv *file, size_t line);

#endif
