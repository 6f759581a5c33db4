#ifndef JU_EVENT_SWEEP_H
#define JU_EVENT_SWEEP_H

#include "common/db/db.h"

/* Runs statements that write tables anew, such as VACUUM, one after the other and outside of transactions, as
 * the owner of the tables that are swept (VACUUM in grants.csv). The connection has its own role again
 * afterwards, or is useless. */
ju_rc ju_sweep(ju_db *db, const ju_sql *const *step, size_t count, ju_err *err) JU_MUST_CHECK;

#endif
