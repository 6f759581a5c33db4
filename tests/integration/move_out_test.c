/* 転出 ahead of its day, 転入通知, 転出取消 and 再転入, through Kafka and PostgreSQL to the prefecture and
 * the tax office. */
#include "common/event/topic_names.h"
#include "juki/resident/v1/move_out.pb-c.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/register.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *register_of(world *w)
{
    return world_database_of(w, "resident")->conn;
}

static int64_t state_of(world *w, const registered *person)
{
    return sql_int(register_of(w), "SELECT state FROM person WHERE addressee_number = '%s'",
                   person->addressee_number);
}

static const char *latest(world *w, const char *column, const registered *person)
{
    return sql_text(register_opened(w),
                    "SELECT %s FROM opened_record WHERE addressee_number = '%s' "
                    "ORDER BY history_number DESC LIMIT 1",
                    column, person->addressee_number);
}

static command_id plan(world *w, const registered *person, const char *day)
{
    command_id leave = command_leave(w, "domestic_move_out", person->addressee_number, day);
    AWAIT(command_status(w, leave.text) == 1);
    command_review(w, leave.text, "chief", true);
    AWAIT(command_status(w, leave.text) == 2);
    return leave;
}

static command_id ask_due(world *w)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Resident__V1__QueryMoveOuts question = JUKI__RESIDENT__V1__QUERY_MOVE_OUTS__INIT;
    who.operator_id = text("clerk1");
    who.terminal_id = text("window1");
    question.request_id = id.text;
    question.operator_ = &who;
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    return id;
}

/* How many the answer names; -1 while there is none. */
static int64_t count_due(world *w, const char *request_id)
{
    int64_t due = -1;
    bus_records records = bus_read(w, JU_TOPIC_RESIDENT_REPLY);
    for (size_t i = 0; i < records.count; i++) {
        if (strcmp(records.item[i].key, request_id) == 0) {
            Juki__Resident__V1__MoveOutsReply *reply = juki__resident__v1__move_outs_reply__unpack(
                NULL, records.item[i].size, records.item[i].value);
            due = (int64_t)reply->n_due;
            juki__resident__v1__move_outs_reply__free_unpacked(reply, NULL);
        }
    }
    bus_free(&records);
    return due;
}

static void list_due(world *w, int64_t count)
{
    command_id question = ask_due(w);
    AWAIT(count_due(w, question.text) >= 0);
    assert_int_equal(count_due(w, question.text), count);
}

static command_id cancel(world *w, const registered *person, const char *cancelled)
{
    command_id id = command_new_id();
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry who = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&who};
    who.addressee_number = text(person->addressee_number);
    entry.change_id = id.text;
    entry.reason = text("cancel_enter");
    entry.change_date = entry.notified_date = text(TEST_TODAY);
    entry.justification = text("転出取消の申出");
    entry.cancelled_change_id = text(cancelled);
    entry.person = persons;
    entry.n_person = 1;
    command_send(w, &entry, "clerk1");
    AWAIT(command_status(w, id.text) == 1);
    command_approve(w, id.text);
    AWAIT(command_status(w, id.text) == 2);
    return id;
}

static int64_t told(world *w, const char *peer)
{
    return sql_int(world_database_of(w, peer)->conn, "SELECT count(*) FROM journal");
}

/* j480, j50: planned, found when due, struck off by its day; the others hear of it then. */
static void the_day_comes(world *w, const registered *person)
{
    int64_t before = told(w, "prefecture");
    (void)plan(w, person, "2026-04-20");
    assert_int_equal(state_of(w, person), 1);
    assert_string_equal(latest(w, "move_out_planned_date", person), "2026-04-20");
    command_settle(w, person->addressee_number, ""); /* too early: refused */
    AWAIT(bus_acts(w, "move_out.confirmed") == 1);
    list_due(w, 0);
    HOLDS_FOR(500, told(w, "prefecture") == before);
    world_set_day(w, "2026-04-21");
    list_due(w, 1);
    command_settle(w, person->addressee_number, "");
    AWAIT(state_of(w, person) == 2);
    assert_string_equal(latest(w, "change_date", person), "2026-04-20");
    assert_string_equal(latest(w, "history_number::text", person), "3");
    AWAIT(told(w, "prefecture") == before + 1);
    list_due(w, 0);
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM move_out_planned") == 0);
    world_set_day(w, TEST_TODAY);
}

