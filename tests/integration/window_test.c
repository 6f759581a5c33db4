/*
 * The hours and the pace of a body outside (seed 002 S3): what it is to get waits while its side is closed,
 * everything else goes on, and when it opens all leaves once, in order and not faster than it may; also when
 * the relay is killed meanwhile or another instance takes over.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SATURDAY "2026-04-11" /* closed */
#define MONDAY   "2026-04-13"
#define OPEN     "mon-fri 00:00-24:00"

enum { KEYS = 7 };

static const char *clock_of(const world *w)
{
    static char text[352];
    (void)snprintf(text, sizeof text, "JUKI_CLOCK=file:%s/today", w->dir);
    return text;
}

/* ---- the mechanism, on the small service ------------------------------------------------------------- */

/* Events for some keys, numbered from, as a batch leaves them in the outbox. */
static void put(world *w, const char *topic, int from, int count)
{
    sql(ledger_db(w),
        "INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload) "
        "SELECT '%s', 'k' || n %% %d, n / %d + 1, gen_random_uuid()::text, 'juki.common.v1.Refusal', "
        "'" TEST_TODAY "T00:00:00Z', '00-11111111111111111111111111111111-2222222222222222-01', '' "
        "FROM generate_series(%d, %d) n",
        topic, KEYS, KEYS, from, from + count - 1);
}

static int64_t rows(world *w, const char *table)
{
    return sql_int(ledger_db(w), "SELECT count(*) FROM %s", table);
}

static process *start_ledger(world *w, const char *rate, const char *crash)
{
    const char *const env[] = {clock_of(w), "JUKI_LINK_WINDOW_OUTSIDE=" OPEN, rate, PROCESS_STATIC[0], NULL};
    if (crash != NULL) {
        return process_launch(w, "test-ledger", env, crash);
    }
    return process_start(w, "test-ledger", env);
}

/* Watches the topic until it has so many, and that never more came than the pace allows since the first could
 * leave. */
static void check_pace(world *w, size_t wanted, int rate, int64_t begun_ms)
{
    bus_follower follower = bus_follow(w, "ledger.out");
    int64_t until_ms = begun_ms + patience_ms();
    while (follower.records.count < wanted && now_ms() < until_ms) {
        bus_follow_on(&follower, 50);
        int64_t passed_ms = now_ms() - begun_ms;
        int64_t most = rate * passed_ms / 1000 + rate / 10 + 1;
        if ((int64_t)follower.records.count > most) {
            fail_msg("%zu events in %lld ms", follower.records.count, (long long)passed_ms);
        }
    }
    assert_true(follower.records.count >= wanted);
    assert_true(now_ms() - begun_ms >= (int64_t)(wanted - (size_t)rate / 10) * 1000 / rate);
    bus_unfollow(&follower);
}

/* An operator sees who is closed and how much waits; it is no fault of the service. */
static void check_doctor(world *w, const process *ledger)
{
    char address[32];
    (void)snprintf(address, sizeof address, "127.0.0.1:%d", ledger->http_port);
    assert_int_equal(setenv("JUKI_DOCTOR_HTTP", address, 1), 0);
    (void)ctl(w, "op-1", "doctor");
    ctl_expect_text("outside: closed, 203 wait");
    ctl_expect_text("ready");
}

static void test_closed_and_opened(void **state)
{
    enum { EVENTS = 203, RATE = 80 };
    world *w = *state;
    ledger_topics(w, 3);
    world_set_day(w, SATURDAY);
    process *ledger = start_ledger(w, "JUKI_LINK_RATE_OUTSIDE=80", NULL);
    put(w, "ledger.out", 0, 100);
    put(w, "ledger.in", 0, 50);
    put(w, "ledger.out", 100, EVENTS - 100);
    AWAIT(rows(w, "outbox_held") == EVENTS && rows(w, "outbox") == 0);
    /* others pass */
    put(w, "ledger.in", 50, 50);
    AWAIT(ledger_entries(w, NULL) == 100 && rows(w, "outbox") == 0);
    AWAIT(process_metric(ledger, "juki_link_held{peer=\"outside\"}") == EVENTS);
    assert_int_equal(process_metric(ledger, "juki_link_open{peer=\"outside\"}"), 0);
    AWAIT(process_metric(ledger, "juki_outbox_depth") == 0); /* counted every few seconds */
    HOLDS_FOR(500, bus_count(w, "ledger.out") == 0);
    check_doctor(w, ledger);

    int64_t opened_ms = now_ms();
    world_set_day(w, MONDAY);
    check_pace(w, EVENTS, RATE, opened_ms);
    AWAIT(rows(w, "outbox_held") == 0);
    assert_int_equal(bus_count(w, "ledger.out"), EVENTS);
    assert_int_equal(bus_check_order(w, "ledger.out"), EVENTS);
    AWAIT(process_metric(ledger, "juki_link_held{peer=\"outside\"}") == 0);
    AWAIT(process_metric(ledger, "juki_link_open{peer=\"outside\"}") == 1);
    /* open and quiet: at once, past the table of those that wait */
    put(w, "ledger.out", EVENTS, 1);
    AWAIT(bus_count(w, "ledger.out") == EVENTS + 1);
    assert_int_equal(process_log_count(ledger, "a link is closed"), 1);
    AWAIT(process_log_count(ledger, "a link is open") == 1);
}

