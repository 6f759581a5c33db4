/* What the register shows and tells: nothing that is provisional (invariant 6), on the day of the clock
 * (invariant 12), and no number in clear anywhere (invariant 7). */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/scan.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const AUDIENCES[] = {JU_TOPIC_RESIDENT_TO_IDENTITY, JU_TOPIC_RESIDENT_TO_GATEWAY,
                                        JU_TOPIC_RESIDENT_TO_DELIVERY};

static size_t told(world *w)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof AUDIENCES / sizeof AUDIENCES[0]; i++) {
        count += bus_count(w, AUDIENCES[i]);
    }
    return count;
}

/* The reply to one question; free it with free_unpacked. */
static Juki__Resident__V1__PersonReply *answer_to(world *w, const char *request_id)
{
    Juki__Resident__V1__PersonReply *reply = NULL;
    int64_t until_ms = now_ms() + patience_ms();
    while (reply == NULL) {
        bus_records records = bus_read(w, JU_TOPIC_RESIDENT_REPLY);
        for (size_t i = 0; i < records.count; i++) {
            if (strcmp(records.item[i].key, request_id) == 0) {
                reply = juki__resident__v1__person_reply__unpack(NULL, records.item[i].size,
                                                                 records.item[i].value);
            }
        }
        bus_free(&records);
        if (now_ms() > until_ms) {
            fail_msg("no answer to %s", request_id);
        }
    }
    return reply;
}

static void check_shown(world *w, const char *addressee_number, size_t records, const char *number)
{
    command_id question = command_query_person(w, addressee_number);
    Juki__Resident__V1__PersonReply *reply = answer_to(w, question.text);
    assert_int_equal(reply->n_record, records);
    if (records == 0) {
        assert_string_equal(reply->refusal->code, "person_unknown");
    } else {
        assert_string_equal(reply->record[0]->address->number, number);
        assert_null(reply->record[0]->individual_number);
    }
    juki__resident__v1__person_reply__free_unpacked(reply, NULL);
}

static void test_provisional(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    command_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    command_id enter = command_move_in(w, &(move_in){.serial = 1});
    AWAIT(command_status(w, enter.text) == 1);
    command_review(w, enter.text, "clerk1", true); /* by who entered it */
    HOLDS_FOR(1500, told(w) == 0);
    assert_int_equal(command_status(w, enter.text), 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person") +
                         sql_int(conn, "SELECT count(*) FROM person_record"),
                     0);
    check_shown(w, "0000000018", 0, NULL);
    command_review(w, enter.text, "chief", true); /* the first of two: nothing goes out yet */
    AWAIT(sql_int(conn, "SELECT count(*) FROM change_review") == 1);
    HOLDS_FOR(1000, told(w) == 0);
    command_review(w, enter.text, "deputy", true);
    AWAIT(command_status(w, enter.text) == 2 && told(w) == 2);
    registered person;
    command_register_ids(w, enter.text, &person);

    /* 転居: entered, sent back, entered again and approved; asked for all the while */
    command_id move = command_move_within(w, person.addressee_number, "９－９");
    AWAIT(command_status(w, move.text) == 1);
    check_shown(w, person.addressee_number, 1, "１－１");
    HOLDS_FOR(1000, told(w) == 2);
    command_review(w, move.text, "chief", false);
    AWAIT(command_status(w, move.text) == 3);
    HOLDS_FOR(1000, told(w) == 2);
    move = command_move_within(w, person.addressee_number, "９－９");
    AWAIT(command_status(w, move.text) == 1);
    command_review(w, move.text, "chief", true);
    AWAIT(command_status(w, move.text) == 2 && told(w) == 4);
    check_shown(w, person.addressee_number, 1, "９－９");
    assert_int_equal(bus_check_order(w, JU_TOPIC_RESIDENT_TO_IDENTITY), 2);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM person_record"), 2);
    AWAIT(bus_acts(w, "person.show") == 3); /* looking is audited as writing is */
}

static void test_clock(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    char clock[352];
    command_topics(w, 1);
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    world_set_day(w, TEST_TODAY);
    (void)process_start(w, "juki-resident", (const char *const[]){clock, NULL});
    registered person = command_register(w, 1);
    command_id early = command_move_in(w, &(move_in){.serial = 2, .change_date = "2026-04-11"});
    AWAIT(command_status(w, early.text) == 4);
    assert_string_equal(sql_text(conn, "SELECT refusal_code FROM change WHERE change_id = '%s'", early.text),
                        "date_in_future");
    world_set_day(w, "2026-04-11");
    command_id due = command_move_in(w, &(move_in){.serial = 2, .change_date = "2026-04-11"});
    AWAIT(command_status(w, due.text) == 1);
    command_approve(w, due.text);
    AWAIT(command_status(w, due.text) == 2);
    assert_string_equal(
        sql_text(conn, "SELECT processed_date FROM person_record WHERE change_id = '%s'", due.text),
        "2026-04-11");
    assert_string_equal(
        sql_text(conn, "SELECT processed_date FROM person_record WHERE change_id = '%s'", person.change.text),
        TEST_TODAY);
    /* 転出 alone may lie ahead */
    command_id leave = command_leave(w, "domestic_move_out", person.addressee_number, "2026-05-20");
    AWAIT(command_status(w, leave.text) == 1);
    command_id death = command_leave(w, "death", person.addressee_number, "2026-05-20");
    AWAIT(command_status(w, death.text) == 4);
}

