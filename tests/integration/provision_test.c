/* 情報提供 (systems G3, G7, G8; seed 002; seed 004_001 K42 to K49, K54): inquiries
 * of another body through the played network, each check with its refusal, what is held and released. The
 * register does not run. */
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/needle.h"
#include "tests/integration/harness/network.h"
#include "tests/integration/harness/scan.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLERK "clerk1"

/* One world for all tests, and a person for each that changes something of him. */
enum { PERSON = 1, FLAGGED, HELD, BETWEEN, PERSONS = BETWEEN };

static process *gateway_run;

static PGconn *gateway(world *w)
{
    return world_database_of(w, "gateway")->conn;
}

static int set_up(void **state)
{
    if (world_setup(state) != 0) {
        return -1;
    }
    world *w = *state;
    network_open(w);
    gateway_run = network_start_gateway(w);
    network_put_law(w);
    (void)network_start_peer(w);
    for (int serial = PERSON; serial <= PERSONS; serial++) {
        network_tell(w, &(network_person){.serial = serial});
    }
    for (int serial = PERSON; serial <= PERSONS; serial++) {
        network_await_code(w, serial);
    }
    return 0;
}

static int64_t records(world *w, const char *inquiry_id, const char *outcome)
{
    return sql_int(gateway(w),
                   "SELECT count(*) FROM exchange_record WHERE direction = 'provided' AND exchange_id = '%s' "
                   "AND outcome "
                   "= '%s'",
                   inquiry_id, outcome);
}

static const char *items(world *w, const char *inquiry_id)
{
    return sql_text(world_database_of(w, "network")->conn,
                    "SELECT items FROM answer WHERE inquiry_id = '%s' AND code = ''", inquiry_id);
}

/* What the check of one that is held told of the content. */
static const char *digest_told(void)
{
    static char digest[80];
    (void)snprintf(digest, sizeof digest, "%s", ctl_value("  digest"));
    return digest;
}

/* The permit of an inquiry that is held. */
static const char *permit_of(world *w, const char *inquiry_id)
{
    static char permit[64];
    (void)snprintf(
        permit, sizeof permit, "%s",
        sql_text(gateway(w), "SELECT permit_id FROM provision WHERE inquiry_id = '%s'", inquiry_id));
    return permit;
}

/* Asks, and expects this answer, 情報提供等記録 with this outcome, and an act. */
static void expect(world *w, int serial, const char *columns, const char *values, const char *told,
                   const char *outcome)
{
    char inquiry[64];
    (void)snprintf(inquiry, sizeof inquiry, "%s", network_call(w, serial, columns, values));
    assert_string_equal(network_answer(w, inquiry, 1), told);
    assert_int_equal(records(w, inquiry, outcome), 1);
    assert_int_equal(
        sql_int(gateway(w), "SELECT count(*) FROM exchange_record WHERE exchange_id = '%s'", inquiry), 1);
}

static int64_t refused_letters(world *w, const char *code)
{
    return sql_int(world_database_of(w, "network")->conn,
                   "SELECT count(*) FROM refused WHERE direction = 'out' AND code = '%s'", code);
}

/* Asks with a permit that is used: recorded, and the letter refused. An answer would end the inquiry of the
 * permit. */
static void expect_used(world *w, const char *permit)
{
    char inquiry[64];
    int64_t before = refused_letters(w, "permit_used");
    (void)snprintf(inquiry, sizeof inquiry, "%s", network_call(w, PERSON, "permit_id", permit));
    AWAIT(refused_letters(w, "permit_used") == before + 1);
    assert_int_equal(records(w, inquiry, "permit_used"), 1);
    assert_int_equal(sql_int(world_database_of(w, "network")->conn,
                             "SELECT count(*) FROM answer WHERE inquiry_id = '%s'", inquiry),
                     0);
}

/* ---- tests --------------------------------------------------------------------------------------------- */

/* Golden cases: 155 is answered with just what is asked; 17 has no 住民票関係情報; 48 from another city's tax
 * office. */
