/* 符号取得 (systems E5, G1; seed 002 ): asked for by itself and by command, each result matched to
 * its request, and what is wrong with a letter of the network. */
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/network.h"
#include "tests/integration/harness/person_row.h"

#include "common/base/arena.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 * 1024, CODE_SIZE = 64 };
/* One world for all tests; persons by serial. */
enum { FIRST = 1, SECOND, LETTERS, NUMBERED, RENUMBERED, UNNUMBERED, OUTSIDE, BROKEN, MANY = 100 };

static process *gateway_run;

static int set_up(void **state)
{
    if (world_setup(state) != 0) {
        return -1;
    }
    network_open(*state);
    gateway_run = network_start_gateway(*state);
    return 0;
}

static PGconn *gateway(world *w)
{
    return world_database_of(w, "gateway")->conn;
}

static const char *integrated_of(world *w, int serial)
{
    return sql_text(gateway(w), "SELECT integrated_number FROM person WHERE addressee_number = '%s'",
                    network_addressee(serial));
}

/* The request that counts for a person. */
static const char *request_of(world *w, int serial)
{
    return sql_text(gateway(w),
                    "SELECT s.request_id FROM subject_code s JOIN person p USING (integrated_number) WHERE "
                    "p.addressee_number = '%s'",
                    network_addressee(serial));
}

/* An answer of the network to a request: a 符号 or, code NULL, a refusal. */
static void answer(world *w, const char *request_id, const char *code, const char *refused)
{
    char id[64];
    ju_arena arena;
    ju_err err;
    ju_keyring *ring = NULL;
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__CodeIssued issued = JUKI__GATEWAY__V1__CODE_ISSUED__INIT;
    (void)snprintf(id, sizeof id, "%s", request_id);
    ju_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, &err), JU_OK);
    issued.request_id = id;
    issued.code = (char *)(uintptr_t)(refused == NULL ? "" : refused);
    if (code != NULL) {
        assert_int_equal(ju_seal_text(ring, &arena, "subject_code", id, code, &issued.subject_code, &err),
                         JU_OK);
    }
    word.code_issued = &issued;
    network_send(w, &(network_letter){.word = &word, .key = id});
    ju_keyring_free(ring);
    ju_arena_done(&arena);
}

static int refusals(world *w, const char *code)
{
    return network_acts(w, "network.letter_refused", code);
}

/* Another instance asks anew while the result of the first request is at hand here: it comes too late. */
static void check_late_result(world *w)
{
    char first[64];
    PGconn *conn = gateway(w);
    (void)snprintf(first, sizeof first, "%s", request_of(w, SECOND));
    sql(conn, "BEGIN");
    sql(conn, "UPDATE subject_code SET request_id = 'another' WHERE request_id = '%s'", first);
    answer(w, first, "A9", NULL);
    AWAIT(sql_int(conn, "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT "
                        "granted AND datname = current_database()") == 1);
    sql(conn, "COMMIT");
    AWAIT(refusals(w, "request_superseded") == 2);
    assert_string_equal(network_code_state(w, SECOND), "requested");
    sql(conn, "UPDATE subject_code SET request_id = '%s' WHERE request_id = 'another'", first);
}

/* With another 個人番号 the 符号 counts no longer, before anybody asks for the new one. */
static void check_number_changes(world *w)
{
    PGconn *conn = gateway(w);
    sql(conn, "BEGIN");
    sql(conn, "UPDATE integrated SET number_index = '\\x01' WHERE integrated_number = '%s'",
        integrated_of(w, FIRST));
    assert_string_equal(network_code_state(w, FIRST), "failed");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM subject_code WHERE code_index IS NOT NULL"), 0);
    sql(conn, "ROLLBACK");
}

/* ---- tests --------------------------------------------------------------------------------------------- */

