/* The register as of a day through Kafka and PostgreSQL: a household at 賦課期日 after a death notified late
 * and its 取消し, as it is known now and as it was known then. Every question and everybody shown is audited.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/counter.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/restraint.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/event.pb-c.h"
#include "juki/resident/v1/history.pb-c.h"
#include "juki/resident/v1/move_out.pb-c.h"
#include "juki/resident/v1/statistics.pb-c.h"

#include <stdio.h>
#include <string.h>

#define TAX_DAY "2026-01-01"

typedef Juki__Resident__V1__PersonAsOfReply person_reply;
typedef Juki__Resident__V1__HouseholdAsOfReply household_reply;

typedef struct moment {
    char text[40];
} moment;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* What has been registered so far was recorded before this, and what comes is recorded after it. */
static moment now_known(world *w)
{
    moment now;
    PGconn *conn = world_database_of(w, "resident")->conn;
    (void)snprintf(now.text, sizeof now.text, "%s",
                   sql_text(conn, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', "
                                  "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    return now;
}

static Juki__Common__V1__Operator clerk(void)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = text("clerk1");
    who.terminal_id = text("window1");
    return who;
}

static ProtobufCMessage *answer_to(counter *desk, const char *request_id)
{
    counter_reply reply = counter_next(desk);
    while (strcmp(reply.key, request_id) != 0) {
        protobuf_c_message_free_unpacked(reply.body, NULL);
        reply = counter_next(desk);
    }
    return reply.body;
}

/* alert: that the clerk has confirmed, or NULL. */
static person_reply *ask_person(counter *desk, const char *number, const char *day, const char *alert)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__QueryPersonAsOf question = JUKI__RESIDENT__V1__QUERY_PERSON_AS_OF__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.addressee_number = text(number);
    question.as_of = text(day);
    question.purpose = text("test");
    char *confirmed = text(alert);
    question.confirmed_alert = &confirmed;
    question.n_confirmed_alert = alert != NULL;
    counter_send(desk, id.text, &question.base);
    return (person_reply *)answer_to(desk, id.text);
}

/* state 0: refused with this code. */
static void check_person(counter *desk, const char *number, const char *day, int state, const char *code)
{
    person_reply *reply = ask_person(desk, number, day, NULL);
    if (state == 0) {
        assert_null(reply->record);
        assert_string_equal(reply->refusal->code, code);
    } else {
        assert_null(reply->refusal);
        assert_int_equal(reply->record->state, state);
        assert_null(reply->record->individual_number);
        assert_null(reply->record->resident_code);
    }
    juki__resident__v1__person_as_of_reply__free_unpacked(reply, NULL);
}

typedef struct household_question {
    const char *household_number;
    const char *addressee_number;
    const char *day;
    const char *known_at;
    const char *alert;
} household_question;

static household_reply *ask_household(counter *desk, const household_question *asked)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__QueryHouseholdAsOf question = JUKI__RESIDENT__V1__QUERY_HOUSEHOLD_AS_OF__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.household_number = text(asked->household_number == NULL ? "" : asked->household_number);
    question.addressee_number = text(asked->addressee_number == NULL ? "" : asked->addressee_number);
    question.as_of = text(asked->day);
    question.known_at = text(asked->known_at == NULL ? "" : asked->known_at);
    question.purpose = text("賦課");
    char *confirmed = text(asked->alert);
    question.confirmed_alert = &confirmed;
    question.n_confirmed_alert = asked->alert != NULL;
    counter_send(desk, id.text, &question.base);
    return (household_reply *)answer_to(desk, id.text);
}

/* first and second: the members in the order of the standard; second NULL for one alone. */
static void check_members(counter *desk, household_question asked, const char *first, const char *second)
{
    household_reply *reply = ask_household(desk, &asked);
    assert_null(reply->refusal);
    assert_int_equal(reply->n_member, second == NULL ? 1 : 2);
    assert_string_equal(reply->member[0]->addressee_number, first);
    assert_null(reply->member[0]->individual_number);
    if (second != NULL) {
        assert_string_equal(reply->member[1]->addressee_number, second);
    }
    juki__resident__v1__household_as_of_reply__free_unpacked(reply, NULL);
}

