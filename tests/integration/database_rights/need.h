#ifndef RIGHTS_NEED_H
#define RIGHTS_NEED_H

#include "tests/integration/database_rights/grants.h"
#include "tests/integration/harness/world.h"

/*
 * Whether every statement of a service's sql/ may run with its rights, and whether each right that is there
 * for a statement is needed by one: taken away, some statement is refused. The server is asked by EXPLAIN,
 * which checks rights and runs nothing. Returns how many are wrong, and prints which.
 */
int need_check(const world_database *database, const grants *list);

#endif
