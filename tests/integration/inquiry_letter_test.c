/*
 * What comes for an inquiry and is not right: permits and answers that are forged, for something else, too
 * late, twice or to nobody are refused with their code and change nothing; the right one is still taken (seed
 * 003 REQ-45, REQ-46; seed 004_001 K36, K40, K80).
 */
#include "tests/integration/harness/asking.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"

#include "common/event/topic_names.h"
#include "common/seal/sign.h"
#include "juki/gateway/v1/inquiry.pb-c.h"

#include <stdio.h>
#include <string.h>

/* ---- wrong answers ------------------------------------------------------------------------------------- */

/* What the gateway refuses, and with which code; the inquiry waits on. */
static const struct {
    const char *mode;
    const char *code;
} WRONG[] = {
    {"forged", "signature_invalid"},     {"garbled", "envelope_broken"},
    {"other_key", "envelope_broken"},    {"other_inquiry", "answer_mismatch"},
    {"other_permit", "answer_mismatch"}, {"other_provider", "answer_mismatch"},
    {"excess", "answer_excess"},         {"orphan", "inquiry_unknown"},
};
enum { WRONG_COUNT = sizeof WRONG / sizeof WRONG[0] };

/* A keyring that is not there ends no inquiry: the answer is refused, and can come again. */
static void check_keyring_away(asking *s, const char *id)
{
    char keys[352];
    const char *const settings[] = {keys, NULL};
    (void)snprintf(keys, sizeof keys, "JUKI_KEY_DIR=%s/keys", s->w->dir);
    world_shell("cp -r %s %s/keys && rm %s/keys/tax.keys", world_env("JUKI_TEST_KEYS"), s->w->dir, s->w->dir);
    process_kill(s->gateway);
    asking_start_gateway(s, settings);
    asking_answer(s, id, "");
    AWAIT(asking_letters_refused(s, "consumer_without_keyring") == 1);
    assert_true(asking_is(s, id, "asked"));
    process_kill(s->gateway);
    asking_start_gateway(s, NULL);
}

static bool at_provider(asking *s, const char *id)
{
    return sql_int(s->theirs, "SELECT count(*) FROM provider_inquiry WHERE inquiry_id = '%s'", id) == 1;
}

/* What another instance does to the inquiry in the same moment is seen, as if it had come before. The answer
 * lies there when that transaction begins: while it is open no relay publishes. */
static void check_cancelled_meanwhile(asking *s, const char *id)
{
    process_stop(s->gateway); /* so that it takes nothing but the answer */
    size_t before = bus_count(s->w, JU_TOPIC_LINK_NETWORK_IN);
    asking_answer(s, id, "");
    AWAIT(bus_count(s->w, JU_TOPIC_LINK_NETWORK_IN) == before + 1);
    sql(s->conn, "BEGIN");
    sql(s->conn,
        "UPDATE inquiry SET state = 'cancelled', code = 'cancelled', closed_at = received_at, due_at = NULL "
        "WHERE "
        "inquiry_id = '%s'",
        id);
    asking_start_gateway(s, NULL);
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM pg_locks WHERE NOT granted AND "
                           "transactionid = pg_current_xact_id()::xid") == 1);
    sql(s->conn, "COMMIT");
    AWAIT(asking_letters_refused(s, "answer_late") == 1);
    assert_true(asking_is(s, id, "cancelled"));
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM inquiry_result WHERE inquiry_id = '%s'", id), 0);
}

static void test_wrong_answers(void **state)
{
    asking s;
    asking_open(&s, *state, NULL);
    asking_mode(&s, "silent");
    const char *id = asking_enter(&s, asking_person(&s, 1));
    asking_approve(&s, id);
    AWAIT(sql_int(s.theirs, "SELECT count(*) FROM provider_inquiry") == 1);
    for (size_t i = 0; i < WRONG_COUNT; i++) {
        int64_t before = asking_letters_refused(&s, WRONG[i].code);
        asking_answer(&s, id, WRONG[i].mode);
        AWAIT(asking_letters_refused(&s, WRONG[i].code) == before + 1);
        assert_true(asking_is(&s, id, "asked"));
    }
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM inquiry_result"), 0);
    check_keyring_away(&s, id);
    asking_answer(&s, id, "pending"); /* 自動応答不可: the answer follows, and may take its time */
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM inquiry WHERE due_at > received_at + interval '29 days'") ==
          1);
    asking_answer(&s, id, "");
    AWAIT(asking_is(&s, id, "answered"));
    asking_answer(&s, id, "");
    AWAIT(asking_letters_refused(&s, "answer_known") == 1);
    assert_int_equal(asking_records(&s, "answered"), 1);
    assert_int_equal(asking_records(&s, "answer_known"), 1);
    size_t count = 0;
    AWAIT(*asking_relayed(&s, id, &count) != '\0');
    assert_int_equal(count, 1);
    AWAIT(bus_acts(s.w, "inquiry.pending") == 1);
    /* a body that has nothing to give */
    asking_mode(&s, "none");
    const char *second = asking_person(&s, 2);
    const char *none = asking_enter(&s, second);
    asking_approve(&s, none);
    AWAIT(asking_is(&s, none, "failed"));
    assert_int_equal(asking_records(&s, "information_unavailable"), 1);
    asking_mode(&s, "silent");
    const char *cancelled = asking_enter(&s, second);
    asking_approve(&s, cancelled);
    AWAIT(at_provider(&s, cancelled));
    check_cancelled_meanwhile(&s, cancelled);
    assert_int_equal(bus_count(s.w, "deadletter.gateway"), 0);
}