static void check_refused(counter *desk, household_question asked, const char *code, const char *item)
{
    household_reply *reply = ask_household(desk, &asked);
    assert_non_null(reply->refusal);
    assert_string_equal(reply->refusal->code, code);
    assert_string_equal(reply->refusal->item, item);
    assert_int_equal(reply->n_member, 0);
    juki__resident__v1__household_as_of_reply__free_unpacked(reply, NULL);
}

static registered move_in_on(world *w, const move_in *wish)
{
    registered person = {.change = command_move_in(w, wish)};
    AWAIT(command_status(w, person.change.text) == 1);
    command_approve(w, person.change.text);
    AWAIT(command_status(w, person.change.text) == 2);
    command_register_ids(w, person.change.text, &person);
    return person;
}

/* A change of one person, entered and approved by as many as it needs. */
static void change_one(world *w, Juki__Resident__V1__SubmitChange *message, const char *addressee_number,
                       const char *relationship)
{
    Juki__Resident__V1__PersonEntry person = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&person};
    command_id id = command_new_id();
    message->change_id = id.text;
    message->notified_date = text(TEST_TODAY);
    message->person = persons;
    message->n_person = 1;
    person.addressee_number = text(addressee_number);
    person.relationship = text(relationship);
    command_send(w, message, "clerk1");
    AWAIT(command_status(w, id.text) == 1);
    command_approve(w, id.text);
    AWAIT(command_status(w, id.text) == 2);
}

static void cancel(world *w, const char *change_id, const char *addressee_number)
{
    Juki__Resident__V1__SubmitChange message = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    message.reason = text("cancel_enter");
    message.change_date = text(TEST_TODAY);
    message.cancelled_change_id = text(change_id);
    message.justification = text("戸籍照会回答 2026-7");
    change_one(w, &message, addressee_number, "");
}

static void split(world *w, const char *addressee_number, const char *change_date)
{
    Juki__Resident__V1__SubmitChange message = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    message.reason = text("household_split");
    message.change_date = text(change_date);
    change_one(w, &message, addressee_number, "世帯主");
}

/* Of changes in a month or, where that is NULL, of residents on a day. */
static Juki__Resident__V1__StatisticsReply *ask_statistics(counter *desk, const char *month,
                                                           const char *as_of)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__QueryStatistics question = JUKI__RESIDENT__V1__QUERY_STATISTICS__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.kind = month != NULL ? JUKI__RESIDENT__V1__STATISTICS_KIND__STATISTICS_KIND_CHANGES
                                  : JUKI__RESIDENT__V1__STATISTICS_KIND__STATISTICS_KIND_POPULATION;
    question.month = text(month == NULL ? "" : month);
    question.as_of = text(as_of == NULL ? "" : as_of);
    counter_send(desk, id.text, &question.base);
    Juki__Resident__V1__StatisticsReply *reply =
        (Juki__Resident__V1__StatisticsReply *)answer_to(desk, id.text);
    assert_null(reply->refusal);
    return reply;
}

/* j1080: two residents are too few to show, and so is what they changed. */
static void check_statistics(counter *desk)
{
    Juki__Resident__V1__StatisticsReply *reply = ask_statistics(desk, "2025-06", NULL);
    assert_int_equal(reply->minimum, 10);
    assert_true(reply->total->suppressed);
    assert_int_equal(reply->total->count, 0);
    assert_int_equal(reply->n_cell, 1);
    assert_string_equal(reply->cell[0]->reason, "domestic_move_in");
    assert_true(reply->cell[0]->suppressed);
    assert_int_equal(reply->cell[0]->count, 0);
    juki__resident__v1__statistics_reply__free_unpacked(reply, NULL);
}

/* ---- what stood when, as those are told who keep copies -------------------------------------------------
 */

static Juki__Resident__V1__PersonChanged *told(world *w, const char *number, int history_number)
{
    Juki__Resident__V1__PersonChanged *ret = NULL;
    bus_records records = bus_read(w, JU_TOPIC_RESIDENT_TO_GATEWAY);
    for (size_t i = 0; i < records.count && ret == NULL; i++) {
        const bus_record *record = &records.item[i];
        ret = juki__resident__v1__person_changed__unpack(NULL, record->size, record->value);
        if (strcmp(record->key, number) != 0 || ret->history_number != history_number) {
            juki__resident__v1__person_changed__free_unpacked(ret, NULL);
            ret = NULL;
        }
    }
    bus_free(&records);
    return ret;
}

