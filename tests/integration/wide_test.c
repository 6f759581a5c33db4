/* 広域交付 (住基法12条の4; seed 002 R-83) through Kafka and PostgreSQL: answered while the register is
 * stopped, what is told and what never is, and who is protected. */
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/register.h"
#include "tests/integration/harness/restraint.h"
#include "tests/integration/harness/wide.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/wide.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Identity__V1__WideAnswered wide_answered;

enum { ARENA_BYTES = 64 * 1024, HEAD = 1, MEMBER, ALONE, STRANGER, GUEST };

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static void expect(world *w, const wide_request *wish, const char *code)
{
    command_id id = wide_ask(w, wish);
    size_t persons = wish->household ? 2 : 1;
    wide_expect(wish->record_key == NULL ? id.text : wish->record_key, 1, code, *code != '\0' ? 0 : persons);
}

/* ---- one world for all --------------------------------------------------------------------------------- */

static registered head;
static registered member;
static registered alone;
static process *resident;
static process *identity;
static const char *link_keys;

static PGconn *file_of(world *w)
{
    return world_database_of(w, "identity")->conn;
}

static void register_change(world *w, command_id change)
{
    AWAIT(command_status(w, change.text) == 1);
    command_approve(w, change.text);
    AWAIT(command_status(w, change.text) == 2);
}

static registered join(world *w, int serial, const char *household_number)
{
    registered person = {
        .change = command_move_in(
            w, &(move_in){.serial = serial, .household_number = household_number, .relationship = "妻"})};
    register_change(w, person.change);
    command_register_ids(w, person.change.text, &person);
    return person;
}

/* Identity has applied all that the register has told. */
static void await_copy(world *w)
{
    PGconn *conn = world_database_of(w, "resident")->conn;
    static const char TOLD[] = "SELECT sum(last) FROM outbox_stream WHERE topic = 'resident.to-identity'";
    AWAIT(sql_int(file_of(w), "SELECT sum(last) FROM inbox_stream WHERE topic = 'resident.to-identity'") ==
          sql_int(conn, TOLD));
}

static void start_resident(world *w)
{
    resident = process_start(w, "juki-resident", PROCESS_STATIC);
}

static void start_identity(world *w)
{
    const char *const env[] = {link_keys, PROCESS_STATIC[0], NULL};
    identity = process_start(w, "juki-identity", env);
}

static int set_up(void **state)
{
    if (restraint_set_up(state) != 0) {
        return -1;
    }
    world *w = *state;
    link_keys = wide_open(w);
    start_resident(w);
    start_identity(w);
    (void)process_start(w, "peer-municipality", NULL);
    head = command_register(w, HEAD);
    member = join(w, MEMBER, head.household_number);
    alone = command_register(w, ALONE);
    await_copy(w);
    return 0;
}

static int tear_down(void **state)
{
    wide_close();
    return restraint_tear_down(state);
}

static int64_t told(world *w)
{
    return sql_int(file_of(w), "SELECT coalesce(sum(persons), 0) FROM wide_request");
}

static const char *reason_of(world *w, command_id id)
{
    return sql_text(file_of(w), "SELECT coalesce(reason, '') FROM wide_request WHERE request_id = '%s'",
                    id.text);
}

/* ---- tests --------------------------------------------------------------------------------------------- */

