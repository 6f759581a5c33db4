/* Reasons of change beyond the five of every day, from the counter to the prefecture and the tax office:
 * 世帯変更, an alert, 異動の取消し, a 転入 that two must approve, 取下げ. Nothing may become a dead letter.
 */
#include "juki/resident/v1/review.pb-c.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/register.h"

#include "common/event/topic_names.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *register_of(world *w)
{
    return world_database_of(w, "resident")->conn;
}

/* An entry about one person. */
typedef struct one {
    command_id id;
    submit message;
    person_entry person;
    person_entry *persons[1];
} one;

static void about(one *e, const char *code, const char *addressee_number)
{
    e->id = command_new_id();
    juki__resident__v1__submit_change__init(&e->message);
    juki__resident__v1__person_entry__init(&e->person);
    e->message.change_id = e->id.text;
    e->message.reason = text(code);
    e->message.change_date = text(TEST_TODAY);
    e->message.notified_date = text(TEST_TODAY);
    e->person.addressee_number = text(addressee_number);
    e->persons[0] = &e->person;
    e->message.person = e->persons;
    e->message.n_person = 1;
}

static void send_until(world *w, one *e, int status)
{
    command_send(w, &e->message, "clerk1");
    AWAIT(command_status(w, e->id.text) > 0);
    if (command_status(w, e->id.text) != status) {
        fail_msg("%s: %s", e->message.reason,
                 sql_text(register_of(w),
                          "SELECT refusal_code || ' ' || refusal_item FROM change WHERE change_id = '%s'",
                          e->id.text));
    }
}

static void approve_until(world *w, const one *e, const char *reviewer, int status)
{
    command_review(w, e->id.text, reviewer, true);
    AWAIT(command_status(w, e->id.text) == status);
}

static void refused_with(world *w, const one *e, const char *code, const char *item)
{
    static const char question[] = "SELECT %s FROM change WHERE change_id = '%s'";
    assert_string_equal(sql_text(register_of(w), question, "refusal_code", e->id.text), code);
    assert_string_equal(sql_text(register_of(w), question, "refusal_item", e->id.text), item);
}

static registered join(world *w, int serial, const char *household_number, const char *relationship)
{
    registered person = {.change = command_move_in(w, &(move_in){.serial = serial,
                                                                 .household_number = household_number,
                                                                 .relationship = relationship})};
    AWAIT(command_status(w, person.change.text) == 1);
    command_approve(w, person.change.text);
    AWAIT(command_status(w, person.change.text) == 2);
    command_register_ids(w, person.change.text, &person);
    return person;
}

static int64_t current(world *w, const char *column, const char *addressee_number)
{
    return sql_int(register_of(w), "SELECT %s FROM person WHERE addressee_number = '%s'", column,
                   addressee_number);
}

/* j490, j980: the head's death is confirmed against the alert, then taken back by two reviewers. */
static void alert_and_cancel(world *w, const registered *head)
{
    one death;
    one back;
    char *confirmed[] = {text("head_leaves")};
    about(&death, "death", head->addressee_number);
    send_until(w, &death, 4);
    refused_with(w, &death, "alert_unconfirmed", "head_leaves");
    about(&death, "death", head->addressee_number);
    death.message.confirmed_alert = confirmed;
    death.message.n_confirmed_alert = 1;
    send_until(w, &death, 1);
    approve_until(w, &death, "chief", 2);
    assert_int_equal(current(w, "state", head->addressee_number), 3);

    about(&back, "cancel_enter", head->addressee_number);
    back.message.cancelled_change_id = death.id.text;
    back.message.justification = text("戸籍照会回答 2026-7");
    send_until(w, &back, 1);
    command_review(w, back.id.text, "chief", true);
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM change_review WHERE change_id = '%s'",
                  back.id.text) == 1);
    command_review(w, back.id.text, "chief", true);
    HOLDS_FOR(1000, command_status(w, back.id.text) == 1);
    approve_until(w, &back, "deputy", 2);
    assert_int_equal(current(w, "state", head->addressee_number), 1);
    assert_int_equal(current(w, "history_number", head->addressee_number), 3);
    assert_string_equal(sql_text(register_of(w),
                                 "SELECT household_number FROM person WHERE addressee_number = '%s'",
                                 head->addressee_number),
                        head->household_number);
}

