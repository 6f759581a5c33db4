#ifndef HARNESS_CTL_H
#define HARNESS_CTL_H

#include "tests/integration/harness/world.h"

/* jukictl of JUKI_TEST_BIN, on the test's own topics. */
enum { CTL_TEXT_SIZE = 512 };

/* Runs it as this operator and returns its exit code; arguments are words of a shell. */
int ctl(world *w, const char *operator_id, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Starts it without waiting; both outputs go to path. */
pid_t ctl_start(world *w, const char *operator_id, const char *arguments, const char *path);

/* Fails the test, showing what was printed, unless the code is the one wanted. */
void ctl_expect(int code, int wanted);
/* Fails the test unless the last call printed this text. */
void ctl_expect_text(const char *text);
/* Fails it if the last call did. */
void ctl_expect_no_text(const char *text);

/* How often the last call printed this text. */
int ctl_count_text(const char *text);

/* The value of a line "name: value" of what the last call printed; "" without. Valid until the next call. */
const char *ctl_value(const char *name);

#endif
