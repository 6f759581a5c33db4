/*
 * Who may do what in the databases: every role × table × verb against grants.csv, on the running server. What
 * does not stand there is refused, what stands there works, and none stands there that no statement needs
 * (seed 002 R-46, design section 6).
 */
#include "tests/integration/database_rights/attempt.h"
#include "tests/integration/database_rights/grants.h"
#include "tests/integration/database_rights/need.h"
#include "tests/integration/harness/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const SERVICES[] = {"resident", "identity", "delivery", "gateway", "audit"};
enum { SERVICE_COUNT = 5 };

/* A service's database as --migrate leaves it. */
static const world_database *migrated(world *w, const char *service)
{
    char program[32];
    const world_database *database = world_empty_database(w, service);
    (void)snprintf(program, sizeof program, "juki-%s", service);
    process_migrate(w, program);
    return database;
}

static int differing; /* cells of the matrix that are not as they should be */

static void cell(const char *role, const char *object, const char *verb, const char *column, bool allowed,
                 attempt found)
{
    if (allowed != (found == ATTEMPT_DONE)) {
        differing++;
        print_error("%s %s %s%s%s: %s\n", role, verb, object, *column == '\0' ? "" : ".", column,
                    allowed ? "stands in grants.csv and is refused" : "does not stand there and is done");
    }
}

typedef struct relation {
    const char *name;
    const char *kind; /* TABLE or VIEW */
} relation;

typedef struct who {
    PGconn *conn;
    const char *role;
    const char *name; /* in grants.csv; NULL: of another, who has nothing */
    const grants *list;
} who;

static bool allowed(const who *w, const char *object, const char *right, const char *column)
{
    return w->name != NULL && grants_allow(w->list, w->name, object, right, column);
}

static void try_columns(const who *w, PGconn *admin, const relation *r)
{
    char *text = strdup(
        sql_text(admin,
                 "SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid = '%s'::regclass AND "
                 "attnum > 0 AND NOT attisdropped",
                 r->name));
    char *rest = text;
    for (char *column = strsep(&rest, ","); column != NULL; column = strsep(&rest, ",")) {
        cell(w->role, r->name, "UPDATE", column, allowed(w, r->name, "UPDATE", column),
             attempt_sql(w->conn, "UPDATE %s SET %s = DEFAULT WHERE false", r->name, column));
    }
    free(text);
}

/* Whoever is not the owner may do nothing of this. */
static void try_owners(const who *w, const relation *r)
{
    cell(w->role, r->name, "TRUNCATE", "", false, attempt_sql(w->conn, "TRUNCATE %s", r->name));
    cell(w->role, r->name, "TRIGGER", "", false,
         attempt_sql(w->conn,
                     "CREATE TRIGGER t BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION "
                     "suppress_redundant_updates_trigger()",
                     r->name));
    cell(w->role, r->name, "ALTER", "", false,
         attempt_sql(w->conn, "ALTER %s %s RENAME TO other", r->kind, r->name));
    cell(w->role, r->name, "DROP", "", false, attempt_sql(w->conn, "DROP %s %s", r->kind, r->name));
    cell(w->role, r->name, "GRANT", "", false,
         attempt_sql(
             w->conn,
             "DO 'BEGIN GRANT SELECT ON %s TO PUBLIC; IF NOT has_table_privilege(''pg_monitor'', ''%s'', "
             "''SELECT'') THEN RAISE insufficient_privilege USING MESSAGE = ''permission denied''; END IF; "
             "END'",
             r->name, r->name));
}

static void try_relation(const who *w, PGconn *admin, const relation *r)
{
    cell(w->role, r->name, "SELECT", "", allowed(w, r->name, "SELECT", ""),
         attempt_sql(w->conn, "SELECT 1 FROM %s LIMIT 0", r->name));
    if (strcmp(r->kind, "TABLE") == 0) {
        cell(w->role, r->name, "INSERT", "", allowed(w, r->name, "INSERT", ""),
             attempt_sql(w->conn, "INSERT INTO %s DEFAULT VALUES", r->name));
        cell(w->role, r->name, "DELETE", "", allowed(w, r->name, "DELETE", ""),
             attempt_sql(w->conn, "DELETE FROM %s", r->name));
        try_columns(w, admin, r);
        try_owners(w, r);
        return;
    }
    cell(w->role, r->name, "DROP", "", false, attempt_sql(w->conn, "DROP VIEW %s", r->name));
    cell(w->role, r->name, "ALTER", "", false,
         attempt_sql(w->conn, "ALTER VIEW %s RENAME TO other", r->name));
    assert_int_equal(sql_int(admin, "SELECT has_table_privilege('%s', '%s', 'INSERT, UPDATE, DELETE')::int",
                             w->role, r->name),
                     0);
}

