/* 抑止 and 支援措置 through Kafka and PostgreSQL: what is refused, when it locks again, and that a protected
 * person's new place stands nowhere in the feeds (standard j410, j440; seed 003 REQ-61). */
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/restraint.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/resident/v1/certificate.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitRestraint submit;
typedef Juki__Gateway__V1__PersonFeed person_feed;

static const char SECRET[] = "９１１－８２２"; /* the address that nobody may learn */

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* "" when it was issued. */
static void expect_certificate(world *w, const char *number, const char *alert, const char *code)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator("clerk1");
    Juki__Resident__V1__IssueCertificate question = JUKI__RESIDENT__V1__ISSUE_CERTIFICATE__INIT;
    char *confirmed = text(alert);
    question.request_id = id.text;
    question.operator_ = &who;
    question.addressee_number = text(number);
    question.kind = (Juki__Resident__V1__CertificateKind)1;
    question.household = true;
    question.purpose = text("test");
    question.confirmed_alert = &confirmed;
    question.n_confirmed_alert = *alert != '\0';
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    Juki__Resident__V1__CertificateReply *reply = (Juki__Resident__V1__CertificateReply *)restraint_answer(
        id.text, &juki__resident__v1__certificate_reply__descriptor, 1);
    assert_string_equal(reply->refusal == NULL ? "" : reply->refusal->code, code);
    assert_int_equal(reply->n_person > 0, *code == '\0');
    juki__resident__v1__certificate_reply__free_unpacked(reply, NULL);
}

static void register_by_two(world *w, command_id change)
{
    AWAIT(command_status(w, change.text) == 1);
    command_approve(w, change.text);
    AWAIT(command_status(w, change.text) == 2);
}

/* ---- what the topics hold ----------------------------------------------------------------------------- */

static bool holds(const bus_record *record, const char *words)
{
    return memmem(record->value, record->size, words, strlen(words)) != NULL;
}

static size_t count_holding(int which, const char *words)
{
    const bus_records *records = restraint_topic(which);
    size_t count = 0;
    for (size_t i = 0; i < records->count; i++) {
        count += holds(&records->item[i], words);
    }
    return count;
}

/* The event of this number of a person in a feed, once it is there. */
static person_feed *feed_event(int which, const char *addressee_number, int64_t sequence)
{
    int64_t until_ms = now_ms() + patience_ms();
    while (now_ms() < until_ms) {
        const bus_records *records = restraint_topic(which);
        for (size_t i = 0; i < records->count; i++) {
            const bus_record *record = &records->item[i];
            if (strcmp(record->key, addressee_number) == 0 && record->sequence == sequence) {
                return juki__gateway__v1__person_feed__unpack(NULL, record->size, record->value);
            }
        }
    }
    fail_msg("%s: no event %lld of %s", RESTRAINT_TOPICS[which], (long long)sequence, addressee_number);
    return NULL;
}

static void expect_feeds(const char *addressee_number, int64_t sequence, bool restrained)
{
    for (int which = TAX; which <= WELFARE; which++) {
        person_feed *feed = feed_event(which, addressee_number, sequence);
        assert_non_null(feed);
        assert_int_equal(feed->restrained, restrained);
        assert_int_equal(feed->address == NULL, restrained);
        assert_true(*feed->name != '\0');
        juki__gateway__v1__person_feed__free_unpacked(feed, NULL);
    }
}

static size_t told_of(const char *addressee_number)
{
    const bus_records *records = restraint_topic(GATEWAY);
    size_t found = 0;
    for (size_t i = 0; i < records->count; i++) {
        found += strcmp(records->item[i].key, addressee_number) == 0;
    }
    return found;
}

/* The first event of a person toward the gateway is the flag; every later one with data is marked. */
static void expect_flag_first(const char *addressee_number)
{
    AWAIT(told_of(addressee_number) >= 2);
    const bus_records *records = restraint_topic(GATEWAY);
    for (size_t i = 0; i < records->count; i++) {
        const bus_record *record = &records->item[i];
        if (strcmp(record->key, addressee_number) != 0) {
            continue;
        }
        bool flag = strcmp(record->type, juki__resident__v1__restraint_changed__descriptor.name) == 0;
        assert_int_equal(flag, record->sequence == 1);
        if (!flag) {
            Juki__Resident__V1__PersonChanged *changed =
                juki__resident__v1__person_changed__unpack(NULL, record->size, record->value);
            assert_true(changed->restrained);
            juki__resident__v1__person_changed__free_unpacked(changed, NULL);
        }
    }
}

