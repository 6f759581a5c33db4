#ifndef RESIDENT_FOLD_H
#define RESIDENT_FOLD_H

#include "common/base/arena.h"

#include <stddef.h>
#include <uchar.h>

/* Text as code points, for the folding of search. */
typedef struct fold_text {
    char32_t *point; /* in the arena; room for one more */
    size_t count;
} fold_text;

/*
 * Compatible forms become one (NFKC: ｶ and カ, Ａ and A, 神 and 神), variation selectors and spaces go,
 * letters of alphabets become small. Text that is no UTF-8 gives count 0. ret->point NULL when the arena is
 * full.
 */
void fold_decode(const char *text, ju_arena *arena, fold_text *ret);

/* NULL when the arena is full. */
char *fold_encode(const fold_text *text, ju_arena *arena);

#endif
