/*
 * Included before each file that a linter reads: what the linters cannot see for themselves.
 */
#ifndef TESTS_LINT_MODEL_H
#define TESTS_LINT_MODEL_H

#ifdef JU_LINT_CPPCHECK
/* cppcheck 2.10 does not know __VA_OPT__. */
#include "common/log/log.h"
#undef ju_log
#define ju_log(level, msg, ...) ju_log_write(level, msg, &(const ju_field){.type = JU_FIELD_END})
#else
/* The analyzer of clang-tidy sees one file at a time: a failure never returns JU_OK. */
#include "common/base/err.h"
#define ju_fail(err, rc, ...) (ju_fail(err, rc, __VA_ARGS__), (rc))
#define ju_reject(err, ...)   (ju_reject(err, __VA_ARGS__), JU_REJECT)
#endif

#ifdef JU_LINT_CMOCKA
/* After a failed assertion a test does not go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#define _fail(file, line)                      __builtin_trap()
#define _assert_true(result, text, file, line) ((result) ? (void)0 : __builtin_trap())
#define _assert_int_equal(a, b, file, line)    ((a) == (b) ? (void)0 : __builtin_trap())
#endif

#endif