/* What comes while others wait goes behind them, also while the link is open. */
static void test_at_its_rate(void **state)
{
    enum { EVENTS = 120, RATE = 60 };
    world *w = *state;
    ledger_topics(w, 1);
    world_set_day(w, MONDAY);
    (void)start_ledger(w, "JUKI_LINK_RATE_OUTSIDE=60", NULL);
    int64_t begun_ms = now_ms();
    for (int i = 0; i < EVENTS; i += 30) {
        put(w, "ledger.out", i, 30);
        pause_ms(200);
    }
    AWAIT(rows(w, "outbox") == 0 && rows(w, "outbox_held") > 0);
    check_pace(w, EVENTS, RATE, begun_ms);
    AWAIT(rows(w, "outbox_held") == 0);
    assert_int_equal(bus_check_order(w, "ledger.out"), EVENTS);
    assert_int_equal(bus_count(w, "ledger.out"), EVENTS);
}

/* Killed while they leave, once between broker and mark: nothing is lost or overtaken, and the table says so.
 */
static void test_killed_in_the_middle(void **state)
{
    enum { EVENTS = 160 };
    world *w = *state;
    ledger_topics(w, 2);
    world_set_day(w, SATURDAY);
    process *ledger = start_ledger(w, "JUKI_LINK_RATE_OUTSIDE=100", NULL);
    put(w, "ledger.out", 0, EVENTS);
    AWAIT(rows(w, "outbox_held") == EVENTS);
    process_kill(ledger);
    world_set_day(w, MONDAY);
    process_await_crash(start_ledger(w, "JUKI_LINK_RATE_OUTSIDE=100", "held_mark:3"));
    size_t before = bus_count(w, "ledger.out");
    assert_true(before > 0 && rows(w, "outbox_held") > EVENTS - (int64_t)before);
    ledger = start_ledger(w, "JUKI_LINK_RATE_OUTSIDE=100", NULL);
    AWAIT(rows(w, "outbox_held") < EVENTS - 50);
    process_kill(ledger);
    put(w, "ledger.out", EVENTS, 20);
    assert_true(rows(w, "outbox_held") > 0);
    (void)start_ledger(w, "JUKI_LINK_RATE_OUTSIDE=100", NULL);
    AWAIT(rows(w, "outbox_held") == 0 && rows(w, "outbox") == 0);
    assert_int_equal(bus_check_order(w, "ledger.out"), EVENTS + 20);
}

/* The instance that relays dies: the other takes over what waits, and knows how many. */
static void test_two_instances(void **state)
{
    enum { EVENTS = 150 };
    world *w = *state;
    const char *const env[] = {clock_of(w), "JUKI_LINK_WINDOW_OUTSIDE=" OPEN, "JUKI_LINK_RATE_OUTSIDE=50",
                               NULL};
    ledger_topics(w, 2);
    world_set_day(w, SATURDAY);
    process *first = process_start(w, "test-ledger", env);
    AWAIT(process_metric(first, "juki_relay_leader") == 1);
    process *second = process_start(w, "test-ledger", env);
    put(w, "ledger.out", 0, EVENTS);
    AWAIT(rows(w, "outbox_held") == EVENTS);
    assert_int_equal(process_metric(second, "juki_link_held{peer=\"outside\"}"), 0);
    world_set_day(w, MONDAY);
    AWAIT(rows(w, "outbox_held") < EVENTS - 30);
    process_kill(first);
    put(w, "ledger.out", EVENTS, 20);
    AWAIT(process_metric(second, "juki_link_held{peer=\"outside\"}") > 0);
    AWAIT(rows(w, "outbox_held") == 0 && rows(w, "outbox") == 0);
    assert_int_equal(bus_check_order(w, "ledger.out"), EVENTS + 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_closed_and_opened, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_at_its_rate, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_killed_in_the_middle, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_two_instances, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