static void test_answered(void **state)
{
    world *w = *state;
    char inquiry[64];
    (void)snprintf(inquiry, sizeof inquiry, "%s", network_call(w, PERSON, NULL, NULL));
    assert_string_equal(network_answer(w, inquiry, 1), "");
    assert_string_equal(items(w, inquiry), "householder=世帯主\n");
    assert_int_equal(records(w, inquiry, "answered"), 1);
    assert_string_equal(
        sql_text(gateway(w), "SELECT law_version FROM exchange_record WHERE exchange_id = '%s'", inquiry),
        "test-1");
    (void)snprintf(inquiry, sizeof inquiry, "%s", network_call(w, PERSON, "asked", "'{relationship}'"));
    assert_string_equal(network_answer(w, inquiry, 1), "");
    assert_string_equal(items(w, inquiry), "");

    expect(w, PERSON, "item, affair", "'48', '48.1'", "", "answered");
    expect(w, PERSON, "item, affair, fault", "'17', '17.1', 'unlisted'", "information_wrong",
           "information_wrong");
    expect(w, PERSON, "item, affair, fault", "'4', '4.1', 'unlisted'", "item_unknown", "item_unknown");
    expect(w, PERSON, "item, affair, fault", "'9', '9.1', 'unlisted'", "item_not_in_force",
           "item_not_in_force");
    expect(w, PERSON, "affair", "'155.2'", "affair_wrong", "affair_wrong");
    expect(w, PERSON, "inquirer_kind, fault", "'都道府県知事', 'unlisted'", "inquirer_wrong",
           "inquirer_wrong");
    AWAIT(network_acts(w, "provision.answered", "") >= 3);
    AWAIT(network_acts(w, "provision.refused", "information_wrong") == 1);

    /* what the network's own list does not have it does not even carry */
    char refused[64];
    (void)snprintf(refused, sizeof refused, "%s", network_call(w, PERSON, "item", "'4'"));
    AWAIT(sql_int(world_database_of(w, "network")->conn,
                  "SELECT count(*) FROM call WHERE inquiry_id = '%s' AND refused = 'not_listed'",
                  refused) == 1);

    /* the same from the command line, as the demo's visitors may ask */
    world_shell("echo %s | env JUKI_MUNICIPALITY=" TEST_MUNICIPALITY
                " JUKI_KEY_DIR=%s JUKI_DB_CONNINFO='%s dbname=%s' "
                "%s/peer-network --ask 155 155.1 市町村長 " NETWORK_BODY
                " 住民票関係情報 householder | grep -q householder=世帯主",
                person_of(PERSON).individual_number, world_env("JUKI_TEST_KEYS"),
                world_env("JUKI_TEST_DSN_ADMIN"), world_database_of(w, "network")->name,
                world_env("JUKI_TEST_BIN"));

    /* K54: what was provided stands in clear in no record */
    assert_int_equal(needle_files(world_env("JUKI_RUN"), "link.network.out", "世帯主"), 0);
}

