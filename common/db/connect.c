#include "common/db/connect.h"

#include <string.h>

static void ignore_notice(void *arg, const PGresult *result)
{
    (void)arg;
    (void)result;
}

ju_rc ju_db_connect(const char *conninfo, const char *application_name, const char *options, PGconn **ret,
                    ju_err *err)
{
    const char *keywords[] = {"dbname",
                              "application_name",
                              "connect_timeout",
                              "keepalives_idle",
                              "tcp_user_timeout",
                              "gssencmode",
                              "ssl_min_protocol_version",
                              "options",
                              NULL};
    const char *values[] = {conninfo,  application_name, "5",     "10", "20000",
                            "disable", "TLSv1.3",        options, NULL};
    PGconn *conn = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(conn) != CONNECTION_OK) {
        const char *reason = PQerrorMessage(conn);
        ju_rc rc = ju_fail(err, JU_RETRY, "database_unreachable", "cannot connect as %s: %.*s",
                           application_name, (int)strcspn(reason, "\n"), reason);
        PQfinish(conn);
        return rc;
    }
    (void)PQsetNoticeReceiver(conn, ignore_notice, NULL);
    *ret = conn;
    return JU_OK;
}