/* the register is stopped, and a household gets its copy all the same, with its age. */
static void flow_5_answered_while_the_register_is_stopped(void **state)
{
    world *w = *state;
    PGconn *there = world_database_of(w, "municipality")->conn;
    process_stop(resident);
    size_t acts = bus_acts(w, "wide.answered");
    command_id id =
        wide_ask(w, &(wide_request){.household = true, .shown = {WIDE_RELATIONSHIP, WIDE_NUMBER, WIDE_CODE}});
    wide_answered *answer = wide_answer(id.text, 1);
    assert_null(answer->refusal);
    assert_int_equal(answer->n_person, 2);
    assert_string_equal(answer->household_head, person_of(HEAD).name);
    assert_string_equal(answer->person[0]->relationship, "世帯主");
    assert_string_equal(answer->person[1]->name, person_of(MEMBER).name);
    assert_string_equal(answer->person[1]->relationship, "妻");
    assert_string_equal(answer->person[1]->birth_date->date, WIDE_BORN);
    assert_string_equal(answer->person[0]->resident_since, TEST_TODAY);
    assert_string_equal(answer->address, "東京都昭島市田中町１－１");
    assert_true(strstr(answer->person[0]->previous_address, "２－２") != NULL);
    /* the age: of each row, and of what was heard last */
    assert_string_equal(sql_text(file_of(w),
                                 "SELECT CASE WHEN max(recorded_at) BETWEEN '%s'::timestamptz AND now() "
                                 "THEN 'yes' END FROM record",
                                 answer->person[0]->recorded_time),
                        "yes");
    assert_true(strcmp(answer->heard_time, answer->person[0]->recorded_time) >= 0);
    juki__identity__v1__wide_answered__free_unpacked(answer, NULL);
    AWAIT(sql_int(there, "SELECT numbers FROM wide_answer WHERE request_id = '%s'", id.text) == 4);
    AWAIT(sql_int(file_of(w), "SELECT count(*) FROM wide_request WHERE acknowledged_at IS NULL") == 0);
    AWAIT(bus_acts(w, "wide.answered") == acts + 2);
    ctl_expect(ctl(w, "op-1", "identity wide %s", id.text), 0);
    ctl_expect_text("131016");
    ctl_expect_text("heard_time");
    start_resident(w);
}

/* Only what was asked for; one person only when one was asked for. */
static void test_items(void **state)
{
    world *w = *state;
    command_id id = wide_ask(w, &(wide_request){.serial = MEMBER});
    wide_answered *answer = wide_answer(id.text, 1);
    assert_int_equal(answer->n_person, 1);
    assert_string_equal(answer->person[0]->name, person_of(MEMBER).name);
    assert_string_equal(answer->person[0]->relationship, "");
    assert_string_equal(answer->household_head, "");
    assert_null(answer->person[0]->resident_code);
    assert_null(answer->person[0]->individual_number);
    juki__identity__v1__wide_answered__free_unpacked(answer, NULL);
    id = wide_ask(w, &(wide_request){.serial = MEMBER, .shown = {WIDE_RELATIONSHIP}});
    answer = wide_answer(id.text, 1);
    assert_string_equal(answer->household_head, person_of(HEAD).name);
    assert_int_equal(answer->n_person, 1);
    juki__identity__v1__wide_answered__free_unpacked(answer, NULL);
}

/* A foreign resident with 通称: his items come only when asked for, 通称 and 外国人住民となった年月日 always.
 */
static void test_foreign(void **state)
{
    world *w = *state;
    ju_arena arena;
    test_person person = person_of(GUEST);
    command_id id = command_new_id();
    Juki__Resident__V1__SubmitChange entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry who = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&who};
    Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address here;
    Juki__Common__V1__Address before;
    ju_arena_init(&arena, ARENA_BYTES);
    command_address(&here, TEST_MUNICIPALITY, "３－３");
    command_address(&before, "131016", "４－４");
    birth.date = text(WIDE_BORN);
    stay.section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_MID_TO_LONG_TERM;
    stay.status = text("永住者");
    stay.period = text("5年");
    stay.until = text("2029-03-31");
    stay.card_number = text("AB00000001CD");
    who.name = text("SHIKEN LIMA");
    who.alias = text("試験　理麻");
    who.relationship = text("世帯主");
    who.birth_date = &birth;
    who.resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
    who.nationality = text("ペルー");
    who.foreign_stay = &stay;
    who.individual_number = command_seal(w, &arena, "individual_number", id.text, person.individual_number);
    who.resident_code = command_seal(w, &arena, "resident_code", id.text, person.resident_code);
    entry.change_id = id.text;
    entry.reason = text("domestic_move_in");
    entry.change_date = entry.notified_date = text(TEST_TODAY);
    entry.address = &here;
    entry.previous_address = &before;
    entry.person = persons;
    entry.n_person = 1;
    command_send(w, &entry, "clerk1");
    register_change(w, id);
    ju_arena_done(&arena);
    await_copy(w);
    for (int asked = 0; asked < 2; asked++) {
        id = wide_ask(w, &(wide_request){
                             .serial = GUEST, .name = "試験理麻", .shown = {asked == 0 ? 0 : WIDE_FOREIGN}});
        wide_answered *answer = wide_answer(id.text, 1);
        assert_int_equal(answer->n_person, 1);
        assert_string_equal(answer->person[0]->alias, "試験　理麻");
        assert_string_equal(answer->person[0]->resident_since,
                            sql_text(register_opened(w),
                                     "SELECT coalesce(foreign_resident_since, resident_since) FROM "
                                     "opened_record WHERE name = 'SHIKEN LIMA'"));
        assert_string_equal(answer->person[0]->nationality, asked == 0 ? "" : "ペルー");
        assert_int_equal(answer->person[0]->foreign_stay != NULL, asked);
        if (asked != 0) {
            assert_string_equal(answer->person[0]->foreign_stay->card_number, "AB00000001CD");
        }
        juki__identity__v1__wide_answered__free_unpacked(answer, NULL);
    }
}

