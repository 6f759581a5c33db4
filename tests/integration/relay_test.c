/* The relay (invariant 4): commit order per key, nothing above the fence, nothing lost at a crash. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ledger.h"

#include "common/base/uuid7.h"
#include "event_sql.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PGconn *connect_again(world *w)
{
    char conninfo[WORLD_CONNINFO_SIZE + 128];
    (void)snprintf(conninfo, sizeof conninfo, "%s dbname=%s", world_env("JUKI_TEST_DSN_ADMIN"),
                   world_database_of(w, "ledger")->name);
    PGconn *conn = PQconnectdb(conninfo);
    assert_int_equal(PQstatus(conn), CONNECTION_OK);
    return conn;
}

static bool run(PGconn *conn, const char *text, int count, const char *const values[])
{
    PGresult *result = PQexecParams(conn, text, count, NULL, values, NULL, NULL, 0);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return done;
}

enum { EVENTS_MAX = 3 };

/* The parameters of the outbox's statement: an event for each key, with ids of their own. */
typedef struct events {
    char id[EVENTS_MAX][JU_UUID_SIZE];
    char array[7][EVENTS_MAX * 64];
    const char *value[7];
} events;

static void append_item(char *array, int n, const char *item)
{
    size_t used = strlen(array);
    size_t room = sizeof((events *)NULL)->array[0];
    (void)snprintf(used == 0 ? array : array + used - 1, room - used, "%s%s}", n == 0 ? "{" : ",", item);
}

static void make_events(events *ret, const char *topic, const char *const keys[], int count)
{
    static const char TRACE[] = "00-11111111111111111111111111111111-2222222222222222-01";
    *ret = (events){0};
    for (int i = 0; i < count; i++) {
        (void)!ju_uuid7(ret->id[i], NULL);
        const char *const item[] = {
            topic, keys[i],    ret->id[i], "juki.common.v1.Refusal", TEST_TODAY "T00:00:00Z",
            TRACE, "\"\\\\x\""};
        for (int column = 0; column < 7; column++) {
            append_item(ret->array[column], i, item[column]);
            ret->value[column] = ret->array[column];
        }
    }
}

static bool advance(PGconn *conn, const events *all)
{
    return run(conn, event_sql_outbox_advance.text, 2, all->value);
}

static bool insert(PGconn *conn, const events *all)
{
    return run(conn, event_sql_outbox_insert_sequenced.text, 7, all->value);
}

/* As a handler does it, with the statements of the outbox itself; alone, or in the transaction that is open.
 */
static bool put_all(PGconn *conn, const events *all)
{
    bool alone = PQtransactionStatus(conn) == PQTRANS_IDLE;
    bool done = !alone || run(conn, "BEGIN", 0, NULL);
    done = done && advance(conn, all) && insert(conn, all);
    return alone ? run(conn, done ? "COMMIT" : "ROLLBACK", 0, NULL) && done : done;
}

static bool put(PGconn *conn, const char *topic, const char *key)
{
    events one;
    make_events(&one, topic, &key, 1);
    return put_all(conn, &one);
}

static int64_t outbox_rows(world *w)
{
    return sql_int(ledger_db(w), "SELECT count(*) FROM outbox");
}

static void test_fence(void **state)
{
    world *w = *state;
    ledger_topics(w, 1);
    (void)process_start(w, "test-ledger", NULL);
    PGconn *slow = connect_again(w);
    PGconn *quick = connect_again(w);
    sql(slow, "BEGIN");
    assert_true(put(slow, "ledger.out", "same"));
    assert_true(put(slow, "ledger.out", "other"));
    for (int i = 0; i < 5; i++) {
        assert_true(put(quick, "ledger.out", "b"));
        assert_true(put(ledger_db(w), "ledger.out", "c"));
    }
    /* a second writer of the key waits for the first one, so that numbers follow commits */
    sql(quick, "SET lock_timeout = '300ms'");
    assert_false(put(quick, "ledger.out", "same"));
    HOLDS_FOR(1500, bus_count(w, "ledger.out") == 0);
    sql(slow, "COMMIT");
    assert_true(put(quick, "ledger.out", "same"));
    AWAIT(outbox_rows(w) == 0);
    assert_int_equal(bus_check_order(w, "ledger.out"), 13);
    bus_records records = bus_read(w, "ledger.out");
    assert_int_equal(records.count, 13);
    assert_string_equal(records.item[0].key, "same");
    assert_string_equal(records.item[1].key, "other");
    bus_free(&records);
    PQfinish(slow);
    PQfinish(quick);
}

