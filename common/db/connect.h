#ifndef JU_DB_CONNECT_H
#define JU_DB_CONNECT_H

#include "common/base/err.h"

#include <libpq-fe.h>

/*
 * Opens a connection; options are those of the session, NULL: none. Whatever conninfo says, TLS older
 * than 1.3 and GSSAPI in place of TLS are not used. JU_RETRY "database_unreachable" with the reason of libpq,
 * which knows of hosts, roles and certificates and of nothing else. Close *ret with PQfinish. Private to
 * common/db.
 */
ju_rc ju_db_connect(const char *conninfo, const char *application_name, const char *options, PGconn **ret,
                    ju_err *err) JU_MUST_CHECK;

#endif