/* A request that is not the municipality's own, for us and now, is answered and tells nothing. */
static void test_not_genuine(void **state)
{
    world *w = *state;
    static const char KEY[] = "0190c0de-0000-7000-8000-000000000001";
    static const struct {
        wide_request wish;
        const char *code;
    } CASES[] = {
        {{.signed_by = "stranger"}, "signature_invalid"},
        {{.key_id = "kiosk/2026"}, "signature_key"},
        {{.signed_for = "link.kiosk.in"}, "signature_invalid"},
        {{.shown = {WIDE_NUMBER}, .altered = true}, "signature_invalid"},
        {{.garbled = true}, "message_invalid"},
        {{.sealed_for = KEY}, "seal_broken"},
        {{.record_key = KEY}, "request_mismatch"},
        {{.municipality = "131016"}, "municipality_differs"},
        {{.asked_at = "2026-04-09T12:00:00"}, "request_expired"},
        {{.issuer = TEST_MUNICIPALITY}, "issuer_invalid"},
        {{.proof = -1}, "proof_missing"},
    };
    int64_t before = told(w);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        expect(w, &CASES[i].wish, CASES[i].code);
    }
    assert_int_equal(told(w), before);
}

/* The same record again is not answered again, also across a restart; the same words in another record are
 * refused. */
static void test_answered_once(void **state)
{
    world *w = *state;
    command_id event = command_new_id();
    command_id id = command_new_id();
    wide_request wish = {.id = id.text, .event_id = event.text};
    int64_t before = told(w);
    (void)wide_ask(w, &wish);
    wide_expect(id.text, 1, "", 1);
    process_kill(identity);
    (void)wide_ask(w, &wish);
    start_identity(w);
    wish.event_id = NULL;
    (void)wide_ask(w, &wish);
    wide_expect(id.text, 2, "request_id_used", 0);
    HOLDS_FOR(300, wide_count(id.text) == 2);
    assert_int_equal(told(w), before + 1);
}

/* Who is not asked for rightly: a code that nobody has, another's name or birth on the card. */
static void test_holder(void **state)
{
    world *w = *state;
    expect(w, &(wide_request){.serial = STRANGER}, "person_unknown");
    expect(w, &(wide_request){.name = person_of(ALONE).name}, "holder_differs");
    expect(w, &(wide_request){.birth_date = "1990-01-16"}, "holder_differs");
    expect(w, &(wide_request){.code = "12345678901"}, "check_digit");
    expect(w, &(wide_request){.proof = 1}, ""); /* 総務省令で定める書類 */
}

/* Two refusals that must not be told apart are the same bytes but for the request. */
static void expect_alike(command_id one, command_id other)
{
    const bus_record *a = wide_record(one.text, 1);
    size_t size = a->size;
    unsigned char *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, a->value, size);
    const bus_record *b = wide_record(other.text, 1);
    unsigned char *place = memmem(copy, size, one.text, strlen(one.text));
    assert_non_null(place);
    memcpy(place, other.text, strlen(other.text));
    assert_int_equal(size, b->size);
    assert_memory_equal(copy, b->value, size);
    free(copy);
}

/* A restraint of one member stops the copy of the household, not that of another member alone; nobody outside
 * learns why (j410, j440). It stands before the data it governs. */
