#include "common/staff/base64url.h"

enum { BITS = 6, BYTE_BITS = 8 };

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool ju_base64url_read(const char *text, size_t size, unsigned char *ret, size_t *ret_size)
{
    unsigned held = 0; /* bits that are no whole byte yet */
    unsigned count = 0;
    *ret_size = 0;
    for (size_t i = 0; i < size; i++) {
        int value = value_of(text[i]);
        if (value < 0) {
            return false;
        }
        held = held << BITS | (unsigned)value;
        count += BITS;
        if (count >= BYTE_BITS) {
            count -= BYTE_BITS;
            ret[(*ret_size)++] = (unsigned char)(held >> count);
            held &= (1U << count) - 1;
        }
    }
    return count < BITS && held == 0;
}