/* j720 */
static void change_household(world *w, const registered *who, const registered *host)
{
    one change;
    about(&change, "household_change", who->addressee_number);
    change.message.household_number = text(host->household_number);
    change.person.relationship = text("縁故者");
    send_until(w, &change, 1);
    approve_until(w, &change, "chief", 2);
    assert_string_equal(sql_text(register_of(w),
                                 "SELECT household_number FROM person WHERE addressee_number = '%s'",
                                 who->addressee_number),
                        host->household_number);
}

static bool answered(world *w, const char *key)
{
    bool found = false;
    bus_records records = bus_read(w, JU_TOPIC_RESIDENT_REPLY);
    for (size_t i = 0; i < records.count; i++) {
        found = found || strcmp(records.item[i].key, key) == 0;
    }
    bus_free(&records);
    return found;
}

/* Everything answered until now, the question's answer among it. */
static bus_records asked(world *w, const char *key, const ProtobufCMessage *question)
{
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = key, .message = question});
    AWAIT(answered(w, key));
    return bus_read(w, JU_TOPIC_RESIDENT_REPLY);
}

/* How many persons a registered change is said to be of. */
static size_t persons_of(world *w, const char *change_id)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator operator_ = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Resident__V1__QueryChange question = JUKI__RESIDENT__V1__QUERY_CHANGE__INIT;
    size_t count = 0;
    operator_.operator_id = operator_.terminal_id = text("chief");
    question.request_id = id.text;
    question.operator_ = &operator_;
    question.change_id = text(change_id);
    bus_records records = asked(w, id.text, &question.base);
    for (size_t i = 0; i < records.count; i++) {
        if (strcmp(records.item[i].key, id.text) == 0) {
            Juki__Resident__V1__ChangeReply *reply =
                juki__resident__v1__change_reply__unpack(NULL, records.item[i].size, records.item[i].value);
            count = reply->n_addressee_number;
            juki__resident__v1__change_reply__free_unpacked(reply, NULL);
        }
    }
    bus_free(&records);
    return count;
}

static void approved_by_two(world *w, const one *e)
{
    command_review(w, e->id.text, "chief", true);
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM change_review WHERE change_id = '%s'", e->id.text) ==
          1);
    approve_until(w, e, "deputy", 2);
}

static void is_now(world *w, const char *addressee_number, const char *expected, const char *change_id)
{
    assert_string_equal(sql_text(register_of(w),
                                 "SELECT relationship || ' ' || reason FROM person_record "
                                 "WHERE addressee_number = '%s' AND change_id = '%s'",
                                 addressee_number, change_id),
                        expected);
}

/* j490: the head dies, and who stays behind alone is 世帯主 by the same change, for everybody; j980: it is
 * taken back for both. */
static void last_member(world *w)
{
    one death;
    one back;
    person_entry beside = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    registered head = command_register(w, 21);
    registered child = join(w, 22, head.household_number, "子");
    about(&death, "death", head.addressee_number);
    death.message.last_becomes_head = 1;
    send_until(w, &death, 1);
    approve_until(w, &death, "chief", 2);
    is_now(w, child.addressee_number, "世帯主 head_change", death.id.text);
    assert_int_equal(persons_of(w, death.id.text), 1); /* as it was answered when registered */

    about(&back, "cancel_enter", head.addressee_number);
    back.message.cancelled_change_id = death.id.text;
    back.message.justification = text("戸籍照会回答 2026-9");
    beside.addressee_number = child.addressee_number;
    back.message.person = (person_entry *[]){&back.person, &beside};
    back.message.n_person = 2;
    send_until(w, &back, 1);
    approved_by_two(w, &back);
    is_now(w, head.addressee_number, "世帯主 cancel_enter", back.id.text);
    is_now(w, child.addressee_number, "子 cancel_amend", back.id.text);
    assert_int_equal(persons_of(w, back.id.text), 2);
}

