#include "common/base/hex.h"

#include <ctype.h>
#include <string.h>

static const char DIGITS[] = "0123456789abcdef";

void ju_hex(const unsigned char *bytes, size_t size_bytes, char *ret)
{
    for (size_t i = 0; i < size_bytes; i++) {
        ret[2 * i] = DIGITS[bytes[i] >> 4];
        ret[2 * i + 1] = DIGITS[bytes[i] & 0xf];
    }
    ret[2 * size_bytes] = '\0';
}

char *ju_arena_hex(ju_arena *arena, const unsigned char *bytes, size_t size_bytes)
{
    char *hex = ju_arena_alloc(arena, 2 * size_bytes + 1);
    if (hex != NULL) {
        ju_hex(bytes, size_bytes, hex);
    }
    return hex;
}

bool ju_hex_read(const char *text, unsigned char *ret, size_t size_bytes)
{
    if (strlen(text) != 2 * size_bytes) {
        return false;
    }
    for (size_t i = 0; i < size_bytes; i++) {
        int high = ju_hex_value(text[2 * i]);
        int low = ju_hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        ret[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

int ju_hex_value(char digit)
{
    const char *place = digit == '\0' ? NULL : strchr(DIGITS, tolower((unsigned char)digit));
    return place == NULL ? -1 : (int)(place - DIGITS);
}
