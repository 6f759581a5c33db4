#ifndef JU_STAFF_BASE64URL_H
#define JU_STAFF_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Base64url without padding (RFC 4648 section 5, as RFC 7515 uses it). There is one text for some bytes: a
 * character outside the alphabet, padding, or bits behind the last byte that are not zero are refused.
 * ret has room for size * 3 / 4 bytes.
 */
bool ju_base64url_read(const char *text, size_t size, unsigned char *ret, size_t *ret_size);

#endif
