#ifndef JU_LOG_MASK_H
#define JU_LOG_MASK_H

#include <stddef.h>

/*
 * Copies text to ret, replacing every run of least_digits digits or more by "***" and every byte that is not
 * UTF-8 by "?". Full-width digits count as digits, and one space or hyphen between digits does not end a run:
 * numbers of persons are typed in all these ways. What does not fit in size_bytes (with NUL) is left out.
 */
void ju_mask_digits(const char *text, unsigned least_digits, char *ret, size_t size_bytes);

#endif
