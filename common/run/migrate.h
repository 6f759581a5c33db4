#ifndef JU_RUN_MIGRATE_H
#define JU_RUN_MIGRATE_H

#include "common/run/app.h"

/* Room for the tables of a program's migrations and the NULL that ends their list. */
enum { JU_MIGRATION_TABLES = 4 };

/* The tables of migrations of a program, in the order in which they are applied. */
void ju_migrations_of(const ju_app *app, const ju_migration *ret[JU_MIGRATION_TABLES]);

/*
 * The start mode --migrate: brings the schema up to date and gives the program's role its rights, as the role
 * of JU_DB_CONNINFO that owns the schema, and ends. Waits half a minute for a server. Returns the exit code.
 */
int ju_run_migrate(const ju_app *app);

#endif
