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

static unsigned char *read_hex(const char *hex, size_t size, ju_arena *arena)
{
    unsigned char *bytes = ju_arena_alloc(arena, size);
    for (size_t i = 0; bytes != NULL && i < size; i++) {
        bytes[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }
    return bytes;
}

unsigned char *ju_col_bytes(const PGresult *result, int row, int column, ju_arena *arena, size_t *ret_size)
{
    bool binary = PQfformat(result, column) == 1;
    size_t length = (size_t)PQgetlength(result, row, column);
    const char *value = PQgetvalue(result, row, column);
    *ret_size = 0;
    if (PQgetisnull(result, row, column) || (!binary && length < 2)) {
        return NULL;
    }
    size_t size = binary ? length : length / 2 - 1; /* hex stands after \x */
    unsigned char *bytes = binary ? ju_arena_memdup(arena, value, size) : read_hex(value + 2, size, arena);
    *ret_size = bytes == NULL ? 0 : size;
    return bytes;
}
