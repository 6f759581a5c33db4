#include "services/resident/load_compare.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord person_record;

/* The rows that stand at the lowest key not yet compared, by stage. */
typedef struct front {
    const load_rows *stage;
    size_t at[LOAD_STAGES];
    const ju_flat_item *items;
    size_t item_count;
    ju_arena *arena;
    load_differences *found;
    bool full;
} front;

static bool given_here(const char *item)
{
    return strcmp(item, "register_ref") == 0 || strcmp(item, "change_id") == 0 ||
           strcmp(item, "move_out.change_id") == 0;
}

size_t load_items(ju_flat_item ret[LOAD_ITEMS_MAX])
{
    size_t kept = 0;
    size_t count = ju_flat_items(&juki__resident__v1__person_record__descriptor, ret, LOAD_ITEMS_MAX);
    for (size_t i = 0; i < count && i < LOAD_ITEMS_MAX; i++) {
        if (!given_here(ret[i].name)) {
            ret[kept++] = ret[i];
        }
    }
    return kept;
}

const char *load_item_text(const person_record *row, const entry_numbers *numbers, const ju_flat_item *item,
                           char buffer[JU_FLAT_TEXT_SIZE])
{
    if (item->sealed) {
        return strcmp(item->name, "resident_code") == 0 ? numbers->resident_code : numbers->individual_number;
    }
    return ju_flat_text(&row->base, item, buffer);
}

static int compare_keys(const person_record *a, const person_record *b)
{
    int order = strcmp(a->addressee_number, b->addressee_number);
    return order != 0 ? order
                      : (a->history_number > b->history_number) - (a->history_number < b->history_number);
}

static const person_record *row_at(const front *f, size_t stage)
{
    return f->at[stage] < f->stage[stage].count ? f->stage[stage].row[f->at[stage]] : NULL;
}

static const person_record *lowest(const front *f)
{
    const person_record *low = NULL;
    for (size_t s = 0; s < LOAD_STAGES; s++) {
        const person_record *row = row_at(f, s);
        if (row != NULL && (low == NULL || compare_keys(row, low) < 0)) {
            low = row;
        }
    }
    return low;
}

static load_difference *add(front *f, const person_record *key, const char *kind, const char *item)
{
    load_differences *list = f->found;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;
        load_difference *larger = ju_arena_alloc(f->arena, capacity * sizeof *larger);
        if (larger == NULL) {
            f->full = true;
            return NULL;
        }
        if (list->count > 0) {
            memcpy(larger, list->item, list->count * sizeof *larger);
        }
        list->item = larger;
        list->capacity = capacity;
    }
    list->item[list->count] = (load_difference){.addressee_number = key->addressee_number,
                                                .history_number = key->history_number,
                                                .kind = kind,
                                                .item = item,
                                                .value = {"", "", ""}};
    return &list->item[list->count++];
}

/* restraints, which are no item of a record: NULL. */
static const char *text_at(const front *f, size_t stage, const ju_flat_item *item,
                           char buffer[JU_FLAT_TEXT_SIZE])
{
    const load_rows *rows = &f->stage[stage];
    size_t at = f->at[stage];
    return item == NULL ? rows->restraints[at]
                        : load_item_text(rows->row[at], &rows->numbers[at], item, buffer);
}

/* One item of the rows that are there; row[s] is NULL where the key is missing. */
static void compare_item(front *f, const person_record *key, const person_record *const row[LOAD_STAGES],
                         const ju_flat_item *item)
{
    char buffer[LOAD_STAGES][JU_FLAT_TEXT_SIZE];
    const char *text[LOAD_STAGES];
    const char *first = NULL;
    bool differs = false;
    for (size_t s = 0; s < LOAD_STAGES; s++) {
        if (row[s] != NULL) {
            text[s] = text_at(f, s, item, buffer[s]);
            first = first == NULL ? text[s] : first;
            differs |= strcmp(text[s], first) != 0;
        }
    }
    const char *name = item == NULL ? "restraints" : item->name;
    bool sealed = item != NULL && item->sealed;
    load_difference *found = differs ? add(f, key, "value", ju_arena_strdup(f->arena, name)) : NULL;
    for (size_t s = 0; found != NULL && !sealed && s < LOAD_STAGES; s++) {
        if (row[s] != NULL) {
            found->value[s] = ju_arena_strdup(f->arena, text[s]);
            f->full |= found->value[s] == NULL;
        }
    }
}

/* A key that a stage gives again behind the row compared. */
static void pass_row(front *f, const person_record *key, size_t stage)
{
    static const char *const TWICE[LOAD_STAGES] = {"duplicate_old", "duplicate_source", "duplicate_loaded"};
    f->at[stage]++;
    for (const person_record *next = row_at(f, stage); next != NULL && compare_keys(next, key) == 0;
         next = row_at(f, stage)) {
        (void)add(f, key, TWICE[stage], "");
        f->at[stage]++;
    }
}

static void compare_key(front *f, const person_record *key)
{
    static const char *const MISSING[LOAD_STAGES] = {"missing_old", "missing_source", "missing_loaded"};
    const person_record *row[LOAD_STAGES];
    for (size_t s = 0; s < LOAD_STAGES; s++) {
        const person_record *here = row_at(f, s);
        row[s] = here != NULL && compare_keys(here, key) == 0 ? here : NULL;
        if (row[s] == NULL) {
            (void)add(f, key, MISSING[s], "");
        }
    }
    for (size_t i = 0; i < f->item_count; i++) {
        compare_item(f, key, row, &f->items[i]);
    }
    compare_item(f, key, row, NULL);
    for (size_t s = 0; s < LOAD_STAGES; s++) {
        if (row[s] != NULL) {
            pass_row(f, key, s);
        }
    }
}

bool load_compare(const load_rows stage[LOAD_STAGES], ju_arena *arena, load_differences *ret)
{
    ju_flat_item *items = ju_arena_alloc(arena, LOAD_ITEMS_MAX * sizeof *items);
    front f = {.stage = stage, .items = items, .arena = arena, .found = ret};
    *ret = (load_differences){0};
    if (items == NULL) {
        return false;
    }
    f.item_count = load_items(items);
    for (const person_record *key = lowest(&f); key != NULL && !f.full; key = lowest(&f)) {
        compare_key(&f, key);
    }
    return !f.full;
}