/* j680: the notice comes first, and again with another day. */
static void the_notice_comes(world *w, const registered *person)
{
    int64_t before = told(w, "prefecture");
    int64_t tax = told(w, "tax");
    command_id leave = plan(w, person, "2026-04-20");
    command_settle(w, person->addressee_number, "2026-04-09");
    AWAIT(state_of(w, person) == 2);
    assert_string_equal(latest(w, "change_date", person), "2026-04-09");
    assert_string_equal(latest(w, "move_out_planned_date", person), "2026-04-20");
    assert_string_equal(latest(w, "destination_municipality_code", person), "131016");
    assert_string_equal(latest(w, "move_out_confirmed_destination_municipality_code", person), "132021");
    assert_string_equal(latest(w, "move_out_confirmed_destination_postal_code", person), "1900022");
    command_settle(w, person->addressee_number, "2026-04-08");
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM person_record WHERE change_id = '%s'", leave.text) ==
          3);
    AWAIT(told(w, "prefecture") == before + 1 && told(w, "tax") == tax + 2);

    (void)cancel(w, person, leave.text); /* j980: after the notice */
    AWAIT(state_of(w, person) == 1 && told(w, "prefecture") == before + 2 && told(w, "tax") == tax + 3);
    assert_null(
        strstr(latest(w, "coalesce(move_out_planned_date, '-') || coalesce(destination_town, '-')", person),
               "2026"));
    /* nobody had stayed behind: a household of its own again */
    assert_string_not_equal(latest(w, "household_number", person), person->household_number);
}

/* j980: before the day nobody has heard of it, and nobody does. */
static void the_plan_is_dropped(world *w, const registered *person)
{
    int64_t before = told(w, "prefecture");
    int64_t tax = told(w, "tax");
    command_id leave = plan(w, person, "2026-04-20");
    command_id again = command_leave(w, "domestic_move_out", person->addressee_number, "2026-04-25");
    AWAIT(command_status(w, again.text) == 4);
    assert_string_equal(
        sql_text(register_of(w), "SELECT refusal_code FROM change WHERE change_id = '%s'", again.text),
        "move_out_planned");
    (void)cancel(w, person, leave.text);
    assert_int_equal(state_of(w, person), 1);
    HOLDS_FOR(500, told(w, "prefecture") == before && told(w, "tax") == tax);
    world_set_day(w, "2026-04-21");
    list_due(w, 0);
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM move_out_planned") == 0);
    world_set_day(w, TEST_TODAY);
}

/* ---- 再転入 (j600) ---- */

/* What of a 転入 of one person differs; the numbers are those of the serial, or none when it is 0. */
typedef struct arrival {
    int serial;
    const char *name;
    const char *addressee_number;
    const char *card_number; /* a foreign resident, from abroad */
    const char *confirmed;
} arrival;

static void fill_place(Juki__Common__V1__Address *place, const char *municipality_code)
{
    juki__common__v1__address__init(place);
    place->municipality_code = text(municipality_code);
    place->prefecture = text("東京都");
    place->municipality = text("試験市");
    place->town = text("田中町");
}

static void be_foreign(Juki__Resident__V1__PersonEntry *who, Juki__Resident__V1__ForeignStay *stay,
                       const char *card_number)
{
    juki__resident__v1__foreign_stay__init(stay);
    stay->section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_MID_TO_LONG_TERM;
    stay->card_number = text(card_number);
    who->foreign_stay = stay;
    who->resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
    who->nationality = text("ペルー");
}

static command_id arrive(world *w, const arrival *wish)
{
    command_id id = command_new_id();
    ju_arena arena;
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Common__V1__Address here;
    Juki__Common__V1__Address there;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Resident__V1__ForeignStay stay;
    Juki__Resident__V1__PersonEntry who = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&who};
    char *confirmed[] = {text(wish->confirmed)};
    test_person numbers = person_of(wish->serial);
    ju_arena_init(&arena, 64 * 1024);
    fill_place(&here, TEST_MUNICIPALITY);
    fill_place(&there, "131016");
    birth.date = text("1990-01-15");
    who.name = text(wish->name);
    who.birth_date = &birth;
    who.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    who.relationship = text("世帯主");
    who.addressee_number = text(wish->addressee_number == NULL ? "" : wish->addressee_number);
    if (wish->serial > 0) {
        who.individual_number =
            command_seal(w, &arena, "individual_number", id.text, numbers.individual_number);
        who.resident_code = command_seal(w, &arena, "resident_code", id.text, numbers.resident_code);
    }
    if (wish->card_number != NULL) {
        be_foreign(&who, &stay, wish->card_number);
    }
    entry.change_id = id.text;
    entry.reason = text(wish->card_number != NULL ? "overseas_move_in" : "domestic_move_in");
    entry.change_date = entry.notified_date = text(TEST_TODAY);
    entry.address = &here;
    entry.previous_address = &there;
    entry.person = persons;
    entry.n_person = 1;
    entry.confirmed_alert = confirmed;
    entry.n_confirmed_alert = wish->confirmed == NULL ? 0 : 1;
    command_send(w, &entry, "clerk1");
    ju_arena_done(&arena);
    return id;
}

