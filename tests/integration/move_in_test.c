/* 特例転入 (住基法24条の2; seed 002 flow 6, R-75, R-87) through Kafka and PostgreSQL, with other
 * municipalities, the prefecture and the card system as they are played: what is kept and for how long, asked
 * for again, entered from and notified, and the same of our own 転出. */
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/link_key.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/register.h"
#include "tests/integration/harness/restraint.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/identity/v1/move_in.pb-c.h"
#include "juki/resident/v1/move_in.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Juki__Resident__V1__MoveInReply move_in_reply;
typedef Juki__Resident__V1__SubmitChange submit;

enum { REQUESTED = 1, HELD, ERASED, UNAVAILABLE, MOVED_IN };
enum { BY_CARD = 1, BY_PHOTO = 3 };
enum { ARENA_BYTES = 256 * 1024, PARENT = 901, CHILD, STRANGER };

static const char OLD_TOWN[] = "131016"; /* that is left */
static const char OTHER_TOWN[] = "011002";

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static process *identity_run;
static const char *identity_env[4];

static PGconn *of(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

/* ---- the scene ----------------------------------------------------------------------------------------- */

static void make_keys(world *w)
{
    link_key_make(w, "municipality", "municipality.2026.pem");
    link_key_make(w, "131016.2026.key", "131016.2026.pem");
    link_key_make(w, "011002.2026.key", "011002.2026.pem");
    link_key_make(w, "132021.2026.key", NULL); /* nobody trusts it */
}

static char *variable(const char *name, const char *value)
{
    char *line = NULL;
    assert_true(asprintf(&line, "%s=%s", name, value) > 0);
    return line;
}

static int set_up(void **state)
{
    if (restraint_set_up(state) != 0) {
        return -1;
    }
    world *w = *state;
    char clock[400];
    world_set_day(w, TEST_TODAY);
    make_keys(w);
    (void)snprintf(clock, sizeof clock, "file:%s/today", w->dir);
    const char *today = variable("JUKI_CLOCK", clock);
    const char *trust = variable("JUKI_LINK_KEY_DIR", w->dir);
    char *keys = variable("JUKI_MUNICIPALITY_SIGNING_DIR", w->dir);
    identity_env[0] = today;
    identity_env[1] = trust;
    identity_env[2] = PROCESS_STATIC[0];
    (void)process_start(w, "juki-resident", (const char *[]){today, NULL});
    (void)process_start(w, "peer-prefecture", NULL);
    (void)process_start(w, "peer-card", NULL);
    (void)process_start(w, "peer-municipality", (const char *[]){today, keys, NULL});
    free(keys);
    identity_run = process_start(w, "juki-identity", identity_env);
    return 0;
}

/* Somebody leaves a town for this house or, with another destination, for elsewhere. */
static command_id leave_town(world *w, const char *planned_date, const char *destination)
{
    command_id ref = command_new_id();
    sql(of(w, "municipality"),
        "INSERT INTO move (move_ref, municipality, destination, planned_date) VALUES ('%s', '%s', '%s', "
        "'%s');"
        "INSERT INTO move_person (move_ref, place, serial, name, name_kana, birth_date, relationship) VALUES"
        " ('%s', 1, %d, '来間　花', 'クルマ　ハナ', '1991-02-03', '世帯主'),"
        " ('%s', 2, %d, '来間　子', 'クルマ　コ', '2020-04-05', '子')",
        ref.text, OLD_TOWN, destination, planned_date, ref.text, PARENT, ref.text, CHILD);
    return ref;
}

/* kind: as in the peer's table call. */
static void town_does(world *w, const char *kind, const char *move_ref, const char *signed_by)
{
    sql(of(w, "municipality"),
        "INSERT INTO call (kind, move_ref, municipality, signed_by) VALUES ('%s', '%s', '%s', '%s')", kind,
        move_ref, OLD_TOWN, signed_by);
}

static int64_t answers(world *w, const char *move_ref, const char *code)
{
    return sql_int(of(w, "municipality"), "SELECT count(*) FROM answer WHERE move_ref = '%s' AND code = '%s'",
                   move_ref, code);
}

static int64_t stands(world *w, const char *move_ref)
{
    return sql_int(of(w, "identity"), "SELECT state FROM move_in WHERE move_ref = '%s'", move_ref);
}

/* How many of the two stores have 転出証明書情報 of the move. */
static int64_t stores_with(world *w, const char *move_ref)
{
    return sql_int(of(w, "identity"),
                   "SELECT count(*) FROM move_in WHERE move_ref = '%s' AND certificate IS NOT NULL",
                   move_ref) +
           sql_int(of(w, "resident"), "SELECT count(*) FROM move_in_certificate WHERE move_ref = '%s'",
                   move_ref);
}

static command_id arrive(world *w, const char *planned_date)
{
    command_id ref = leave_town(w, planned_date, TEST_MUNICIPALITY);
    town_does(w, "certificate", ref.text, OLD_TOWN);
    AWAIT(stores_with(w, ref.text) == 2);
    assert_int_equal(stands(w, ref.text), HELD);
    AWAIT(answers(w, ref.text, "") == 1);
    return ref;
}

/* ---- the counter --------------------------------------------------------------------------------------- */

static move_in_reply *query(world *w, const char *move_ref, const char *change_id)
{
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator("clerk1");
    Juki__Resident__V1__QueryMoveIn question = JUKI__RESIDENT__V1__QUERY_MOVE_IN__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.move_ref = text(move_ref);
    question.change_id = text(change_id);
    question.purpose = text("特例転入");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    return (move_in_reply *)restraint_answer(id.text, &juki__resident__v1__move_in_reply__descriptor, 1);
}

/* The code of a resident's refusal of this entry; "" for none. */
static const char *refused(world *w, const char *change_id)
{
    return sql_text(of(w, "resident"), "SELECT refusal_code FROM change WHERE change_id = '%s'", change_id);
}

/* Enters the persons of a move with the card of this serial; shown: by which 本人確認. */
static command_id enter(world *w, const char *move_ref, int card, int shown)
{
    command_id id = command_new_id();
    ju_arena arena;
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Common__V1__Address address;
    Juki__Resident__V1__IdentityCheck check = *command_identity();
    move_in_reply *found = query(w, move_ref, id.text);
    const char *code = person_of(card).resident_code;
    char held[16];
    (void)snprintf(held, sizeof held, "%s", code);
    assert_null(found->refusal);
    assert_int_equal(found->n_person, 2);
    ju_arena_init(&arena, ARENA_BYTES);
    command_address(&address, TEST_MUNICIPALITY, "７－７");
    check.method = (Juki__Resident__V1__IdentityMethod)shown;
    check.document = text(shown == BY_PHOTO ? "運転免許証" : "");
    entry.change_id = id.text;
    entry.reason = text("domestic_move_in");
    entry.change_date = entry.notified_date = text(TEST_TODAY);
    entry.identity_check = &check;
    entry.address = &address;
    entry.previous_address = found->previous_address;
    entry.person = found->person;
    entry.n_person = found->n_person;
    entry.move_ref = text(move_ref);
    entry.presented_code = command_seal(w, &arena, "resident_code", id.text, held);
    command_send(w, &entry, "clerk1");
    AWAIT(command_status(w, id.text) > 0);
    ju_arena_done(&arena);
    juki__resident__v1__move_in_reply__free_unpacked(found, NULL);
    return id;
}

static int64_t arrived(world *w, const char *move_ref)
{
    return sql_int(of(w, "municipality"),
                   "SELECT count(*) FROM move_person WHERE move_ref = '%s' AND arrived = '%s'", move_ref,
                   TEST_TODAY);
}

static int64_t known_to_prefecture(world *w)
{
    return sql_int(of(w, "prefecture"), "SELECT count(*) FROM person WHERE name LIKE '来間%%'");
}

/* ---- tests --------------------------------------------------------------------------------------------- */

/* Only whose signature is the old town's own, and only what is meant for us; the trail has each. */
static void test_trust(void **state)
{
    world *w = *state;
    command_id forged = leave_town(w, "2026-04-01", TEST_MUNICIPALITY);
    command_id elsewhere = leave_town(w, "2026-04-01", OTHER_TOWN);
    town_does(w, "certificate", forged.text, OTHER_TOWN);
    AWAIT(answers(w, forged.text, "signature_invalid") == 1);
    town_does(w, "certificate", elsewhere.text, OLD_TOWN);
    AWAIT(answers(w, elsewhere.text, "not_for_us") == 1);
    sql(of(w, "municipality"), "UPDATE move SET municipality = '132021' WHERE move_ref = '%s'", forged.text);
    town_does(w, "certificate", forged.text, "132021"); /* a town whose key nobody has */
    AWAIT(answers(w, forged.text, "signature_key") == 1);
    assert_int_equal(sql_int(of(w, "identity"), "SELECT count(*) FROM move_in"), 0);
    assert_int_equal(sql_int(of(w, "identity"), "SELECT count(*) FROM dead_letter"), 0);
}

/* kept on the 30th day, gone on the 31st, in both stores; then it is not taken unasked, and asked for.
 */
static void test_days(void **state)
{
    world *w = *state;
    command_id ref = arrive(w, "2026-04-01");
    assert_string_equal(
        sql_text(of(w, "identity"), "SELECT erase_on FROM move_in WHERE move_ref = '%s'", ref.text),
        "2026-05-02");
    world_set_day(w, "2026-05-01");
    HOLDS_FOR(2500, stores_with(w, ref.text) == 2);
    world_set_day(w, "2026-05-02");
    AWAIT(stores_with(w, ref.text) == 0);
    assert_int_equal(stands(w, ref.text), ERASED);
    AWAIT(bus_acts(w, "move.certificate_erased") == 1 && bus_acts(w, "move_in.erased") == 1);
    town_does(w, "certificate", ref.text, OLD_TOWN);
    AWAIT(answers(w, ref.text, "certificate_expired") == 1);
    assert_int_equal(stores_with(w, ref.text), 0);
    ctl_expect(ctl(w, "clerk1", "move-in request %s %s --purpose 窓口", ref.text, OTHER_TOWN), 1);
    ctl_expect_text("municipality_mismatch");
    ctl_expect(ctl(w, "clerk1", "move-in request %s %s --purpose 窓口", ref.text, OLD_TOWN), 0);
    AWAIT(stores_with(w, ref.text) == 2);
    ctl_expect(ctl(w, "clerk1", "move-in request %s %s --purpose 窓口", ref.text, OLD_TOWN), 1);
    ctl_expect_text("certificate_held");
    ctl_expect(ctl(w, "clerk1", "move-in status %s", ref.text), 0);
    ctl_expect_text("2026-05-03");
    world_set_day(w, "2026-05-03");
    AWAIT(stores_with(w, ref.text) == 0);
    world_set_day(w, TEST_TODAY);
}

/* What the town does not know, and what never came. */
static void test_request(void **state)
{
    world *w = *state;
    command_id nothing = command_new_id();
    command_id lost = leave_town(w, "2026-04-08", TEST_MUNICIPALITY);
    ctl_expect(ctl(w, "clerk1", "move-in request %s %s --purpose 窓口", nothing.text, OLD_TOWN), 0);
    AWAIT(stands(w, nothing.text) == UNAVAILABLE);
    ctl_expect(ctl(w, "clerk1", "move-in request %s %s --purpose 窓口", lost.text, OLD_TOWN), 0);
    AWAIT(stores_with(w, lost.text) == 2);
    ctl_expect(ctl(w, "clerk1", "move-in request x %s --purpose 窓口", OLD_TOWN), 1);
    ctl_expect_text("move_invalid");
    ctl_expect(ctl(w, "clerk1", "move-in request %s %s --purpose 窓口", lost.text, TEST_MUNICIPALITY), 1);
    ctl_expect_text("municipality_invalid");
}

/* Entered with the card of one of them only. */
static void test_card(void **state)
{
    world *w = *state;
    command_id ref = arrive(w, "2026-04-09");
    town_does(w, "certificate", ref.text, OLD_TOWN); /* once more */
    AWAIT(answers(w, ref.text, "") == 2);
    assert_string_equal(refused(w, enter(w, ref.text, STRANGER, BY_CARD).text), "card_mismatch");
    assert_string_equal(refused(w, enter(w, ref.text, PARENT, BY_PHOTO).text), "card_needed");
    command_id nowhere = command_new_id();
    move_in_reply *none = query(w, nowhere.text, nowhere.text);
    assert_string_equal(none->refusal->code, "certificate_missing");
    juki__resident__v1__move_in_reply__free_unpacked(none, NULL);
}

/* killed between the two sends, so that the prefecture has it and the old town not yet; then both have
 * it, once. The card goes on (flow 6-⑥), and the data is gone from both stores. */
static void flow_6_entered_with_the_card_and_told_to_both(void **state)
{
    world *w = *state;
    command_id ref = arrive(w, "2026-04-09");
    command_id change = enter(w, ref.text, PARENT, BY_CARD);
    assert_int_equal(command_status(w, change.text), 1);
    process_stop(identity_run);
    command_approve(w, change.text);
    AWAIT(command_status(w, change.text) == 2);
    AWAIT(sql_int(of(w, "resident"), "SELECT count(*) FROM outbox") == 0);
    identity_run = process_launch(w, "juki-identity", identity_env, "produce:2");
    process_await_crash(identity_run);
    AWAIT(known_to_prefecture(w) == 1);
    assert_int_equal(arrived(w, ref.text), 0);
    identity_run = process_start(w, "juki-identity", identity_env);
    AWAIT(arrived(w, ref.text) == 2 && known_to_prefecture(w) == 2);
    assert_int_equal(stands(w, ref.text), MOVED_IN);
    assert_int_equal(stores_with(w, ref.text), 0);
    AWAIT(sql_int(of(w, "card"), "SELECT count(*) FROM continuity WHERE move_in_date = '%s'", TEST_TODAY) ==
          2);
    AWAIT(sql_int(of(w, "identity"),
                  "SELECT count(*) FROM move_letter WHERE move_ref = '%s' AND kind = 'notice' AND "
                  "acknowledged_at IS NOT NULL",
                  ref.text) == 2);
    assert_int_equal(sql_int(of(w, "prefecture"),
                             "SELECT count(*) FROM (SELECT FROM journal GROUP BY topic, key, sequence "
                             "HAVING count(*) > 1) twice"),
                     0);
    town_does(w, "certificate", ref.text, OLD_TOWN);
    AWAIT(answers(w, ref.text, "moved_in") == 1);
    assert_int_equal(stores_with(w, ref.text), 0);
}

static int64_t state_of(world *w, const registered *person)
{
    return sql_int(of(w, "resident"), "SELECT state FROM person WHERE addressee_number = '%s'",
                   person->addressee_number);
}

static command_id leave_by_card(world *w, const registered *person, const char *day)
{
    command_id id = command_new_id();
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry who = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&who};
    Juki__Common__V1__Address destination;
    command_address(&destination, OLD_TOWN, "２－２");
    who.addressee_number = text(person->addressee_number);
    entry.change_id = id.text;
    entry.reason = text("domestic_move_out");
    entry.change_date = text(day);
    entry.notified_date = text(TEST_TODAY);
    entry.destination = &destination;
    entry.person = persons;
    entry.n_person = 1;
    entry.by_card = true;
    command_send(w, &entry, "clerk1");
    AWAIT(command_status(w, id.text) == 1);
    command_review(w, id.text, "chief", true);
    AWAIT(command_status(w, id.text) == 2);
    return id;
}

