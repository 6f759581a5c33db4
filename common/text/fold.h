#ifndef JU_TEXT_FOLD_H
#define JU_TEXT_FOLD_H

#include "common/base/arena.h"

#include <stddef.h>
#include <uchar.h>

/* Text as code points, for the folding of search: names and places are kept as they were written. */
typedef struct ju_fold_text {
    char32_t *point; /* in the arena; room for one more */
    size_t count;
} ju_fold_text;

/*
 * Compatible forms become one (NFKC: ｶ and カ, Ａ and A, 神 and 神), variation selectors and spaces go,
 * letters of alphabets become small. Text that is no UTF-8 gives count 0. ret->point NULL when the arena is
 * full.
 */
void ju_fold_decode(const char *text, ju_arena *arena, ju_fold_text *ret);

/* NULL when the arena is full. */
char *ju_fold_encode(const ju_fold_text *text, ju_arena *arena);

/* Text as it is compared: both in one. NULL when the arena is full. */
char *ju_fold(const char *text, ju_arena *arena);

#endif