/* An office that is no consumer any more gets no result and no word, and nothing is approved or asked for it
 * (R-07). */
static void test_revoked(void **state)
{
    asking s;
    char asked[64];
    char approved[64];
    char digest[80];
    char code[64];
    asking_open(&s, *state, NULL);
    const char *person = asking_person(&s, 1);
    asking_mode(&s, "silent");
    (void)snprintf(asked, sizeof asked, "%s", asking_enter(&s, person));
    asking_approve(&s, asked);
    AWAIT(at_provider(&s, asked) && asking_is(&s, asked, "asked"));
    process_stop(s.network); /* the permit comes when the office is revoked */
    (void)snprintf(approved, sizeof approved, "%s", asking_enter(&s, person));
    asking_approve(&s, approved);
    const char *entered = asking_enter(&s, person);
    sql(s.conn, "ALTER TABLE consumer DISABLE TRIGGER ALL");
    sql(s.conn, "UPDATE consumer SET valid_to = '2026-04-01' WHERE id = 'tax'");
    (void)snprintf(digest, sizeof digest, "%s",
                   sql_text(s.conn, "SELECT digest FROM inquiry WHERE inquiry_id = '%s'", entered));
    ctl_expect(ctl(s.w, "chief-1", "inquiry approve %s %s", entered, digest), 1);
    ctl_expect_text("consumer_invalid");
    s.network = network_start_peer(s.w);
    AWAIT(asking_is(&s, approved, "failed"));
    assert_false(at_provider(&s, approved));
    asking_answer(&s, asked, "");
    AWAIT(asking_is(&s, asked, "failed"));
    assert_int_equal(asking_records(&s, "consumer_invalid"), 2);
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM inquiry_result"), 0);
    size_t count = 0;
    assert_string_equal(asking_relayed(&s, asked, &count), "");
    AWAIT(bus_acts(s.w, "inquiry.not_provided") == 1); /* and what was to be told before it was told */
    assert_int_equal(asking_told(&s, asked, code), JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ASKED);
    assert_int_equal(asking_told(&s, approved, code), JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_PERMIT);
}

/* What was lawful at 受付 and is not on the day of the approval is not asked. */
static void check_law_of_today(asking *s, const char *id)
{
    char digest[80];
    (void)snprintf(digest, sizeof digest, "%s",
                   sql_text(s->conn, "SELECT digest FROM inquiry WHERE inquiry_id = '%s'", id));
    sql(s->conn, "UPDATE inquiry_affair SET valid_to = '2026-04-01' WHERE consumer = 'tax'");
    ctl_expect(ctl(s->w, "chief-1", "inquiry approve %s %s", id, digest), 1);
    ctl_expect_text("affair_not_permitted");
    sql(s->conn, "UPDATE inquiry_affair SET valid_to = NULL WHERE consumer = 'tax'");
    sql(s->conn, "ALTER TABLE law_row DISABLE TRIGGER ALL");
    sql(s->conn, "UPDATE law_row SET valid_to = '2026-04-01' WHERE item = '48'");
    ctl_expect(ctl(s->w, "chief-1", "inquiry approve %s %s", id, digest), 1);
    ctl_expect_text("item_not_in_force");
    sql(s->conn, "UPDATE law_row SET valid_to = NULL WHERE item = '48'");
    assert_true(asking_is(s, id, "entered"));
}

