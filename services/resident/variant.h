#ifndef RESIDENT_VARIANT_H
#define RESIDENT_VARIANT_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdint.h>

/*
 * 異体字 for search (住民記録 standard 2.1.2 j330): the characters of one row of the table are one. The table
 * is data (variants.csv, or the office's own with its 外字): per line "字,異体字", the second column all
 * variants side by side; lines that begin with # are remarks.
 */
typedef struct variant_table variant_table;

/* JU_FATAL "variants" for a line that cannot be read, or a character in two rows. Free with
 * variant_table_free. */
ju_rc variant_table_parse(const char *csv, variant_table **ret, ju_err *err) JU_MUST_CHECK;
void variant_table_free(variant_table *table);

/* Says which table this is: folded text of another table has to be made anew. */
uint32_t variant_table_mark(const variant_table *table);

/*
 * A written name for search: variants become the character of their row, variation selectors and spaces go,
 * widths and cases are one. NULL when the arena is full. Folding twice changes nothing.
 */
char *variant_fold(const variant_table *table, const char *name, ju_arena *arena);

#endif
