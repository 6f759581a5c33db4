#ifndef JU_BASE_FILE_H
#define JU_BASE_FILE_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * Reads a whole small file as text. *ret is NUL-terminated, has *ret_length bytes before that, and is
 * released with ju_file_release, which wipes it: files hold secrets. JU_FATAL when the file cannot be read,
 * is larger than most_bytes or holds a NUL.
 */
ju_rc ju_file_read(const char *path, size_t most_bytes, char **ret, size_t *ret_length,
                   ju_err *err) JU_MUST_CHECK;

/* text may be NULL. */
void ju_file_release(char *text, size_t length);

/* Whether both say the same of one file: it was not written or replaced between. */
bool ju_file_same(const struct stat *a, const struct stat *b);

#endif