/* The network refuses the permit by its own list (REQ-46): no inquiry leaves. */
static void test_no_permit(void **state)
{
    asking s;
    char code[64];
    asking_open(&s, *state, NULL);
    sql(s.theirs, "DELETE FROM allowed");
    const char *id = asking_enter(&s, asking_person(&s, 1));
    check_law_of_today(&s, id);
    asking_approve(&s, id);
    AWAIT(asking_is(&s, id, "failed"));
    AWAIT(asking_told(&s, id, code) == JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_FAILED);
    assert_string_equal(code, "not_listed");
    assert_int_equal(asking_records(&s, "not_listed"), 1);
    assert_int_equal(sql_int(s.theirs, "SELECT count(*) FROM provider_inquiry"), 0);
}

/* A permit that the network did not give, or for something else, is refused and ends nothing (REQ-45). */
static void send_permit(asking *s, const char *inquiry_id, Juki__Gateway__V1__Permit *permit,
                        const char *signer)
{
    unsigned char packed[4096];
    unsigned char signature[JU_SIGNATURE_BYTES];
    char path[400];
    ju_err err;
    Juki__Gateway__V1__SignedPermit signed_ = JUKI__GATEWAY__V1__SIGNED_PERMIT__INIT;
    Juki__Gateway__V1__PermitDecided decided = JUKI__GATEWAY__V1__PERMIT_DECIDED__INIT;
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    assert_true(juki__gateway__v1__permit__get_packed_size(permit) <= sizeof packed);
    signed_.permit.len = juki__gateway__v1__permit__pack(permit, packed);
    signed_.permit.data = packed;
    (void)snprintf(path, sizeof path, "%s/%s.2026.key", s->w->dir, signer);
    assert_int_equal(ju_sign(path, "permit", &signed_.permit, signature, &err), JU_OK);
    signed_.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
    signed_.key_id = (char *)(uintptr_t) "network/2026";
    decided.inquiry_id = (char *)(uintptr_t)inquiry_id;
    decided.permit = &signed_;
    word.permit_decided = &decided;
    network_send(s->w, &(network_letter){.word = &word, .key = inquiry_id});
}

static void test_wrong_permits(void **state)
{
    static const char *const codes[] = {"permit_mismatch", "permit_forged", "permit_expired",
                                        "permit_certificate", "permit_missing"};
    asking s;
    asking_open(&s, *state, NULL);
    const char *person = asking_person(&s, 1);
    process_stop(s.network);
    const char *id = asking_enter(&s, person);
    command_id number = command_new_id();
    Juki__Gateway__V1__Question question = JUKI__GATEWAY__V1__QUESTION__INIT;
    Juki__Gateway__V1__Permit permit = JUKI__GATEWAY__V1__PERMIT__INIT;
    char *items[] = {(char *)(uintptr_t) "income", (char *)(uintptr_t) "note"};
    permit.permit_id = number.text;
    permit.question = &question;
    permit.expires_at = (char *)(uintptr_t) "2026-04-12T00:00:00";
    question.inquiry_id = (char *)(uintptr_t)id;
    question.law_table = (char *)(uintptr_t)NETWORK_TABLE;
    question.item = (char *)(uintptr_t) "48";
    question.inquirer_kind = (char *)(uintptr_t) "市町村長";
    question.inquirer = (char *)(uintptr_t)TEST_MUNICIPALITY;
    question.affair = (char *)(uintptr_t) "48.1";
    question.provider = (char *)(uintptr_t)NETWORK_BODY;
    question.information = (char *)(uintptr_t) "住民票関係情報"; /* not what was asked */
    question.asked_item = items;
    question.n_asked_item = 2;
    question.provider_kind = (char *)(uintptr_t) "市町村長";
    asking_approve(&s, id);
    send_permit(&s, id, &permit, "network");
    question.information = (char *)(uintptr_t) "地方税関係情報";
    send_permit(&s, id, &permit, NETWORK_BODY);
    permit.expires_at = (char *)(uintptr_t) "2026-04-09T23:59:59";
    send_permit(&s, id, &permit, "network");
    permit.expires_at = (char *)(uintptr_t) "2026-04-12T00:00:00";
    send_permit(&s, id, &permit, "network"); /* answers would be encrypted to nobody */
    Juki__Gateway__V1__PermitDecided none = JUKI__GATEWAY__V1__PERMIT_DECIDED__INIT;
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    none.inquiry_id = (char *)(uintptr_t)id;
    word.permit_decided = &none;
    network_send(s.w, &(network_letter){.word = &word, .key = id});
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        AWAIT(network_acts(s.w, "network.letter_refused", codes[i]) == 1);
    }
    assert_true(asking_is(&s, id, "permit"));
    s.network = network_start_peer(s.w); /* and the right one is still taken */
    AWAIT(asking_is(&s, id, "answered"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_wrong_answers, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_revoked, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_no_permit, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_permits, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("inquiry_letter", tests, NULL, NULL);
}
