#ifndef JU_TEXT_TEXT_H
#define JU_TEXT_TEXT_H

#include "common/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Text of the register: UTF-8, kept as it came and never normalised, since a variant of a character in a
 * name is part of the name. A character here is what a reader sees: a code point with the variation
 * selector that may follow it (one only: a second selector counts as a character of its own).
 * Functions but ju_text_valid take NUL-terminated text that ju_text_valid accepted.
 */

/*
 * Whether these bytes are well-formed UTF-8 of characters that can be shown: no NUL, control or format
 * characters (categories Cc and Cf), line or paragraph separators, or noncharacters.
 */
bool ju_text_valid(const char *text, size_t length_bytes);

/* The number of characters. */
size_t ju_text_length(const char *text);

/* The length in bytes of the first max_length characters, or of the whole text if it has fewer. */
size_t ju_text_truncate(const char *text, size_t max_length);

/*
 * How many characters a receiver with the common repertoire may not be able to show (外字数): Private Use
 * code points and those with an ideographic variation selector (U+E0100 to U+E01EF). Our reading; the list
 * of 住基ネット統一文字 itself is not public.
 */
size_t ju_text_external_count(const char *text);

/* Whether text is a フリガナ: full-width katakana ァ to ヺ, ー, ・ and spaces, at least one of the first. */
bool ju_text_is_katakana_name(const char *text);

/* Katakana (ァ to ヶ, ヽ, ヾ) as hiragana, the rest as it is: ヷ ヸ ヹ ヺ have none. NULL as arena. */
char *ju_text_hiragana(const char *text, ju_arena *arena);

/*
 * 清音化かな, for search and for 本人確認情報. The official rule is not public; this is our reading, each
 * step by itself so that a receiver's own rule can be met. Works on katakana and hiragana. NULL as arena.
 */
enum {
    JU_SEION_VOICED = 1 << 0, /* ガ -> カ, パ -> ハ, ヴ -> ウ, and marks standing alone are dropped */
    JU_SEION_SMALL = 1 << 1,  /* ッ -> ツ, ャ -> ヤ */
    JU_SEION_SPACE = 1 << 2,  /* half and full-width spaces are dropped */
    JU_SEION_LONG = 1 << 3,   /* ー is dropped */
};
char *ju_text_seion(const char *text, unsigned steps, ju_arena *arena);

#endif