static const char *newborn_of(world *w, const char *change_id)
{
    static char number[16];
    (void)snprintf(number, sizeof number, "%s",
                   sql_text(world_database_of(w, "resident")->conn,
                            "SELECT addressee_number FROM person_record WHERE change_id = '%s' LIMIT 1",
                            change_id));
    return number;
}

/* The national body's answer for a newborn, as identity passes it on. */
static void assign_numbers(world *w, const char *addressee_number)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    test_person person = person_of(77);
    ju_arena arena;
    char request_id[64];
    char change_id[64];
    char ref[64];
    Juki__Identity__V1__NumberAssigned assigned = JUKI__IDENTITY__V1__NUMBER_ASSIGNED__INIT;
    (void)snprintf(request_id, sizeof request_id, "%s",
                   sql_text(conn, "SELECT request_id FROM number_request WHERE addressee_number = '%s'",
                            addressee_number));
    (void)snprintf(change_id, sizeof change_id, "%s",
                   sql_text(conn, "SELECT change_id FROM number_request WHERE addressee_number = '%s'",
                            addressee_number));
    (void)snprintf(
        ref, sizeof ref, "%s",
        sql_text(conn, "SELECT register_ref FROM person WHERE addressee_number = '%s'", addressee_number));
    ju_arena_init(&arena, 65536);
    assigned.request_id = request_id;
    assigned.change_id = change_id;
    assigned.register_ref = ref;
    assigned.individual_number = command_seal(w, &arena, "individual_number", ref, person.individual_number);
    assigned.resident_code = command_seal(w, &arena, "resident_code", ref, person.resident_code);
    bus_send(w, JU_TOPIC_IDENTITY_TO_RESIDENT, &(bus_event){.key = request_id, .message = &assigned.base});
    ju_arena_done(&arena);
    AWAIT(sql_int(conn, "SELECT count(*) FROM number_request WHERE answered_at IS NOT NULL") == 1);
}

/* ---- tests -------------------------------------------------------------------------------------------- */

static void place_is_told_to_nobody(world *w)
{
    registered person = command_register(w, 1);
    const char *number = person.addressee_number;
    expect_feeds(number, 1, false);

    command_id restraint = restraint_set(w, SUPPORT, 0, number, true);
    expect_feeds(number, 2, true);
    command_complete(w, command_move_within(w, number, SECRET));
    expect_feeds(number, 3, true);
    command_id birth = command_birth(w, person.household_number);
    command_complete(w, birth);
    const char *child = newborn_of(w, birth.text);
    expect_feeds(child, 1, true);
    assign_numbers(w, child);
    expect_feeds(child, 2, true);
    command_complete(w, command_leave(w, "domestic_move_out", child, TEST_TODAY));
    expect_feeds(child, 3, true);
    expect_flag_first(child);

    assert_true(count_holding(GATEWAY, SECRET) >= 4); /* the scan would find it */
    assert_int_equal(count_holding(TAX, SECRET) + count_holding(WELFARE, SECRET), 0);
    restraint_act(w, LIFT, restraint.text);
    expect_feeds(number, 4, false);
    expect_feeds(child, 4, false);
    AWAIT(bus_acts(w, "restraint.lift") == 2);
    AWAIT(bus_acts(w, "restraint.joined") == 1);
}

/* A consumer that is approved for it learns where restrained persons live. */
static void approved_consumer(world *w)
{
    PGconn *gateway = world_database_of(w, "gateway")->conn;
    sql(gateway,
        "INSERT INTO consumer (id, version, office, affair, legal_basis, items, uses_number, valid_from, "
        "restrained_place) SELECT id, version + 1, office, affair, legal_basis, items, uses_number, "
        "valid_from, true FROM consumer WHERE id = 'tax' ORDER BY version DESC LIMIT 1");
    registered person = command_register(w, 2);
    (void)restraint_set(w, SUPPORT, 0, person.addressee_number, false);
    for (int which = TAX; which <= WELFARE; which++) {
        person_feed *feed = feed_event(which, person.addressee_number, 2);
        assert_true(feed->restrained);
        assert_int_equal(feed->address != NULL, which == TAX);
        juki__gateway__v1__person_feed__free_unpacked(feed, NULL);
    }
}