/* each thing that a permit can have wrong. */
static void test_permits(void **state)
{
    world *w = *state;
    char permit[64];
    char values[160];
    expect(w, PERSON, "fault", "'expired'", "permit_expired", "permit_expired");
    expect(w, PERSON, "fault", "'forged'", "permit_forged", "permit_forged");
    expect(w, PERSON, "fault", "'other_provider'", "permit_not_for_us", "permit_not_for_us");
    expect(w, PERSON, "fault", "'wrong_party'", "permit_mismatch", "permit_mismatch");
    expect(w, PERSON, "fault", "'wrong_item'", "permit_mismatch", "permit_mismatch");
    expect(w, PERSON, "fault", "'no_route'", "route_unknown", "route_unknown");
    expect(w, PERSON, "fault", "'other_certificate'", "certificate_mismatch", "certificate_mismatch");
    expect(w, PERSON, "asked", "'{relationship,relationship}'", "item_missing", "item_missing");

    /* once: also when the first inquiry was refused, and when both come at once */
    (void)snprintf(permit, sizeof permit, "%s", command_new_id().text);
    (void)snprintf(values, sizeof values, "'%s', 'no_route'", permit);
    expect(w, PERSON, "permit_id, fault", values, "route_unknown", "route_unknown");
    (void)snprintf(values, sizeof values, "'%s'", permit);
    expect_used(w, values);
    sql(world_database_of(w, "network")->conn,
        "INSERT INTO call (permit_id, code) SELECT '0198c0de-0000-7000-8000-00000000aaaa', '%s' FROM "
        "generate_series(1, 3)",
        network_code(w, PERSON));
    AWAIT(refused_letters(w, "permit_used") == 3);
    assert_int_equal(
        sql_int(world_database_of(w, "network")->conn,
                "SELECT count(*) FROM answer WHERE permit_id = '0198c0de-0000-7000-8000-00000000aaaa'"),
        1);
    assert_int_equal(
        sql_int(world_database_of(w, "network")->conn,
                "SELECT count(*) FROM answer WHERE permit_id = '0198c0de-0000-7000-8000-00000000aaaa' AND "
                "code = ''"),
        1);

    /* a letter that is not the network's is not answered */
    int before = network_acts(w, "network.letter_refused", "signature_invalid");
    size_t sent = bus_count(w, JU_TOPIC_LINK_NETWORK_OUT);
    (void)network_call(w, PERSON, "fault", "'letter_forged'");
    AWAIT(network_acts(w, "network.letter_refused", "signature_invalid") == before + 1);
    assert_int_equal(bus_count(w, JU_TOPIC_LINK_NETWORK_OUT), sent);
    assert_int_equal(bus_count(w, "deadletter.gateway"), 0);
}

/* K46, K49: whether we do not know the person, hold nothing or do not disclose it is all the same to who
 * asks. */
static void test_persons(void **state)
{
    world *w = *state;
    expect(w, 999, NULL, NULL, "information_unavailable", "subject_unknown");
    expect(w, PERSON, "information", "'地方税関係情報'", "information_unavailable", "copy_missing");
    sql(gateway(w),
        "INSERT INTO copy_flag SELECT integrated_number, '住民票関係情報', false, true FROM person WHERE "
        "addressee_number = '%s'",
        network_addressee(FLAGGED));
    expect(w, FLAGGED, NULL, NULL, "information_unavailable", "not_disclosed");
    sql(gateway(w), "UPDATE copy_flag SET not_disclosed = false");
    expect(w, FLAGGED, NULL, NULL, "", "answered");

    /* 個人番号 in place of 符号 is nobody's */
    network_tell(w, &(network_person){.serial = SCAN_SHOWN_SERIAL});
    network_await_code(w, SCAN_SHOWN_SERIAL);
    command_id id = command_new_id();
    sql(world_database_of(w, "network")->conn, "INSERT INTO call (inquiry_id, code) VALUES ('%s', '%s')",
        id.text, person_of(SCAN_SHOWN_SERIAL).individual_number);
    assert_string_equal(network_answer(w, id.text, 1), "information_unavailable");
    sql(world_database_of(w, "network")->conn, "UPDATE call SET code = '' WHERE inquiry_id = '%s'", id.text);

    /* who is not acquired any more cannot be asked about */
    sql(gateway(w),
        "UPDATE subject_code SET state = 'requested', code = NULL, code_index = NULL WHERE integrated_number "
        "= "
        "(SELECT integrated_number FROM person WHERE addressee_number = '%s')",
        network_addressee(FLAGGED));
    expect(w, FLAGGED, NULL, NULL, "information_unavailable", "subject_unknown");
}