/* Several events of one key in one statement, as a batch writes them: numbered and published in their order,
 * behind those that were told before. */
static void test_one_statement(void **state)
{
    static const char *const keys[EVENTS_MAX] = {"same", "other", "same"};
    static const char *const numbers[][EVENTS_MAX] = {{"1", "1", "2"}, {"3", "2", "4"}};
    world *w = *state;
    PGconn *conn = ledger_db(w);
    ledger_topics(w, 1);
    process_stop(process_start(w, "test-ledger", NULL));
    for (int round = 0; round < 2; round++) {
        events all;
        make_events(&all, "ledger.out", keys, EVENTS_MAX);
        assert_true(put_all(conn, &all));
        PGresult *rows = PQexec(conn, "SELECT ce_id, key, sequence FROM outbox ORDER BY id DESC LIMIT 3");
        assert_int_equal(PQntuples(rows), EVENTS_MAX);
        for (int i = 0; i < EVENTS_MAX; i++) {
            assert_string_equal(PQgetvalue(rows, EVENTS_MAX - 1 - i, 0), all.id[i]);
            assert_string_equal(PQgetvalue(rows, EVENTS_MAX - 1 - i, 1), keys[i]);
            assert_string_equal(PQgetvalue(rows, EVENTS_MAX - 1 - i, 2), numbers[round][i]);
        }
        PQclear(rows);
    }
    assert_int_equal(sql_int(conn, "SELECT sum(last)::bigint FROM outbox_stream"), 6);
}

static void await_lock(world *w, PGconn *conn)
{
    AWAIT(sql_int(ledger_db(w), "SELECT count(*) FROM pg_locks WHERE pid = %d AND NOT granted",
                  PQbackendPID(conn)) == 1);
}

/* Who waits for a key holds none behind it, whatever the order of his events, and has drawn no id: that of a
 * later number is a later one. */
static void test_locks(void **state)
{
    static const char *const keys[] = {"b", "a"};
    world *w = *state;
    ledger_topics(w, 1);
    process_stop(process_start(w, "test-ledger", NULL));
    PGconn *first = connect_again(w);
    PGconn *waiting = connect_again(w);
    PGconn *other = connect_again(w);
    events both;
    sql(first, "BEGIN");
    assert_true(put(first, "ledger.out", "a"));
    make_events(&both, "ledger.out", keys, 2);
    sql(waiting, "BEGIN");
    assert_int_equal(
        PQsendQueryParams(waiting, event_sql_outbox_advance.text, 2, NULL, both.value, NULL, NULL, 0), 1);
    await_lock(w, waiting);
    sql(other, "SET lock_timeout = '300ms'");
    assert_true(put(other, "ledger.out", "b"));
    assert_true(put(first, "ledger.out", "a"));
    sql(first, "COMMIT");
    PGresult *done = PQgetResult(waiting);
    assert_int_equal(PQresultStatus(done), PGRES_COMMAND_OK);
    PQclear(done);
    assert_null(PQgetResult(waiting));
    assert_true(insert(waiting, &both));
    sql(waiting, "COMMIT");
    const char *order = sql_text(
        ledger_db(w),
        "SELECT string_agg(key || sequence, ' ' ORDER BY id) FROM outbox WHERE topic = 'ledger.out'");
    assert_string_equal(order, "a1 b1 a2 b2 a3");
    PQfinish(first);
    PQfinish(waiting);
    PQfinish(other);
}

/* What was rolled back leaves no gap in the numbers and does not hold up others. */
static void test_rollback(void **state)
{
    world *w = *state;
    ledger_topics(w, 1);
    (void)process_start(w, "test-ledger", NULL);
    PGconn *slow = connect_again(w);
    assert_true(put(slow, "ledger.out", "a"));
    sql(slow, "BEGIN");
    assert_true(put(slow, "ledger.out", "a"));
    assert_true(put(ledger_db(w), "ledger.out", "b"));
    sql(slow, "ROLLBACK");
    assert_true(put(ledger_db(w), "ledger.out", "a"));
    AWAIT(outbox_rows(w) == 0);
    assert_int_equal(bus_check_order(w, "ledger.out"), 3);
    PQfinish(slow);
}

typedef struct writer {
    PGconn *conn;
    unsigned seed;
    int transactions;
    int hold_ms;
    int failures;
} writer;

enum { KEYS = 12 };

