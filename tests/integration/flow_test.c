/* The flows of 別添1 事務の内容 (seed 002), by their numbers: the whole house and the bodies outside it, and
 * at the end of each flow what every party holds beside what it should hold. Flow 5, 6 and 13 have tests of
 * their own beside these (see README). One world serves all flows, each with its own persons. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/comer.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/holding.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/resident/v1/link.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *database(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

static int set_up(void **state)
{
    static const char *const programs[] = {
        "juki-resident", "juki-identity", "juki-delivery", "juki-gateway", "juki-audit",  "peer-prefecture",
        "peer-national", "peer-card",     "peer-tax",      "peer-koseki",  "peer-justice"};
    int failed = world_setup(state);
    if (failed == 0) {
        command_all_topics(*state, 2);
        for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
            (void)process_start(*state, programs[i], NULL);
        }
    }
    return failed;
}

/* Nothing that went wrong is allowed in any flow. */
static int tear_down(void **state)
{
    static const char *const rooms[] = {"resident", "identity", "delivery", "gateway", "audit",  "prefecture",
                                        "national", "card",     "tax",      "koseki",  "justice"};
    int64_t dead = 0;
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        dead += sql_int(database(*state, rooms[i]), "SELECT count(*) FROM dead_letter");
    }
    if (dead != 0) {
        print_error("%d dead letters\n", (int)dead);
    }
    return world_teardown(state) != 0 || dead != 0;
}

/* How many acts of this action the trail has of a change. */
static int64_t trail(world *w, const char *change_id, const char *action)
{
    return sql_int(database(w, "audit"),
                   "SELECT count(*) FROM audit_log WHERE change_id = '%s' AND action = '%s'", change_id,
                   action);
}

static void expect_trail(world *w, const char *change_id, const char *const *actions)
{
    for (int64_t until_ms = now_ms() + patience_ms(); *actions != NULL; pause_ms(20)) {
        actions += trail(w, change_id, *actions) >= 1;
        if (now_ms() > until_ms) {
            fail_msg("the trail has no %s", *actions);
        }
    }
}

/* The number of acts that no change stands for. */
static int64_t acts(world *w, const char *action)
{
    return sql_int(database(w, "audit"), "SELECT count(*) FROM audit_log WHERE action = '%s'", action);
}

/* ---- 1: notice, register, 本人確認情報, prefecture -------------------------------------------------------
 */

static const char *const NOTICE_TRAIL[] = {"change.entered", "change.registered", "notice.sent",
                                           "notice.acknowledged", NULL};

static void flow_1_every_notice_reaches_the_prefecture(void **state)
{
    world *w = *state;
    registered person = command_register(w, 101);
    holding_all_agree(w, person.addressee_number, NULL);
    expect_trail(w, person.change.text, NOTICE_TRAIL);
    command_id move = command_move_within(w, person.addressee_number, "９－９");
    command_complete(w, move);
    holding_all_agree(w, person.addressee_number, NULL);
    holding there;
    assert_true(holding_of(w, HOLDER_PREFECTURE, person.addressee_number, &there));
    assert_string_equal(there.address, "東京都昭島市田中町９－９");
    assert_string_equal(there.reason, "move_within");
    assert_string_equal(there.resident_code, person_of(101).resident_code);
    expect_trail(w, move.text, NOTICE_TRAIL);
    command_id leave = command_leave(w, "death", person.addressee_number, TEST_TODAY);
    command_complete(w, leave);
    holding_all_agree(w, person.addressee_number, NULL);
    assert_true(holding_of(w, HOLDER_PREFECTURE, person.addressee_number, &there));
    assert_false(there.resident);
    expect_trail(w, leave.text, NOTICE_TRAIL);
}

/* ---- 2: the register is asked -------------------------------------------------------------------------- */