/* R-54, K47: held, looked at by one, released by another who is a supervisor. */
static void test_held(void **state)
{
    world *w = *state;
    char inquiry[64];
    char permit[64];
    char digest[80];
    int checked = network_acts(w, "provision.checked", "");
    network_restrain(w, HELD, 2, true);
    AWAIT(sql_int(gateway(w), "SELECT count(*) FROM person WHERE restrained AND addressee_number = '%s'",
                  network_addressee(HELD)) == 1);
    (void)snprintf(inquiry, sizeof inquiry, "%s", network_call(w, HELD, NULL, NULL));
    assert_string_equal(network_answer(w, inquiry, 1), "pending");
    (void)snprintf(permit, sizeof permit, "%s", permit_of(w, inquiry));
    assert_int_equal(records(w, inquiry, "held"), 1);
    ctl_expect(ctl(w, CLERK, "provision held"), 0);
    ctl_expect_text(permit);
    ctl_expect_text("total: 1");

    w->affair = AFFAIR_CHILD_CARE; /* what is held is the desk's */
    ctl_expect(ctl(w, CLERK, "provision held"), 1);
    ctl_expect_text("affair_not_allowed");
    ctl_expect(ctl(w, CLERK, "provision check %s --purpose 確認", permit), 1);
    ctl_expect_text("affair_not_allowed");
    w->affair = NULL;
    ctl_expect(ctl(w, NETWORK_CHIEF, "provision release %s none", permit), 1);
    ctl_expect_text("not_checked");
    ctl_expect(ctl(w, CLERK, "provision check %s", permit), 1);
    ctl_expect_text("purpose_missing");
    ctl_expect(ctl(w, CLERK, "provision check %s --purpose 確認", permit), 0);
    ctl_expect_text("世帯主");
    (void)snprintf(digest, sizeof digest, "%s", digest_told());
    ctl_expect(ctl(w, CLERK, "provision release %s %s", permit, digest), 1);
    ctl_expect_text("supervisor_needed");
    ctl_expect(ctl(w, "boss", "provision check %s --purpose 確認", permit), 0);
    ctl_expect(ctl(w, "boss", "provision release %s %s", permit, digest), 1);
    ctl_expect_text("same_person");
    ctl_expect(ctl(w, CLERK, "provision check %s --purpose %0250d", permit, 0), 1);
    ctl_expect_text("text_too_long");

    /* what changed since is looked at again */
    network_tell(w,
                 &(network_person){.serial = HELD, .relationship = "妻", .restrained = true, .sequence = 3});
    AWAIT(sql_int(gateway(w), "SELECT count(*) FROM copy WHERE relationship = '妻'") == 1);
    ctl_expect(ctl(w, NETWORK_CHIEF, "provision release %s %s", permit, digest), 1);
    ctl_expect_text("content_changed");
    assert_int_equal(bus_count(w, "deadletter.gateway"), 0);
    ctl_expect(ctl(w, CLERK, "provision check %s --purpose 確認", permit), 0);
    /* who was told of the content before has not approved what it is now, whoever looked at it since */
    ctl_expect(ctl(w, NETWORK_CHIEF, "provision release %s %s", permit, digest), 1);
    ctl_expect_text("content_changed");
    ctl_expect(ctl(w, CLERK, "provision check %s --purpose 確認", permit), 0);
    (void)snprintf(digest, sizeof digest, "%s", digest_told());
    ctl_expect(ctl(w, NETWORK_CHIEF, "provision release %s %s", permit, digest), 0);
    assert_string_equal(network_answer(w, inquiry, 2), "");
    assert_string_equal(items(w, inquiry), "relationship=妻\n");
    assert_int_equal(records(w, inquiry, "answered"), 1);
    ctl_expect(ctl(w, NETWORK_CHIEF, "provision release %s %s", permit, digest), 1);
    ctl_expect_text("provision_unknown");
    assert_int_equal(
        sql_int(gateway(w),
                "SELECT count(*) FROM provision WHERE permit IS NOT NULL OR integrated_number IS NOT NULL"),
        0);
    assert_int_equal(network_acts(w, "provision.checked", "") - checked, 4);
}