static void *write_many(void *arg)
{
    writer *me = arg;
    for (int t = 0; t < me->transactions; t++) {
        char key[16];
        PQclear(PQexec(me->conn, "BEGIN"));
        /* rising keys, so that writers never wait for each other in a circle */
        for (int k = rand_r(&me->seed) % KEYS; k < KEYS; k += 1 + rand_r(&me->seed) % KEYS) {
            (void)snprintf(key, sizeof key, "k%02d", k);
            me->failures += !put(me->conn, "ledger.out", key);
        }
        pause_ms(me->hold_ms);
        PQclear(PQexec(me->conn, rand_r(&me->seed) % 8 == 0 ? "ROLLBACK" : "COMMIT"));
    }
    return NULL;
}

static void test_writers(void **state)
{
    world *w = *state;
    pthread_t thread[3];
    writer writers[3] = {{.seed = 1, .transactions = 250},
                         {.seed = 2, .transactions = 250},
                         {.seed = 3, .transactions = 15, .hold_ms = 120}};
    ledger_topics(w, 3);
    (void)process_start(w, "test-ledger", NULL);
    for (int i = 0; i < 3; i++) {
        writers[i].conn = connect_again(w);
        assert_int_equal(pthread_create(&thread[i], NULL, write_many, &writers[i]), 0);
    }
    for (int i = 0; i < 3; i++) {
        (void)pthread_join(thread[i], NULL);
        PQfinish(writers[i].conn);
        assert_int_equal(writers[i].failures, 0);
    }
    AWAIT(outbox_rows(w) == 0);
    int64_t written =
        sql_int(ledger_db(w), "SELECT sum(last)::bigint FROM outbox_stream WHERE topic = 'ledger.out'");
    assert_true(written > 500);
    assert_int_equal(bus_check_order(w, "ledger.out"), written);
}

/* Killed when the broker has acknowledged and the rows still stand: published again, applied once. */
static void test_crash_before_mark(void **state)
{
    enum { EVENTS = 60 };
    world *w = *state;
    ledger_topics(w, 2);
    process_stop(process_start(w, "test-ledger", PROCESS_STATIC));
    for (int i = 0; i < EVENTS; i++) {
        assert_true(put(ledger_db(w), "ledger.in", i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c"));
    }
    process_await_crash(process_launch(w, "test-ledger", PROCESS_STATIC, "sent_mark:1"));
    /* how many of them the first round took depends on when it looked */
    size_t before = bus_count(w, "ledger.in");
    assert_true(before >= 1 && before <= EVENTS);
    assert_true(outbox_rows(w) >= EVENTS);
    process *ledger = process_start(w, "test-ledger", PROCESS_STATIC);
    AWAIT(outbox_rows(w) == 0);
    assert_int_equal(bus_check_order(w, "ledger.in"), EVENTS);
    assert_int_equal(bus_count(w, "ledger.in"), before + EVENTS);
    AWAIT(process_metric(ledger, "juki_messages_total{result=\"applied\"}") +
              process_metric(ledger, "juki_messages_total{result=\"duplicate\"}") >=
          EVENTS);
    AWAIT(ledger_entries(w, NULL) >= EVENTS);
    HOLDS_FOR(500, ledger_entries(w, NULL) == EVENTS);
    assert_string_equal(ledger_sequence(w, "b"), "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20");
    assert_int_equal(ledger_dead(w), 0);
}

/* Dead rows do not pile up before the first live one: the relay vacuums, whatever autovacuum is set to. */
static void test_vacuum(void **state)
{
    enum { EVENTS = 5200, PER_KEY = 52 };
    world *w = *state;
    PGconn *conn = ledger_db(w);
    char key[16];
    ledger_topics(w, 1);
    process_stop(process_start(w, "test-ledger", NULL));
    sql(conn, "ALTER TABLE outbox SET (autovacuum_enabled = false)");
    sql(conn, "BEGIN");
    for (int i = 0; i < EVENTS; i++) {
        (void)snprintf(key, sizeof key, "%d", i / PER_KEY);
        assert_true(put(conn, "ledger.out", key));
    }
    sql(conn, "COMMIT");
    (void)process_start(w, "test-ledger", NULL);
    AWAIT(outbox_rows(w) == 0);
    AWAIT(sql_int(conn, "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'outbox'") > 0);
    assert_int_equal(bus_check_order(w, "ledger.out"), EVENTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_vacuum, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_fence, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_one_statement, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_locks, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_rollback, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_writers, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_crash_before_mark, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("relay", tests, NULL, NULL);
}