/* Seed 002 R-22; and who never had numbers gets them. */
static void two_reviewers(world *w)
{
    one enter;
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    Juki__Common__V1__WrittenDate birth_date = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    about(&enter, "overseas_move_in", "");
    address.municipality_code = text(TEST_MUNICIPALITY);
    address.prefecture = text("東京都");
    address.municipality = text("昭島市");
    address.town = text("田中町");
    address.number = text("８－８");
    birth_date.date = text("1988-08-08");
    enter.message.address = &address;
    enter.person.birth_date = &birth_date;
    enter.person.name = text("SHIKEN LIMA");
    enter.person.relationship = text("世帯主");
    enter.person.resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
    enter.person.nationality = text("ペルー");
    Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    stay.section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_SPECIAL_PERMANENT;
    stay.card_number = text("AB00000001CD");
    enter.person.foreign_stay = &stay;
    send_until(w, &enter, 1);
    command_review(w, enter.id.text, "clerk1", true); /* by who entered it */
    command_review(w, enter.id.text, "chief", true);
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM change_review WHERE change_id = '%s'",
                  enter.id.text) == 1);
    HOLDS_FOR(500, command_status(w, enter.id.text) == 1);
    approve_until(w, &enter, "deputy", 2);
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM number_request WHERE answered_at IS NOT NULL") == 1);
    assert_string_equal(sql_text(register_opened(w),
                                 "SELECT nationality FROM opened_record WHERE change_id = '%s' LIMIT 1",
                                 enter.id.text),
                        "ペルー");
}

static void withdraw(world *w, const registered *who)
{
    one entry;
    about(&entry, "official_correction", who->addressee_number);
    entry.message.justification = text("戸籍届書 2026-8");
    entry.person.name = text("試験　改");
    send_until(w, &entry, 1);
    command_withdraw(w, entry.id.text, "chief");
    HOLDS_FOR(500, command_status(w, entry.id.text) == 1);
    command_withdraw(w, entry.id.text, "clerk1");
    AWAIT(command_status(w, entry.id.text) == 5);
    assert_int_equal(sql_int(register_of(w), "SELECT count(*) FROM change_lock"), 0);
}

static command_id correct(world *w, const char *change_id, one *entry, const char *operator_id)
{
    Juki__Resident__V1__CorrectChange message = JUKI__RESIDENT__V1__CORRECT_CHANGE__INIT;
    Juki__Common__V1__Operator operator_ = JUKI__COMMON__V1__OPERATOR__INIT;
    operator_.operator_id = text(operator_id);
    operator_.terminal_id = text("window1");
    entry->message.operator_ = &operator_;
    message.change_id = text(change_id);
    message.entry = &entry->message;
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = change_id, .message = &message.base});
    return entry->id;
}

/* The entries of the answer to a question for the review list, packed one after the other; 0 bytes: none
 * came. */
static size_t listed(world *w, const char *change_id, unsigned char *ret, size_t size)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator operator_ = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Resident__V1__QueryProvisional question = JUKI__RESIDENT__V1__QUERY_PROVISIONAL__INIT;
    size_t used = 0;
    operator_.operator_id = operator_.terminal_id = text("chief");
    question.request_id = id.text;
    question.operator_ = &operator_;
    question.change_id = text(change_id);
    bus_records records = asked(w, id.text, &question.base);
    for (size_t i = 0; i < records.count; i++) {
        if (strcmp(records.item[i].key, id.text) == 0) {
            Juki__Resident__V1__ProvisionalReply *reply = juki__resident__v1__provisional_reply__unpack(
                NULL, records.item[i].size, records.item[i].value);
            for (size_t at = 0; at < reply->n_change; at++) {
                assert_true(used + protobuf_c_message_get_packed_size(&reply->change[at]->entry->base) <
                            size);
                used += protobuf_c_message_pack(&reply->change[at]->entry->base, ret + used);
            }
            juki__resident__v1__provisional_reply__free_unpacked(reply, NULL);
        }
    }
    bus_free(&records);
    return used;
}