static void try_sequence(const who *w, const char *name)
{
    cell(w->role, name, "USAGE", "", allowed(w, name, "USAGE", ""),
         attempt_sql(w->conn, "SELECT nextval('%s')", name));
    cell(w->role, name, "UPDATE", "", allowed(w, name, "UPDATE", ""),
         attempt_sql(w->conn, "SELECT setval('%s', 9)", name));
}

static void try_all(const who *w, PGconn *admin)
{
    PGresult *rows =
        PQexec(admin, "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace AND "
                      "relkind IN ('r', 'v', 'S') AND relname NOT LIKE 'pg_%' ORDER BY 1");
    assert_true(PQntuples(rows) > 10);
    sql(w->conn, "BEGIN");
    for (int i = 0; i < PQntuples(rows); i++) {
        const char *name = PQgetvalue(rows, i, 0);
        const char *kind = PQgetvalue(rows, i, 1);
        if (*kind == 'S') {
            try_sequence(w, name);
        } else {
            try_relation(w, admin, &(relation){name, *kind == 'r' ? "TABLE" : "VIEW"});
        }
    }
    sql(w->conn, "ROLLBACK");
    PQclear(rows);
}

/* What no role of a service, and no operator, may do, wherever. */
static void try_beyond(PGconn *conn, const char *role, const char *service)
{
    static const char *const beyond[] = {
        "CREATE TABLE x (n int)",
        "CREATE TEMP TABLE x (n int)",
        "CREATE SCHEMA x",
        "CREATE VIEW x AS SELECT 1",
        "CREATE SEQUENCE x",
        "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION pgcrypto",
        "CREATE ROLE x",
        "ALTER ROLE postgres NOLOGIN",
        "CREATE PUBLICATION x FOR ALL TABLES",
        "SET session_replication_role = replica",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/juki-never'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT rolpassword FROM pg_authid",
        "SELECT pg_switch_wal()",
        "CHECKPOINT",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
    };
    sql(conn, "BEGIN");
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        cell(role, "", beyond[i], "", false, attempt_sql(conn, "%s", beyond[i]));
    }
    sql(conn, "ROLLBACK");
    /* stands in no transaction */
    cell(role, "", "ALTER SYSTEM", "", false, attempt_alone(conn, "ALTER SYSTEM SET log_connections = off"));
    sql(conn, "BEGIN");
    cell(role, "", "SET ROLE migrator", "", false, attempt_sql(conn, "SET ROLE juki_%s_migrator", service));
    cell(role, "", "DROP SCHEMA", "", false, attempt_sql(conn, "DROP SCHEMA public CASCADE"));
    sql(conn, "ROLLBACK");
}

/* ---- tests -----------------------------------------------------------------------------------------------
 */

static void test_every_cell(void **state)
{
    world *w = *state;
    static grants list;
    differing = 0;
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        const world_database *database = migrated(w, SERVICES[i]);
        char role[48];
        grants_read(SERVICES[i], &list);
        (void)snprintf(role, sizeof role, "juki_%s", SERVICES[i]);
        who service = {attempt_connect(database->name, role, SERVICES[i], ""), role, "service", &list};
        who operator= {attempt_connect(database->name, "juki_operator", "operator", ""), "juki_operator",
                       "operator", &list};
        assert_non_null(service.conn);
        assert_non_null(operator.conn);
        try_all(&service, database->conn);
        try_all(&operator, database->conn);
        try_beyond(service.conn, role, SERVICES[i]);
        try_beyond(operator.conn, "juki_operator", SERVICES[i]);
        PQfinish(service.conn);
        PQfinish(operator.conn);
    }
    assert_int_equal(differing, 0);
}

/* No role of another comes in at all, whatever it would try there. */
static void test_others_databases(void **state)
{
    static const char *const OTHERS[] = {"tax", "prefecture", "peers"};
    world *w = *state;
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        const char *database = world_database_of(w, SERVICES[i])->name;
        char role[64];
        char name[64];
        for (size_t j = 0; j < SERVICE_COUNT; j++) {
            (void)snprintf(role, sizeof role, "juki_%s", SERVICES[j]);
            PGconn *conn = attempt_connect(database, role, SERVICES[j], "");
            assert_true((conn != NULL) == (i == j));
            PQfinish(conn);
            (void)snprintf(role, sizeof role, "juki_%s_migrator", SERVICES[j]);
            (void)snprintf(name, sizeof name, "%s-migrator", SERVICES[j]);
            conn = attempt_connect(database, role, name, "");
            assert_true((conn != NULL) == (i == j));
            PQfinish(conn);
        }
        for (size_t j = 0; j < sizeof OTHERS / sizeof OTHERS[0]; j++) {
            (void)snprintf(role, sizeof role, "juki_%s", OTHERS[j]);
            assert_null(attempt_connect(database, role, OTHERS[j], ""));
        }
    }
    static const char *const CLUSTER[] = {"postgres", "template1"};
    for (size_t i = 0; i < 2; i++) {
        assert_null(attempt_connect(CLUSTER[i], "juki_resident", "resident", ""));
        assert_null(attempt_connect(CLUSTER[i], "juki_operator", "operator", ""));
    }
}