static int64_t got(world *w, const char *move_ref, bool asked)
{
    return sql_int(
        of(w, "municipality"),
        "SELECT count(*) FROM received WHERE move_ref = '%s' AND persons = 1 AND (request_id <> '') = %s",
        move_ref, asked ? "true" : "false");
}

/* Somebody who was of this 転出 and leaves no more is in no certificate that is made later, and no notice
 * about that move strikes him off. */
static void stay_after_all(world *w, const command_id *ref, const registered *person)
{
    Juki__Identity__V1__ArrivalTold told = JUKI__IDENTITY__V1__ARRIVAL_TOLD__INIT;
    Juki__Common__V1__Address there;
    command_address(&there, OLD_TOWN, "２－２");
    sql(of(w, "resident"), "INSERT INTO move_out_certificate VALUES ('%s', 2, '%s')", ref->text,
        person->addressee_number);
    told.move_ref = text(ref->text);
    told.place = 2;
    told.address = &there;
    told.arrival_date = told.notice_date = text(TEST_TODAY);
    bus_send(w, JU_TOPIC_IDENTITY_TO_RESIDENT, &(bus_event){.key = ref->text, .message = &told.base});
    AWAIT(sql_int(of(w, "resident"), "SELECT count(*) FROM dead_letter WHERE code = 'person_unknown'") == 1);
    assert_int_equal(state_of(w, person), 1);
    sql(of(w, "resident"), "DELETE FROM dead_letter WHERE code = 'person_unknown'");
}