/* j530, j540 and seed 002 R-21: the reviewer is shown what was entered, byte for byte; who entered it
 * corrects it. */
static void list_and_correct(world *w, const registered *who)
{
    static unsigned char shown[65536];
    static unsigned char stored[65536];
    one first;
    one other;
    one second;
    about(&first, "official_correction", who->addressee_number);
    first.message.justification = text("戸籍届書 2026-8");
    first.person.name = text("試験　誤");
    send_until(w, &first, 1);
    size_t size = listed(w, first.id.text, shown, sizeof shown);
    bus_records commands = bus_read(w, JU_TOPIC_RESIDENT_COMMAND);
    size_t sent = 0;
    for (size_t i = 0; i < commands.count; i++) {
        if (strcmp(commands.item[i].key, first.id.text) == 0) {
            sent = commands.item[i].size;
            memcpy(stored, commands.item[i].value, sent);
        }
    }
    bus_free(&commands);
    assert_int_equal(size, sent);
    assert_memory_equal(shown, stored, sent);
    assert_int_equal(listed(w, "", shown, sizeof shown), sent); /* nothing else waits */

    about(&other, "official_correction", who->addressee_number);
    other.message.justification = text("戸籍届書 2026-8");
    other.person.name = text("試験　他");
    size_t acts = bus_acts(w, "change.corrected");
    (void)correct(w, first.id.text, &other, "chief");
    AWAIT(bus_acts(w, "change.corrected") == acts + 1); /* refused: another entered it */
    assert_int_equal(command_status(w, first.id.text), 1);
    about(&second, "official_correction", who->addressee_number);
    second.message.justification = text("戸籍届書 2026-8");
    second.person.name = text("試験　正");
    command_review(w, first.id.text, "chief", true); /* the first of two: gone with the entry */
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM change_review WHERE change_id = '%s'",
                  first.id.text) == 1);
    (void)correct(w, first.id.text, &second, "clerk1");
    AWAIT(command_status(w, second.id.text) == 1 && command_status(w, first.id.text) == 6);
    command_review(w, second.id.text, "deputy", true);
    AWAIT(sql_int(register_of(w), "SELECT count(*) FROM change_review WHERE change_id = '%s'",
                  second.id.text) == 1);
    HOLDS_FOR(500, command_status(w, second.id.text) == 1);
    approve_until(w, &second, "chief", 2);
    assert_int_equal(sql_int(register_of(w), "SELECT count(*) FROM change_lock"), 0);
    assert_int_equal(listed(w, "", shown, sizeof shown), 0);
    static const char latest[] = "SELECT name FROM opened_record WHERE addressee_number = '%s' "
                                 "ORDER BY history_number DESC LIMIT 1";
    assert_string_equal(sql_text(register_opened(w), latest, who->addressee_number), "試験　正");
}

