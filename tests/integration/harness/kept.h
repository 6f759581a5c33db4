#ifndef HARNESS_KEPT_H
#define HARNESS_KEPT_H

#include "common/db/kept.h"
#include "tests/integration/harness/world.h"

/* What the register keeps sealed in its tables, opened with its own keys. */

/* The one bytea that the question answers with, of this table and key, with a NUL behind it; the caller
 * frees. A value that does not open fails the test. */
char *kept_value(PGconn *conn, ju_kept at, size_t *ret_size, const char *question, ...)
    __attribute__((format(printf, 4, 5)));

/* How many rows of a table hold a text, as text or within bytes. */
int64_t kept_clear(PGconn *conn, const char *table, const char *text);

/* Asks by jukictl for a value that does not open: the question becomes a dead letter "seal_broken" and has no
 * answer. */
void kept_broken(world *w, PGconn *conn, const char *arguments);

#endif
