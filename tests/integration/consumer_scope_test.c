/*
 * When and of whom a consumer is told: in its days (seed 002 R-07), and of those in its filter; who leaves it
 * is told once as gone (seed 004_001 K1, K12). And the affairs that a municipality transfers data to.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/consumers.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/person_row.h"

#include "juki/resident/v1/event.pb-c.h"

#include <stdio.h>
#include <string.h>

/* ---- days -------------------------------------------------------------------------------------------- */

/* A version that counts from a later day gets its snapshot on that day, with its own items. */
static void check_later_version(consumers *s, const consumers_wish *visits)
{
    consumers_wish later = *visits;
    later.items = ", \"name\", \"birth_date\"";
    later.from = "2026-04-12";
    consumers_approved(s, &later);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM snapshot WHERE consumer = 'home-visit'"), 1);
    world_set_day(s->w, "2026-04-12");
    AWAIT(SNAPSHOTS_ENDED(s, "home-visit") == 8);
    assert_int_equal(PERSONS(s, "home-visit"), 2);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM consumer_missed"), 0);
}

/* What waits for a consumer's topic is not told behind its last day. */
static void check_nothing_lies_ready(consumers *s, const consumers_wish *visits)
{
    consumers_wish waits = *visits;
    waits.id = "no-topic";
    waits.from = "2026-04-12";
    consumers_approved(s, &waits);
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM outbox_held WHERE topic = 'feed.no-topic'") > 0);
    world_set_day(s->w, "2026-04-13");
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM outbox_held WHERE topic = 'feed.no-topic'") == 0);
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM consumer_over") == 2);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM feed_event WHERE consumer = 'no-topic' AND "
                                      "dropped_at IS NULL AND acknowledged_at IS NULL"),
                     0);
    AWAIT(bus_acts(s->w, "consumer.ended") == 2);
}

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
    check_later_version(&s, &visits);
    check_nothing_lies_ready(&s, &visits);
    size_t told = bus_count(s.w, FEED("home-visit"));
    (void)command_register(s.w, 2);
    AWAIT(CHANGES(&s, "tax") == 2);
    consumers_confirm(&s, "home-visit", FEED("home-visit"), REQUEST("home-visit"));
    AWAIT(consumers_dead_letters(&s, "consumer_invalid") == 1);
    assert_int_equal(bus_count(s.w, FEED("home-visit")), told);
}

/* ---- filters ----------------------------------------------------------------------------------------- */

static int64_t waiting(consumers *s)
{
    return sql_int(s->conn, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                            "application_name = 'gateway' AND wait_event_type = 'Lock'");
}

/* The register tells of an adult who lives alone. Not by the register itself: what it publishes waits for
 * every open transaction of the cluster. */
#define ALONE "0000000507"
static void tell_alone(world *w, int64_t sequence)
{
    Juki__Resident__V1__PersonChanged changed = JUKI__RESIDENT__V1__PERSON_CHANGED__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    command_id id = command_new_id();
    birth.date = (char *)(uintptr_t) "1990-01-15";
    changed.change_id = id.text;
    changed.addressee_number = changed.household_number = (char *)(uintptr_t)ALONE;
    changed.history_number = (int32_t)sequence;
    changed.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    changed.birth_date = &birth;
    bus_send(w, "resident.to-gateway",
             &(bus_event){.key = ALONE, .sequence = sequence, .message = &changed.base});
}

/* While another instance looks at a household, a change of a member waits and then sees whom that told; and a
 * household is due until it has been looked at without a member who is being changed. */
static void check_two_instances(consumers *s)
{
    char conninfo[WORLD_CONNINFO_SIZE + 128];
    (void)snprintf(conninfo, sizeof conninfo, "%s dbname=%s", world_env("JUKI_TEST_DSN_ADMIN"),
                   world_database_of(s->w, "gateway")->name);
    PGconn *other = PQconnectdb(conninfo);
    tell_alone(s->w, 1);
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM person WHERE addressee_number = '" ALONE "'") == 1);
    sql(other, "BEGIN");
    sql(other, "SELECT FROM person WHERE addressee_number = '" ALONE "' FOR UPDATE");
    sql(other,
        "INSERT INTO consumer_scope (addressee_number, consumer) VALUES ('" ALONE "', 'child-allowance')");
    tell_alone(s->w, 2);
    AWAIT(waiting(s) == 1);
    sql(other, "COMMIT");
    AWAIT(CHANGES(s, "child-allowance") == 6); /* told as one whom it knows, then out */
    sql(other, "BEGIN");
    sql(other, "SELECT FROM person WHERE addressee_number = '" ALONE "' FOR UPDATE");
    sql(s->conn, "INSERT INTO household_due VALUES ('" ALONE "')");
    HOLDS_FOR(1200, sql_int(s->conn, "SELECT count(*) FROM household_due") == 1);
    sql(other, "COMMIT");
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM household_due") == 0);
    PQfinish(other);
}

