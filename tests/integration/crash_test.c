/* A process that is killed anywhere and started again: effects happen once, nothing is lost (invariants 1,
 * 2). */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ledger.h"

#include "common/event/topic_names.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void test_resident_before_offsets(void **state)
{
    enum { PERSONS = 8 };
    world *w = *state;
    command_id change[PERSONS];
    PGconn *conn = world_database_of(w, "resident")->conn;
    command_topics(w, 2);
    process_stop(process_start(w, "juki-resident", PROCESS_STATIC));

    for (int i = 0; i < PERSONS; i++) {
        change[i] = command_move_in(w, &(move_in){.serial = i + 1});
    }
    process_await_crash(process_launch(w, "juki-resident", PROCESS_STATIC, "offset_store:1"));
    assert_true(sql_int(conn, "SELECT count(*) FROM change") > 0);
    process *resident = process_start(w, "juki-resident", PROCESS_STATIC);
    AWAIT(sql_int(conn, "SELECT count(*) FROM change WHERE status = 1") == PERSONS);
    process_stop(resident);

    for (int i = 0; i < PERSONS; i++) {
        command_approve(w, change[i].text);
    }
    process_await_crash(process_launch(w, "juki-resident", PROCESS_STATIC, "offset_store:1"));
    assert_true(sql_int(conn, "SELECT count(*) FROM person") > 0);
    (void)process_start(w, "juki-resident", PROCESS_STATIC);
    AWAIT(sql_int(conn, "SELECT count(*) FROM change WHERE status = 2") == PERSONS);
    AWAIT(sql_int(conn, "SELECT count(*) FROM outbox") == 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record WHERE history_number = 1"), PERSONS);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record"), PERSONS);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM change_lock"), 0);
    assert_int_equal(bus_check_order(w, JU_TOPIC_RESIDENT_TO_IDENTITY), PERSONS);
    assert_int_equal(bus_check_order(w, JU_TOPIC_RESIDENT_TO_GATEWAY), PERSONS);
    assert_int_equal(bus_unique(w, JU_TOPIC_RESIDENT_REPLY), 3 * PERSONS);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM dead_letter"), 0);
}

static void test_every_point(void **state)
{
    static const char *const points[] = {"commit:1", "offset_store:1", "sent_mark:1",
                                         "commit:2", "offset_store:9", "sent_mark:2"};
    enum { POINTS = sizeof points / sizeof points[0], EACH = 30 };
    world *w = *state;
    ledger_topics(w, 2);
    process_stop(process_start(w, "test-ledger", PROCESS_STATIC));
    for (int i = 0; i < POINTS; i++) {
        ledger_tell(w, i * EACH, EACH);
        process_await_crash(process_launch(w, "test-ledger", PROCESS_STATIC, points[i]));
    }
    (void)process_start(w, "test-ledger", PROCESS_STATIC);
    ledger_check_told(w, POINTS * EACH);
}

static void test_random_moments(void **state)
{
    enum { KILLS = 8, EACH = 60 };
    world *w = *state;
    unsigned seed = 7;
    ledger_topics(w, 2);
    process *ledger = process_start(w, "test-ledger", PROCESS_STATIC);
    for (int i = 0; i < KILLS; i++) {
        ledger_tell(w, i * EACH, EACH);
        pause_ms(rand_r(&seed) % 80);
        process_kill(ledger);
        ledger = process_start(w, "test-ledger", PROCESS_STATIC);
    }
    ledger_check_told(w, KILLS * EACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_resident_before_offsets, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_every_point, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_random_moments, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("crash", tests, NULL, NULL);
}