/* ---- numbers
 * ------------------------------------------------------------------------------------------------ */

static const char *const PROGRAMS[] = {"juki-resident",   "juki-identity", "juki-delivery",
                                       "juki-gateway",    "juki-audit",    "peer-national",
                                       "peer-prefecture", "peer-card",     "peer-tax"};
enum { PROGRAM_COUNT = sizeof PROGRAMS / sizeof PROGRAMS[0], PERSONS = 6 };

/* A number in clear, to see that the scan would find it: in a table, a topic and a log. And a 宛名番号 that
 * one stands in, to see that it does not. */
static void plant(world *w, const char *log)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    test_person planted = person_of(SCAN_PLANTED_SERIAL);
    test_person within = person_of(SCAN_PLANTED_SERIAL - 2);
    sql(conn, "CREATE TABLE planted (number text)");
    sql(conn, "INSERT INTO planted VALUES ('%s'), ('123%s'), ('123%s0')", planted.individual_number,
        within.individual_number, within.individual_number);
    bus_send_raw(w, JU_TOPIC_RESIDENT_REPLY, "planted", 7, planted.individual_number, 12, NULL, 0);
    FILE *file = fopen(log, "w");
    assert_non_null(file);
    (void)fprintf(file, "%s\n", planted.individual_number);
    (void)fclose(file);
}

static void test_no_clear_number(void **state)
{
    world *w = *state;
    process *running[PROGRAM_COUNT];
    PGconn *conn = world_database_of(w, "resident")->conn;
    command_all_topics(w, 2);
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        running[i] = process_start(w, PROGRAMS[i], NULL);
    }
    registered first = command_register(w, 1);
    for (int i = 2; i <= PERSONS; i++) {
        (void)command_register(w, i);
    }
    command_id birth = command_birth(w, first.household_number);
    command_id bad = command_move_in(w, &(move_in){.serial = 7, .seal_subject = "another"});
    AWAIT(command_status(w, birth.text) == 1 && command_status(w, bad.text) == 4);
    command_review(w, birth.text, "chief", true);
    AWAIT(sql_int(conn, "SELECT count(*) FROM number_request WHERE answered_at IS NOT NULL") == 1);
    AWAIT(sql_int(world_database_of(w, "tax")->conn, "SELECT count(*) FROM journal") >= PERSONS + 1);
    AWAIT(sql_int(world_database_of(w, "prefecture")->conn, "SELECT count(*) FROM journal") == PERSONS + 1);
    AWAIT(sql_int(world_database_of(w, "card")->conn, "SELECT count(*) FROM journal") == 1);
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        scan_save_metrics(w, running[i]);
    }
    char planted[320];
    (void)snprintf(planted, sizeof planted, "%s/planted.log", w->dir);
    plant(w, planted);
    sql(conn, "CHECKPOINT");
    scan_result found = scan_files();
    assert_true(found.pages > 0 && found.records > 0 && found.logs > 0);
    if (*found.leak != '\0') {
        fail_msg("%d numbers in clear, one in %s, near \"%s\"", found.leaks, found.leak, found.near);
    }
    assert_int_equal(remove(planted), 0);
}

/* Persons who have no 宛名番号 yet have nothing in common: a full batch of entries is one round, not one
 * each. */
static void test_entries_side_by_side(void **state)
{
    enum { ENTRIES = 60 };
    world *w = *state;
    command_id entry[ENTRIES];
    command_topics(w, 1);
    for (int i = 0; i < ENTRIES; i++) {
        entry[i] = command_move_in(w, &(move_in){.serial = i + 1});
    }
    process *resident = process_start(w, "juki-resident", NULL);
    for (int i = 0; i < ENTRIES; i++) {
        AWAIT(command_status(w, entry[i].text) == 1);
    }
    AWAIT(process_metric(resident, "juki_messages_total{result=\"applied\"}") == ENTRIES);
    AWAIT(process_metric(resident, "juki_batch_rounds_total") >= 1); /* counted after what was applied */
    assert_in_range(process_metric(resident, "juki_batch_rounds_total"), 1, ENTRIES / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_provisional, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_clock, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_entries_side_by_side, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_no_clear_number, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("register", tests, NULL, NULL);
}
