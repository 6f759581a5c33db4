#ifndef JU_BASE_UUID7_H
#define JU_BASE_UUID7_H

#include "common/base/err.h"

#include <stdbool.h>

enum { JU_UUID_SIZE = 37 }; /* 36 characters and the NUL */

/*
 * Writes a new UUID version 7 (RFC 9562, method 1 of section 6.2) in lower case. Within the process each is
 * greater as text than the one before, from any thread, also when the wall clock steps back.
 * JU_FATAL when the kernel gives no random bytes.
 */
JU_MUST_CHECK ju_rc ju_uuid7(char out[JU_UUID_SIZE], ju_err *err);

/* Whether text is a UUID in the form of RFC 9562, any version, either case; not the nil or max UUID. */
bool ju_uuid_valid(const char *text);

#endif
