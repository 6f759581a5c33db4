#include "tests/integration/harness/command.h"

#include "common/code/code.h"
#include "common/event/topic_names.h"
#include "common/event/topics.h"
#include "common/seal/seal.h"
#include "juki/resident/v1/move_out.pb-c.h"
#include "tests/integration/harness/bus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;

enum { ARENA_BYTES = 64 * 1024 };

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

test_person person_of(int serial)
{
    test_person person = {0};
    char body[12];
    char code_body[11];
    (void)snprintf(person.name, sizeof person.name, "試験　太郎%d", serial);
    (void)snprintf(body, sizeof body, "00008%06u", (unsigned)serial % 1000000U);
    (void)snprintf(person.individual_number, sizeof person.individual_number, "%s%c", body,
                   ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, body));
    (void)snprintf(code_body, sizeof code_body, "00008%05u", (unsigned)serial % 100000U);
    (void)snprintf(person.resident_code, sizeof person.resident_code, "%s%c", code_body,
                   ju_code_check_digit(JU_CODE_RESIDENT_CODE, code_body));
    return person;
}

command_id command_new_id(void)
{
    command_id id;
    assert_int_equal(ju_uuid7(id.text, NULL), JU_OK);
    return id;
}

static ju_keyring *open_ring(const char *audience)
{
    ju_keyring *ring = NULL;
    ju_err err;
    if (ju_keyring_open(world_env("JUKI_TEST_KEYS"), audience, &ring, &err) != JU_OK) {
        fail_msg("%s", err.message);
    }
    return ring;
}

static Juki__Common__V1__Sealed *seal(ju_keyring *ring, ju_arena *arena, const char *field,
                                      const char *subject, const char *number)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(ju_seal_text(ring, arena, field, subject, number, &sealed, NULL), JU_OK);
    return sealed;
}

void command_address(Juki__Common__V1__Address *address, const char *municipality_code, const char *number)
{
    juki__common__v1__address__init(address);
    address->postal_code = text("1960000");
    address->municipality_code = text(municipality_code);
    address->prefecture = text("東京都");
    address->municipality = text("昭島市");
    address->town = text("田中町");
    address->number = text(number);
}

Juki__Resident__V1__IdentityCheck *command_identity(void)
{
    static Juki__Resident__V1__IdentityCheck check;
    juki__resident__v1__identity_check__init(&check);
    check.method = JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NUMBER_CARD;
    check.comparison = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_EQUAL;
    return &check;
}

/* The parts that every entry has; the messages live as long as the frame of the caller's entry. */
typedef struct entry {
    submit message;
    Juki__Common__V1__Operator operator_;
    Juki__Common__V1__Address address;
    Juki__Common__V1__Address elsewhere;
    Juki__Common__V1__WrittenDate birth_date;
    person_entry person;
    person_entry *persons[1];
} entry;

static void fill_entry(entry *e, const char *change_id, const char *reason, const char *change_date)
{
    juki__resident__v1__submit_change__init(&e->message);
    juki__common__v1__operator__init(&e->operator_);
    juki__common__v1__written_date__init(&e->birth_date);
    juki__resident__v1__person_entry__init(&e->person);
    e->operator_.operator_id = text("clerk1");
    e->operator_.terminal_id = text("window1");
    e->operator_.office = text("市民課");
    e->persons[0] = &e->person;
    e->message.change_id = text(change_id);
    e->message.reason = text(reason);
    e->message.change_date = text(change_date);
    e->message.notified_date = text(TEST_TODAY);
    e->message.operator_ = &e->operator_;
    e->message.identity_check = command_identity();
    e->message.n_person = 1;
    e->message.person = e->persons;
}

static size_t pack(const entry *e, unsigned char **ret_value)
{
    size_t size = juki__resident__v1__submit_change__get_packed_size(&e->message);
    *ret_value = malloc(size);
    assert_non_null(*ret_value);
    return juki__resident__v1__submit_change__pack(&e->message, *ret_value);
}

static void send_entry(world *w, const entry *e)
{
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND,
             &(bus_event){.key = e->message.change_id, .message = &e->message.base});
}

static void fill_move_in(entry *e, ju_arena *arena, ju_keyring *ring, const move_in *wish,
                         const char *change_id)
{
    test_person person = person_of(wish->serial);
    const char *subject = wish->seal_subject == NULL ? change_id : wish->seal_subject;
    fill_entry(e, change_id, "domestic_move_in", wish->change_date == NULL ? TEST_TODAY : wish->change_date);
    e->message.notified_date = e->message.change_date;
    command_address(&e->address, TEST_MUNICIPALITY, "１－１");
    command_address(&e->elsewhere, "131016", "２－２");
    e->message.address = &e->address;
    e->message.previous_address = &e->elsewhere;
    e->message.household_number = text(wish->household_number == NULL ? "" : wish->household_number);
    e->birth_date.date = text("1990-01-15");
    e->person.name = ju_arena_strdup(arena, person.name);
    e->person.name_kana = text("シケン　タロウ");
    e->person.birth_date = &e->birth_date;
    e->person.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    e->person.relationship = text(wish->relationship == NULL ? "世帯主" : wish->relationship);
    e->person.individual_number = seal(ring, arena, "individual_number", subject, person.individual_number);
    e->person.resident_code = seal(ring, arena, "resident_code", subject, person.resident_code);
}