static void release_and_expiry(world *w)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    registered person = command_register(w, 1);
    const char *number = person.addressee_number;
    expect_certificate(w, number, "", "");
    command_id restraint = restraint_set(w, SUPPORT, 0, number, false);
    expect_certificate(w, number, "", "issue_restrained");
    AWAIT((int64_t)restraint_topic(GATEWAY)->count >=
          sql_int(conn, "SELECT sum(last)::bigint FROM outbox_stream WHERE topic = 'resident.to-gateway'"));
    size_t told = restraint_topic(GATEWAY)->count;

    restraint_act(w, RELEASE, restraint.text);
    expect_certificate(w, number, "", "");
    world_set_day(w, "2026-04-12");
    expect_certificate(w, number, "", "issue_restrained");

    submit early = restraint_later(EXTEND, restraint.text);
    command_id refused = restraint_enter(w, &early);
    restraint_expect(refused.text, 1, 4, "extension_early");
    world_set_day(w, "2027-03-09"); /* ends 2027-04-09 */
    restraint_act(w, EXTEND, restraint.text);
    assert_string_equal(sql_text(conn, "SELECT max(end_date) FROM restraint"), "2028-04-09");
    world_set_day(w, "2031-01-01");
    expect_certificate(w, number, "", "issue_restrained");
    assert_int_equal(restraint_topic(GATEWAY)->count, told); /* release and time tell nobody */
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM restraint"), 3);

    restraint_act(w, LIFT, restraint.text);
    AWAIT(restraint_topic(GATEWAY)->count == told + 1);
    expect_certificate(w, number, "", "");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM restraint"), 4);
}

static command_id move_confirmed(world *w, const char *addressee_number, const char *number)
{
    return command_move(w, &(move_within){.addressee_number = addressee_number,
                                          .number = number,
                                          .confirmed_alert = "restrained_change"});
}

static void expect_change_refused(world *w, command_id change, const char *code)
{
    AWAIT(command_status(w, change.text) == 4);
    assert_string_equal(sql_text(world_database_of(w, "resident")->conn,
                                 "SELECT refusal_code FROM change WHERE change_id = '%s'", change.text),
                        code);
}

static void levels(world *w)
{
    registered person = command_register(w, 2);
    const char *number = person.addressee_number;

    command_id alert = restraint_set(w, ISSUE, ALERT, number, false);
    expect_certificate(w, number, "", "alert_unconfirmed");
    expect_certificate(w, number, "restrained_issue", "");
    expect_certificate(w, number, "nonsense", "alert_unknown");
    restraint_act(w, LIFT, alert.text);
    expect_certificate(w, number, "", "");

    (void)restraint_set(w, CHANGE, ALERT, number, false);
    expect_change_refused(w, command_move_within(w, number, "３－３"), "alert_unconfirmed");
    command_id waiting = move_confirmed(w, number, "３－３");
    AWAIT(command_status(w, waiting.text) == 1);
    command_id error = restraint_set(w, CHANGE, ERROR, number, false);
    command_review(w, waiting.text, "chief", true); /* what came between is law now */
    expect_change_refused(w, waiting, "change_restrained");
    expect_change_refused(w, move_confirmed(w, number, "３－３"), "change_restrained");
    restraint_act(w, RELEASE, error.text);
    command_complete(w, move_confirmed(w, number, "３－３"));

    (void)restraint_set(w, INQUIRY, ERROR, number, false);
    command_id question = command_query_person(w, number);
    Juki__Resident__V1__PersonReply *reply = (Juki__Resident__V1__PersonReply *)restraint_answer(
        question.text, &juki__resident__v1__person_reply__descriptor, 1);
    assert_string_equal(reply->refusal->code, "inquiry_restrained");
    assert_int_equal(reply->n_record + reply->n_restraint, 0);
    juki__resident__v1__person_reply__free_unpacked(reply, NULL);
}

static void two_persons(world *w)
{
    registered person = command_register(w, 3);
    char *number = person.addressee_number;
    submit entry = restraint_setting(PROVISIONAL, 0, &number);
    command_id id = restraint_enter(w, &entry);
    restraint_expect(id.text, 1, 1, "");
    restraint_review(w, id.text, "clerk1", JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE);
    restraint_expect(id.text, 2, 1, "same_person");
    restraint_review(w, id.text, "chief", JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW);
    restraint_expect(id.text, 3, 1, "not_enterer");
    expect_certificate(w, number, "", "");
    restraint_review(w, id.text, "chief", JUKI__RESIDENT__V1__DECISION__DECISION_RETURN);
    restraint_expect(id.text, 4, 3, "");
    restraint_review(w, id.text, "chief", JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE);
    restraint_expect(id.text, 5, 3, "request_closed");
    expect_certificate(w, number, "", "");
    command_id birth = command_birth(w, person.household_number);
    command_complete(w, birth);
    id = restraint_enter(w, &entry); /* the child lives there too */
    restraint_expect(id.text, 1, 4, "alert_unconfirmed");
    char *alert = text("cohabitants");
    entry.confirmed_alert = &alert;
    entry.n_confirmed_alert = 1;
    id = restraint_enter(w, &entry);
    restraint_expect(id.text, 1, 1, "");
    command_id unknown = command_new_id();
    restraint_review(w, unknown.text, "chief", JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE);
    restraint_expect(unknown.text, 1, 4, "request_unknown");
    char *nobody = text("0000000000");
    entry = restraint_setting(SUPPORT, 0, &nobody);
    id = restraint_enter(w, &entry);
    restraint_expect(id.text, 1, 4, "person_unknown");
}

