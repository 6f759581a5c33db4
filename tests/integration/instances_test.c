/* Two instances of one service at once, and many claims on one thing in one batch: one relay, no double
 * effects. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ledger.h"

#include "common/event/topic_names.h"
#include "juki/common/v1/common.pb-c.h"

#include <stdio.h>
#include <string.h>

#define APPLIED "juki_messages_total{result=\"applied\"}"
#define LEADER  "juki_relay_leader"

static void await_sharing(world *w, process *one, process *other, int *told)
{
    int64_t had[2] = {process_metric(one, APPLIED), process_metric(other, APPLIED)};
    int64_t until_ms = now_ms() + patience_ms();
    do {
        ledger_tell(w, *told, 20);
        *told += 20;
        pause_ms(200);
        assert_true(now_ms() < until_ms);
    } while (process_metric(one, APPLIED) <= had[0] || process_metric(other, APPLIED) <= had[1]);
}

static void test_takeover(void **state)
{
    world *w = *state;
    int told = 0;
    ledger_topics(w, 4);
    process *one = process_start(w, "test-ledger", NULL);
    AWAIT(process_metric(one, LEADER) == 1);
    process *other = process_start(w, "test-ledger", NULL);
    await_sharing(w, one, other, &told);
    assert_true(process_metric(one, LEADER) == 1 && process_metric(other, LEADER) == 0);
    ledger_check_told(w, told);

    ledger_tell(w, told, 100);
    told += 100;
    process_kill(one);
    ledger_tell(w, told, 100);
    told += 100;
    AWAIT(process_metric(other, LEADER) == 1);
    ledger_check_told(w, told);

    one = process_start(w, "test-ledger", NULL);
    await_sharing(w, one, other, &told);
    assert_true(process_metric(one, LEADER) == 0 && process_metric(other, LEADER) == 1);
    ledger_check_told(w, told);
}

/* Backends of the ledger that wait for a lock. */
static int64_t waiting(world *w)
{
    return sql_int(ledger_db(w),
                   "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                   "application_name = 'ledger' AND wait_event_type = 'Lock'");
}

/* Parked messages whose turn has come, and two instances that both begin with them: the lock on the table
 * holds the first one in the middle of its work until the second has come as far as it can. */
static void test_drain_race(void **state)
{
    enum { LAST = 12 };
    world *w = *state;
    ledger_topics(w, 2);
    process *first = process_start(w, "test-ledger", NULL);
    for (int64_t sequence = 2; sequence <= LAST; sequence++) {
        ledger_send(w, "ledger.in",
                    &(ledger_order){.key = "k", .sequence = sequence, .code = "note", .item = "x"});
    }
    AWAIT(sql_int(ledger_db(w), "SELECT count(*) FROM parked") == LAST - 1);
    process_stop(first);
    sql(ledger_db(w), "INSERT INTO inbox_stream VALUES ('ledger.in', 'k', 1)");
    sql(ledger_db(w), "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS "
                      "'BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NEW; END'");
    sql(ledger_db(w), "CREATE TRIGGER hold BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION hold()");
    sql(ledger_db(w), "SELECT pg_advisory_lock(7)");
    (void)process_start(w, "test-ledger", NULL);
    (void)process_start(w, "test-ledger", NULL);
    AWAIT(waiting(w) == 2);
    sql(ledger_db(w), "SELECT pg_advisory_unlock(7)");
    AWAIT(sql_int(ledger_db(w), "SELECT count(*) FROM parked") == 0);
    assert_string_equal(ledger_sequence(w, "k"), "2 3 4 5 6 7 8 9 10 11 12");
    assert_int_equal(ledger_dead(w), 0);
}

/* A record of which a statement always runs into statement_timeout is buried; it does not stop what comes
 * after it. */
static void test_too_slow(void **state)
{
    enum { NOTES = 20 };
    world *w = *state;
    ledger_topics(w, 1);
    process_stop(process_start(w, "test-ledger", NULL));
    sql(ledger_db(w),
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.item = ''slow'' "
        "THEN RAISE EXCEPTION USING ERRCODE = ''query_canceled''; END IF; RETURN NEW; END'");
    sql(ledger_db(w), "CREATE TRIGGER slow BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION slow()");
    ledger_send(w, "ledger.in",
                &(ledger_order){.key = "slow", .sequence = 1, .code = "note", .item = "slow"});
    ledger_tell(w, 0, NOTES);
    (void)process_start(w, "test-ledger", (const char *const[]){"JUKI_BATCH_WAIT=1s", NULL});
    AWAIT(ledger_entries(w, NULL) == 2 * NOTES);
    AWAIT(ledger_dead(w) == 1);
}

static void reserve_pairs(world *w, int items)
{
    char key[16];
    char item[16];
    for (int copy = 0; copy < 2; copy++) {
        for (int i = 0; i < items; i++) {
            (void)snprintf(key, sizeof key, "%c%d", copy == 0 ? 'p' : 'q', i);
            (void)snprintf(item, sizeof item, "item%d", i);
            ledger_send(w, "ledger.command", &(ledger_order){.key = key, .code = "reserve", .item = item});
        }
    }
}

static void check_pairs(world *w, size_t items)
{
    size_t won = 0;
    size_t refused = 0;
    AWAIT(bus_unique(w, "ledger.out") == 2 * items);
    bus_records records = bus_read(w, "ledger.out");
    for (size_t i = 0; i < records.count; i++) {
        Juki__Common__V1__Refusal *answer =
            juki__common__v1__refusal__unpack(NULL, records.item[i].size, records.item[i].value);
        assert_non_null(answer);
        won += strcmp(answer->code, "won") == 0;
        refused += strcmp(answer->code, "refused") == 0;
        juki__common__v1__refusal__free_unpacked(answer, NULL);
    }
    bus_free(&records);
    assert_int_equal(won, items);
    assert_int_equal(refused, items);
    assert_int_equal(sql_int(ledger_db(w), "SELECT count(*) FROM reservation"), (int64_t)items);
}

/* No claim tells the batch that two messages want one thing: PostgreSQL's constraint does, in one batch with
 * good ones, with one that can never be applied, and with a command that would leave no act. */
static void test_one_batch(void **state)
{
    enum { ITEMS = 12, NOTES = 20 };
    world *w = *state;
    ledger_topics(w, 1);
    process_stop(process_start(w, "test-ledger", NULL));
    reserve_pairs(w, ITEMS);
    ledger_send(w, "ledger.command", &(ledger_order){.key = "bad", .code = "break", .item = "bad"});
    ledger_send(w, "ledger.command", &(ledger_order){.key = "hush", .code = "hush", .item = "hush"});
    ledger_tell(w, 0, NOTES);
    (void)process_start(w, "test-ledger", (const char *const[]){"JUKI_BATCH_WAIT=1s", NULL});
    check_pairs(w, ITEMS);
    AWAIT(ledger_entries(w, NULL) == 2 * NOTES);
    assert_int_equal(ledger_dead(w), 2);
    assert_string_equal(sql_text(ledger_db(w), "SELECT string_agg(code, ' ' ORDER BY code) FROM dead_letter"),
                        "act_missing database");
    assert_int_equal(bus_check_order(w, "ledger.in"), NOTES);
}

/* The same between two instances, which cannot see each other's batch. */
static void test_two_instances(void **state)
{
    enum { ITEMS = 60 };
    world *w = *state;
    int told = 0;
    ledger_topics(w, 4);
    process *one = process_start(w, "test-ledger", NULL);
    process *other = process_start(w, "test-ledger", NULL);
    await_sharing(w, one, other, &told);
    reserve_pairs(w, ITEMS);
    check_pairs(w, ITEMS);
    assert_int_equal(ledger_dead(w), 0);
}

/* Two entries for one household in one batch: exactly one becomes 仮登録. */
static void test_one_household(void **state)
{
    enum { RIVALS = 6 };
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    command_topics(w, 2);
    process *resident = process_start(w, "juki-resident", NULL);
    registered head = command_register(w, 1);
    process_stop(resident);
    for (int i = 0; i < RIVALS; i++) {
        (void)command_move_in(
            w, &(move_in){.serial = 2 + i, .household_number = head.household_number, .relationship = "子"});
    }
    command_id leave = command_leave(w, "death", head.addressee_number, TEST_TODAY);
    (void)process_start(w, "juki-resident", (const char *const[]){"JUKI_BATCH_WAIT=1s", NULL});
    AWAIT(sql_int(conn, "SELECT count(*) FROM change WHERE change_id <> '%s'", head.change.text) ==
          RIVALS + 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM change WHERE status = 1"), 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM change WHERE refusal_code = 'change_pending'"),
                     RIVALS);
    assert_true(command_status(w, leave.text) == 1 || command_status(w, leave.text) == 4);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM dead_letter"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_takeover, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_drain_race, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_too_slow, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_one_batch, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_two_instances, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_one_household, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("instances", tests, NULL, NULL);
}