/* The rows of its value come in any order. */
static void turn_view_round(world *w)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    sql(conn, "DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW person_past AS ' || "
              "replace(pg_get_viewdef('person_past'), '::bytea) AS past', "
              "'::bytea ORDER BY r.history_number DESC) AS past'); END $$");
    assert_non_null(strstr(sql_text(conn, "SELECT pg_get_viewdef('person_past')"), "DESC"));
}

/* A death that was taken back never was, and what came before stands first. */
static void check_told(world *w, const char *number, int history_number, const char *home)
{
    Juki__Resident__V1__PersonChanged *changed = NULL;
    AWAIT((changed = told(w, number, history_number)) != NULL);
    const Juki__Common__V1__HouseholdHistory *history = changed->household_history;
    assert_int_equal(history->n_span, 2);
    assert_string_equal(history->span[0]->from, "2025-06-01");
    assert_string_equal(history->span[0]->household_number, home);
    assert_string_equal(history->span[1]->from, "2026-02-01");
    assert_string_equal(history->span[1]->household_number, changed->household_number);
    juki__resident__v1__person_changed__free_unpacked(changed, NULL);
}

static void test_household_at_the_tax_day(void **state)
{
    world *w = *state;
    command_topics(w, 2);
    (void)process_start(w, "juki-resident", NULL);
    counter *desk = counter_open(w);
    registered head = move_in_on(w, &(move_in){.serial = 1, .change_date = "2025-06-01"});
    registered wife = move_in_on(w, &(move_in){.serial = 2,
                                               .change_date = "2025-06-01",
                                               .household_number = head.household_number,
                                               .relationship = "妻"});
    const char *home = head.household_number;
    moment before_death = now_known(w);
    command_id death = command_leave(w, "death", wife.addressee_number, "2025-12-20");
    AWAIT(command_status(w, death.text) == 1);
    /* 仮登録 is not yet in the register */
    check_members(desk, (household_question){home, NULL, TAX_DAY, NULL, NULL}, head.addressee_number,
                  wife.addressee_number);
    command_review(w, death.text, "chief", true);
    AWAIT(command_status(w, death.text) == 2);
    moment before_cancel = now_known(w);

    check_members(desk, (household_question){home, NULL, TAX_DAY, NULL, NULL}, head.addressee_number, NULL);
    check_members(desk, (household_question){home, NULL, TAX_DAY, before_death.text, NULL},
                  head.addressee_number, wife.addressee_number);
    check_members(desk, (household_question){NULL, wife.addressee_number, "2025-12-19", NULL, NULL},
                  head.addressee_number, wife.addressee_number);
    check_refused(desk, (household_question){NULL, wife.addressee_number, TAX_DAY, NULL, NULL},
                  "not_resident_then", "addressee_number");
    check_person(desk, wife.addressee_number, TAX_DAY, 3, NULL);

    cancel(w, death.text, wife.addressee_number);
    check_members(desk, (household_question){NULL, wife.addressee_number, TAX_DAY, NULL, NULL},
                  head.addressee_number, wife.addressee_number);
    check_members(desk, (household_question){home, NULL, TAX_DAY, before_cancel.text, NULL},
                  head.addressee_number, NULL);
    check_person(desk, wife.addressee_number, TAX_DAY, 1, NULL);
    assert_int_equal(sql_int(world_database_of(w, "resident")->conn, "SELECT count(*) FROM person_record"),
                     4);

    /* who has left is found in the old household by having been there */
    turn_view_round(w);
    split(w, wife.addressee_number, "2026-02-01");
    check_told(w, wife.addressee_number, 4, home);
    check_members(desk, (household_question){home, NULL, TAX_DAY, NULL, NULL}, head.addressee_number,
                  wife.addressee_number);
    check_members(desk, (household_question){home, NULL, "2026-02-01", NULL, NULL}, head.addressee_number,
                  NULL);

    check_refused(desk, (household_question){home, NULL, "2025-05-31", NULL, NULL}, "household_empty_then",
                  "household_number");
    check_refused(desk, (household_question){home, NULL, "2026-04-11", NULL, NULL}, "date_in_future",
                  "as_of");
    check_refused(desk, (household_question){home, NULL, "2026-02-30", NULL, NULL}, "date_invalid", "as_of");
    check_refused(desk, (household_question){home, NULL, TAX_DAY, "yesterday", NULL}, "time_invalid",
                  "known_at");
    check_refused(desk, (household_question){home, head.addressee_number, TAX_DAY, NULL, NULL},
                  "item_required", "household_number");
    check_person(desk, head.addressee_number, "2025-05-31", 0, "not_on_record_then");
    check_person(desk, "0000000000", TAX_DAY, 0, "person_unknown");
    check_person(desk, head.addressee_number, "2026-04-11", 0, "date_in_future");
    /* 5 persons' questions; of the households one act for each of 13 shown and of 6 refused */
    check_statistics(desk);
    AWAIT(bus_acts(w, "statistics.show") == 1);
    AWAIT(bus_acts(w, "person.as_of") == 5);
    AWAIT(bus_acts(w, "household.as_of") == 19);
    assert_int_equal(bus_count(w, JU_TOPIC_DEADLETTER_RESIDENT), 0);
    counter_close(desk);
}