size_t command_pack_move_in(world *w, const move_in *wish, const char *change_id, unsigned char **ret_value)
{
    ju_arena arena;
    entry e = {0};
    ju_keyring *other = wish->seal_audience == NULL ? NULL : open_ring(wish->seal_audience);
    if (w->resident == NULL) {
        w->resident = open_ring("resident");
    }
    ju_arena_init(&arena, ARENA_BYTES);
    fill_move_in(&e, &arena, other == NULL ? w->resident : other, wish, change_id);
    size_t size = pack(&e, ret_value);
    ju_arena_done(&arena);
    ju_keyring_free(other);
    return size;
}

command_id command_move_in(world *w, const move_in *wish)
{
    command_id id = command_new_id();
    if (wish->change_id != NULL) {
        (void)snprintf(id.text, sizeof id.text, "%s", wish->change_id);
    }
    command_id event = command_new_id();
    unsigned char *value = NULL;
    ju_record_header headers[8];
    size_t size = command_pack_move_in(w, wish, id.text, &value);
    size_t count = bus_headers(headers, event.text, juki__resident__v1__submit_change__descriptor.name, NULL);
    bus_send_raw(w, JU_TOPIC_RESIDENT_COMMAND, id.text, strlen(id.text), value, size, headers, count);
    free(value);
    return id;
}

command_id command_leave(world *w, const char *reason, const char *addressee_number, const char *change_date)
{
    command_id id = command_new_id();
    entry e = {0};
    fill_entry(&e, id.text, reason, change_date);
    e.person.addressee_number = text(addressee_number);
    if (strcmp(reason, "domestic_move_out") == 0) {
        command_address(&e.elsewhere, "131016", "２－２");
        e.message.destination = &e.elsewhere;
    } else if (strcmp(reason, "overseas_move_out") == 0) {
        juki__common__v1__address__init(&e.elsewhere);
        e.elsewhere.municipality = text("フランス");
        e.message.destination = &e.elsewhere;
    }
    send_entry(w, &e);
    return id;
}

void command_settle(world *w, const char *addressee_number, const char *arrival_date)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Common__V1__Address place = JUKI__COMMON__V1__ADDRESS__INIT;
    Juki__Resident__V1__SettleMoveOut message = JUKI__RESIDENT__V1__SETTLE_MOVE_OUT__INIT;
    who.operator_id = text("link");
    who.terminal_id = text("cs");
    place.municipality_code = text("132021");
    place.postal_code = text("1900022");
    place.prefecture = text("東京都");
    place.municipality = text("立川市");
    place.town = text("錦町");
    message.request_id = id.text;
    message.operator_ = &who;
    message.addressee_number = text(addressee_number);
    message.arrival_date = text(arrival_date);
    message.destination = *arrival_date == '\0' ? NULL : &place;
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &message.base});
}

command_id command_move(world *w, const move_within *wish)
{
    command_id id = command_new_id();
    char *alert = text(wish->confirmed_alert);
    entry e = {0};
    fill_entry(&e, id.text, "move_within", TEST_TODAY);
    command_address(&e.address, TEST_MUNICIPALITY, wish->number);
    e.message.address = &e.address;
    e.message.confirmed_alert = &alert;
    e.message.n_confirmed_alert = alert != NULL;
    e.message.support_requested = wish->support_requested;
    e.person.addressee_number = text(wish->addressee_number);
    send_entry(w, &e);
    return id;
}

command_id command_move_within(world *w, const char *addressee_number, const char *number)
{
    return command_move(w, &(move_within){.addressee_number = addressee_number, .number = number});
}

command_id command_birth(world *w, const char *household_number)
{
    command_id id = command_new_id();
    entry e = {0};
    fill_entry(&e, id.text, "birth", TEST_TODAY);
    e.message.household_number = text(household_number);
    e.birth_date.date = text(TEST_TODAY);
    e.person.name = text("試験　花子");
    e.person.name_kana = text("シケン　ハナコ");
    e.person.birth_date = &e.birth_date;
    e.person.sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    e.person.relationship = text("子");
    send_entry(w, &e);
    return id;
}

static void send_review(world *w, const char *change_id, const char *operator_id,
                        Juki__Resident__V1__Decision decision)
{
    Juki__Common__V1__Operator operator_ = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Resident__V1__ReviewChange review = JUKI__RESIDENT__V1__REVIEW_CHANGE__INIT;
    operator_.operator_id = text(operator_id);
    operator_.terminal_id = text("window2");
    review.change_id = text(change_id);
    review.decision = decision;
    review.operator_ = &operator_;
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = change_id, .message = &review.base});
}

