#ifndef JU_DB_DB_H
#define JU_DB_DB_H

#include "common/base/err.h"
#include "common/db/args.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* One statement of an owner's sql/ folder, prepared once per connection under its name. */
typedef struct ju_sql {
    const char *name;
    const char *text;
    bool rows;   /* each parameter is an array, an item per row (marked "-- rows"): see ju_args_rows. Of a
                    question the last column then is the number of the item that a row answers, from 1: see
                    ju_results_split */
    bool binary; /* the answer's columns are text and bytea alone, the number of the item too, and bytea comes
                    as it is instead of as hex (marked "-- binary") */
} ju_sql;

/* One file of an owner's migrations/ folder; tables end with {NULL, NULL}. */
typedef struct ju_migration {
    const char *name;
    const char *text;
} ju_migration;

/*
 * A PostgreSQL connection in pipeline mode. Statements are queued with ju_db_send and travel together
 * when ju_db_sync waits for them: one round trip for a whole batch. Used by one thread at a time.
 */
typedef struct ju_db ju_db;

/* Results of one sync, in the order of the sends. Owned by the caller: ju_results_clear. */
typedef struct ju_results {
    PGresult **item;
    int count;
    int capacity;
} ju_results;

/*
 * Connects and prepares every statement of the tables (each a NULL-ended list; the list of tables ends
 * with NULL), so that bad SQL is found at start. JU_RETRY: server not reachable; JU_FATAL: bad statement.
 */
ju_rc ju_db_open(const char *conninfo, const char *application_name, const ju_sql *const *const tables[],
                 ju_db **ret, ju_err *err) JU_MUST_CHECK;

/* Accepts NULL. */
void ju_db_close(ju_db *db);

/* The cleanup attribute for a connection of one block. */
void ju_db_closep(ju_db **db);
#define JU_DB_AUTO __attribute__((cleanup(ju_db_closep)))

/* True while the connection can be used. After a JU_RETRY ask this: false means open a new one. */
bool ju_db_alive(const ju_db *db);

/* Queues one prepared statement. The arguments are copied by libpq. */
ju_rc ju_db_send(ju_db *db, const ju_sql *sql, const ju_args *args, ju_err *err) JU_MUST_CHECK;

/* Queues a transaction word: BEGIN, COMMIT or ROLLBACK. */
ju_rc ju_db_word(ju_db *db, const char *word, ju_err *err) JU_MUST_CHECK;

/*
 * Waits for everything queued since the last sync. On failure reports the first error (class by SQLSTATE:
 * 08 40 53 55 57 58 retry; 21 22 23 54 reject; others fatal); the results are then cleared.
 */
ju_rc ju_db_sync(ju_db *db, ju_results *results, ju_err *err) JU_MUST_CHECK;

/* Ends a failed transaction, best effort; a dead connection needs none. */
void ju_db_rollback(ju_db *db);

/* One transaction off the batch path: BEGIN, the step with its opaque pointer, COMMIT; rolled back when the
 * step fails. Errors of the step, and as ju_db_sync. */
ju_rc ju_db_transaction(ju_db *db, ju_rc (*step)(ju_db *db, void *opaque, ju_err *err), void *opaque,
                        ju_err *err) JU_MUST_CHECK;

/* Send and sync of one statement: for code that is not on the batch path. Clear *ret with PQclear. */
ju_rc ju_db_run(ju_db *db, const ju_sql *sql, const ju_args *args, PGresult **ret, ju_err *err) JU_MUST_CHECK;

void ju_results_clear(ju_results *results);

/* Appends to the results one for each of `parts` items that the statement of result `number` asked for at
 * once: each its own rows. *ret_first is the first item's. */
ju_rc ju_results_split(ju_results *results, int number, int parts, int *ret_first, ju_err *err) JU_MUST_CHECK;

/* Column access; NULL reads as "" or 0. */
const char *ju_col(const PGresult *result, int row, int column);
int64_t ju_col_i64(const PGresult *result, int row, int column);
bool ju_col_bool(const PGresult *result, int row, int column);

/* Decodes a bytea column into the arena; *ret_size 0 and NULL when the column is null or memory is out. */
unsigned char *ju_col_bytes(const PGresult *result, int row, int column, ju_arena *arena, size_t *ret_size);

/* Brings the schema up to date: each migration once, in one transaction each, under an advisory lock; then
 * the rights on it, SQL made from grants.csv (common/db/grants.awk), NULL: none. A migration that was applied
 * with another text is JU_FATAL "migration_changed". */
ju_rc ju_db_migrate(const char *conninfo, const char *application_name, const ju_migration *const *tables,
                    const char *grants, ju_err *err) JU_MUST_CHECK;

/* For a role that may not change the schema: JU_RETRY "migration_missing" until every migration was applied.
 */
ju_rc ju_db_migrated(const char *conninfo, const char *application_name, const ju_migration *const *tables,
                     ju_err *err) JU_MUST_CHECK;

/* The class of an SQLSTATE, see ju_db_sync. */
ju_rc ju_db_class(const char *sqlstate);

#endif
