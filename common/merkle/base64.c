#include "common/merkle/base64.h"

#include <openssl/evp.h>
#include <string.h>

static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const char *ju_base64(ju_arena *arena, const void *bytes, size_t size)
{
    char *text = ju_arena_alloc(arena, (size + 2) / 3 * 4 + 1);
    if (text != NULL) {
        (void)EVP_EncodeBlock((unsigned char *)text, bytes, (int)size);
    }
    return text;
}

/* OpenSSL passes over blanks at both ends and over what is left of the last digit; a text with these is
 * another text. */
static bool only_digits(const char *text, size_t digits, size_t padding)
{
    static const size_t left_over[] = {1, 4, 16};
    for (size_t i = 0; i < digits; i++) {
        if (text[i] == '\0' || strchr(DIGITS, text[i]) == NULL) {
            return false;
        }
    }
    return (size_t)(strchr(DIGITS, text[digits - 1]) - DIGITS) % left_over[padding] == 0;
}

size_t ju_base64_read(const char *text, size_t length, unsigned char *ret, size_t capacity)
{
    unsigned char last[3];
    if (length == 0 || length % 4 != 0) {
        return 0;
    }
    size_t padding = text[length - 1] != '=' ? 0 : text[length - 2] != '=' ? 1 : 2;
    size_t size = length / 4 * 3 - padding;
    size_t before = length / 4 * 3 - sizeof last;
    if (size > capacity || !only_digits(text, length - padding, padding) ||
        (before > 0 && EVP_DecodeBlock(ret, (const unsigned char *)text, (int)length - 4) < 0) ||
        EVP_DecodeBlock(last, (const unsigned char *)text + length - 4, 4) < 0) {
        return 0;
    }
    memcpy(ret + before, last, size - before);
    return size;
}