/* A flag that is set between check and release counts; and a supervisor may refuse. */
static void test_flag_between(void **state)
{
    world *w = *state;
    char inquiry[64];
    char permit[64];
    network_restrain(w, BETWEEN, 2, true);
    AWAIT(sql_int(gateway(w), "SELECT count(*) FROM person WHERE restrained AND addressee_number = '%s'",
                  network_addressee(BETWEEN)) == 1);
    (void)snprintf(inquiry, sizeof inquiry, "%s", network_call(w, BETWEEN, NULL, NULL));
    assert_string_equal(network_answer(w, inquiry, 1), "pending");
    (void)snprintf(permit, sizeof permit, "%s", permit_of(w, inquiry));
    ctl_expect(ctl(w, CLERK, "provision check %s --purpose 確認", permit), 0);
    sql(gateway(w),
        "INSERT INTO copy_flag SELECT integrated_number, '', false, true FROM person WHERE addressee_number "
        "= '%s'",
        network_addressee(BETWEEN));
    ctl_expect(ctl(w, NETWORK_CHIEF, "provision release %s %s", permit, digest_told()), 1);
    ctl_expect_text("not_disclosed");
    assert_string_equal(network_answer(w, inquiry, 2), "information_unavailable");
    assert_int_equal(records(w, inquiry, "not_disclosed"), 1);

    sql(gateway(w), "DELETE FROM copy_flag WHERE information = ''");
    (void)snprintf(inquiry, sizeof inquiry, "%s", network_call(w, BETWEEN, NULL, NULL));
    assert_string_equal(network_answer(w, inquiry, 1), "pending");
    (void)snprintf(permit, sizeof permit, "%s", permit_of(w, inquiry));
    ctl_expect(ctl(w, CLERK, "provision check %s --purpose 確認", permit), 0);
    ctl_expect(ctl(w, NETWORK_CHIEF, "provision refuse %s", permit), 0);
    assert_string_equal(network_answer(w, inquiry, 2), "information_unavailable");
    assert_int_equal(records(w, inquiry, "not_released"), 1);
    assert_string_equal(items(w, inquiry), "");

    /* nobody decides: it ends by time, as if there were nothing */
    (void)snprintf(inquiry, sizeof inquiry, "%s", network_call(w, BETWEEN, NULL, NULL));
    assert_string_equal(network_answer(w, inquiry, 1), "pending");
    sql(gateway(w), "UPDATE provision SET received_at = '2026-03-26T23:59:59' WHERE inquiry_id = '%s'",
        inquiry);
    assert_string_equal(network_answer(w, inquiry, 2), "information_unavailable");
    assert_int_equal(records(w, inquiry, "release_timeout"), 1);
    assert_int_equal(sql_int(gateway(w), "SELECT count(*) FROM provision WHERE permit IS NOT NULL"), 0);
}

/* who asked by which document, who approved and who stood by are three, and one of them a supervisor.
 */
static void record_approved(world *w, const char *person, const char *question)
{
    static const char words[] =
        "provision record document=第1号 approver_id=chief witness_id=clerk2 addressee_number=%s %s";
    static const char approved[] =
        "provision record approval_id=%s document=第%d号 approver_id=chief witness_id=clerk2 "
        "addressee_number=%s %s";
    char id[64];
    char digest[80];
    ctl_expect(ctl(w, CLERK, words, person, question), 0);
    (void)snprintf(id, sizeof id, "%s", sql_text(gateway(w), "SELECT approval_id FROM approval"));
    (void)snprintf(digest, sizeof digest, "%s", sql_text(gateway(w), "SELECT digest FROM approval"));
    assert_int_equal(sql_int(gateway(w), "SELECT count(*) FROM provision_manual"), 0);
    ctl_expect(ctl(w, CLERK, approved, id, 1, person, question), 1);
    ctl_expect_text("not_approved");
    ctl_expect(ctl(w, CLERK, "approval approve manual_provision %s %s --service gateway", id, digest), 1);
    ctl_expect_text("same_person");
    ctl_expect(ctl(w, NETWORK_CHIEF, "approval approve manual_provision %s %064d --service gateway", id, 0),
               1);
    ctl_expect_text("digest_differs");
    sql(gateway(w), "UPDATE approval SET valid_until = '2020-01-01'");
    ctl_expect(ctl(w, NETWORK_CHIEF, "approval approve manual_provision %s %s --service gateway", id, digest),
               1);
    ctl_expect_text("approval_expired");
    sql(gateway(w), "UPDATE approval SET valid_until = '2099-01-01'");
    ctl_expect(ctl(w, NETWORK_CHIEF, "approval approve manual_provision %s %s --service gateway", id, digest),
               0);
    ctl_expect(ctl(w, CLERK, approved, id, 2, person, question), 1);
    ctl_expect_text("request_changed");
    ctl_expect(ctl(w, CLERK, approved, id, 1, person, question), 0);
    ctl_expect(ctl(w, CLERK, approved, id, 1, person, question), 1);
    ctl_expect_text("approval_used");
}