static void flow_2_the_register_is_searched_and_stays_as_it_is(void **state)
{
    world *w = *state;
    registered person = command_register(w, 102);
    holding_all_agree(w, person.addressee_number, NULL);
    char before[160];
    (void)snprintf(before, sizeof before, "%s", sql_digest(database(w, "resident"), "person,person_record"));
    int64_t asked = acts(w, "person.search");
    ctl_expect(
        ctl(w, "clerk1", "person search name='%s' birth=1990-01-15 --purpose test", person_of(102).name), 0);
    ctl_expect_text(person.addressee_number);
    ctl_expect(ctl(w, "clerk1", "person show %s --purpose test", person.addressee_number), 0);
    ctl_expect_text(person_of(102).name);
    AWAIT(acts(w, "person.search") == asked + 1);
    assert_string_equal(sql_digest(database(w, "resident"), "person,person_record"), before);
}

/* ---- 3: 本人確認情報検索, here and elsewhere -------------------------------------------------------------
 */

/* Searches, and shows the first of the list. */
static void search_and_show(world *w, const char *name, const char *birth, const char *municipality_code)
{
    char list[64];
    ctl_expect(ctl(w, "clerk1", "identity search name='%s' birth_date=%s municipality_code=%s --purpose test",
                   name, birth, municipality_code),
               0);
    ctl_expect_text(name);
    (void)snprintf(
        list, sizeof list, "%s",
        sql_text(database(w, "identity"), "SELECT list_id FROM search_hit ORDER BY asked_at DESC LIMIT 1"));
    ctl_expect(ctl(w, "clerk1", "identity show %s 1 --purpose test", list), 0);
    ctl_expect_text(name);
}

static void flow_3_who_lives_here_and_elsewhere_is_confirmed(void **state)
{
    world *w = *state;
    registered person = command_register(w, 103);
    holding_all_agree(w, person.addressee_number, NULL);
    int64_t rows = sql_int(database(w, "identity"), "SELECT count(*) FROM record");
    int64_t searched = acts(w, "identity.searched");
    int64_t shown = acts(w, "identity.shown");
    search_and_show(w, person_of(103).name, "1990-01-15", TEST_MUNICIPALITY);
    search_and_show(w, "例示　北斗", "1977-07-07", "011002"); /* 全国サーバ */
    AWAIT(acts(w, "identity.searched") == searched + 2 && acts(w, "identity.shown") == shown + 2);
    assert_int_equal(sql_int(database(w, "identity"), "SELECT count(*) FROM record"), rows);
}

/* ---- 4: 住民票の写し ------------------------------------------------------------------------------------
 */

static void flow_4_a_certificate_is_made_handed_out_and_recorded(void **state)
{
    world *w = *state;
    char number[64];
    registered person = command_register(w, 104);
    int64_t issued = acts(w, "certificate.issue");
    ctl_expect(ctl(w, "clerk1", "certificate residence-record %s --purpose test --out %s/flow4.pdf",
                   person.addressee_number, w->dir),
               0);
    (void)snprintf(number, sizeof number, "%s",
                   sql_text(database(w, "resident"), "SELECT issue_number FROM certificate_issue"));
    ctl_expect(ctl(w, "clerk1", "certificate confirm '%s'", number), 0);
    AWAIT(acts(w, "certificate.issue") == issued + 1);
    assert_int_equal(sql_int(database(w, "resident"), "SELECT count(*) FROM certificate_open"), 0);
    ctl_expect(ctl(w, "clerk1", "certificate history %s --purpose test", person.addressee_number), 0);
    ctl_expect_text(number);
}

/* ---- 7: 出入国在留管理庁, without any number -------------------------------------------------------------
 */

static void flow_7_a_foreign_resident_is_told_of_and_heard_of(void **state)
{
    world *w = *state;
    registered person = comer_register(w, &(comer){.serial = 107, .nationality = "ペルー"});
    PGconn *justice = database(w, "justice");
    AWAIT(sql_int(justice, "SELECT count(*) FROM person") == 1);
    holding there;
    assert_true(holding_of(w, HOLDER_REGISTER, person.addressee_number, &there));
    assert_string_equal(sql_text(justice, "SELECT name FROM person"), there.name);
    assert_string_equal(sql_text(justice, "SELECT address FROM person"), there.address);
    assert_int_equal(sql_int(justice, "SELECT count(*) FROM person WHERE position('%s'::bytea IN notice) > 0",
                             there.individual_number),
                     0);
    command_complete(w, command_move_within(w, person.addressee_number, "７－７"));
    AWAIT(sql_int(justice, "SELECT changes FROM person") == 2);
    assert_string_equal(sql_text(justice, "SELECT address FROM person"), "東京都昭島市田中町７－７");
    holding_all_agree(w, person.addressee_number, NULL);
}

