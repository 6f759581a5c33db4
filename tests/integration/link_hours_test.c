/*
 * 住基ネット and the card system outside of their hours (seed 002 S3): the register and its feeds go on,
 * nothing goes to who is closed, no receipt is late meanwhile, and when it opens all is told once and in
 * order.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/gate.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/delivery/v1/delivery.pb-c.h"
#include "juki/delivery/v1/file.pb-c.h"

#include <stdio.h>
#include <string.h>

#define FRIDAY   TEST_TODAY
#define SATURDAY "2026-04-11" /* closed */
#define SUNDAY   "2026-04-12" /* closed for a day at least, whatever the hour of this test */
#define MONDAY   "2026-04-13" /* a holiday */
#define TUESDAY  "2026-04-14"
#define OPEN     "mon-fri 00:00-24:00"
#define TEXT(s)  ((char *)(uintptr_t)(s))

static PGconn *database(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

/* A program on the world's clock, with the office's holidays and two more settings. */
static process *start(world *w, const char *program, const char *one, const char *other)
{
    char clock[352];
    char table[352];
    char path[320];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    (void)snprintf(path, sizeof path, "%s/holidays.csv", w->dir);
    (void)snprintf(table, sizeof table, "JUKI_HOLIDAY_TABLE=%s", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(MONDAY ",振替休日\n", file);
    (void)fclose(file);
    return process_start(w, program, (const char *const[]){clock, table, one, other, NULL});
}

/* ---- 住基ネット --------------------------------------------------------------------------------------- */

enum { RESIDENTS = 200, RATE = 100 };

static void register_many(world *w, int from, int count)
{
    command_id change[RESIDENTS + 1];
    assert_true(count <= RESIDENTS + 1);
    for (int i = 0; i < count; i++) {
        change[i] = command_move_in(w, &(move_in){.serial = from + i});
    }
    for (int i = 0; i < count; i++) {
        AWAIT(command_status(w, change[i].text) == 1);
        command_approve(w, change[i].text);
    }
    AWAIT(command_status(w, change[count - 1].text) == 2);
}

static int64_t notices(world *w, const char *condition)
{
    return sql_int(database(w, "identity"), "SELECT count(*) FROM notice WHERE %s", condition);
}

/* One that left on Friday has no receipt yet, the others wait: as if since ten hours. */
static void check_nothing_is_late(world *w, process *identity)
{
    PGconn *conn = database(w, "identity");
    sql(conn, "UPDATE notice SET sent_at = sent_at - interval '10 hours'");
    sql(conn, "UPDATE notice_look SET looked_until = now() - interval '11 hours'");
    HOLDS_FOR(2200, process_metric(identity, "juki_notices_overdue") == 0 &&
                        bus_count(w, JU_TOPIC_LINK_PREFECTURE_OUT) == 1);
}

static void check_told_once_in_order(world *w)
{
    PGconn *prefecture = database(w, "prefecture");
    AWAIT(notices(w, "acknowledged_at IS NOT NULL") == RESIDENTS + 1);
    assert_int_equal(bus_check_order(w, JU_TOPIC_LINK_PREFECTURE_OUT), RESIDENTS + 1);
    assert_int_equal(sql_int(prefecture, "SELECT count(*) FROM journal"), RESIDENTS + 1);
    assert_int_equal(sql_int(prefecture, "SELECT count(DISTINCT ce_id) FROM journal"), RESIDENTS + 1);
    assert_int_equal(sql_int(prefecture, "SELECT count(*) FROM person"), RESIDENTS + 1);
    /* what is late counts from when it left */
    assert_int_equal(notices(w, "sent_at < now() - interval '1 hour'"), 1);
}

static void test_juki_net_is_closed(void **state)
{
    world *w = *state;
    command_all_topics(w, 2);
    world_set_day(w, FRIDAY);
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "juki-gateway", NULL);
    process *identity =
        start(w, "juki-identity", "JUKI_LINK_WINDOW_PREFECTURE=" OPEN, "JUKI_LINK_RATE_PREFECTURE=100");
    register_many(w, 1, 1);
    AWAIT(bus_count(w, JU_TOPIC_LINK_PREFECTURE_OUT) == 1);

    world_set_day(w, SUNDAY);
    AWAIT(process_metric(identity, "juki_link_open{peer=\"prefecture\"}") == 0);
    register_many(w, 2, RESIDENTS);
    AWAIT(process_metric(identity, "juki_link_held{peer=\"prefecture\"}") == RESIDENTS);
    AWAIT(bus_unique(w, JU_TOPIC_FEED_TAX) == RESIDENTS + 1);
    assert_int_equal(process_metric(identity, "juki_link_open{peer=\"national\"}"), 1);
    check_nothing_is_late(w, identity);
    ctl_expect(
        ctl(w, "op-1", "identity notices %s",
            sql_text(database(w, "identity"), "SELECT change_id FROM notice ORDER BY sent_at DESC LIMIT 1")),
        0);
    ctl_expect_text("progress: applied");
    /* who lives elsewhere cannot be asked for now; in the morning nobody would wait for the answer */
    ctl_expect(ctl(w, "op-1",
                   "identity search name=試験 birth_date=1980-01-01 municipality_code=131016 --purpose test"),
               1);
    ctl_expect_text("peer_closed");
    world_set_day(w, MONDAY);
    HOLDS_FOR(800, bus_count(w, JU_TOPIC_LINK_PREFECTURE_OUT) == 1);

    int64_t opened_ms = now_ms();
    world_set_day(w, TUESDAY);
    (void)process_start(w, "peer-prefecture", NULL);
    AWAIT(process_metric(identity, "juki_link_held{peer=\"prefecture\"}") == 0);
    assert_true(now_ms() - opened_ms >= (RESIDENTS - RATE / 10) * 1000 / RATE);
    check_told_once_in_order(w);
}

/* ---- the card system ---------------------------------------------------------------------------------- */

static void send_record(world *w, const char *register_ref, int serial)
{
    Juki__Delivery__V1__DeliveryRecord record = JUKI__DELIVERY__V1__DELIVERY_RECORD__INIT;
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    test_person person = person_of(serial);
    command_id change = command_new_id();
    ju_keyring *ring = NULL;
    ju_arena arena;
    char number[32];
    ju_arena_init(&arena, 1 << 20);
    (void)snprintf(number, sizeof number, "%s%017d", TEST_MUNICIPALITY, serial);
    command_address(&address, TEST_MUNICIPALITY, "１－１");
    birth.date = TEXT("1984-02-29");
    record.delivery_number = number;
    record.change_id = change.text;
    record.destination = &address;
    record.destination_name = person.name;
    record.municipality_code = TEXT(TEST_MUNICIPALITY);
    record.person_count = 1;
    record.processed_date = TEXT(FRIDAY);
    record.name = person.name;
    record.address = &address;
    record.birth_date = &birth;
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "card", &ring, NULL), JU_OK);
    assert_int_equal(ju_seal_text(ring, &arena, "resident_code", number, person.resident_code,
                                  &record.resident_code, NULL),
                     JU_OK);
    assert_int_equal(ju_seal_text(ring, &arena, "individual_number", number, person.individual_number,
                                  &record.individual_number, NULL),
                     JU_OK);
    bus_send(w, JU_TOPIC_RESIDENT_TO_DELIVERY,
             &(bus_event){.key = register_ref, .sequence = 1, .message = &record.base});
    ju_keyring_free(ring);
    ju_arena_done(&arena);
}

