#include "common/text/text.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

enum {
    IDEOGRAPHIC_SPACE = 0x3000,
    SMALL_A_HIRAGANA = 0x3041,
    SMALL_KE_HIRAGANA = 0x3096,
    VOICED_COMBINING = 0x3099,
    SEMIVOICED_STANDING = 0x309c,
    HIRAGANA_REPEAT = 0x309d,
    SMALL_A_KATAKANA = 0x30a1,
    SMALL_KE_KATAKANA = 0x30f6,
    VO_KATAKANA = 0x30fa,
    MIDDLE_DOT = 0x30fb,
    LONG_MARK = 0x30fc,
    KATAKANA_REPEAT = 0x30fd,
    KATAKANA_VOICED_REPEAT = 0x30fe,
    KATAKANA_SHIFT = SMALL_A_KATAKANA - SMALL_A_HIRAGANA,
};

/* Decodes one code point and moves the cursor. A byte that is no UTF-8 reads as '?', also one byte. */
static int32_t next_code_point(const char **cursor)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)*cursor;
    utf8proc_int32_t code_point = 0;
    utf8proc_ssize_t size = utf8proc_iterate(bytes, (utf8proc_ssize_t)strnlen(*cursor, 4), &code_point);
    if (size <= 0) {
        *cursor += 1;
        return '?';
    }
    *cursor += size;
    return code_point;
}

static bool is_ideographic_selector(int32_t c)
{
    return c >= 0xe0100 && c <= 0xe01ef;
}

static bool is_selector(int32_t c)
{
    return (c >= 0xfe00 && c <= 0xfe0f) || is_ideographic_selector(c);
}

/* Moves the cursor over one character; ret_selector is its variation selector or 0. */
static int32_t next_character(const char **cursor, int32_t *ret_selector)
{
    int32_t base = next_code_point(cursor);
    *ret_selector = 0;
    const char *ahead = *cursor;
    int32_t following = *ahead == '\0' ? 0 : next_code_point(&ahead);
    if (is_selector(following) && !is_selector(base)) {
        *ret_selector = following;
        *cursor = ahead;
    }
    return base;
}

static bool can_be_shown(int32_t c)
{
    bool noncharacter = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
    if (noncharacter) {
        return false;
    }
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    default:
        return true;
    }
}

bool ju_text_valid(const char *text, size_t length_bytes)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    while (length_bytes > 0) {
        utf8proc_int32_t code_point = 0;
        bool ascii = *bytes >= ' ' && *bytes < 0x7f; /* ids and codes, of which most texts are */
        utf8proc_ssize_t size =
            ascii ? 1 : utf8proc_iterate(bytes, (utf8proc_ssize_t)length_bytes, &code_point);
        if (size <= 0 || (!ascii && !can_be_shown(code_point))) {
            return false;
        }
        bytes += size;
        length_bytes -= (size_t)size;
    }
    return true;
}

size_t ju_text_length(const char *text)
{
    size_t length = 0;
    int32_t selector;
    while (*text != '\0') {
        (void)next_character(&text, &selector);
        length++;
    }
    return length;
}

size_t ju_text_truncate(const char *text, size_t max_length)
{
    const char *cursor = text;
    int32_t selector;
    for (size_t length = 0; length < max_length && *cursor != '\0'; length++) {
        (void)next_character(&cursor, &selector);
    }
    return (size_t)(cursor - text);
}

size_t ju_text_external_count(const char *text)
{
    size_t count = 0;
    int32_t selector;
    while (*text != '\0') {
        int32_t base = next_character(&text, &selector);
        if (utf8proc_category(base) == UTF8PROC_CATEGORY_CO || is_ideographic_selector(selector)) {
            count++;
        }
    }
    return count;
}

static bool is_space(int32_t c)
{
    return c == ' ' || c == IDEOGRAPHIC_SPACE;
}

bool ju_text_is_katakana_name(const char *text)
{
    bool has_kana = false;
    while (*text != '\0') {
        int32_t c = next_code_point(&text);
        bool kana = c >= SMALL_A_KATAKANA && c <= VO_KATAKANA;
        if (!kana && c != MIDDLE_DOT && c != LONG_MARK && !is_space(c)) {
            return false;
        }
        has_kana = has_kana || kana;
    }
    return has_kana;
}

/* What a step makes of a code point; 0 drops it. No step makes the UTF-8 of a code point longer. */
typedef int32_t step(int32_t c, unsigned steps);

static char *map_code_points(const char *text, step *map, unsigned steps, ju_arena *arena)
{
    char *out = ju_arena_alloc(arena, strlen(text) + 1);
    if (out == NULL) {
        return NULL;
    }
    utf8proc_uint8_t *end = (utf8proc_uint8_t *)out;
    while (*text != '\0') {
        int32_t c = map(next_code_point(&text), steps);
        if (c != 0) {
            end += utf8proc_encode_char(c, end);
        }
    }
    *end = '\0';
    return out;
}

static int32_t to_hiragana(int32_t c, unsigned steps)
{
    (void)steps;
    bool has_hiragana = (c >= SMALL_A_KATAKANA && c <= SMALL_KE_KATAKANA) || c == KATAKANA_REPEAT ||
                        c == KATAKANA_VOICED_REPEAT;
    return has_hiragana ? c - KATAKANA_SHIFT : c;
}

char *ju_text_hiragana(const char *text, ju_arena *arena)
{
    return map_code_points(text, to_hiragana, 0, arena);
}

static int32_t without_voiced_mark(int32_t c)
{
    if (c >= VOICED_COMBINING && c <= SEMIVOICED_STANDING) {
        return 0;
    }
    bool kana = c >= SMALL_A_HIRAGANA && c <= KATAKANA_VOICED_REPEAT;
    utf8proc_int32_t parts[4];
    int boundary = UTF8PROC_BOUNDCLASS_START;
    if (kana && utf8proc_decompose_char(c, parts, 4, UTF8PROC_DECOMPOSE, &boundary) > 1) {
        return parts[0];
    }
    return c;
}

static int32_t without_smallness(int32_t c)
{
    bool katakana = c >= SMALL_A_KATAKANA && c <= SMALL_KE_KATAKANA;
    switch (katakana ? c - KATAKANA_SHIFT : c) {
    case 0x3041: /* ぁ */
    case 0x3043: /* ぃ */
    case 0x3045: /* ぅ */
    case 0x3047: /* ぇ */
    case 0x3049: /* ぉ */
    case 0x3063: /* っ */
    case 0x3083: /* ゃ */
    case 0x3085: /* ゅ */
    case 0x3087: /* ょ */
    case 0x308e: /* ゎ */
        return c + 1;
    case 0x3095: /* ゕ */
        return c - 0x3095 + 0x304b;
    case SMALL_KE_HIRAGANA: /* ゖ */
        return c - SMALL_KE_HIRAGANA + 0x3051;
    default:
        return c;
    }
}

static int32_t seion_step(int32_t c, unsigned steps)
{
    bool dropped =
        ((steps & JU_SEION_SPACE) != 0 && is_space(c)) || ((steps & JU_SEION_LONG) != 0 && c == LONG_MARK);
    if (dropped) {
        return 0;
    }
    if ((steps & JU_SEION_VOICED) != 0) {
        c = without_voiced_mark(c);
    }
    if ((steps & JU_SEION_SMALL) != 0) {
        c = without_smallness(c);
    }
    return c;
}

char *ju_text_seion(const char *text, unsigned steps, ju_arena *arena)
{
    return map_code_points(text, seion_step, steps, arena);
}
