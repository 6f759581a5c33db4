/*
 * When and of whom a consumer is told: in its days (seed 002 R-07), and of those in its filter; who leaves it
 * is told once as gone (seed 004_001 K1, K12). And the affairs that a municipality transfers data to.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/consumers.h"
#include "tests/integration/harness/ctl.h"

#include <stdio.h>
#include <string.h>

/* ---- days -------------------------------------------------------------------------------------------- */

static void r07_a_consumer_is_told_in_its_days_alone(void **state)
{
    static const consumers_wish visits = {.id = "home-visit",
                                          .affair = "訪問指導",
                                          .items = ", \"name\"",
                                          .from = "2026-04-11",
                                          .rest = ", \"valid_to\": \"2026-04-12\""};
    consumers s;
    consumers_open(&s, *state);
    consumers_approved(&s, &visits);
    consumers_make_topics(&s);
    (void)command_register(s.w, 1);
    AWAIT(CHANGES(&s, "tax") == 1);
    assert_int_equal(bus_count(s.w, FEED("home-visit")), 0);
    world_set_day(s.w, "2026-04-11");
    AWAIT(PERSONS(&s, "home-visit") == 1); /* the snapshot waited for the day */
    AWAIT(SNAPSHOTS_ENDED(&s, "home-visit") == 4);
    world_set_day(s.w, "2026-04-13");
    size_t told = bus_count(s.w, FEED("home-visit"));
    (void)command_register(s.w, 2);
    AWAIT(CHANGES(&s, "tax") == 2);
    consumers_confirm(&s, "home-visit", FEED("home-visit"), REQUEST("home-visit"));
    AWAIT(consumers_dead_letters(&s, "consumer_invalid") == 1);
    assert_int_equal(bus_count(s.w, FEED("home-visit")), told);
}

/* ---- filters ----------------------------------------------------------------------------------------- */

/* 児童手当: whoever is young, and who lives with him. */
static void k12_a_filter_lets_in_and_out(void **state)
{
    static const consumers_wish allowance = {
        .id = "child-allowance",
        .affair = "児童手当",
        .items = ", \"name\", \"birth_date\", \"household_number\"",
        .rest = ", \"filter\": {\"age_under\": 19, \"age_base\": \"2026-04-01\", "
                "\"household\": true, \"state\": [\"resident\"]}"};
    consumers s;
    consumers_open(&s, *state);
    consumers_wish invalid = allowance;
    invalid.rest = ", \"filter\": {\"household\": true}";
    consumers_refused(consumers_apply(&s, "op-1", &invalid), "filter_invalid");
    registered parent = command_register(s.w, 1);
    registered other = command_register(s.w, 2);
    consumers_approved(&s, &allowance);
    consumers_make_topics(&s);
    AWAIT(SNAPSHOTS_ENDED(&s, "child-allowance") == 4);
    assert_int_equal(PERSONS(&s, "child-allowance"), 0);
    command_complete(s.w, command_birth(s.w, parent.household_number));
    AWAIT(consumers_last_state_is(&s, FEED("child-allowance"), parent.addressee_number, "resident"));
    char child[16];
    (void)snprintf(
        child, sizeof child, "%s",
        sql_text(s.conn, "SELECT addressee_number FROM person WHERE birth_date = '" TEST_TODAY "'"));
    AWAIT(consumers_last_state_is(&s, FEED("child-allowance"), child, "resident"));
    command_complete(s.w, command_leave(s.w, "death", child, TEST_TODAY));
    AWAIT(consumers_last_state_is(&s, FEED("child-allowance"), child, "out_of_scope"));
    AWAIT(consumers_last_state_is(&s, FEED("child-allowance"), parent.addressee_number, "out_of_scope"));
    person_feed *gone = consumers_last_change(&s, FEED("child-allowance"), parent.addressee_number);
    assert_string_equal(gone->name, "");
    assert_null(gone->birth_date);
    juki__gateway__v1__person_feed__free_unpacked(gone, NULL);
    person_feed *never = consumers_last_change(&s, FEED("child-allowance"), other.addressee_number);
    assert_null(never);
    assert_int_equal(CHANGES(&s, "child-allowance"), 4); /* in and out, once each */
}

/* ---- the 24 affairs ---------------------------------------------------------------------------------- */

static void f1_the_affairs_of_the_municipality_are_loadable(void **state)
{
    consumers s;
    consumers_open(&s, *state);
    ctl_expect(ctl(s.w, "op-1", "consumer load services/gateway/affairs.csv"), 0);
    ctl_expect_text("24 applied for, 0 refused");
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM consumer_record WHERE state = 'applied'"), 24);
    assert_int_equal(sql_int(s.conn, "SELECT count(DISTINCT id) FROM consumer"), 2);
    ctl_expect(ctl(s.w, "op-2", "consumer approve %s", consumers_waiting(&s, "care-insurance")), 0);
    ctl_expect(ctl(s.w, "op-2", "consumer names"), 0);
    ctl_expect_text("care-insurance\ntax\nwelfare\n");
    consumers_refused(ctl(s.w, "op-1", "consumer load tests/bench/topics.csv"), "columns_missing");
    consumers_refused(ctl(s.w, "op-1", "consumer load no-such-file.csv"), "no-such-file.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r07_a_consumer_is_told_in_its_days_alone, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(k12_a_filter_lets_in_and_out, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(f1_the_affairs_of_the_municipality_are_loadable, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("consumer_scope", tests, NULL, NULL);
}