/* ---- 8: the gateway and the offices -------------------------------------------------------------------- */

/* What the feed told last of a person; free it. */
static Juki__Gateway__V1__PersonFeed *last_told(world *w, const char *topic, const char *number)
{
    Juki__Gateway__V1__PersonFeed *last = NULL;
    bus_records records = bus_read(w, topic);
    for (size_t i = 0; i < records.count; i++) {
        if (strcmp(records.item[i].key, number) == 0) {
            if (last != NULL) {
                juki__gateway__v1__person_feed__free_unpacked(last, NULL);
            }
            last = juki__gateway__v1__person_feed__unpack(NULL, records.item[i].size, records.item[i].value);
        }
    }
    bus_free(&records);
    return last;
}

static bool told_to(world *w, const char *topic, const char *number, const char *reason)
{
    Juki__Gateway__V1__PersonFeed *last = last_told(w, topic, number);
    bool told = last != NULL && strcmp(last->reason, reason) == 0;
    if (last != NULL) {
        juki__gateway__v1__person_feed__free_unpacked(last, NULL);
    }
    return told;
}

static void flow_8_the_offices_get_what_each_may_have(void **state)
{
    world *w = *state;
    registered person = command_register(w, 108);
    command_complete(w, command_move_within(w, person.addressee_number, "８－８"));
    holding_all_agree(w, person.addressee_number, NULL); /* tax, with the number */
    AWAIT(told_to(w, JU_TOPIC_FEED_WELFARE, person.addressee_number, "move_within"));
    Juki__Gateway__V1__PersonFeed *welfare = last_told(w, JU_TOPIC_FEED_WELFARE, person.addressee_number);
    assert_string_equal(welfare->name, person_of(108).name);
    assert_string_equal(welfare->address->number, "８－８");
    assert_null(welfare->individual_number); /* */
    assert_null(welfare->previous_address);  /* not among its items */
    assert_string_equal(welfare->integrated_number, "");
    juki__gateway__v1__person_feed__free_unpacked(welfare, NULL);
    AWAIT(sql_int(database(w, "gateway"),
                  "SELECT count(*) FROM feed_event WHERE consumer = 'tax' AND addressee_number = '%s' "
                  "AND acknowledged_at IS NOT NULL",
                  person.addressee_number) == 2);
}

/* ---- 9 and 12: a newborn gets numbers, and the card system the address -----------------------------------
 */

static const char *const BIRTH_TRAIL[] = {"change.registered", "number.requested",   "number.assigned",
                                          "number.recorded",   "notice.sent",        "delivery.received",
                                          "delivery.sent",     "delivery.confirmed", NULL};

static void flow_9_and_12_a_newborn_gets_numbers_and_a_letter(void **state)
{
    world *w = *state;
    registered parent = command_register(w, 109);
    registered child;
    command_id birth = command_birth(w, parent.household_number);
    command_complete(w, birth);
    command_register_ids(w, birth.text, &child);
    PGconn *conn = database(w, "resident");
    AWAIT(sql_int(conn,
                  "SELECT count(*) FROM person WHERE addressee_number = '%s' AND number_index IS NOT NULL",
                  child.addressee_number) == 1);
    holding_all_agree(w, child.addressee_number, "birth");
    holding here;
    assert_true(holding_of(w, HOLDER_PREFECTURE, child.addressee_number, &here));
    assert_int_equal(strlen(here.individual_number), 12);
    assert_int_equal(strlen(here.resident_code), 11);
    expect_trail(w, birth.text, BIRTH_TRAIL);
    /* byte for byte, and only once */
    const char *digest =
        sql_text(database(w, "delivery"), "SELECT encode(digest, 'hex') FROM trace WHERE change_id = '%s'",
                 birth.text);
    assert_int_equal(strlen(digest), 64);
    assert_int_equal(
        sql_int(database(w, "card"), "SELECT count(*) FROM record WHERE digest = '\\x%s'", digest), 1);
    assert_int_equal(sql_int(database(w, "delivery"), "SELECT count(*) FROM held WHERE erase_on IS NOT NULL"),
                     1);
}