static void cancel(world *w, const command_id *change, const registered *person)
{
    command_id id = command_new_id();
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry who = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&who};
    who.addressee_number = text(person->addressee_number);
    entry.change_id = id.text;
    entry.reason = text("cancel_enter");
    entry.cancelled_change_id = text(change->text);
    entry.justification = text("転出取りやめ届");
    entry.change_date = entry.notified_date = text(TEST_TODAY);
    entry.person = persons;
    entry.n_person = 1;
    command_send(w, &entry, "clerk1");
    AWAIT(command_status(w, id.text) > 0);
    assert_string_equal(sql_text(of(w, "resident"),
                                 "SELECT coalesce(refusal_code || ' ' || refusal_item, '') FROM change "
                                 "WHERE change_id = '%s'",
                                 id.text),
                        "");
    command_approve(w, id.text);
    AWAIT(command_status(w, id.text) == 2);
}

/* A 転出 that was taken back has no certificate: the other municipality is told so, and nothing is left over.
 */
static void test_move_out_taken_back(void **state)
{
    world *w = *state;
    registered person = command_register(w, 1);
    command_id ref = leave_by_card(w, &person, "2026-04-20");
    AWAIT(got(w, ref.text, false) == 1);
    cancel(w, &ref, &person);
    town_does(w, "want", ref.text, OLD_TOWN);
    AWAIT(answers(w, ref.text, "unavailable") == 1);
    assert_int_equal(got(w, ref.text, true), 0);
    assert_int_equal(sql_int(of(w, "resident"), "SELECT count(*) FROM dead_letter"), 0);
}