/* No peer: the test answers as the network. Duplicate, late, orphan and failed results. */
static void test_results(void **state)
{
    world *w = *state;
    char first[64];
    network_tell(w, &(network_person){.serial = FIRST});
    network_tell(w, &(network_person){.serial = SECOND});
    AWAIT(sql_int(gateway(w), "SELECT count(*) FROM subject_code WHERE state = 'requested'") == 2);

    answer(w, command_new_id().text, "A1", NULL);
    AWAIT(refusals(w, "request_unknown") == 1);

    char longest[1024]; /* of which no act could be written */
    (void)snprintf(longest, sizeof longest, "%01000d", 0);
    answer(w, request_of(w, FIRST), NULL, longest);
    AWAIT(refusals(w, "item_invalid") == 1);
    assert_string_equal(network_code_state(w, FIRST), "requested");
    answer(w, request_of(w, FIRST), NULL, "person_unknown");
    AWAIT(strcmp(network_code_state(w, FIRST), "failed") == 0);
    assert_string_equal(sql_text(gateway(w), "SELECT reason FROM subject_code WHERE state = 'failed'"),
                        "person_unknown");
    (void)snprintf(first, sizeof first, "%s", request_of(w, FIRST));
    ctl_expect(ctl(w, "clerk1", "subject-code list"), 0);
    ctl_expect_text("person_unknown");
    ctl_expect(ctl(w, "clerk1", "subject-code request %s", network_addressee(FIRST)), 0);
    AWAIT(strcmp(network_code_state(w, FIRST), "requested") == 0);

    answer(w, first, "A1", NULL); /* too late: another request is under way */
    AWAIT(refusals(w, "request_superseded") == 1);
    assert_string_equal(network_code_state(w, FIRST), "requested");
    answer(w, request_of(w, FIRST), "A1", NULL);
    network_await_code(w, FIRST);
    answer(w, request_of(w, FIRST), "A2", NULL);
    AWAIT(refusals(w, "request_answered") == 1);
    answer(w, request_of(w, FIRST), NULL, "person_unknown");
    AWAIT(refusals(w, "request_answered") == 2);
    assert_string_equal(network_code_state(w, FIRST), "acquired");
    ctl_expect(ctl(w, "clerk1", "subject-code request %s", network_addressee(FIRST)), 1);
    ctl_expect_text("code_acquired");
    ctl_expect(ctl(w, "clerk1", "subject-code request 999"), 1);
    ctl_expect_text("person_unknown");

    check_late_result(w);
    check_number_changes(w);
    answer(w, request_of(w, SECOND), "A1", NULL); /* that of somebody else */
    AWAIT(strcmp(network_code_state(w, SECOND), "failed") == 0);
    assert_string_equal(sql_text(gateway(w), "SELECT reason FROM subject_code WHERE state = 'failed'"),
                        "code_taken");
    assert_int_equal(bus_count(w, "deadletter.gateway"), 0);
    AWAIT(network_acts(w, "subject_code.settled", "code_taken") == 1);
}

/* what is not the network's own word, or nothing that we know, changes nothing and is no dead letter.
 */