/* ---- 10: 個人番号 is changed -----------------------------------------------------------------------------
 */

static void flow_10_a_changed_number_is_everybodys_number(void **state)
{
    world *w = *state;
    registered person = command_register(w, 110);
    holding before;
    holding after;
    holding_all_agree(w, person.addressee_number, NULL);
    assert_true(holding_of(w, HOLDER_REGISTER, person.addressee_number, &before));
    command_id id = command_new_id();
    Juki__Resident__V1__SubmitChange message = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry entry = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&entry};
    message.change_id = id.text;
    message.reason = text("number_change");
    message.change_date = message.notified_date = text(TEST_TODAY);
    message.person = persons;
    message.n_person = 1;
    entry.addressee_number = person.addressee_number;
    command_send(w, &message, "clerk1");
    AWAIT(command_status(w, id.text) == 1);
    command_approve(w, id.text);
    AWAIT(command_status(w, id.text) == 2);
    holding_all_agree(w, person.addressee_number, NULL);
    assert_true(holding_of(w, HOLDER_TAX, person.addressee_number, &after));
    assert_string_not_equal(after.individual_number, before.individual_number);
    assert_true(holding_of(w, HOLDER_PREFECTURE, person.addressee_number, &after));
    assert_string_equal(after.resident_code, before.resident_code);
    /* one person still, to whoever numbers persons */
    assert_int_equal(
        sql_int(database(w, "gateway"),
                "SELECT count(DISTINCT integrated_number) FROM person WHERE addressee_number = '%s'",
                person.addressee_number),
        1);
}

/* ---- 11: 整合性確認 ---------------------------------------------------------------------------------------
 */

static void flow_11_drift_at_the_prefecture_is_found_and_left(void **state)
{
    world *w = *state;
    PGconn *prefecture = database(w, "prefecture");
    registered person = command_register(w, 111);
    holding_all_agree(w, person.addressee_number, NULL);
    ctl_expect(ctl(w, "chief", "identity compare prefecture --wait --timeout 30"), 0);
    assert_string_equal(ctl_value("differences"), "0");
    sql(prefecture,
        "UPDATE person SET name = name || '　' WHERE event_id = (SELECT max(event_id) FROM person)");
    ctl_expect(ctl(w, "chief", "identity compare prefecture --wait --timeout 30"), 1);
    assert_string_equal(ctl_value("differences"), "1");
    assert_int_equal(sql_int(prefecture, "SELECT count(*) FROM person WHERE name LIKE '%%　'"), 1);
    sql(prefecture, "UPDATE person SET name = rtrim(name, '　')");
    ctl_expect(ctl(w, "chief", "identity compare prefecture --wait --timeout 30"), 0);
    AWAIT(acts(w, "comparison.finished") == 3);
}

int main(void)
{
    (void)setenv("LSAN_OPTIONS", "suppressions=tests/integration/leaks.txt", 1);
    (void)setenv("JUKI_CERTIFICATE_TEMPLATE", "services/resident/certificate/standard.json", 1);
    (void)setenv("JUKI_CERTIFICATE_OFFICE", "昭島市", 1);
    (void)setenv("JUKI_CERTIFICATE_MAYOR", "見本　市長", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow_1_every_notice_reaches_the_prefecture),
        cmocka_unit_test(flow_2_the_register_is_searched_and_stays_as_it_is),
        cmocka_unit_test(flow_3_who_lives_here_and_elsewhere_is_confirmed),
        cmocka_unit_test(flow_4_a_certificate_is_made_handed_out_and_recorded),
        cmocka_unit_test(flow_7_a_foreign_resident_is_told_of_and_heard_of),
        cmocka_unit_test(flow_8_the_offices_get_what_each_may_have),
        cmocka_unit_test(flow_9_and_12_a_newborn_gets_numbers_and_a_letter),
        cmocka_unit_test(flow_10_a_changed_number_is_everybodys_number),
        cmocka_unit_test(flow_11_drift_at_the_prefecture_is_found_and_left),
    };
    return cmocka_run_group_tests_name("flow", tests, set_up, tear_down);
}
