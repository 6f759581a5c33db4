#include "tests/demo/held.h"

#include <stdlib.h>
#include <string.h>

ju_rc held_add(demo_held *held, const char *key, const char *content, ju_err *err)
{
    if (held->count == held->capacity) {
        size_t capacity = held->capacity == 0 ? 4096 : held->capacity * 2;
        held_row *grown = reallocarray(held->row, capacity, sizeof *grown);
        if (grown == NULL) {
            return ju_fail(err, JU_FATAL, "memory", "out of memory");
        }
        held->row = grown;
        held->capacity = capacity;
    }
    held_row row = {.key = strdup(key), .content = strdup(content)};
    if (row.key == NULL || row.content == NULL) {
        free(row.key);
        free(row.content);
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    held->row[held->count++] = row;
    return JU_OK;
}

static void wipe(char *text)
{
    explicit_bzero(text, strlen(text));
    free(text);
}

void held_free(demo_held *held)
{
    for (size_t i = 0; i < held->count; i++) {
        wipe(held->row[i].key);
        wipe(held->row[i].content);
    }
    free(held->row);
    *held = (demo_held){0};
}

static int by_key(const void *left, const void *right)
{
    return strcmp(((const held_row *)left)->key, ((const held_row *)right)->key);
}

static void note(held_differences *differences, const char *key)
{
    differences->first = differences->first == NULL ? key : differences->first;
}

held_differences held_compare(demo_held *should, demo_held *is)
{
    held_differences found = {0};
    size_t a = 0;
    size_t b = 0;
    if (should->count > 0) {
        qsort(should->row, should->count, sizeof *should->row, by_key);
    }
    if (is->count > 0) {
        qsort(is->row, is->count, sizeof *is->row, by_key);
    }
    while (a < should->count || b < is->count) {
        int order = a == should->count ? 1 : b == is->count ? -1 : strcmp(should->row[a].key, is->row[b].key);
        if (order < 0) {
            found.missing++;
            note(&found, should->row[a++].key);
        } else if (order > 0) {
            found.extra++;
            note(&found, is->row[b++].key);
        } else {
            if (strcmp(should->row[a].content, is->row[b].content) != 0) {
                found.differing++;
                note(&found, should->row[a].key);
            }
            a++;
            b++;
        }
    }
    return found;
}