static void test_letters(void **state)
{
    enum { REFUSED = 6 }; /* of the results before */
    world *w = *state;
    char request[64];
    Juki__Gateway__V1__NetworkWord empty = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__CodeIssued issued = JUKI__GATEWAY__V1__CODE_ISSUED__INIT;
    network_tell(w, &(network_person){.serial = LETTERS});
    AWAIT(strcmp(network_code_state(w, LETTERS), "requested") == 0);
    int64_t asked = sql_int(gateway(w), "SELECT count(*) FROM subject_code_request");
    AWAIT(bus_count(w, JU_TOPIC_LINK_NETWORK_OUT) == (size_t)asked + REFUSED);
    size_t sent = bus_count(w, JU_TOPIC_LINK_NETWORK_OUT);
    (void)snprintf(request, sizeof request, "%s", request_of(w, LETTERS));
    issued.request_id = request;
    issued.code = (char *)(uintptr_t) "person_unknown";
    word.code_issued = &issued;
    const struct {
        network_letter letter;
        const char *code;
        bool answered;
    } cases[] = {
        {{.word = &word, .key = request, .signer = NETWORK_BODY}, "signature_invalid", false},
        {{.word = &word, .key = request, .key_id = "network/2020"}, "signature_key", false},
        {{.word = &word, .key = request, .key_id = NETWORK_BODY "/2026", .signer = NETWORK_BODY},
         "signature_key",
         false},
        {{.word = &word, .key = request, .version = -1}, "version_unknown", true},
        {{.word = &word, .key = "0198c0de-0000-7000-8000-000000000001"}, "key_mismatch", true},
        {{.word = &empty, .key = request}, "item_missing", true},
        {{.bytes = "\x0a\x7f", .key = request}, "malformed", true},
        {{.bytes = "\x7a\x01x", .key = request}, "field_unknown", true},
    };
    size_t answered = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int before = refusals(w, cases[i].code);
        network_send(w, &cases[i].letter);
        AWAIT(refusals(w, cases[i].code) == before + 1);
        answered += cases[i].answered;
        AWAIT(bus_count(w, JU_TOPIC_LINK_NETWORK_OUT) == sent + answered);
    }
    assert_string_equal(network_code_state(w, LETTERS), "requested");
    issued.code = (char *)(uintptr_t) ""; /* no 符号 and no reason */
    network_send(w, &(network_letter){.word = &word, .key = request});
    AWAIT(refusals(w, "seal_missing") == 1);
    assert_string_equal(network_code_state(w, LETTERS), "requested");
    assert_int_equal(bus_count(w, "deadletter.gateway"), 0);
}