static registered arrived(world *w, const arrival *wish)
{
    registered person = {.change = arrive(w, wish)};
    AWAIT(command_status(w, person.change.text) == 1);
    command_approve(w, person.change.text);
    AWAIT(command_status(w, person.change.text) == 2);
    command_register_ids(w, person.change.text, &person);
    return person;
}

static void leave(world *w, const registered *person)
{
    (void)plan(w, person, TEST_TODAY);
    assert_int_equal(state_of(w, person), 2);
}

/* The 宛名番号 that the answer to an entry names as alike. */
static void assert_alike(world *w, const char *change_id, const char *addressee_number)
{
    bus_records records = bus_read(w, JU_TOPIC_RESIDENT_REPLY);
    size_t seen = 0;
    for (size_t i = 0; i < records.count; i++) {
        if (strcmp(records.item[i].key, change_id) == 0) {
            Juki__Resident__V1__ChangeReply *reply =
                juki__resident__v1__change_reply__unpack(NULL, records.item[i].size, records.item[i].value);
            assert_int_equal(reply->n_alike, 1);
            assert_string_equal(reply->alike[0], addressee_number);
            juki__resident__v1__change_reply__free_unpacked(reply, NULL);
            seen++;
        }
    }
    assert_int_equal(seen, 1);
    bus_free(&records);
}

static void who_was_here_comes_back(world *w)
{
    const arrival first = {.serial = 11, .name = "試験　帰子"};
    registered person = arrived(w, &first);
    leave(w, &person);
    registered again = arrived(w, &first); /* by number */
    assert_string_equal(again.addressee_number, person.addressee_number);
    leave(w, &person);

    const arrival like = {.serial = 12, .name = "試験　帰子"};
    command_id refused = arrive(w, &like);
    AWAIT(command_status(w, refused.text) == 4);
    assert_string_equal(
        sql_text(register_of(w), "SELECT refusal_item FROM change WHERE change_id = '%s'", refused.text),
        "alike_removed");
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM outbox") == 0);
    assert_alike(w, refused.text, person.addressee_number);
    const arrival other = {.serial = 12, .name = "試験　帰子", .confirmed = "alike_removed"};
    registered somebody = arrived(w, &other);
    assert_string_not_equal(somebody.addressee_number, person.addressee_number);
    const arrival chosen = {.serial = 11, .name = "試験　帰子", .addressee_number = person.addressee_number};
    again = arrived(w, &chosen); /* by choice */
    assert_string_equal(again.addressee_number, person.addressee_number);

    const arrival foreign = {.name = "SHIKEN KAERU", .card_number = "AB00000007CD"};
    registered guest = arrived(w, &foreign);
    command_id twice = arrive(w, &foreign);
    AWAIT(command_status(w, twice.text) == 4);
    assert_string_equal(
        sql_text(register_of(w), "SELECT refusal_code FROM change WHERE change_id = '%s'", twice.text),
        "already_resident");
    leave(w, &guest);
    const arrival renamed = {.name = "SHIKEN KAERU MARIA", .card_number = "AB00000007CD"};
    again = arrived(w, &renamed); /* by card */
    assert_string_equal(again.addressee_number, guest.addressee_number);
    assert_string_equal(latest(w, "foreign_stay_card_number", &guest), "AB00000007CD");
}

static void test_move_out(void **state)
{
    world *w = *state;
    static const char *const programs[] = {"juki-identity", "juki-delivery", "juki-gateway",
                                           "peer-prefecture", "peer-tax"};
    static const char *const letters[] = {JU_TOPIC_DEADLETTER_RESIDENT, JU_TOPIC_DEADLETTER_IDENTITY,
                                          JU_TOPIC_DEADLETTER_GATEWAY, JU_TOPIC_DEADLETTER_PREFECTURE};
    char clock[352];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    world_set_day(w, TEST_TODAY);
    command_all_topics(w, 2);
    (void)process_start(w, "juki-resident", (const char *const[]){clock, NULL});
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        (void)process_start(w, programs[i], NULL);
    }
    registered person[3];
    for (int i = 0; i < 3; i++) {
        person[i] = command_register(w, i + 1);
    }
    AWAIT(told(w, "prefecture") == 3 && told(w, "tax") == 3);
    the_day_comes(w, &person[0]);
    the_notice_comes(w, &person[1]);
    the_plan_is_dropped(w, &person[2]);
    who_was_here_comes_back(w);
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        assert_int_equal(bus_count(w, letters[i]), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_move_out, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("move_out", tests, NULL, NULL);
}