/* One entry after another about one person, each registered by as many reviewers as it needs. */
static void each_of_the_others(world *w, const registered *who)
{
    static const struct {
        const char *code;
        size_t field; /* text of the person, or 0 */
        const char *value;
        bool official;
        int reviewers;
    } rows[] = {
#define GIVES(item) offsetof(person_entry, item)
        {"minor_correction", GIVES(name), "試験　弐", true, 1},
        {"error_correction", GIVES(name), "試験　参", true, 2},
        {"former_name_record", GIVES(former_name), "緑町", false, 1},
        {"former_name_change", GIVES(former_name), "朝日町", false, 1},
        {"former_name_delete", 0, NULL, false, 1},
        {"rewrite_enter", 0, NULL, true, 1},
        {"recreate_enter", 0, NULL, true, 1},
        {"number_change", 0, NULL, false, 2},
        {"number_correction", GIVES(individual_number), NULL, true, 2},
        {"code_change", 0, NULL, false, 2},
        {"number_correction", 0, NULL, true, 2},
        {"nationality_loss_enter", GIVES(nationality), "カナダ", true, 2},
        {"alias_record", GIVES(alias), "試験　通", false, 1},
        {"alias_delete", 0, NULL, false, 1},
        {"naturalization_enter", GIVES(registered_domicile), "東京都立川市曙町1番地", true, 2},
        {"official_delete", 0, NULL, true, 2},
    };
    ju_arena arena;
    test_person other = person_of(900);
    ju_arena_init(&arena, 64 * 1024);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        one e;
        Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
        about(&e, rows[i].code, who->addressee_number);
        e.message.justification = text(rows[i].official ? "文書 2026-9" : "");
        if (rows[i].value != NULL) {
            *(char **)(void *)((char *)&e.person + rows[i].field) = text(rows[i].value);
        } else if (rows[i].field == GIVES(individual_number)) {
            e.person.individual_number =
                command_seal(w, &arena, "individual_number", e.id.text, other.individual_number);
        }
        if (strncmp(rows[i].code, "former_name_", 12) == 0 && rows[i].value != NULL) {
            e.person.former_name_kana = text("キュウシ");
        }
        if (strcmp(rows[i].code, "nationality_loss_enter") == 0) {
            e.person.name = text("SHIKEN SHI");
            stay.section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_TRANSITIONAL_LOSS;
            e.person.foreign_stay = &stay;
        }
        if (strcmp(rows[i].code, "naturalization_enter") == 0) {
            e.person.name = e.person.family_register_head = text("試験　四");
        }
        send_until(w, &e, 1);
        if (rows[i].reviewers == 2) {
            command_approve(w, e.id.text);
        } else {
            command_review(w, e.id.text, "chief", true);
        }
        AWAIT(command_status(w, e.id.text) == 2);
        process_check_searched(register_of(w));
    }
    ju_arena_done(&arena);
    /* 転入, 16 entries, of which 改製, 再製 and the pairs stack two rows */
    assert_int_equal(current(w, "history_number", who->addressee_number), 1 + 16 + 4);
    assert_int_equal(current(w, "state", who->addressee_number), 9);
}

/* Fails with what the first dead letter says. */
static void no_letters(world *w, const char *topic)
{
    bus_records records = bus_read(w, topic);
    if (records.count > 0) {
        Juki__Common__V1__DeadLetter *letter =
            juki__common__v1__dead_letter__unpack(NULL, records.item[0].size, records.item[0].value);
        fail_msg("%s: %s %s", topic, letter->code, letter->reason);
    }
    bus_free(&records);
}

static void test_reasons(void **state)
{
    world *w = *state;
    static const char *const programs[] = {"juki-identity", "juki-delivery",   "juki-gateway",
                                           "peer-national", "peer-prefecture", "peer-tax"};
    command_all_topics(w, 2);
    const process *resident = process_start(w, "juki-resident", NULL);
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        (void)process_start(w, programs[i], NULL);
    }
    registered neighbour = command_register(w, 1);
    registered head = command_register(w, 2);
    registered child = join(w, 3, head.household_number, "子");
    (void)join(w, 4, head.household_number, "子");
    alert_and_cancel(w, &head);
    change_household(w, &child, &neighbour);
    two_reviewers(w);
    withdraw(w, &child);
    list_and_correct(w, &child);
    last_member(w);
    registered last = command_register(w, 5);
    each_of_the_others(w, &last);

    static const char *const letters[] = {JU_TOPIC_DEADLETTER_RESIDENT, JU_TOPIC_DEADLETTER_IDENTITY,
                                          JU_TOPIC_DEADLETTER_GATEWAY, JU_TOPIC_DEADLETTER_PREFECTURE};
    /* 7 転入, 2 死亡 and 2 取消し, one each of two persons, 世帯変更, 国外転入, 訂正 and the 16 */
    AWAIT(sql_int(world_database_of(w, "prefecture")->conn, "SELECT count(*) FROM journal") == 16 + 16);
    AWAIT(sql_int(world_database_of(w, "tax")->conn, "SELECT count(*) FROM journal") >= 16 + 16);
    for (size_t i = 0; i < 4; i++) {
        no_letters(w, letters[i]);
    }
    process_check_search(resident, register_of(w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reasons, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("reasons", tests, NULL, NULL);
}
