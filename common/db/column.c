#include "common/db/db.h"

#include "common/base/parse.h"

const char *ju_col(const PGresult *result, int row, int column)
{
    return PQgetvalue(result, row, column);
}

int64_t ju_col_i64(const PGresult *result, int row, int column)
{
    int64_t value = 0; /* stays for NULL */
    (void)ju_parse_int64(PQgetvalue(result, row, column), INT64_MIN, INT64_MAX, &value);
    return value;
}

bool ju_col_bool(const PGresult *result, int row, int column)
{
    return *PQgetvalue(result, row, column) == 't';
}

static unsigned char nibble(char c)
{
    return (unsigned char)(c <= '9' ? c - '0' : c - 'a' + 10);
}

unsigned char *ju_col_bytes(const PGresult *result, int row, int column, ju_arena *arena, size_t *ret_size)
{
    *ret_size = 0;
    int length = PQgetlength(result, row, column);
    if (PQgetisnull(result, row, column) || length < 2) {
        return NULL;
    }
    const char *hex = PQgetvalue(result, row, column) + 2; /* after \x */
    size_t size = (size_t)(length - 2) / 2;
    unsigned char *bytes = ju_arena_alloc(arena, size);
    if (bytes == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }
    *ret_size = size;
    return bytes;
}