/* Our own 転出 ahead of its day: sent, sent again when asked, and settled by the 転入通知. */
static void test_move_out(void **state)
{
    world *w = *state;
    registered person = command_register(w, 1);
    registered other = command_register(w, 2);
    command_id ref = leave_by_card(w, &person, "2026-04-20");
    command_id unknown = command_new_id();
    AWAIT(got(w, ref.text, false) == 1);
    assert_int_equal(state_of(w, &person), 1);
    stay_after_all(w, &ref, &other);
    town_does(w, "want", ref.text, OLD_TOWN);
    AWAIT(got(w, ref.text, true) == 1);
    town_does(w, "want", unknown.text, OLD_TOWN);
    AWAIT(answers(w, unknown.text, "unavailable") == 1);
    sql(of(w, "municipality"),
        "INSERT INTO call (kind, move_ref, municipality, signed_by, arrival_date) VALUES"
        " ('notice', '%s', '%s', '%s', '2026-04-09'), ('notice', '%s', '%s', '%s', '2026-04-09')",
        ref.text, OLD_TOWN, OTHER_TOWN, unknown.text, OLD_TOWN, OLD_TOWN);
    AWAIT(answers(w, ref.text, "signature_invalid") == 1 && answers(w, unknown.text, "move_unknown") == 2);
    assert_int_equal(state_of(w, &person), 1);
    sql(of(w, "municipality"),
        "INSERT INTO call (kind, move_ref, municipality, arrival_date) VALUES ('notice', '%s', '%s', "
        "'2026-04-09')",
        ref.text, OLD_TOWN);
    AWAIT(state_of(w, &person) == 2);
    assert_string_equal(sql_text(register_opened(w),
                                 "SELECT move_out_confirmed_date || move_out_planned_date || change_date "
                                 "FROM opened_record WHERE addressee_number = '%s' "
                                 "ORDER BY history_number DESC LIMIT 1",
                                 person.addressee_number),
                        "2026-04-092026-04-202026-04-09");
    AWAIT(sql_int(of(w, "prefecture"), "SELECT count(*) FROM person WHERE state = 'moved_out'") == 1);
}

/* No letter was lost, none is a dead letter, and the receipts came. */
static void test_nothing_lost(void **state)
{
    static const char *const owners[] = {"resident", "identity", "municipality", "prefecture", "card"};
    world *w = *state;
    AWAIT(sql_int(of(w, "identity"), "SELECT count(*) FROM move_letter WHERE acknowledged_at IS NULL") == 0);
    for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
        assert_int_equal(sql_int(of(w, owners[i]), "SELECT count(*) FROM dead_letter"), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trust),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_request),
        cmocka_unit_test(test_card),
        cmocka_unit_test(flow_6_entered_with_the_card_and_told_to_both),
        cmocka_unit_test(test_move_out),
        cmocka_unit_test(test_move_out_taken_back),
        cmocka_unit_test(test_nothing_lost),
    };
    return cmocka_run_group_tests(tests, set_up, restraint_tear_down);
}
