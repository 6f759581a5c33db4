#include "services/identity/media_file.h"

#include <string.h>

enum { ITEMS = 6, NUMBERS_BYTES = 64 };

static const char HEAD[] = "住民票コード,個人番号,氏名,生年月日,男女の別,住所,異動事由,異動年月日\r\n";

/* One item in quotes, with the mark that stands before it. */
static char *put_item(char *to, const char *mark, const char *text)
{
    to = stpcpy(to, mark);
    *to++ = '"';
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            *to++ = '"';
        }
        *to++ = *text;
    }
    *to++ = '"';
    *to = '\0';
    return to;
}

static char *put_row(char *to, const char *code, const char *number, const media_row *row)
{
    to = put_item(to, "", code);
    to = put_item(to, ",", number);
    for (int i = 0; i < ITEMS; i++) {
        to = put_item(to, ",", row->item[i]);
    }
    return stpcpy(to, "\r\n");
}

static size_t most_bytes(const media_row *rows, size_t count)
{
    size_t size = sizeof HEAD;
    for (size_t i = 0; i < count; i++) {
        size += NUMBERS_BYTES;
        for (int k = 0; k < ITEMS; k++) {
            size += 2 * strlen(rows[i].item[k]) + 3;
        }
    }
    return size;
}

static ju_rc add_row(const identity_rings *rings, ju_arena *arena, const media_row *row, char **to,
                     ju_err *err)
{
    identity_plain plain;
    JU_TRY(identity_open_numbers(rings, arena, row->register_ref, row->resident_code, row->individual_number,
                                 &plain, err));
    *to = put_row(*to, plain.resident_code, plain.individual_number, row);
    explicit_bzero(&plain, sizeof plain);
    return JU_OK;
}

ju_rc media_file_make(const identity_rings *rings, ju_arena *arena, const media_row *rows, size_t count,
                      char **ret, size_t *ret_size, ju_err *err)
{
    char *file = ju_arena_alloc(arena, most_bytes(rows, count));
    if (file == NULL) {
        return ju_no_memory(err);
    }
    char *to = stpcpy(file, HEAD);
    ju_rc rc = JU_OK;
    for (size_t i = 0; rc == JU_OK && i < count; i++) {
        rc = add_row(rings, arena, &rows[i], &to, err);
    }
    *ret = file;
    *ret_size = (size_t)(to - file);
    if (rc != JU_OK) {
        explicit_bzero(file, *ret_size);
    }
    return rc;
}
