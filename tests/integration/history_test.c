/* The register as of a day through Kafka and PostgreSQL: a household at 賦課期日 after a death notified late
 * and its 取消し, as it is known now and as it was known then. Every question and everybody shown is audited.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/counter.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/history.pb-c.h"
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

/* state 0: refused with this code. */
static void check_person(counter *desk, const char *number, const char *day, int state, const char *code)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__QueryPersonAsOf question = JUKI__RESIDENT__V1__QUERY_PERSON_AS_OF__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.addressee_number = text(number);
    question.as_of = text(day);
    question.purpose = text("test");
    counter_send(desk, id.text, &question.base);
    person_reply *reply = (person_reply *)answer_to(desk, id.text);
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
    command_review(w, person.change.text, "chief", true);
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
    command_review(w, id.text, "chief", true);
    command_review(w, id.text, "deputy", true);
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

/* j1080: two residents are too few to show, and so is what they changed. */
static void check_statistics(counter *desk)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = clerk();
    Juki__Resident__V1__QueryStatistics question = JUKI__RESIDENT__V1__QUERY_STATISTICS__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.kind = JUKI__RESIDENT__V1__STATISTICS_KIND__STATISTICS_KIND_CHANGES;
    question.month = text("2025-06");
    counter_send(desk, id.text, &question.base);
    Juki__Resident__V1__StatisticsReply *reply =
        (Juki__Resident__V1__StatisticsReply *)answer_to(desk, id.text);
    assert_null(reply->refusal);
    assert_int_equal(reply->minimum, 10);
    assert_true(reply->total->suppressed);
    assert_int_equal(reply->total->count, 0);
    assert_int_equal(reply->n_cell, 1);
    assert_string_equal(reply->cell[0]->reason, "domestic_move_in");
    assert_true(reply->cell[0]->suppressed);
    assert_int_equal(reply->cell[0]->count, 0);
    juki__resident__v1__statistics_reply__free_unpacked(reply, NULL);
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
    check_members(desk, (household_question){home, NULL, TAX_DAY, NULL}, head.addressee_number,
                  wife.addressee_number);
    command_review(w, death.text, "chief", true);
    AWAIT(command_status(w, death.text) == 2);
    moment before_cancel = now_known(w);

    check_members(desk, (household_question){home, NULL, TAX_DAY, NULL}, head.addressee_number, NULL);
    check_members(desk, (household_question){home, NULL, TAX_DAY, before_death.text}, head.addressee_number,
                  wife.addressee_number);
    check_members(desk, (household_question){NULL, wife.addressee_number, "2025-12-19", NULL},
                  head.addressee_number, wife.addressee_number);
    check_refused(desk, (household_question){NULL, wife.addressee_number, TAX_DAY, NULL}, "not_resident_then",
                  "addressee_number");
    check_person(desk, wife.addressee_number, TAX_DAY, 3, NULL);

    cancel(w, death.text, wife.addressee_number);
    check_members(desk, (household_question){NULL, wife.addressee_number, TAX_DAY, NULL},
                  head.addressee_number, wife.addressee_number);
    check_members(desk, (household_question){home, NULL, TAX_DAY, before_cancel.text}, head.addressee_number,
                  NULL);
    check_person(desk, wife.addressee_number, TAX_DAY, 1, NULL);
    assert_int_equal(sql_int(world_database_of(w, "resident")->conn, "SELECT count(*) FROM person_record"),
                     4);

    /* who has left is found in the old household by having been there */
    split(w, wife.addressee_number, "2026-02-01");
    check_members(desk, (household_question){home, NULL, TAX_DAY, NULL}, head.addressee_number,
                  wife.addressee_number);
    check_members(desk, (household_question){home, NULL, "2026-02-01", NULL}, head.addressee_number, NULL);

    check_refused(desk, (household_question){home, NULL, "2025-05-31", NULL}, "household_empty_then",
                  "household_number");
    check_refused(desk, (household_question){home, NULL, "2026-04-11", NULL}, "date_in_future", "as_of");
    check_refused(desk, (household_question){home, NULL, "2026-02-30", NULL}, "date_invalid", "as_of");
    check_refused(desk, (household_question){home, NULL, TAX_DAY, "yesterday"}, "time_invalid", "known_at");
    check_refused(desk, (household_question){home, head.addressee_number, TAX_DAY, NULL}, "item_required",
                  "household_number");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_household_at_the_tax_day, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
