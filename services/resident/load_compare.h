#ifndef RESIDENT_LOAD_COMPARE_H
#define RESIDENT_LOAD_COMPARE_H

#include "services/resident/entry.h"

#include "common/base/arena.h"
#include "common/event/flat.h"

/*
 * The comparison that would have found the incident of R6.3 (seed 001, M1, M2): the old system's list of all
 * records, the source that was extracted from it, and what was loaded, key by key and item by item. Counts
 * and checksums of a column do not see two telephone numbers that changed places; this does.
 */
typedef enum load_stage { LOAD_OLD, LOAD_SOURCE, LOAD_LOADED, LOAD_STAGES } load_stage;

/* Rows of one stage, sorted by 宛名番号 and 履歴番号, with their numbers opened, and what stands against the
 * person in his latest row. */
typedef struct load_rows {
    Juki__Resident__V1__PersonRecord *const *row;
    const entry_numbers *numbers;
    const char *const *restraints; /* of each row, as load_restraint.h says */
    size_t count;
} load_rows;

typedef struct load_difference {
    const char *addressee_number;
    int32_t history_number;
    const char
        *kind; /* value, missing_old, missing_source, missing_loaded, duplicate_old, duplicate_source */
    const char *item;               /* "" unless a value differs */
    const char *value[LOAD_STAGES]; /* "" of numbers, which are never told */
} load_difference;

typedef struct load_differences {
    load_difference *item;
    size_t count;
    size_t capacity;
} load_differences;

/* The items that a source brings: all of PersonRecord but register_ref and the ids of changes, which
 * juki gives. */
enum { LOAD_ITEMS_MAX = 128 };
size_t load_items(ju_flat_item ret[LOAD_ITEMS_MAX]);

/* The text of an item of a row; numbers are opened ones. */
const char *load_item_text(const Juki__Resident__V1__PersonRecord *row, const entry_numbers *numbers,
                           const ju_flat_item *item, char buffer[JU_FLAT_TEXT_SIZE]);

/* All differences, by key and then item. A row that is missing somewhere is one difference; its items are
 * compared where it is there. False when the arena is full. */
bool load_compare(const load_rows stage[LOAD_STAGES], ju_arena *arena, load_differences *ret);

#endif