/* A 住登外者 is asked for once he lives here, and is no failure until then. */
static void check_moves_in(world *w)
{
    PGconn *conn = gateway(w);
    int64_t failed = sql_int(conn, "SELECT count(*) FROM subject_code WHERE state = 'failed'");
    w->affair = "地方税の賦課徴収";
    ctl_expect(ctl(w, "clerk1",
                   "nonresident number name=住登外　一郎 birth_date=1990-01-15 individual_number=- "
                   "--purpose 課税 <<E >/dev/null\n%s\nE\n",
                   person_of(OUTSIDE).individual_number),
               0);
    w->affair = NULL;
    AWAIT(sql_int(conn, "SELECT count(*) FROM integrated JOIN nonresident USING (integrated_number) WHERE "
                        "code_asked") == 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM subject_code WHERE state = 'failed'"), failed);
    network_tell(w, &(network_person){.serial = OUTSIDE});
    network_await_code(w, OUTSIDE);
}

/* From the first numbering to 取得済み, without anybody's doing; who has no 個人番号 is not asked for. */
static void test_acquired(void **state)
{
    world *w = *state;
    char code[CODE_SIZE];
    char integrated[32];
    int64_t asked = sql_int(gateway(w), "SELECT count(*) FROM subject_code_request");
    (void)network_start_peer(w);
    network_tell(w, &(network_person){.serial = NUMBERED});
    network_tell(w, &(network_person){.serial = UNNUMBERED, .number_serial = -1});
    network_await_code(w, NUMBERED);
    assert_string_equal(network_code_state(w, UNNUMBERED), "");
    assert_int_equal(sql_int(gateway(w), "SELECT count(*) FROM subject_code_request"), asked + 1);
    (void)snprintf(code, sizeof code, "%s", network_code(w, NUMBERED));
    assert_int_equal(strlen(code), 32);
    ctl_expect(
        ctl(w, "clerk1", "integrated search addressee_number=%s --purpose 照会", network_addressee(NUMBERED)),
        0);
    ctl_expect_text("subject_code_state: acquired");
    ctl_expect_no_text(code);
    assert_int_equal(
        sql_int(gateway(w), "SELECT count(*) FROM subject_code s WHERE s::text LIKE '%%%s%%'", code), 0);

    /* 個人番号 changes: 団体内統合宛名番号 stays, 符号 is asked for anew */
    (void)snprintf(integrated, sizeof integrated, "%s", integrated_of(w, NUMBERED));
    network_tell(w, &(network_person){.serial = NUMBERED, .number_serial = RENUMBERED, .sequence = 2});
    AWAIT(sql_int(gateway(w), "SELECT count(*) FROM subject_code_request") == asked + 2);
    network_await_code(w, NUMBERED);
    assert_string_equal(integrated_of(w, NUMBERED), integrated);
    assert_string_not_equal(network_code(w, RENUMBERED), code);

    check_moves_in(w);

    /* what does not change the number asks nothing */
    network_tell(w,
                 &(network_person){
                     .serial = NUMBERED, .number_serial = RENUMBERED, .relationship = "妻", .sequence = 3});
    AWAIT(sql_int(gateway(w), "SELECT count(*) FROM person WHERE relationship = '妻'") == 1);
    HOLDS_FOR(1200, sql_int(gateway(w), "SELECT count(*) FROM subject_code_request") == asked + 3);
}

/* A crash loses no request and sends none twice. */
static void test_many(void **state)
{
    enum { PERSONS = 40 };
    world *w = *state;
    int64_t asked = sql_int(gateway(w), "SELECT count(*) FROM subject_code_request");
    for (int serial = MANY; serial < MANY + PERSONS; serial++) {
        network_tell(w, &(network_person){.serial = serial});
    }
    AWAIT(sql_int(gateway(w), "SELECT count(*) FROM subject_code_request") > asked);
    process_kill(gateway_run);
    gateway_run = network_start_gateway(w);
    for (int serial = MANY; serial < MANY + PERSONS; serial++) {
        network_await_code(w, serial);
    }
    assert_int_equal(sql_int(gateway(w), "SELECT count(*) FROM subject_code_request"), asked + PERSONS);
    assert_int_equal(sql_int(world_database_of(w, "network")->conn,
                             "SELECT count(*) FROM code_request r WHERE r.refused <> ''"),
                     0);
}

/* Somebody whose 個人番号 cannot be opened has failed, and the others are asked for. */
static void test_unreadable(void **state)
{
    world *w = *state;
    PGconn *conn = gateway(w);
    char other[32];
    network_tell(w, &(network_person){.serial = BROKEN});
    network_await_code(w, BROKEN);
    (void)snprintf(other, sizeof other, "%s", integrated_of(w, MANY));
    sql(conn, "BEGIN");
    person_row_break_number(conn, network_addressee(BROKEN));
    sql(conn, "UPDATE integrated SET code_asked = false WHERE integrated_number IN ('%s', '%s')", other,
        integrated_of(w, BROKEN));
    sql(conn, "COMMIT");
    AWAIT(strcmp(network_code_state(w, BROKEN), "failed") == 0);
    AWAIT(sql_int(conn, "SELECT count(*) FROM subject_code_request WHERE integrated_number = '%s'", other) ==
          2);
    AWAIT(network_acts(w, "subject_code.requested", "number_unreadable") == 1);
    AWAIT(process_metric(gateway_run, "juki_subject_code_unreadable_total") == 1);
    ctl_expect(ctl(w, "clerk1", "subject-code request %s", network_addressee(BROKEN)), 1);
    ctl_expect_text("number_unreadable");

    /* nor is a row that is another's */
    sql(conn,
        "UPDATE person SET content = (SELECT o.content FROM person o WHERE o.addressee_number <> "
        "person.addressee_number LIMIT 1) WHERE addressee_number = '%s'",
        network_addressee(BROKEN));
    sql(conn, "UPDATE integrated SET code_asked = false WHERE integrated_number = '%s'",
        integrated_of(w, BROKEN));
    AWAIT(network_acts(w, "subject_code.requested", "number_unreadable") == 3);
    assert_int_equal((int)process_metric(gateway_run, "juki_idle_refused_total"), 0);
}

int main(void)
{
    /* the network answers by itself from the third on */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results), cmocka_unit_test(test_letters),    cmocka_unit_test(test_acquired),
        cmocka_unit_test(test_many),    cmocka_unit_test(test_unreadable),
    };
    return cmocka_run_group_tests(tests, set_up, world_teardown);
}