/* An approved 転入 that asks for 仮支援措置 is protected from its first event on. */
static void support_requested(world *w)
{
    unsigned char *value = NULL;
    ju_record_header headers[8];
    command_id id = command_new_id();
    command_id event = command_new_id();
    size_t size = command_pack_move_in(w, &(move_in){.serial = 3}, id.text, &value);
    Juki__Resident__V1__SubmitChange *change = juki__resident__v1__submit_change__unpack(NULL, size, value);
    free(value);
    change->support_requested = true;
    size = juki__resident__v1__submit_change__get_packed_size(change);
    value = malloc(size);
    assert_non_null(value);
    (void)juki__resident__v1__submit_change__pack(change, value);
    size_t count = bus_headers(headers, event.text, change->base.descriptor->name, NULL);
    bus_send_raw(w, JU_TOPIC_RESIDENT_COMMAND, id.text, strlen(id.text), value, size, headers, count);
    free(value);
    juki__resident__v1__submit_change__free_unpacked(change, NULL);
    register_by_two(w, id);
    registered person;
    command_register_ids(w, id.text, &person);
    expect_feeds(person.addressee_number, 1, true);
    expect_flag_first(person.addressee_number);
    expect_certificate(w, person.addressee_number, "", "issue_restrained");
    restraint_act(w, START, id.text);
    expect_certificate(w, person.addressee_number, "", "issue_restrained");
    restraint_act(w, LIFT, id.text);
    expect_feeds(person.addressee_number, 2, false);
}

/* A household's restraint and a birth into it, approved in one batch: whichever is first, the child is
 * covered. */
static void test_birth_in_the_same_batch(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "resident")->conn;
    process *resident = process_start(w, "juki-resident", PROCESS_STATIC);
    for (int restraint_first = 0; restraint_first < 2; restraint_first++) {
        registered person = command_register(w, 1 + restraint_first);
        char *number = person.addressee_number;
        command_id birth = command_birth(w, person.household_number);
        AWAIT(command_status(w, birth.text) == 1);
        submit entry = restraint_setting(SUPPORT, 0, &number);
        entry.household = true;
        command_id restraint = restraint_enter(w, &entry);
        restraint_expect(restraint.text, 1, 1, "");
        process_stop(resident);
        if (restraint_first == 1) {
            restraint_review(w, restraint.text, "chief", JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE);
        }
        command_review(w, birth.text, "chief", true);
        if (restraint_first == 0) {
            restraint_review(w, restraint.text, "chief", JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE);
        }
        resident = process_start(w, "juki-resident", PROCESS_STATIC);
        restraint_expect(restraint.text, 2, 2, "");
        AWAIT(command_status(w, birth.text) == 2);
        assert_int_equal(
            sql_int(conn, "SELECT count(*) FROM restraint_person WHERE restraint_id = '%s'", restraint.text),
            2);
        AWAIT(sql_int(conn, "SELECT count(*) FROM outbox") == 0);
        if (restraint_first == 1) {
            expect_flag_first(newborn_of(w, birth.text));
        }
    }
}

static void test_feeds(void **state)
{
    world *w = *state;
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "juki-gateway", NULL);
    place_is_told_to_nobody(w);
    support_requested(w);
    approved_consumer(w);
}

static void test_register(void **state)
{
    world *w = *state;
    char clock[352];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    world_set_day(w, TEST_TODAY);
    (void)process_start(w, "juki-resident", (const char *const[]){clock, NULL});
    release_and_expiry(w);
    world_set_day(w, TEST_TODAY);
    levels(w);
    two_persons(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_feeds, restraint_set_up, restraint_tear_down),
        cmocka_unit_test_setup_teardown(test_register, restraint_set_up, restraint_tear_down),
        cmocka_unit_test_setup_teardown(test_birth_in_the_same_batch, restraint_set_up, restraint_tear_down),
    };
    return cmocka_run_group_tests_name("restraint", tests, NULL, NULL);
}
