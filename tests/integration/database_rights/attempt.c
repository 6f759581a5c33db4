#include "tests/integration/database_rights/attempt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Our own triggers, too, raise this class when a log is to be changed: they do so to who has the right. */
static bool is_refused(const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return state != NULL && strcmp(state, "42501") == 0 &&
           (strncmp(message, "permission denied", 17) == 0 || strncmp(message, "must be ", 8) == 0);
}

attempt attempt_sql(PGconn *conn, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    assert_true(vasprintf(&text, format, args) >= 0);
    va_end(args);
    PQclear(PQexec(conn, "SAVEPOINT attempt"));
    PGresult *result = PQexec(conn, text);
    attempt found = is_refused(result) ? ATTEMPT_REFUSED : ATTEMPT_DONE;
    PQclear(result);
    PQclear(PQexec(conn, "ROLLBACK TO attempt"));
    assert_int_equal(PQtransactionStatus(conn), PQTRANS_INTRANS);
    free(text);
    return found;
}

attempt attempt_alone(PGconn *conn, const char *text)
{
    PGresult *result = PQexec(conn, text);
    attempt found = is_refused(result) ? ATTEMPT_REFUSED : ATTEMPT_DONE;
    PQclear(result);
    return found;
}

PGconn *attempt_connect(const char *database, const char *role, const char *certificate, const char *settings)
{
    char way[WORLD_CONNINFO_SIZE];
    char conninfo[WORLD_CONNINFO_SIZE + 256];
    (void)snprintf(conninfo, sizeof conninfo,
                   "%s application_name=attempt connect_timeout=20 options='-c client_min_messages=error' %s",
                   world_conninfo_as(database, role, certificate, way), settings);
    PGconn *conn = PQconnectdb(conninfo);
    if (PQstatus(conn) == CONNECTION_OK) {
        return conn;
    }
    PQfinish(conn);
    return NULL;
}