/* ---- 抑止 (j410, j440) ----------------------------------------------------------------------------------
 */

/* "" when it was answered, then with so many restraints. */
static void expect_person(counter *desk, const char *number, const char *day, const char *alert,
                          const char *code, size_t restraints)
{
    person_reply *reply = ask_person(desk, number, day, alert);
    assert_string_equal(reply->refusal == NULL ? "" : reply->refusal->code, code);
    assert_int_equal(reply->record != NULL, *code == '\0');
    assert_int_equal(reply->n_restraint, restraints);
    juki__resident__v1__person_as_of_reply__free_unpacked(reply, NULL);
}

/* who: against whom alone something stands. */
static void expect_household(counter *desk, household_question asked, const char *code, const char *who)
{
    household_reply *reply = ask_household(desk, &asked);
    assert_string_equal(reply->refusal == NULL ? "" : reply->refusal->code, code);
    assert_int_equal(reply->n_member, *code == '\0' ? 2 : 0);
    assert_int_equal(reply->n_restrained, who == NULL ? 0 : 1);
    if (who != NULL) {
        assert_string_equal(reply->restrained[0]->addressee_number, who);
    }
    juki__resident__v1__household_as_of_reply__free_unpacked(reply, NULL);
}

/* What stands today is against every answer about the person, whatever the day, and a household is as
 * restrained as who was in it. */
static void test_restraints(void **state)
{
    world *w = *state;
    (void)process_start(w, "juki-resident", NULL);
    counter *desk = counter_open(w);
    registered head = move_in_on(w, &(move_in){.serial = 1, .change_date = "2025-06-01"});
    registered wife = move_in_on(w, &(move_in){.serial = 2,
                                               .change_date = "2025-06-01",
                                               .household_number = head.household_number,
                                               .relationship = "妻"});
    household_question at_home = {.household_number = head.household_number, .day = TAX_DAY};
    expect_household(desk, at_home, "", NULL);
    split(w, wife.addressee_number, "2026-02-01");
    (void)restraint_set(w, SUPPORT, 0, wife.addressee_number, false);
    expect_person(desk, wife.addressee_number, TAX_DAY, NULL, "", 1);
    expect_person(desk, head.addressee_number, TAX_DAY, NULL, "", 0);
    expect_household(desk, at_home, "", wife.addressee_number);

    (void)restraint_set(w, INQUIRY, ALERT, wife.addressee_number, false);
    expect_person(desk, wife.addressee_number, TAX_DAY, NULL, "alert_unconfirmed", 0);
    expect_person(desk, wife.addressee_number, TAX_DAY, "restrained_inquiry", "", 2);
    expect_household(desk, at_home, "alert_unconfirmed", NULL);
    at_home.alert = "restrained_inquiry";
    expect_household(desk, at_home, "", wife.addressee_number);

    (void)restraint_set(w, INQUIRY, ERROR, wife.addressee_number, false);
    expect_person(desk, wife.addressee_number, TAX_DAY, "restrained_inquiry", "inquiry_restrained", 0);
    expect_household(desk, at_home, "inquiry_restrained", NULL);
    /* not even whether there is anything to tell */
    expect_person(desk, wife.addressee_number, "2025-05-31", NULL, "inquiry_restrained", 0);
    expect_household(desk,
                     (household_question){.addressee_number = wife.addressee_number, .day = "2025-05-31"},
                     "inquiry_restrained", NULL);
    /* where she is no more */
    check_members(desk, (household_question){.household_number = head.household_number, .day = "2026-02-01"},
                  head.addressee_number, NULL);
    counter_close(desk);
}

