/* 送付先情報 of a household is one record, and passes the gate before it is handed over (systems C7; seed
 * 001, R6.3; seed 002 ). The test plays identity, which brings the numbers. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/register.h"

#include "common/event/topic_names.h"
#include "juki/delivery/v1/delivery.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Delivery__V1__DeliveryRecord delivery_record;

enum { SOME_TURNS_MS = 1200, FIRST_CHILD = 100 }; /* of the clock that delivery looks at */

static const char *const MORE_TOPICS[] = {
    JU_TOPIC_LINK_CARD_OUT,    JU_TOPIC_LINK_CARD_IN, JU_TOPIC_DELIVERY_COMMAND, JU_TOPIC_DELIVERY_REPLY,
    JU_TOPIC_COMPARE_RESIDENT, "deadletter.delivery", "deadletter.card",         NULL};

#define NEXT_DAY  "2026-04-11"
#define DAY_AFTER "2026-04-12"
#define WAITING   "SELECT count(*) FROM held WHERE handed_on IS NULL"

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *database(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

/* ---- the town -------------------------------------------------------------------------------------------
 */

/* The register, delivery on the world's clock and the card system; wait: JUKI_DELIVERY_WAIT_DAYS=... */
static void start(world *w, const char *wait)
{
    char clock[352];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    world_set_day(w, TEST_TODAY);
    bus_topics(w, 1, MORE_TOPICS);
    command_topics(w, 1);
    (void)process_start(w, "juki-resident", (const char *const[]){clock, NULL});
    (void)process_start(w, "juki-delivery", (const char *const[]){clock, wait, NULL});
    (void)process_start(w, "peer-card", NULL);
}

static void fill_child(person_entry *child, const char *name, Juki__Common__V1__WrittenDate *birth)
{
    juki__resident__v1__person_entry__init(child);
    child->name = text(name);
    child->name_kana = text("シケン　コドモ");
    child->birth_date = birth;
    child->sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    child->relationship = text("子");
}

/* 出生 of twins, or of one child, into this household; registered, without numbers yet. */
static command_id born(world *w, const registered *parent, size_t count)
{
    static const char *const names[] = {"試験　一子", "試験　二子"};
    command_id id = command_new_id();
    Juki__Resident__V1__SubmitChange message = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    person_entry child[2];
    person_entry *children[2] = {&child[0], &child[1]};
    birth.date = text(TEST_TODAY);
    for (size_t i = 0; i < count; i++) {
        fill_child(&child[i], names[i], &birth);
    }
    message.change_id = id.text;
    message.reason = text("birth");
    message.change_date = message.notified_date = text(TEST_TODAY);
    message.household_number = text(parent->household_number);
    message.person = children;
    message.n_person = count;
    command_send(w, &message, "clerk1");
    AWAIT(command_status(w, id.text) == 1);
    command_approve(w, id.text);
    AWAIT(command_status(w, id.text) == 2);
    return id;
}

/* A column of the request of the change's nth child, from 0. */
static const char *of_child(world *w, const command_id *birth, int nth, const char *column)
{
    return sql_text(database(w, "resident"),
                    "SELECT %s FROM number_request n JOIN person p USING (addressee_number) "
                    "WHERE n.change_id = '%s' ORDER BY addressee_number OFFSET %d LIMIT 1",
                    column, birth->text, nth);
}

/* identity brings the numbers of the nth child; serial: person_of. */
static void number(world *w, const command_id *birth, int nth, int serial)
{
    test_person person = person_of(serial);
    Juki__Identity__V1__NumberAssigned answer = JUKI__IDENTITY__V1__NUMBER_ASSIGNED__INIT;
    char request_id[64];
    char ref[64];
    ju_arena arena;
    (void)snprintf(request_id, sizeof request_id, "%s", of_child(w, birth, nth, "request_id"));
    (void)snprintf(ref, sizeof ref, "%s", of_child(w, birth, nth, "register_ref"));
    ju_arena_init(&arena, 65536);
    answer.request_id = request_id;
    answer.change_id = text(birth->text);
    answer.register_ref = ref;
    answer.individual_number = command_seal(w, &arena, "individual_number", ref, person.individual_number);
    answer.resident_code = command_seal(w, &arena, "resident_code", ref, person.resident_code);
    bus_send(w, JU_TOPIC_IDENTITY_TO_RESIDENT, &(bus_event){.key = request_id, .message = &answer.base});
    ju_arena_done(&arena);
    AWAIT(sql_int(database(w, "resident"),
                  "SELECT count(*) FROM number_request WHERE request_id = '%s' AND answered_at IS NOT NULL",
                  request_id) == 1);
}

/* A child, numbered; the record is on its way to delivery. */
static command_id numbered(world *w, const registered *parent, int serial)
{
    command_id birth = born(w, parent, 1);
    number(w, &birth, 0, serial);
    return birth;
}

/* Records of the register to delivery, without its other messages. */
static size_t records_made(world *w)
{
    bus_records told = bus_read(w, JU_TOPIC_RESIDENT_TO_DELIVERY);
    size_t count = 0;
    for (size_t i = 0; i < told.count; i++) {
        count += strcmp(told.item[i].type, "juki.delivery.v1.DeliveryRecord") == 0;
    }
    bus_free(&told);
    return count;
}

static int64_t at_card(world *w)
{
    return sql_int(database(w, "card"), "SELECT count(*) FROM record");
}

static void stale_name(world *w, const command_id *birth, const char *name)
{
    sql(register_opened(w), "UPDATE opened_record SET name = '%s' WHERE change_id = '%s'", name, birth->text);
    register_keep(w);
}

/* The id of the record of a change that waits. */
static const char *waiting_of(world *w, const command_id *birth)
{
    static char id[64];
    (void)snprintf(id, sizeof id, "%s",
                   sql_text(database(w, "delivery"),
                            "SELECT event_id FROM held JOIN trace USING (event_id) "
                            "WHERE change_id = '%s' AND handed_on IS NULL",
                            birth->text));
    return id;
}

/* ---- one record per addressee ---------------------------------------------------------------------------
 */

/* The last record that the card system was sent, decoded; free with protobuf-c's. */
static delivery_record *last_sent(world *w)
{
    bus_records sent = bus_read(w, JU_TOPIC_LINK_CARD_OUT);
    assert_true(sent.count > 0);
    const bus_record *last = &sent.item[sent.count - 1];
    delivery_record *record = juki__delivery__v1__delivery_record__unpack(NULL, last->size, last->value);
    assert_non_null(record);
    bus_free(&sent);
    return record;
}

/* Numbers of twins come one by one, in either order; the last makes the record of both, to their 世帯主. */
static void test_c7_twins_are_one_record(void **state)
{
    world *w = *state;
    start(w, NULL);
    registered parent = command_register(w, 1);
    command_id birth = born(w, &parent, 2);
    number(w, &birth, 1, FIRST_CHILD);
    assert_int_equal(records_made(w), 0);
    number(w, &birth, 0, FIRST_CHILD + 1);
    AWAIT(at_card(w) == 1);
    assert_int_equal(records_made(w), 1);

    delivery_record *record = last_sent(w);
    assert_int_equal(record->person_count, 2);
    assert_int_equal(record->n_person, 2);
    assert_string_equal(record->person[0]->name, "試験　一子");
    assert_string_equal(record->person[1]->name, "試験　二子");
    assert_string_equal(record->destination_name, person_of(1).name);
    assert_string_equal(record->name, "");
    juki__delivery__v1__delivery_record__free_unpacked(record, NULL);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(DISTINCT code_index) FROM record_person"), 2);
    assert_string_equal(sql_text(database(w, "card"), "SELECT encode(digest, 'hex') FROM record"),
                        sql_text(database(w, "delivery"), "SELECT encode(digest, 'hex') FROM trace"));
    AWAIT(bus_acts(w, "delivery.confirmed") == 1);
    AWAIT(bus_acts(w, "delivery.received") == 2); /* one for each person */
    AWAIT(bus_acts(w, "delivery.checked") == 1);
}

/* ---- the gate -------------------------------------------------------------------------------------------
 */

/* A record that is not what the register has now is held, and all that came on its day with it, until an
 * operator decides: a new one from the register takes its place and goes through the gate itself. */
static void test_seed_001_the_gate_holds_record_and_batch(void **state)
{
    static const char held_gauge[] = "juki_delivery_held_records";
    world *w = *state;
    PGconn *conn = database(w, "delivery");
    start(w, "JUKI_DELIVERY_WAIT_DAYS=1");
    process *delivery = w->process[1];
    registered parent = command_register(w, 1);
    registered other = command_register(w, 2);
    command_id wrong = numbered(w, &parent, FIRST_CHILD);
    command_id right = numbered(w, &other, FIRST_CHILD + 1);
    AWAIT(sql_int(conn, WAITING) == 2);
    stale_name(w, &wrong, "試験　別人");

    world_set_day(w, NEXT_DAY);
    AWAIT(sql_int(conn,
                  "SELECT count(*) FROM held WHERE differs = '1.name' AND checked_on = '" NEXT_DAY "'") == 1);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE differs IS NULL AND checked_on = '" NEXT_DAY "'") ==
          1);
    AWAIT(process_metric(delivery, held_gauge) == 1);
    HOLDS_FOR(SOME_TURNS_MS, sql_int(conn, WAITING) == 2);
    AWAIT(bus_acts(w, "delivery.held") == 1);

    ctl_expect(ctl(w, "op-1", "delivery waiting"), 0);
    ctl_expect_text(waiting_of(w, &wrong));
    ctl_expect_text("1.name");
    ctl_expect(ctl(w, "op-1", "delivery renew no-such-record --purpose test"), 1);
    ctl_expect_text("record_unknown");
    ctl_expect(ctl(w, "op-1", "delivery renew %s --purpose corrected", waiting_of(w, &wrong)), 0);

    /* the rest of the batch is asked about once more and goes; the new record is one of today's batch */
    AWAIT(at_card(w) == 1);
    assert_string_equal(waiting_of(w, &right), "");
    AWAIT(process_metric(delivery, held_gauge) == 0);
    AWAIT(sql_int(conn, WAITING " AND received_on = '" NEXT_DAY "'") == 1);
    world_set_day(w, DAY_AFTER);
    AWAIT(at_card(w) == 2);
    delivery_record *record = last_sent(w);
    assert_string_equal(record->person[0]->name, "試験　別人");
    juki__delivery__v1__delivery_record__free_unpacked(record, NULL);
    AWAIT(bus_acts(w, "delivery.renewed") == 1);
    AWAIT(bus_acts(w, "delivery.renew") == 2); /* the refused one, too */
    AWAIT(bus_acts(w, "delivery.withdrawn") == 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM trace WHERE withdrawn"), 1);
}

/* What can no longer be opened is held as what differs; nothing is lost, since the register makes it anew. */
static void test_unreadable_records_are_renewed(void **state)
{
    world *w = *state;
    PGconn *conn = database(w, "delivery");
    start(w, "JUKI_DELIVERY_WAIT_DAYS=1");
    registered parent = command_register(w, 1);
    registered other = command_register(w, 2);
    registered third = command_register(w, 3);
    command_id one = numbered(w, &parent, FIRST_CHILD);
    command_id two = numbered(w, &other, FIRST_CHILD + 1);
    AWAIT(sql_int(conn, WAITING) == 2);
    sql(conn, "UPDATE held h SET payload = o.payload FROM held o WHERE o.event_id <> h.event_id");
    command_id good = numbered(w, &third, FIRST_CHILD + 2);
    AWAIT(sql_int(conn, WAITING) == 3);

    world_set_day(w, NEXT_DAY);
    AWAIT(sql_int(conn, WAITING " AND differs = 'unreadable'") == 2);
    AWAIT(sql_int(conn, WAITING " AND checked_on = '" NEXT_DAY "'") == 1);
    HOLDS_FOR(SOME_TURNS_MS, sql_int(conn, WAITING) == 3); /* its batch waits with it */
    ctl_expect(ctl(w, "op-1", "delivery waiting"), 0);
    ctl_expect_text("unreadable");
    ctl_expect(ctl(w, "op-1", "delivery renew %s --purpose unreadable", waiting_of(w, &one)), 0);
    ctl_expect(ctl(w, "op-1", "delivery renew %s --purpose unreadable", waiting_of(w, &two)), 0);
    AWAIT(at_card(w) == 1);
    assert_string_equal(waiting_of(w, &good), "");
    AWAIT(sql_int(conn, WAITING " AND received_on = '" NEXT_DAY "'") == 2);
    world_set_day(w, DAY_AFTER);
    AWAIT(at_card(w) == 3);
    AWAIT(bus_acts(w, "delivery.unreadable") == 2);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM dead_letter"), 0);
}

/* The batch may go without what holds it, which then stays until it is withdrawn: nothing lets it pass. */
static void test_seed_001_a_batch_is_released_without_what_holds_it(void **state)
{
    world *w = *state;
    PGconn *conn = database(w, "delivery");
    start(w, "JUKI_DELIVERY_WAIT_DAYS=1");
    registered parent = command_register(w, 1);
    registered other = command_register(w, 2);
    command_id wrong = numbered(w, &parent, FIRST_CHILD);
    (void)numbered(w, &other, FIRST_CHILD + 1);
    AWAIT(sql_int(conn, WAITING) == 2);
    sql(register_opened(w), "UPDATE opened_record SET address_number = '９－９' WHERE change_id = '%s'",
        wrong.text);
    register_keep(w);

    world_set_day(w, NEXT_DAY);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE differs IS NOT NULL") == 1);
    assert_string_equal(sql_text(conn, "SELECT differs FROM held WHERE differs IS NOT NULL"),
                        "destination 1.address");
    ctl_expect(ctl(w, "op-1", "delivery release " NEXT_DAY " --purpose test"), 1);
    ctl_expect_text("batch_not_held");
    ctl_expect(ctl(w, "op-1", "delivery release tomorrow --purpose test"), 1);
    ctl_expect_text("batch_invalid");
    ctl_expect(ctl(w, "op-1", "delivery release " TEST_TODAY " --purpose printed"), 0);
    AWAIT(at_card(w) == 1);
    HOLDS_FOR(SOME_TURNS_MS, sql_int(conn, WAITING " AND apart") == 1);
    ctl_expect(ctl(w, "op-1", "delivery withdraw %s --purpose wrong", waiting_of(w, &wrong)), 0);
    AWAIT(sql_int(conn, WAITING) == 0);
    AWAIT(bus_acts(w, "delivery.apart") == 1);
    assert_int_equal(records_made(w), 2);
}

/* ---- deaths ---------------------------------------------------------------------------------------------
 */

/* Who died is on no record that is handed over: the others get a new one. The register's word may come before
 * the gate's question or, when it is still on its way, with its answer. */
static void test_r77_the_rest_of_a_household_goes_on(void **state)
{
    world *w = *state;
    PGconn *conn = database(w, "delivery");
    start(w, "JUKI_DELIVERY_WAIT_DAYS=1");
    registered parent = command_register(w, 1);
    command_id birth = born(w, &parent, 2);
    number(w, &birth, 0, FIRST_CHILD);
    number(w, &birth, 1, FIRST_CHILD + 1);
    AWAIT(sql_int(conn, WAITING) == 1);
    command_id death = command_leave(w, "death", of_child(w, &birth, 1, "addressee_number"), TEST_TODAY);
    AWAIT(command_status(w, death.text) == 1);
    command_approve(w, death.text);
    AWAIT(sql_int(conn, "SELECT count(*) FROM trace WHERE withdrawn") == 1);
    AWAIT(sql_int(conn, WAITING) == 1);

    command_id twins = born(w, &parent, 2);
    number(w, &twins, 0, FIRST_CHILD + 2);
    number(w, &twins, 1, FIRST_CHILD + 3);
    AWAIT(sql_int(conn, WAITING) == 2);
    char dead[16];
    (void)snprintf(dead, sizeof dead, "%s", of_child(w, &twins, 0, "addressee_number"));
    sql(register_opened(w), "UPDATE opened_record SET state = 3 WHERE addressee_number = '%s'", dead);
    register_keep(w);
    world_set_day(w, NEXT_DAY);
    AWAIT(sql_int(conn, "SELECT count(*) FROM trace WHERE withdrawn") == 2);
    AWAIT(sql_int(conn, WAITING " AND received_on = '" NEXT_DAY "'") == 1 && at_card(w) == 1);
    world_set_day(w, DAY_AFTER);
    AWAIT(at_card(w) == 2);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(*) FROM record WHERE person_count = 1"), 2);
    assert_int_equal(sql_int(database(w, "card"), "SELECT count(DISTINCT code_index) FROM record_person"), 2);
    assert_int_equal(bus_acts(w, "delivery.held"), 0);
}

/* ---- 居所 ------------------------------------------------------------------------------------------------
 */

static const char SHELTER[] = "{\"postal_code\":\"1000001\",\"municipality_code\":\"131016\","
                              "\"prefecture\":\"東京都\",\"municipality\":\"千代田区\","
                              "\"town\":\"避難町\"}";

/* The place goes by standard input. */
static int set_shelter(world *w, const char *numbers)
{
    char path[320];
    (void)snprintf(path, sizeof path, "%s/shelter.json", w->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(SHELTER, file);
    (void)fclose(file);
    return ctl(w, "op-1", "destination set %s --kind violence --purpose application <%s", numbers, path);
}

static void latest_request(world *w, char ret[64])
{
    (void)snprintf(ret, 64, "%s",
                   sql_text(database(w, "resident"), "SELECT request_id FROM destination_request "
                                                     "WHERE status = 1 ORDER BY entered_at DESC LIMIT 1"));
}

/* 送付先情報 of a person for whom a 居所 stands goes there, to whom it was designated for; the gate finds a
 * record that was made before. The place is in clear in no row of the register and in no topic but that of
 * 送付先情報. */
static void test_j1120_a_residence_is_the_destination(void **state)
{
    world *w = *state;
    PGconn *conn = database(w, "delivery");
    char numbers[64];
    char request[64];
    start(w, "JUKI_DELIVERY_WAIT_DAYS=1");
    registered parent = command_register(w, 1);
    command_id birth = numbered(w, &parent, FIRST_CHILD);
    AWAIT(sql_int(conn, WAITING) == 1);
    (void)snprintf(numbers, sizeof numbers, "%s %s", parent.addressee_number,
                   of_child(w, &birth, 0, "addressee_number"));
    ctl_expect(set_shelter(w, "999999999999999"), 1);
    ctl_expect_text("person_unknown");
    ctl_expect(set_shelter(w, numbers), 0);
    latest_request(w, request);
    ctl_expect(ctl(w, "op-1", "destination review %s --approve", request), 1);
    ctl_expect_text("same_person");
    ctl_expect(ctl(w, "op-2", "destination review %s --approve", request), 0);
    ctl_expect(ctl(w, "op-2", "destination show %s --purpose test", parent.addressee_number), 0);
    ctl_expect_text("避難町");

    world_set_day(w, NEXT_DAY);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE differs LIKE 'destination%%'") == 1);
    ctl_expect(ctl(w, "op-1", "delivery renew %s --purpose shelter", waiting_of(w, &birth)), 0);
    AWAIT(sql_int(conn, WAITING " AND received_on = '" NEXT_DAY "'") == 1);
    world_set_day(w, DAY_AFTER);
    AWAIT(at_card(w) == 1);
    delivery_record *record = last_sent(w);
    assert_string_equal(record->destination->town, "避難町");
    assert_string_equal(record->destination_name, person_of(1).name);
    assert_string_equal(record->person[0]->address->town, "田中町");
    juki__delivery__v1__delivery_record__free_unpacked(record, NULL);

    assert_int_equal(sql_int(database(w, "resident"),
                             "SELECT count(*) FROM destination_request "
                             "WHERE position(convert_to('避難町', 'UTF8') IN entry) > 0"),
                     0);
    ctl_expect(ctl(w, "op-1", "destination lift %s --purpose over", request), 0);
    latest_request(w, request);
    ctl_expect(ctl(w, "op-2", "destination review %s --approve", request), 0);
    AWAIT(bus_acts(w, "destination.lifted") == 2);
    AWAIT(bus_acts(w, "destination.set") == 2);
    assert_int_equal(sql_int(database(w, "resident"), "SELECT count(*) FROM destination"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_c7_twins_are_one_record, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_seed_001_the_gate_holds_record_and_batch, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(test_unreadable_records_are_renewed, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_seed_001_a_batch_is_released_without_what_holds_it, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(test_j1120_a_residence_is_the_destination, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(test_r77_the_rest_of_a_household_goes_on, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("delivery_household", tests, NULL, NULL);
}