void command_review(world *w, const char *change_id, const char *operator_id, bool approve)
{
    send_review(w, change_id, operator_id,
                approve ? JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE
                        : JUKI__RESIDENT__V1__DECISION__DECISION_RETURN);
}

void command_approve(world *w, const char *change_id)
{
    command_review(w, change_id, "chief", true);
    command_review(w, change_id, "deputy", true);
}

command_id command_query_person(world *w, const char *addressee_number)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator operator_ = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Resident__V1__QueryPerson query = JUKI__RESIDENT__V1__QUERY_PERSON__INIT;
    operator_.operator_id = text("clerk1");
    operator_.terminal_id = text("window1");
    query.request_id = id.text;
    query.operator_ = &operator_;
    query.addressee_number = text(addressee_number);
    query.purpose = text("test");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &query.base});
    return id;
}

int command_status(world *w, const char *change_id)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    return (int)sql_int(conn, "SELECT status FROM change WHERE change_id = '%s'", change_id);
}

void command_register_ids(world *w, const char *change_id, registered *ret)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    static const char question[] = "SELECT %s FROM person_record WHERE change_id = '%s' LIMIT 1";
    (void)snprintf(ret->addressee_number, sizeof ret->addressee_number, "%s",
                   sql_text(conn, question, "addressee_number", change_id));
    (void)snprintf(ret->household_number, sizeof ret->household_number, "%s",
                   sql_text(conn, question, "household_number", change_id));
}

registered command_register(world *w, int serial)
{
    registered person = {.change = command_move_in(w, &(move_in){.serial = serial})};
    AWAIT(command_status(w, person.change.text) == 1);
    command_approve(w, person.change.text);
    AWAIT(command_status(w, person.change.text) == 2);
    command_register_ids(w, person.change.text, &person);
    return person;
}

void command_topics(world *w, int partitions)
{
    static const char *const names[] = {JU_TOPIC_RESIDENT_COMMAND,     JU_TOPIC_RESIDENT_REPLY,
                                        JU_TOPIC_RESIDENT_SELF,        JU_TOPIC_RESIDENT_TO_IDENTITY,
                                        JU_TOPIC_RESIDENT_TO_GATEWAY,  JU_TOPIC_RESIDENT_TO_DELIVERY,
                                        JU_TOPIC_IDENTITY_TO_RESIDENT, JU_TOPIC_AUDIT_RECORD,
                                        JU_TOPIC_DEADLETTER_RESIDENT,  JU_TOPIC_LINK_KOSEKI_OUT,
                                        JU_TOPIC_LINK_KOSEKI_IN,       JU_TOPIC_LINK_JUSTICE_OUT,
                                        JU_TOPIC_LINK_JUSTICE_IN,      JU_TOPIC_LINK_PORTAL_OUT,
                                        JU_TOPIC_LINK_PORTAL_IN,       JU_TOPIC_RESIDENT_MIGRATE,
                                        JU_TOPIC_LINK_KIOSK_IN,        JU_TOPIC_LINK_KIOSK_OUT,
                                        JU_TOPIC_DELIVERY_TO_RESIDENT, NULL};
    bus_topics(w, partitions, names);
}

void command_all_topics(world *w, int partitions)
{
    ju_arena arena;
    ju_topics table;
    ju_err err;
    const char *names[128] = {NULL};
    ju_arena_init(&arena, 1024 * 1024);
    if (ju_topics_read(&arena, "proto/topics.csv", &table, &err) != JU_OK) {
        fail_msg("%s", err.message);
    }
    assert_true(table.count < 128);
    for (size_t i = 0; i < table.count; i++) {
        names[i] = table.item[i].name;
    }
    bus_topics(w, partitions, names);
    ju_arena_done(&arena);
}

void command_send(world *w, submit *message, const char *entered_by)
{
    Juki__Common__V1__Operator operator_ = JUKI__COMMON__V1__OPERATOR__INIT;
    operator_.operator_id = text(entered_by);
    operator_.terminal_id = text("window1");
    operator_.office = text("市民課");
    message->operator_ = &operator_;
    message->identity_check = message->identity_check == NULL ? command_identity() : message->identity_check;
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND,
             &(bus_event){.key = message->change_id, .message = &message->base});
    message->operator_ = NULL;
}

void command_complete(world *w, command_id change)
{
    AWAIT(command_status(w, change.text) == 1);
    command_review(w, change.text, "chief", true);
    AWAIT(command_status(w, change.text) == 2);
}

void command_withdraw(world *w, const char *change_id, const char *operator_id)
{
    send_review(w, change_id, operator_id, JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW);
}

Juki__Common__V1__Sealed *command_seal(world *w, ju_arena *arena, const char *field, const char *change_id,
                                       const char *number)
{
    if (w->resident == NULL) {
        w->resident = open_ring("resident");
    }
    return seal(w->resident, arena, field, change_id, number);
}
