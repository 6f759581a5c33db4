#ifndef RIGHTS_ATTEMPT_H
#define RIGHTS_ATTEMPT_H

#include "tests/integration/harness/world.h"

typedef enum attempt {
    ATTEMPT_DONE,    /* the server did it, or found something else than rights in its way */
    ATTEMPT_REFUSED, /* for want of a right */
} attempt;

/* Tries one statement, made as by printf, and takes it back. */
attempt attempt_sql(PGconn *conn, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Tries one statement outside of a transaction; what it does stays. */
attempt attempt_alone(PGconn *conn, const char *text);

/* Connects as a role with a certificate (world_conninfo_as, settings behind it); NULL when the server
 * refuses. */
PGconn *attempt_connect(const char *database, const char *role, const char *certificate,
                        const char *settings);

#endif
