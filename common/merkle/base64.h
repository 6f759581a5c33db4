#ifndef JU_MERKLE_BASE64_H
#define JU_MERKLE_BASE64_H

#include "common/base/arena.h"

/* Base64 (RFC 4648 section 4) as notes and proofs have it: padded, and one text only for the same bytes. */

/* In arena memory; NULL when it is full. */
const char *ju_base64(ju_arena *arena, const void *bytes, size_t size);

/* The size of what the text says; 0 when it is none, says more than capacity or could be written otherwise.
 */
size_t ju_base64_read(const char *text, size_t length, unsigned char *ret, size_t capacity);

#endif
