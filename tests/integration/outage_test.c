/* PostgreSQL or Kafka away for a while, or a connection cut in the middle of a batch: nothing lost, nothing
 * twice. This test stops its servers, so they are its own. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ledger.h"

#include <stdio.h>
#include <sys/wait.h>

/* Runs a script of deploy/local. */
static void server(const char *script, const char *command)
{
    char path[128];
    int status = 0;
    (void)snprintf(path, sizeof path, "deploy/local/%s", script);
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl(path, path, command, (char *)NULL);
        _exit(127);
    }
    if (waitpid(pid, &status, 0) != pid || status != 0) {
        fail_msg("%s %s ended with status %d", script, command, status);
    }
}

/* Backends of the service; those that wait for a lock. */
static int64_t backends(world *w, const char *which)
{
    sql(ledger_db(w), "SELECT pg_stat_clear_snapshot()"); /* which is kept within a transaction */
    return sql_int(
        ledger_db(w),
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = "
        "'ledger' %s",
        which);
}

static void test_connections_cut(void **state)
{
    world *w = *state;
    ledger_topics(w, 2);
    process *ledger = process_start(w, "test-ledger", NULL);
    for (int round = 0; round < 3; round++) {
        sql(ledger_db(w), "BEGIN");
        sql(ledger_db(w), "LOCK TABLE entry IN ACCESS EXCLUSIVE MODE");
        ledger_tell(w, round * 40, 40);
        AWAIT(backends(w, "AND wait_event_type = 'Lock'") == 1 && backends(w, "") >= 2);
        sql(ledger_db(w),
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND "
            "application_name = 'ledger'");
        sql(ledger_db(w), "COMMIT");
    }
    ledger_check_told(w, 120);
    assert_false(process_ended(ledger));
    assert_true(process_metric(ledger, "juki_batch_retries_total") >= 3);
}

static void postgres_away(world *w, const char *how, int from)
{
    ledger_tell(w, from, 60);
    server("postgres.sh", how);
    ledger_tell(w, from + 60, 60);
    pause_ms(2000);
    server("postgres.sh", "start");
}

static void test_postgres_away(void **state)
{
    world *w = *state;
    ledger_topics(w, 2);
    process *ledger = process_start(w, "test-ledger", NULL);
    postgres_away(w, "kill", 0);
    postgres_away(w, "stop", 120);
    ledger_check_told(w, 240);
    assert_false(process_ended(ledger));
}

/* A service may be started before its database, and goes on when that comes. */
static void test_postgres_comes_late(void **state)
{
    world *w = *state;
    ledger_topics(w, 1);
    (void)ledger_db(w);
    ledger_tell(w, 0, 10);
    server("postgres.sh", "stop");
    process *ledger = process_launch(w, "test-ledger", NULL, NULL);
    pause_ms(1500);
    assert_false(process_ended(ledger));
    assert_int_equal(process_log_count(ledger, "http_port"), 0);
    server("postgres.sh", "start");
    process_await_start(ledger);
    ledger_check_told(w, 10);
}

static void kafka_away(world *w, const char *how, int from)
{
    ledger_tell(w, from, 60);
    server("kafka.sh", how);
    pause_ms(3000);
    server("kafka.sh", "start");
    ledger_tell(w, from + 60, 60);
}

static void test_kafka_away(void **state)
{
    world *w = *state;
    ledger_topics(w, 2);
    process *ledger = process_start(w, "test-ledger", NULL);
    kafka_away(w, "kill", 0);
    kafka_away(w, "stop", 120);
    ledger_check_told(w, 240);
    assert_false(process_ended(ledger));
}

static void test_resident_through_it_all(void **state)
{
    enum { PERSONS = 6 };
    world *w = *state;
    command_id change[PERSONS];
    PGconn *conn = world_database_of(w, "resident")->conn;
    command_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    for (int i = 0; i < PERSONS; i++) {
        change[i] = command_move_in(w, &(move_in){.serial = i + 1});
    }
    server("postgres.sh", "kill");
    server("postgres.sh", "start");
    AWAIT(sql_int(conn, "SELECT count(*) FROM change WHERE status = 1") == PERSONS);
    for (int i = 0; i < PERSONS; i++) {
        command_approve(w, change[i].text);
    }
    server("kafka.sh", "kill");
    server("kafka.sh", "start");
    AWAIT(sql_int(conn, "SELECT count(*) FROM change WHERE status = 2") == PERSONS);
    AWAIT(sql_int(conn, "SELECT count(*) FROM outbox") == 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record"), PERSONS);
    assert_int_equal(bus_check_order(w, "resident.to-identity"), PERSONS);
    assert_int_equal(bus_check_order(w, "resident.to-gateway"), PERSONS);
    assert_int_equal(bus_unique(w, "resident.reply"), 3 * PERSONS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_connections_cut, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_postgres_away, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_postgres_comes_late, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_kafka_away, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_resident_through_it_all, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("outage", tests, NULL, NULL);
}