/* Somebody whose 個人番号 cannot be opened is told to nobody who uses it, and the gateway goes on. */
static void check_broken_number(consumers *s, const registered *who)
{
    consumers_wish numbers = {.id = "child-allowance",
                              .affair = "児童手当",
                              .items = ", \"birth_date\", \"household_number\", \"individual_number\"",
                              .number = true,
                              .rest = ", \"filter\": {\"age_under\": 19, \"age_base\": \"2026-04-01\", "
                                      "\"household\": true}"};
    consumers_approved(s, &numbers);
    AWAIT(SNAPSHOTS_ENDED(s, "child-allowance") == 8);
    person_row_break_number(s->conn, who->addressee_number);
    sql(s->conn,
        "UPDATE person SET household_number = '%s', birth_date = '2026-01-01' WHERE "
        "addressee_number = '" ALONE "'",
        who->household_number);
    sql(s->conn, "INSERT INTO household_due VALUES ('%s')", who->household_number);
    AWAIT(process_metric(s->gateway, "juki_feed_left_out_total") == 1);
    AWAIT(bus_acts(s->w, "feed.left_out") == 1);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM household_due"), 0);

    /* a snapshot without him would have him erased: it has no end, and is not tried again for ever */
    ctl_expect(ctl(s->w, "clerk1", "consumer snapshot child-allowance"), 0);
    AWAIT(bus_acts(s->w, "feed.left_out") == 2);
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM snapshot WHERE consumer = 'child-allowance' AND state = "
                           "'abandoned' AND ended_at IS NOT NULL") == 1);
    assert_int_equal(SNAPSHOTS_ENDED(s, "child-allowance"), 8);

    /* a row that cannot be opened is left out of his household's look, too */
    sql(s->conn,
        "UPDATE person SET content = (SELECT content FROM person WHERE addressee_number = '" ALONE "') "
        "WHERE addressee_number = '%s'",
        who->addressee_number);
    sql(s->conn, "INSERT INTO household_due VALUES ('%s')", who->household_number);
    AWAIT(bus_acts(s->w, "feed.left_out") == 3);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM household_due"), 0);
    assert_int_equal(bus_count(s->w, "deadletter.gateway"), 0);
    assert_false(process_ended(s->gateway));
}

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
    check_two_instances(&s);
    check_broken_number(&s, &other);
}

/* ---- an upgrade --------------------------------------------------------------------------------------- */

static void run_file(PGconn *conn, const char *path)
{
    char text[8192] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    (void)fclose(file);
    sql(conn, "%s", text);
}

static void put_version(consumers *s, const char *id, int version, int age_under)
{
    sql(s->conn,
        "INSERT INTO consumer (id, version, office, affair, legal_basis, items, uses_number, valid_from, "
        "filter_age_under) SELECT id, %d, office, affair, legal_basis, items, uses_number, valid_from, %d "
        "FROM consumer WHERE id = '%s' AND version = 2",
        version, age_under, id);
}

/* What migration 0009 made of a consumer that was revoked, and of one that had a filter. */
static void check_revived(consumers *s)
{
    sql(s->conn, "INSERT INTO consumer_revocation (id, version, reason, revoked_by, revoked_terminal) VALUES "
                 "('tax', 2, 'leak', 'op-1', 't')");
    put_version(s, "tax", 3, 0);
    put_version(s, "welfare", 3, 6);
    put_version(s, "welfare", 4, 0);
    run_file(s->conn, "services/gateway/migrations/0030_revived.sql");
    assert_string_equal(sql_text(s->conn, "SELECT string_agg(id || ' ' || version || ' ' || "
                                          "filter_age_under, ',') FROM consumers_on('" TEST_TODAY "') WHERE "
                                          "id IN ('tax', 'welfare')"),
                        "welfare 5 6");
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM snapshot WHERE consumer = 'welfare'") == 1);
    run_file(s->conn,
             "services/gateway/migrations/0030_revived.sql"); /* an approval is none of its business */
    assert_int_equal(sql_int(s->conn, "SELECT max(version) FROM consumer WHERE id = 'welfare'"), 5);
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
    check_revived(&s);
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
