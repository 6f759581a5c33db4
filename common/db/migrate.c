#include "common/base/hex.h"
#include "common/db/connect.h"
#include "common/db/db.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static void pqclearp(PGresult **result)
{
    PQclear(*result);
}
#define PGRESULT_AUTO __attribute__((cleanup(pqclearp))) PGresult

static ju_rc run_plain(PGconn *conn, const char *text, ju_err *err)
{
    PGRESULT_AUTO *result = PQexec(conn, text);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        ju_rc rc = ju_db_class(sqlstate) == JU_RETRY ? JU_RETRY : JU_FATAL;
        const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        return ju_fail(err, rc, "migration_failed", "%s", primary == NULL ? "connection lost" : primary);
    }
    return JU_OK;
}

static void digest_hex(const char *text, char ret[65])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    (void)EVP_Digest(text, strlen(text), digest, &size, EVP_sha256(), NULL);
    ju_hex(digest, 32, ret);
}

static ju_rc fail_changed(const ju_migration *migration, ju_err *err)
{
    return ju_fail(err, JU_FATAL, "migration_changed", "migration %s was applied with another text",
                   migration->name);
}

static ju_rc apply_one(PGconn *conn, const ju_migration *migration, ju_err *err)
{
    char digest[65];
    digest_hex(migration->text, digest);
    const char *values[] = {migration->name, digest};
    PGRESULT_AUTO *known = PQexecParams(conn, "SELECT digest FROM schema_migration WHERE name = $1", 1, NULL,
                                        values, NULL, NULL, 0);
    if (PQresultStatus(known) != PGRES_TUPLES_OK) {
        return ju_fail(err, JU_RETRY, "migration_failed", "cannot read schema_migration");
    }
    if (PQntuples(known) == 1) {
        if (strcmp(PQgetvalue(known, 0, 0), digest) != 0) {
            return fail_changed(migration, err);
        }
        return JU_OK;
    }
    JU_TRY(run_plain(conn, "BEGIN", err));
    JU_TRY(run_plain(conn, migration->text, err));
    PGRESULT_AUTO *noted = PQexecParams(conn, "INSERT INTO schema_migration (name, digest) VALUES ($1, $2)",
                                        2, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(noted) != PGRES_COMMAND_OK) {
        return ju_fail(err, JU_FATAL, "migration_failed", "cannot record migration %s", migration->name);
    }
    return run_plain(conn, "COMMIT", err);
}

static ju_rc apply_all(PGconn *conn, const ju_migration *const *tables, ju_err *err)
{
    /* Two instances may start together: the second waits, then finds everything applied. */
    JU_TRY(run_plain(conn, "SELECT pg_advisory_lock(20260401)", err));
    JU_TRY(
        run_plain(conn,
                  "SET client_min_messages = warning;"
                  "CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, digest text NOT NULL,"
                  " applied_at timestamptz NOT NULL DEFAULT now())",
                  err));
    for (; *tables != NULL; tables++) {
        for (const ju_migration *migration = *tables; migration->name != NULL; migration++) {
            JU_TRY(apply_one(conn, migration, err));
        }
    }
    return JU_OK;
}

/* Rights follow the schema in a transaction of their own: those who work meanwhile see the old ones or the
 * new. */
static ju_rc apply_grants(PGconn *conn, const char *grants, ju_err *err)
{
    if (grants == NULL) {
        return JU_OK;
    }
    JU_TRY(run_plain(conn, "BEGIN", err));
    JU_TRY(run_plain(conn, grants, err));
    return run_plain(conn, "COMMIT", err);
}

ju_rc ju_db_migrate(const char *conninfo, const char *application_name, const ju_migration *const *tables,
                    const char *grants, ju_err *err)
{
    PGconn *conn = NULL;
    JU_TRY(ju_db_connect(conninfo, application_name, NULL, &conn, err));
    ju_rc rc = apply_all(conn, tables, err);
    rc = rc == JU_OK ? apply_grants(conn, grants, err) : rc;
    PQfinish(conn);
    return rc;
}

/* Whether one migration is among the rows of schema_migration, and is the one that we know. */
static ju_rc find_one(const PGresult *rows, const ju_migration *migration, ju_err *err)
{
    char digest[65];
    digest_hex(migration->text, digest);
    for (int row = 0; row < PQntuples(rows); row++) {
        if (strcmp(PQgetvalue(rows, row, 0), migration->name) == 0) {
            return strcmp(PQgetvalue(rows, row, 1), digest) == 0 ? JU_OK : fail_changed(migration, err);
        }
    }
    return ju_fail(err, JU_RETRY, "migration_missing", "migration %s is not applied: run --migrate",
                   migration->name);
}

static ju_rc find_all(PGconn *conn, const ju_migration *const *tables, ju_err *err)
{
    PGRESULT_AUTO *rows = PQexec(conn, "SELECT name, digest FROM schema_migration");
    if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
        return ju_fail(err, JU_RETRY, "migration_missing", "no migration is applied: run --migrate");
    }
    for (; *tables != NULL; tables++) {
        for (const ju_migration *migration = *tables; migration->name != NULL; migration++) {
            JU_TRY(find_one(rows, migration, err));
        }
    }
    return JU_OK;
}

ju_rc ju_db_migrated(const char *conninfo, const char *application_name, const ju_migration *const *tables,
                     ju_err *err)
{
    PGconn *conn = NULL;
    JU_TRY(ju_db_connect(conninfo, application_name, NULL, &conn, err));
    ju_rc rc = find_all(conn, tables, err);
    PQfinish(conn);
    return rc;
}
