#include "common/text/fold.h"

#include <string.h>
#include <utf8proc.h>

static const utf8proc_option_t COMPATIBLE = UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                            UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;

static size_t without_spaces(char32_t *point, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (utf8proc_category((utf8proc_int32_t)point[i]) != UTF8PROC_CATEGORY_ZS) {
            point[kept++] = point[i];
        }
    }
    return kept;
}

void ju_fold_decode(const char *text, ju_arena *arena, ju_fold_text *ret)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t count = utf8proc_decompose(bytes, 0, NULL, 0, COMPATIBLE);
    size_t room = count > 0 ? (size_t)count : 0;
    utf8proc_int32_t *buffer = ju_arena_alloc(arena, (room + 1) * sizeof *buffer);
    *ret = (ju_fold_text){.point = (char32_t *)buffer};
    if (buffer == NULL || room == 0) {
        return;
    }
    count = utf8proc_decompose(bytes, 0, buffer, count, COMPATIBLE);
    count = count > 0 ? utf8proc_normalize_utf32(buffer, count, COMPATIBLE) : 0;
    ret->count = without_spaces(ret->point, count > 0 ? (size_t)count : 0);
}

char *ju_fold_encode(const ju_fold_text *text, ju_arena *arena)
{
    char *out = ju_arena_alloc(arena, text->count * 4 + 1);
    if (out == NULL) {
        return NULL;
    }
    utf8proc_uint8_t *end = (utf8proc_uint8_t *)out;
    for (size_t i = 0; i < text->count; i++) {
        end += utf8proc_encode_char((utf8proc_int32_t)text->point[i], end);
    }
    *end = '\0';
    return out;
}

char *ju_fold(const char *text, ju_arena *arena)
{
    ju_fold_text points;
    ju_fold_decode(text, arena, &points);
    return points.point == NULL ? NULL : ju_fold_encode(&points, arena);
}
