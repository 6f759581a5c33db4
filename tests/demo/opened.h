#ifndef DEMO_OPENED_H
#define DEMO_OPENED_H

#include "common/db/kept.h"

/*
 * The register's sealed records for who asks in SQL: a temporary table opened_record of one connection, with
 * a column for each item of juki.resident.v1.PersonRecord, named by its path there. The tests ask so, too.
 */

/* Makes the table anew of all rows of person_record. Errors as ju_col_kept; JU_FATAL with PostgreSQL's words.
 */
ju_rc opened_make(PGconn *conn, const ju_keeper *keeper, ju_err *err) JU_MUST_CHECK;

/* The rows of opened_record back into the contents of person_record; what stands beside these stays. */
ju_rc opened_keep(PGconn *conn, const ju_keeper *keeper, ju_err *err) JU_MUST_CHECK;

#endif