static void test_restrained(void **state)
{
    world *w = *state;
    char *number = member.addressee_number;
    char *alert = text("cohabitants"); /* 世帯主 is not protected along */
    Juki__Resident__V1__SubmitRestraint setting = restraint_setting(SUPPORT, ERROR, &number);
    setting.confirmed_alert = &alert;
    setting.n_confirmed_alert = 1;
    command_id support = restraint_do(w, &setting);
    await_copy(w);
    command_id protected = wide_ask(w, &(wide_request){.serial = MEMBER});
    command_id household = wide_ask(w, &(wide_request){.household = true});
    wide_expect(protected.text, 1, "counter_needed", 0);
    wide_expect(household.text, 1, "counter_needed", 0);
    expect(w, &(wide_request){0}, "");
    expect(w, &(wide_request){.serial = MEMBER, .name = "別人"}, "holder_differs");
    assert_string_equal(reason_of(w, protected), "restrained");
    /* 一時解除 is told to nobody (j410) */
    restraint_act(w, RELEASE, support.text);
    expect(w, &(wide_request){.serial = MEMBER}, "counter_needed");
    /* a flag that an operator set for another reason looks the same */
    const char *ref =
        sql_text(file_of(w), "SELECT register_ref FROM person WHERE NOT restrained AND "
                             "household_ref NOT IN (SELECT household_ref FROM person WHERE restrained)");
    ctl_expect(ctl(w, "op-1", "identity forbid %s --purpose check", ref), 0);
    command_id forbidden = wide_ask(w, &(wide_request){.serial = ALONE});
    expect_alike(protected, forbidden);
    assert_string_equal(reason_of(w, forbidden), "in_hand");
    ctl_expect(ctl(w, "op-1", "identity allow %s --purpose check",
                   sql_text(file_of(w), "SELECT register_ref FROM person WHERE update_forbidden")),
               0);
    restraint_act(w, LIFT, support.text);
    await_copy(w);
    expect(w, &(wide_request){.household = true}, "");
}

/* A 転居 with 支援措置 asked for: the flag has the lower number, so no moment shows the new place. */
static void test_flag_first(void **state)
{
    world *w = *state;
    command_id move = command_move(w, &(move_within){.addressee_number = alone.addressee_number,
                                                     .number = "９１１",
                                                     .support_requested = true});
    register_change(w, move);
    await_copy(w);
    bus_records records = bus_read(w, JU_TOPIC_RESIDENT_TO_IDENTITY);
    int64_t flag = 0;
    int64_t data = 0;
    for (size_t i = 0; i < records.count; i++) {
        const bus_record *record = &records.item[i];
        bool is_flag = strcmp(record->type, juki__resident__v1__issue_restrained__descriptor.name) == 0;
        bool is_data = memmem(record->value, record->size, "９１１", strlen("９１１")) != NULL;
        flag = is_flag ? record->sequence : flag;
        data = is_data ? record->sequence : data;
    }
    bus_free(&records);
    assert_int_equal(flag, 2);
    assert_int_equal(data, 3);
    expect(w, &(wide_request){.serial = ALONE}, "counter_needed");
}

/* A newborn without numbers is not in the copy yet: the household would be told incompletely. */
static void test_unnumbered(void **state)
{
    world *w = *state;
    register_change(w, command_birth(w, head.household_number));
    await_copy(w);
    command_id id = wide_ask(w, &(wide_request){.household = true});
    wide_expect(id.text, 1, "counter_needed", 0);
    assert_string_equal(reason_of(w, id), "member_unnumbered");
    expect(w, &(wide_request){0}, "");
}

/* What came out of order waits, and might be a restraint: the copy of that person is not given out. */
static void test_update_waits(void **state)
{
    world *w = *state;
    char ref[64];
    Juki__Resident__V1__IssueRestrained early = JUKI__RESIDENT__V1__ISSUE_RESTRAINED__INIT;
    (void)snprintf(ref, sizeof ref, "%s",
                   sql_text(world_database_of(w, "resident")->conn,
                            "SELECT register_ref FROM person WHERE addressee_number = '%s'",
                            head.addressee_number));
    early.request_id = text("early");
    early.register_ref = ref;
    bus_send(w, JU_TOPIC_RESIDENT_TO_IDENTITY,
             &(bus_event){.key = ref, .sequence = 9, .message = &early.base});
    AWAIT(sql_int(file_of(w), "SELECT count(*) FROM parked") == 1);
    command_id id = wide_ask(w, &(wide_request){0});
    wide_expect(id.text, 1, "counter_needed", 0);
    assert_string_equal(reason_of(w, id), "update_waiting");
    sql(file_of(w), "DELETE FROM parked");
    expect(w, &(wide_request){0}, "");
    /* a dead letter holds its person, too */
    early.register_ref = text("another");
    bus_send(w, JU_TOPIC_RESIDENT_TO_IDENTITY,
             &(bus_event){.key = ref,
                          .sequence =
                              1 + sql_int(file_of(w), "SELECT last FROM inbox_stream WHERE key = '%s'", ref),
                          .message = &early.base});
    AWAIT(sql_int(file_of(w), "SELECT count(*) FROM dead_letter WHERE key = '%s'", ref) == 1);
    expect(w, &(wide_request){0}, "counter_needed");
    sql(file_of(w), "DELETE FROM dead_letter");
    expect(w, &(wide_request){0}, "");
}

