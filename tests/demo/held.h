#ifndef DEMO_HELD_H
#define DEMO_HELD_H

#include "common/base/err.h"

#include <stddef.h>

/* One thing that somebody holds: what it is called, and all that is held of it as one text. Both may contain
 * 個人番号 or 住民票コード in clear: rows stay in this process and are wiped. */
typedef struct held_row {
    char *key;
    char *content;
} held_row;

typedef struct demo_held {
    held_row *row;
    size_t count;
    size_t capacity;
} demo_held;

/* Copies both texts. */
ju_rc held_add(demo_held *held, const char *key, const char *content, ju_err *err) JU_MUST_CHECK;
void held_free(demo_held *held);

typedef struct held_differences {
    size_t missing;    /* keys of the first that the second lacks */
    size_t differing;  /* keys of both whose contents are not the same */
    size_t extra;      /* keys of the second that the first lacks */
    const char *first; /* a key of them, or NULL; lives as long as the rows */
} held_differences;

/* Compares by key and sorts both for that. */
held_differences held_compare(demo_held *should, demo_held *is);

#endif
