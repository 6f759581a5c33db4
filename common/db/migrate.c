#include "common/base/hex.h"
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
            return ju_fail(err, JU_FATAL, "migration_changed", "migration %s was applied with another text",
                           migration->name);
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

ju_rc ju_db_migrate(const char *conninfo, const char *application_name, const ju_migration *const *tables,
                    ju_err *err)
{
    const char *const keywords[] = {"dbname", "application_name", NULL};
    const char *const values[] = {conninfo, application_name, NULL};
    PGconn *conn = PQconnectdbParams(keywords, values, 1);
    ju_rc rc = JU_OK;
    if (PQstatus(conn) != CONNECTION_OK) {
        rc = ju_fail(err, JU_RETRY, "database_unreachable", "cannot connect to PostgreSQL");
    } else {
        rc = apply_all(conn, tables, err);
    }
    PQfinish(conn);
    return rc;
}