/* ---- 転出 in two steps (j50) ----------------------------------------------------------------------------
 */

static void notice(counter *desk, const char *number, const char *arrival_date)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Common__V1__Address place = JUKI__COMMON__V1__ADDRESS__INIT;
    Juki__Resident__V1__SettleMoveOut message = JUKI__RESIDENT__V1__SETTLE_MOVE_OUT__INIT;
    place.municipality_code = text("132021");
    place.prefecture = text("東京都");
    place.municipality = text("立川市");
    place.town = text("錦町");
    message.request_id = id.text;
    message.operator_ = &who;
    message.addressee_number = text(number);
    message.arrival_date = text(arrival_date);
    message.destination = &place;
    counter_send(desk, id.text, &message.base);
    Juki__Resident__V1__MoveOutReply *reply = (Juki__Resident__V1__MoveOutReply *)answer_to(desk, id.text);
    assert_null(reply->refusal);
    juki__resident__v1__move_out_reply__free_unpacked(reply, NULL);
}

static void expect_statistics(counter *desk, const char *month, const char *as_of, int64_t count)
{
    Juki__Resident__V1__StatisticsReply *reply = ask_statistics(desk, month, as_of);
    assert_int_equal(reply->total->count, count);
    juki__resident__v1__statistics_reply__free_unpacked(reply, NULL);
}

/* Who is to leave is counted where he is until he is struck off, and has left once, on the day that holds. */
static void test_planned_move_out(void **state)
{
    world *w = *state;
    static const char *const show_all[] = {"JUKI_STATISTICS_MINIMUM=1", NULL};
    command_all_topics(w, 1);
    (void)process_start(w, "juki-resident", show_all);
    counter *desk = counter_open(w);
    registered head = move_in_on(w, &(move_in){.serial = 1, .change_date = "2025-06-01"});
    command_id leaving = command_leave(w, "domestic_move_out", head.addressee_number, "2026-05-20");
    AWAIT(command_status(w, leaving.text) == 1);
    command_review(w, leaving.text, "chief", true);
    AWAIT(command_status(w, leaving.text) == 2);
    expect_statistics(desk, "2026-05", NULL, 0);
    expect_statistics(desk, NULL, "2026-04-10", 1);
    check_person(desk, head.addressee_number, "2026-04-10", 1, NULL);
    notice(desk, head.addressee_number, "2026-04-02");
    expect_statistics(desk, "2026-04", NULL, 1);
    expect_statistics(desk, "2026-05", NULL, 0);
    expect_statistics(desk, NULL, "2026-04-01", 1);
    expect_statistics(desk, NULL, "2026-04-02", 0);
    check_person(desk, head.addressee_number, "2026-04-01", 1, NULL);
    check_person(desk, head.addressee_number, "2026-04-02", 2, NULL);
    notice(desk, head.addressee_number, "2026-03-30"); /* the later notice holds (j690) */
    expect_statistics(desk, "2026-03", NULL, 1);
    expect_statistics(desk, "2026-04", NULL, 0);
    cancel(w, leaving.text, head.addressee_number);
    expect_statistics(desk, "2026-03", NULL, 0);
    expect_statistics(desk, NULL, "2026-04-10", 1);
    check_person(desk, head.addressee_number, "2026-04-02", 1, NULL);
    counter_close(desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_household_at_the_tax_day, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_restraints, restraint_set_up, restraint_tear_down),
        cmocka_unit_test_setup_teardown(test_planned_move_out, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
