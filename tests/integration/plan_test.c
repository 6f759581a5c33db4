/*
 * Every statement of every service, as it is planned for any parameters: none reads a whole table into a hash
 * for the sake of some rows. The planner does so for EXISTS in a list of columns, and the table of 情報提供
 * that grows for seven years then costs each inquiry its length (p95 of 29 ms instead of 14, and rising).
 */
#include "tests/integration/harness/process.h"

#include "common/base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const SERVICES[] = {"resident", "identity", "delivery", "gateway", "audit"};

enum { PATH_SIZE = 512, STATEMENT_SIZE = 4096, FILE_MAX_BYTES = 1 << 20 };

/* What they read whole is small: what is held back, parked or dead, and results that wait for their reader.
 */
static const char *const OF_SMALL_TABLES[] = {"notice_waiting.sql", "wide_find.sql", "inquiry_overdue.sql",
                                              "bridge_settle.sql"};

static bool reads_small_tables(const char *name)
{
    for (size_t i = 0; i < sizeof OF_SMALL_TABLES / sizeof OF_SMALL_TABLES[0]; i++) {
        if (strcmp(OF_SMALL_TABLES[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static PGresult *must(PGconn *conn, const char *statement, ExecStatusType wanted)
{
    PGresult *result = PQexec(conn, statement);
    if (PQresultStatus(result) != wanted) {
        print_error("%s%s\n", PQerrorMessage(conn), statement);
    }
    assert_int_equal(PQresultStatus(result), wanted);
    return result;
}

static void prepare(PGconn *conn, const char *path)
{
    ju_err err = {0};
    size_t length = 0;
    char *text = NULL;
    assert_int_equal(ju_file_read(path, FILE_MAX_BYTES, &text, &length, &err), JU_OK);
    PGresult *result = PQprepare(conn, "it", text, 0, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        print_error("%s: %s\n", path, PQerrorMessage(conn));
    }
    assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
    PQclear(result);
    ju_file_release(text, length);
}

/* The plan of EXECUTE it(NULL, …). */
static PGresult *explain(PGconn *conn)
{
    char statement[STATEMENT_SIZE];
    (void)snprintf(
        statement, sizeof statement, "EXPLAIN (VERBOSE) EXECUTE it%s",
        sql_text(conn, "SELECT coalesce('(' || repeat('NULL, ', n - 1) || 'NULL)', '') FROM (SELECT "
                       "nullif(cardinality(parameter_types), 0) AS n FROM pg_prepared_statements) AS p"));
    return must(conn, statement, PGRES_TUPLES_OK);
}

/* How many lines of its plan are forbidden; they are printed. */
static int look_at(PGconn *conn, const char *path)
{
    int found = 0;
    prepare(conn, path);
    PGresult *plan = explain(conn);
    for (int i = 0; i < PQntuples(plan); i++) {
        if (strstr(PQgetvalue(plan, i, 0), "hashed SubPlan") != NULL) {
            print_error("%s: %s\n", path, PQgetvalue(plan, i, 0));
            found++;
        }
    }
    PQclear(plan);
    PQclear(must(conn, "DEALLOCATE it", PGRES_COMMAND_OK));
    return found;
}

static int look_at_service(world *w, const char *service)
{
    char program[PATH_SIZE];
    char folder[PATH_SIZE];
    int found = 0;
    int seen = 0;
    (void)snprintf(program, sizeof program, "juki-%s", service);
    process_stop(process_start(w, program, NULL)); /* makes its tables */
    PGconn *conn = world_database_of(w, service)->conn;
    sql(conn, "SET enable_seqscan = off");
    sql(conn, "SET plan_cache_mode = force_generic_plan");
    (void)snprintf(folder, sizeof folder, "services/%s/sql", service);
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        char path[PATH_SIZE + sizeof entry->d_name];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (strstr(entry->d_name, ".sql") != NULL && !reads_small_tables(entry->d_name)) {
            found += look_at(conn, path);
            seen++;
        }
    }
    (void)closedir(dir);
    assert_true(seen > 0);
    return found;
}

static void no_statement_reads_a_whole_table_for_some_rows(void **state)
{
    int found = 0;
    for (size_t i = 0; i < sizeof SERVICES / sizeof SERVICES[0]; i++) {
        found += look_at_service(*state, SERVICES[i]);
    }
    assert_int_equal(found, 0);
}

/* ---- plans from the days of empty tables ----------------------------------------------------------------
 */

static bool has(const PGresult *plan, int line, const char *text)
{
    return strstr(PQgetvalue(plan, line, 0), text) != NULL;
}

/* How many scans of the plan go over a whole index: none of the lines up to the next node is a condition. */
static int whole_indexes(const PGresult *plan)
{
    int found = 0;
    for (int i = 0; i < PQntuples(plan); i++) {
        bool looks_up = !has(plan, i, "-> Index") && !has(plan, i, "->  Index");
        for (int next = i + 1; !looks_up && next < PQntuples(plan) && !has(plan, next, "->"); next++) {
            looks_up = has(plan, next, "Index Cond:");
        }
        if (!looks_up) {
            print_error("%s\n", PQgetvalue(plan, i, 0));
            found++;
        }
    }
    return found;
}

/*
 * What all questions of a batch share is planned for them together. A plan that walks over an index for each
 * of them costs nothing while that is empty, as when the planner last looked, and milliseconds when it is
 * full.
 */
static void look_up_each_key(world *w, const char *service, const char *const *path)
{
    char program[PATH_SIZE];
    (void)snprintf(program, sizeof program, "juki-%s", service);
    process_stop(process_start(w, program, NULL)); /* makes its tables */
    PGconn *conn = world_database_of(w, service)->conn;
    PQclear(must(conn, "VACUUM ANALYZE", PGRES_COMMAND_OK));
    sql(conn, "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off");
    sql(conn, "SET plan_cache_mode = force_generic_plan");
    for (; *path != NULL; path++) {
        prepare(conn, *path);
        PGresult *plan = explain(conn);
        assert_int_equal(whole_indexes(plan), 0);
        PQclear(plan);
        PQclear(must(conn, "DEALLOCATE it", PGRES_COMMAND_OK));
    }
}

static void questions_of_a_batch_look_up_each_key(void **state)
{
    static const char *const resident[] = {"services/resident/sql/records_of_entry.sql",
                                           "services/resident/sql/records_of_change.sql", NULL};
    static const char *const delivery[] = {"services/delivery/sql/held_of_person.sql", NULL};
    look_up_each_key(*state, "resident", resident);
    look_up_each_key(*state, "delivery", delivery);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(questions_of_a_batch_look_up_each_key, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(no_statement_reads_a_whole_table_for_some_rows, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
