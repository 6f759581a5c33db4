#ifndef JU_BASE_PARSE_H
#define JU_BASE_PARSE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Strict readers of values from configuration and arguments. The whole text must be the value: no spaces,
 * no plus sign, no leading zeros. On false *ret is untouched.
 */

/* A decimal number from min to max. */
bool ju_parse_int64(const char *text, int64_t min, int64_t max, int64_t *ret);

/* "true" or "false". */
bool ju_parse_bool(const char *text, bool *ret);

/* A count with the unit ms, s, m, h or d, e.g. "250ms" or "7d". */
bool ju_parse_duration_ms(const char *text, int64_t *ret_ms);

/* Bytes, or a count of KiB, MiB or GiB, e.g. "4096" or "256KiB". */
bool ju_parse_size_bytes(const char *text, int64_t *ret_bytes);

#endif