static void send_death(world *w, const char *register_ref)
{
    Juki__Delivery__V1__DeliveryWithdrawn death = JUKI__DELIVERY__V1__DELIVERY_WITHDRAWN__INIT;
    command_id change = command_new_id();
    death.change_id = change.text;
    bus_send(w, JU_TOPIC_RESIDENT_TO_DELIVERY,
             &(bus_event){.key = register_ref, .sequence = 2, .message = &death.base});
}

/* Who dies while the card system is closed is not handed over; the other is when it opens, and its
 * days count from then. What was to go out once more is erased with the rest. */
static void test_card_system_is_closed(void **state)
{
    world *w = *state;
    PGconn *conn = database(w, "delivery");
    command_all_topics(w, 1);
    world_set_day(w, SATURDAY);
    process *delivery = start(w, "juki-delivery", "JUKI_LINK_WINDOW_CARD=" OPEN, "JUKI_DELIVERY_KEEP_DAYS=1");
    (void)process_start(w, "peer-card", NULL);
    send_record(w, "ref-lives", 1);
    send_record(w, "ref-dies", 2);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE handed_on IS NULL") == 2);
    send_death(w, "ref-dies");
    AWAIT(sql_int(conn, "SELECT count(*) FROM held") == 1);
    world_set_day(w, MONDAY);
    HOLDS_FOR(1200, bus_count(w, JU_TOPIC_LINK_CARD_OUT) == 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM outbox_held"), 0);
    assert_int_equal(process_metric(delivery, "juki_link_open{peer=\"card\"}"), 0);

    world_set_day(w, TUESDAY);
    gate_answer(w, conn); /* the record has the form before there were blocks of persons */
    AWAIT(sql_int(database(w, "card"), "SELECT count(*) FROM journal") == 1);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE handed_on = '" TUESDAY
                        "' AND erase_on = '2026-04-15'") == 1);
    sql(conn,
        "INSERT INTO outbox_held (id, topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload) "
        "SELECT 1, 'slow', register_ref, sequence, event_id, ce_type, '', '', payload FROM held");
    world_set_day(w, "2026-04-15");
    AWAIT(sql_int(conn, "SELECT count(*) FROM held") == 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM outbox_held"), 0);
    assert_int_equal(bus_unique(w, JU_TOPIC_LINK_CARD_OUT), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_juki_net_is_closed, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_card_system_is_closed, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("link_hours", tests, NULL, NULL);
}