/* Somebody who came and whose first record waits may be of this household: it is not told as whole. */
static void test_new_member_waits(void **state)
{
    world *w = *state;
    static const char ref[] = "0123456789abcdef0123456789abcdef";
    Juki__Resident__V1__IssueRestrained early = JUKI__RESIDENT__V1__ISSUE_RESTRAINED__INIT;
    early.request_id = text("early");
    early.register_ref = text(ref);
    bus_send(w, JU_TOPIC_RESIDENT_TO_IDENTITY,
             &(bus_event){.key = ref, .sequence = 2, .message = &early.base});
    AWAIT(sql_int(file_of(w), "SELECT count(*) FROM parked") == 1);
    command_id id = wide_ask(w, &(wide_request){.household = true});
    wide_expect(id.text, 1, "counter_needed", 0);
    assert_string_equal(reason_of(w, id), "member_unnumbered");
    expect(w, &(wide_request){0}, "");
    early.register_ref = text("another");
    sql(file_of(w), "DELETE FROM parked");
    bus_send(w, JU_TOPIC_RESIDENT_TO_IDENTITY,
             &(bus_event){.key = ref, .sequence = 1, .message = &early.base});
    AWAIT(sql_int(file_of(w), "SELECT count(*) FROM dead_letter WHERE key = '%s'", ref) == 1);
    id = wide_ask(w, &(wide_request){.household = true});
    wide_expect(id.text, 1, "counter_needed", 0);
    sql(file_of(w), "DELETE FROM dead_letter");
    expect(w, &(wide_request){.household = true}, "");
}

/* Who has moved out is nobody that a copy could be given of, restrained or not. */
static void test_moved_out(void **state)
{
    world *w = *state;
    register_change(w, command_leave(w, "domestic_move_out", member.addressee_number, TEST_TODAY));
    register_change(w, command_leave(w, "domestic_move_out", alone.addressee_number, TEST_TODAY));
    await_copy(w);
    command_id gone = wide_ask(w, &(wide_request){.serial = MEMBER});
    command_id restrained = wide_ask(w, &(wide_request){.serial = ALONE});
    command_id unknown = wide_ask(w, &(wide_request){.serial = STRANGER});
    wide_expect(gone.text, 1, "person_unknown", 0);
    expect_alike(gone, restrained);
    expect_alike(gone, unknown);
}

/* Every answer reached the other side, and no bad request is a dead letter. */
static void test_nothing_lost(void **state)
{
    world *w = *state;
    PGconn *there = world_database_of(w, "municipality")->conn;
    AWAIT(sql_int(file_of(w), "SELECT count(*) FROM wide_request WHERE acknowledged_at IS NULL") == 0);
    assert_int_equal(sql_int(file_of(w), "SELECT count(*) FROM dead_letter"), 0);
    assert_int_equal(sql_int(there, "SELECT count(*) FROM dead_letter"), 0);
    assert_int_equal(sql_int(there, "SELECT count(*) FROM wide_answer"),
                     sql_int(file_of(w), "SELECT count(*) FROM wide_request"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow_5_answered_while_the_register_is_stopped),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_not_genuine),
        cmocka_unit_test(test_answered_once),
        cmocka_unit_test(test_holder),
        cmocka_unit_test(test_restrained),
        cmocka_unit_test(test_flag_first),
        cmocka_unit_test(test_new_member_waits),
        cmocka_unit_test(test_unnumbered),
        cmocka_unit_test(test_update_waits),
        cmocka_unit_test(test_moved_out),
        cmocka_unit_test(test_nothing_lost),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
