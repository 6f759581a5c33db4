#ifndef AUDIT_SESSION_H
#define AUDIT_SESSION_H

#include "services/audit/steps/told.h"

/*
 * Who came to a database, read from what PostgreSQL writes of each connection as jsonlog
 * (deploy/local/postgresql.conf): every session is in it, however short (seed 002 R-65). Free of I/O.
 *
 *   database.connected   who: role; what: database and program, which the client names itself; "replication"
 * stands for all databases at once database.refused     likewise, without program; the code: login_failed (no
 * such role, a wrong password, not from there), not_authorized (for this database), database_unknown,
 * too_many, protocol_invalid database.configured  what: the setting that is another one now database.started
 * of the server itself database.unreadable  a line that cannot be read: damaged, or in a form that we do not
 * know
 *
 * A told_parse.
 */
bool session_parse(const char *line, told_act *ret);

#endif