/* The owner of the schema changes it, and is nobody beyond it. */
static void test_the_migrator(void **state)
{
    world *w = *state;
    const world_database *database = world_database_of(w, "gateway");
    PGconn *conn = attempt_connect(database->name, "juki_gateway_migrator", "gateway-migrator", "");
    assert_non_null(conn);
    sql(conn, "BEGIN");
    assert_int_equal(attempt_sql(conn, "CREATE TABLE x (n int)"), ATTEMPT_DONE);
    assert_int_equal(attempt_sql(conn, "ALTER TABLE person ADD x int"), ATTEMPT_DONE);
    assert_int_equal(attempt_sql(conn, "ALTER TABLE outbox ADD x int"), ATTEMPT_DONE);
    assert_int_equal(attempt_sql(conn, "DROP TABLE person CASCADE"), ATTEMPT_DONE);
    assert_int_equal(attempt_sql(conn, "CREATE ROLE x"), ATTEMPT_REFUSED);
    assert_int_equal(attempt_sql(conn, "SET ROLE postgres"), ATTEMPT_REFUSED);
    assert_int_equal(attempt_sql(conn, "SET ROLE juki_gateway"), ATTEMPT_REFUSED);
    assert_int_equal(attempt_sql(conn, "COPY (SELECT 1) TO PROGRAM 'true'"), ATTEMPT_REFUSED);
    sql(conn, "ROLLBACK");
    PQfinish(conn);
}

/* Who sweeps owns what is swept, and nothing else; an operator cannot become it. */
static void test_the_sweeper(void **state)
{
    world *w = *state;
    const world_database *database = world_database_of(w, "delivery");
    PGconn *conn = attempt_connect(database->name, "juki_delivery", "delivery", "");
    assert_non_null(conn);
    assert_string_equal(
        sql_text(database->conn,
                 "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND "
                 "relowner = 'juki_delivery_sweeper'::regrole"),
        "held outbox outbox_held parked");
    sql(conn, "SET ROLE juki_delivery_sweeper");
    sql(conn, "BEGIN");
    assert_int_equal(attempt_sql(conn, "SELECT 1 FROM trace LIMIT 0"), ATTEMPT_REFUSED);
    assert_int_equal(attempt_sql(conn, "SELECT 1 FROM inbox LIMIT 0"), ATTEMPT_REFUSED);
    assert_int_equal(attempt_sql(conn, "CREATE TABLE x (n int)"), ATTEMPT_REFUSED);
    sql(conn, "ROLLBACK");
    sql(conn, "VACUUM FULL held");
    PQfinish(conn);
    PGconn *operator= attempt_connect(database->name, "juki_operator", "operator", "");
    sql(operator, "BEGIN");
    assert_int_equal(attempt_sql(operator, "SET ROLE juki_delivery_sweeper"), ATTEMPT_REFUSED);
    sql(operator, "ROLLBACK");
    PQfinish(operator);
}

static bool answers(PGconn *conn)
{
    PGresult *result = PQexec(conn, "SELECT 1");
    bool good = PQresultStatus(result) == PGRES_TUPLES_OK;
    PQclear(result);
    return good;
}

/* What an operator is there for: sees who is connected and who waits, ends a session, and that is all. */
static void test_the_operator(void **state)
{
    world *w = *state;
    const world_database *database = world_database_of(w, "resident");
    PGconn *conn = attempt_connect(database->name, "juki_operator", "operator", "");
    PGconn *other = attempt_connect(database->name, "juki_resident", "resident", "");
    assert_true(conn != NULL && other != NULL);
    assert_true(sql_int(conn, "SELECT count(*) FROM schema_migration") > 10);
    assert_true(
        sql_int(
            conn,
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'juki_resident' AND backend_start IS NOT "
            "NULL AND pid = %d",
            PQbackendPID(other)) == 1);
    assert_int_equal(sql_int(conn, "SELECT pg_terminate_backend(%d)::int", PQbackendPID(other)), 1);
    AWAIT(!answers(other));
    PQfinish(other);
    PQfinish(conn);
}

/* Each statement runs with the rights that are written down, and each of those is needed by one. */
static void test_every_right_is_needed(void **state)
{
    world *w = *state;
    static grants list;
    int wrong = 0;
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        grants_read(SERVICES[i], &list);
        wrong += need_check(world_database_of(w, SERVICES[i]), &list);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_cell, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_others_databases, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_the_migrator, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_the_sweeper, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_the_operator, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_every_right_is_needed, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
