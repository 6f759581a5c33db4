#ifndef JU_BASE_HEX_H
#define JU_BASE_HEX_H

#include "common/base/arena.h"

#include <stdbool.h>

/* Writes bytes in small hexadecimal letters: ret has room for 2 * size_bytes and a NUL. */
void ju_hex(const unsigned char *bytes, size_t size_bytes, char *ret);

/* The same from an arena; NULL when that is full. */
char *ju_arena_hex(ju_arena *arena, const unsigned char *bytes, size_t size_bytes);

/* Reads text that is just the hexadecimal digits of size_bytes bytes; else false, with ret in part written.
 */
bool ju_hex_read(const char *text, unsigned char *ret, size_t size_bytes);

/* The value of a hexadecimal digit, small or large; -1 of anything else. */
int ju_hex_value(char digit);

#endif