static void test_manual(void **state)
{
    static const char question[] =
        "law_table='" NETWORK_TABLE "' item=155 inquirer_kind=市町村長 inquirer=" NETWORK_BODY
        " affair=155.1 information=住民票関係情報 asked_item=householder";
    world *w = *state;
    const char *person = network_addressee(PERSON);
    ctl_expect(ctl(w, CLERK, "provision record approver_id=chief witness_id=boss addressee_number=%s %s",
                   person, question),
               1);
    ctl_expect_text("document_missing");
    ctl_expect(
        ctl(w, CLERK,
            "provision record document=%0250d approver_id=chief witness_id=boss addressee_number=%s %s", 0,
            person, question),
        1);
    ctl_expect_text("text_too_long");
    ctl_expect(
        ctl(w, CLERK,
            "provision record document=第1号 approver_id=chief witness_id=chief addressee_number=%s %s",
            person, question),
        1);
    ctl_expect_text("persons_not_distinct");
    ctl_expect(
        ctl(w, CLERK,
            "provision record document=第1号 approver_id=other witness_id=clerk2 addressee_number=%s %s",
            person, question),
        1);
    ctl_expect_text("supervisor_needed");
    ctl_expect(
        ctl(w, CLERK,
            "provision record document=第1号 approver_id=chief witness_id=clerk2 addressee_number=%s item=17",
            person),
        1);
    record_approved(w, person, question);
    assert_int_equal(
        sql_int(
            gateway(w),
            "SELECT count(*) FROM provision_manual m JOIN exchange_record e ON e.exchange_id = m.record_id "
            "WHERE m.document = '第1号' AND m.operator_id = '" CLERK
            "' AND e.outcome = 'answered' AND e.operator_id = '" CLERK "'"),
        1);
    assert_int_equal(sql_int(gateway(w), "SELECT count(*) FROM provision_manual"), 1);
}

/* A gateway that is killed in the middle answers each inquiry once. */
static void test_killed(void **state)
{
    enum { INQUIRIES = 60 };
    world *w = *state;
    PGconn *network = world_database_of(w, "network")->conn;
    int64_t answers = sql_int(network, "SELECT count(*) FROM answer");
    int64_t kept = sql_int(gateway(w), "SELECT count(*) FROM exchange_record");
    int64_t used = sql_int(gateway(w), "SELECT count(*) FROM provision WHERE state = 'answered'");
    sql(network, "INSERT INTO call (code) SELECT '%s' FROM generate_series(1, %d)", network_code(w, PERSON),
        INQUIRIES);
    AWAIT(sql_int(network, "SELECT count(*) FROM answer") > answers);
    process_kill(gateway_run);
    gateway_run = network_start_gateway(w);
    AWAIT(sql_int(network, "SELECT count(*) FROM answer") == answers + INQUIRIES);
    assert_int_equal(
        sql_int(network,
                "SELECT count(*) FROM (SELECT FROM answer WHERE code = '' GROUP BY inquiry_id HAVING "
                "count(*) > 1) AS twice"),
        0);
    assert_int_equal(sql_int(gateway(w), "SELECT count(*) FROM exchange_record"), kept + INQUIRIES);
    assert_int_equal(sql_int(gateway(w), "SELECT count(*) FROM provision WHERE state = 'answered'"),
                     used + INQUIRIES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answered), cmocka_unit_test(test_permits),      cmocka_unit_test(test_persons),
        cmocka_unit_test(test_held),     cmocka_unit_test(test_flag_between), cmocka_unit_test(test_manual),
        cmocka_unit_test(test_killed),
    };
    return cmocka_run_group_tests(tests, set_up, world_teardown);
}
