#ifndef BENCH_AUDIT_ARCHIVE_H
#define BENCH_AUDIT_ARCHIVE_H

#include "common/base/err.h"

#include <stdint.h>
#include <stdio.h>

/* Writes an archive of that many entries of some 300 bytes as <dir>/archive, with its key and policy, and has
 * the program verify it, from its start to its end: audit.verify_leaves_per_s. */
ju_rc archive_measure(const char *dir, const char *program, FILE *out, int64_t runs, int64_t leaves,
                      ju_err *err) JU_MUST_CHECK;

#endif
