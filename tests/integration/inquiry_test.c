/*
 * 情報照会 (seed 003 REQ-45, REQ-46, REQ-49, REQ-52; seed 004_001 K36 to K40, K53): nothing leaves before
 * another person has approved it and the network permitted it; an answer is taken once, when it is the right
 * one in every respect, and reaches the office byte by byte; what ends early or late leaves no result behind.
 */
#include "tests/integration/harness/asking.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"

#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "common/seal/sign.h"
#include "juki/gateway/v1/inquiry.pb-c.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ASK "inquiry ask provider=131016 asked_item=income,note --purpose 課税 "

enum { ARENA_BYTES = 1 << 18, DIGEST_BYTES = 32 };

static void refused(asking *s, int code, const char *why)
{
    (void)s;
    ctl_expect(code, 1);
    ctl_expect_text(why);
}

/* 情報提供等記録 of this outcome. */
static int64_t records(asking *s, const char *outcome)
{
    return sql_int(s->conn,
                   "SELECT count(*) FROM exchange_record WHERE direction = 'asked' AND outcome = '%s'",
                   outcome);
}

static void digest_of(const asking *s, const char *inquiry_id, char ret[80])
{
    (void)snprintf(ret, 80, "%s",
                   sql_text(s->conn, "SELECT digest FROM inquiry WHERE inquiry_id = '%s'", inquiry_id));
}

/* ---- what the office gets ------------------------------------------------------------------------------ */

/* The digest of the result as the tax office opens it; "" when it was told none. Static. */
static const char *relayed(asking *s, const char *inquiry_id, size_t *ret_count)
{
    static char hex[2 * DIGEST_BYTES + 1];
    bus_records all = bus_read(s->w, JU_TOPIC_INQUIRY_TAX);
    ju_arena arena;
    ju_keyring *ring = NULL;
    ju_err err;
    ju_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "tax", &ring, &err), JU_OK);
    *hex = '\0';
    *ret_count = 0;
    for (size_t i = 0; i < all.count; i++) {
        if (strcmp(all.item[i].key, inquiry_id) != 0 ||
            strcmp(all.item[i].type, juki__gateway__v1__inquiry_result__descriptor.name) != 0) {
            continue;
        }
        unsigned char digest[DIGEST_BYTES];
        ProtobufCBinaryData clear;
        Juki__Gateway__V1__InquiryResult *result =
            juki__gateway__v1__inquiry_result__unpack(NULL, all.item[i].size, all.item[i].value);
        assert_non_null(result);
        assert_int_equal(
            ju_unseal(ring, &arena, "provided_information", inquiry_id, result->information, &clear, &err),
            JU_OK);
        assert_int_equal(EVP_Digest(clear.data, clear.len, digest, NULL, EVP_sha256(), NULL), 1);
        ju_hex(digest, sizeof digest, hex);
        juki__gateway__v1__inquiry_result__free_unpacked(result, NULL);
        (*ret_count)++;
    }
    ju_keyring_free(ring);
    ju_arena_done(&arena);
    bus_free(&all);
    return hex;
}

/* The office has it once, and it is what the provider made. */
static void check_relayed(asking *s, const char *inquiry_id)
{
    size_t count = 0;
    char hex[80];
    (void)snprintf(hex, sizeof hex, "%s", relayed(s, inquiry_id, &count));
    assert_int_equal(count, 1);
    assert_string_equal(
        hex, sql_text(s->theirs, "SELECT digest FROM provider_inquiry WHERE inquiry_id = '%s'", inquiry_id));
}

/* How the office was told that it stands, last; -1: not at all. ret_code: why. */
static int told(asking *s, const char *inquiry_id, char ret_code[64])
{
    bus_records all = bus_read(s->w, JU_TOPIC_INQUIRY_TAX);
    int state = -1;
    *ret_code = '\0';
    for (size_t i = 0; i < all.count; i++) {
        if (strcmp(all.item[i].key, inquiry_id) != 0 ||
            strcmp(all.item[i].type, juki__gateway__v1__inquiry_status__descriptor.name) != 0) {
            continue;
        }
        Juki__Gateway__V1__InquiryStatus *status =
            juki__gateway__v1__inquiry_status__unpack(NULL, all.item[i].size, all.item[i].value);
        assert_non_null(status);
        state = (int)status->state;
        (void)snprintf(ret_code, 64, "%s", status->refusal == NULL ? "" : status->refusal->code);
        juki__gateway__v1__inquiry_status__free_unpacked(status, NULL);
    }
    bus_free(&all);
    return state;
}

/* ---- two persons, a permit, an answer ------------------------------------------------------------------ */

static void check_refusals(asking *s, const char *person)
{
    refused(s, ctl(s->w, "op-1", ASK "consumer=tax item=48 information=地方税関係情報 addressee_number=77"),
            "person_unknown");
    refused(
        s,
        ctl(s->w, "op-1", ASK "consumer=tax item=155 information=住民票関係情報 addressee_number=%s", person),
        "affair_not_permitted");
    refused(s,
            ctl(s->w, "op-1", ASK "consumer=resident item=48 information=地方税関係情報 addressee_number=%s",
                person),
            "consumer_invalid"); /* */
    refused(s,
            ctl(s->w, "op-1", ASK "consumer=welfare item=17 information=住民票関係情報 addressee_number=%s",
                person),
            "information_wrong");
    refused(s,
            ctl(s->w, "op-1",
                ASK "consumer=welfare item=155 information=介護保険給付等関係情報 addressee_number=%s",
                person),
            "information_wrong");
    refused(s,
            ctl(s->w, "op-1",
                "inquiry ask consumer=tax item=48 provider=130001 asked_item=income "
                "information=地方税関係情報 addressee_number=%s --purpose 課税",
                person),
            "provider_wrong");
    refused(s,
            ctl(s->w, "op-1",
                "inquiry ask consumer=tax item=48 provider=131016 information=地方税関係情報 "
                "asked_item=income addressee_number=%s",
                person),
            "item_missing");
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM inquiry"), 0);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM exchange_record WHERE outcome <> 'answered'"), 7);
}

static void check_decisions(asking *s, const char *id)
{
    char digest[80];
    digest_of(s, id, digest);
    refused(s, ctl(s->w, "op-1", "inquiry approve %s %s", id, digest), "same_person");
    refused(s, ctl(s->w, "op-2", "inquiry approve %s %s", id, digest), "supervisor_required");
    refused(s, ctl(s->w, "chief-1", "inquiry approve %s %064d", id, 0), "digest_mismatch");
    refused(s, ctl(s->w, "chief-1", "inquiry approve no-such %s", digest), "inquiry_unknown");
    sql(s->conn, "UPDATE inquiry SET purpose = 'another'");
    refused(s, ctl(s->w, "chief-1", "inquiry approve %s %s", id, digest), "digest_mismatch");
    sql(s->conn, "UPDATE inquiry SET purpose = '課税'");
    assert_int_equal(sql_int(s->theirs, "SELECT count(*) FROM permit"), 0); /* nothing left */
    assert_true(asking_is(s, id, "entered"));
}

static void check_result_at_rest(asking *s, const char *id)
{
    assert_int_equal(sql_int(s->conn,
                             "SELECT count(*) FROM inquiry_result WHERE position('3500000'::bytea IN "
                             "information) > 0"),
                     0);
    assert_int_equal(PQresultStatus(PQexec(s->conn, "UPDATE inquiry_result SET erase_at = now()")),
                     PGRES_FATAL_ERROR);
    ctl_expect(ctl(s->w, "op-3", "inquiry show %s", id), 1);
    ctl_expect_text("purpose_missing");
    ctl_expect(ctl(s->w, "op-3", "inquiry show %s --purpose 確認", id), 0);
    ctl_expect_text("3500000");
    ctl_expect_text("髙󠄀橋　");
}

static void test_asked_and_answered(void **state)
{
    asking s;
    char code[64];
    asking_open(&s, *state, NULL);
    const char *person = asking_person(&s, 1);
    check_refusals(&s, person);
    const char *id = asking_enter(&s, person);
    check_decisions(&s, id);
    asking_approve(&s, id);
    AWAIT(asking_is(&s, id, "answered"));
    size_t count = 0;
    AWAIT(*relayed(&s, id, &count) != '\0');
    check_relayed(&s, id);
    AWAIT(told(&s, id, code) == JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ANSWERED);
    check_result_at_rest(&s, id);
    refused(&s, ctl(s.w, "chief-1", "inquiry cancel %s", id), "inquiry_closed");
    /* one record, of who asked whom for what, by which permit and law, and nothing of what was answered */
    assert_int_equal(
        sql_int(s.conn,
                "SELECT count(*) FROM exchange_record WHERE exchange_id = '%s' AND outcome = 'answered' "
                "AND inquirer = '" TEST_MUNICIPALITY "' AND provider = '131016' AND item = '48' AND "
                "affair = '48.1' AND law_version = 'test-1' AND permit_id <> '' AND subject IS NOT NULL AND "
                "operator_id = 'op-1' AND terminal_id = 'w1'",
                id),
        1);
    AWAIT(bus_acts(s.w, "inquiry.answered") == 1 && bus_acts(s.w, "inquiry.permitted") == 1);
    AWAIT(bus_acts(s.w, "inquiry.shown") == 2 && bus_acts(s.w, "inquiry.approved") == 6);
    assert_int_equal(bus_count(s.w, "deadletter.gateway"), 0);
}

/* ---- an office asks by itself -------------------------------------------------------------------------- */

static void send_request(asking *s, const char *id, const char *consumer, const char *person)
{
    char *items[] = {(char *)(uintptr_t) "income"};
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Gateway__V1__InquiryContent content = JUKI__GATEWAY__V1__INQUIRY_CONTENT__INIT;
    Juki__Gateway__V1__RequestInquiry wish = JUKI__GATEWAY__V1__REQUEST_INQUIRY__INIT;
    who.operator_id = (char *)(uintptr_t) "tax-7";
    who.terminal_id = (char *)(uintptr_t) "t7";
    content.consumer = (char *)(uintptr_t)consumer;
    content.item = (char *)(uintptr_t) "48";
    content.provider = (char *)(uintptr_t)NETWORK_BODY;
    content.information = (char *)(uintptr_t) "地方税関係情報";
    content.asked_item = items;
    content.n_asked_item = 1;
    content.addressee_number = (char *)(uintptr_t)person;
    content.purpose = (char *)(uintptr_t) "課税";
    wish.inquiry_id = (char *)(uintptr_t)id;
    wish.operator_ = &who;
    wish.content = &content;
    bus_send(s->w, JU_TOPIC_FEED_TAX_REQUEST, &(bus_event){.key = "tax", .message = &wish.base});
}

static void send_withdrawal(asking *s, const char *topic, const char *key, const char *id)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Gateway__V1__WithdrawInquiry wish = JUKI__GATEWAY__V1__WITHDRAW_INQUIRY__INIT;
    who.operator_id = (char *)(uintptr_t) "tax-7";
    who.terminal_id = (char *)(uintptr_t) "t7";
    wish.inquiry_id = (char *)(uintptr_t)id;
    wish.operator_ = &who;
    bus_send(s->w, topic, &(bus_event){.key = key, .message = &wish.base});
}

static void test_an_office_asks(void **state)
{
    asking s;
    char code[64];
    asking_open(&s, *state, NULL);
    const char *person = asking_person(&s, 1);
    command_id other = command_new_id();
    command_id id = command_new_id();
    send_request(&s, other.text, "welfare", person);
    AWAIT(told(&s, other.text, code) == 0);
    assert_string_equal(code, "consumer_mismatch");
    send_request(&s, id.text, "tax", person);
    AWAIT(told(&s, id.text, code) == JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ENTERED);
    send_request(&s, id.text, "tax", person); /* another event, the same number */
    AWAIT(records(&s, "inquiry_known") == 1);
    send_withdrawal(&s, JU_TOPIC_FEED_WELFARE_REQUEST, "welfare", id.text); /* another's is unknown */
    AWAIT(bus_acts(s.w, "inquiry.cancelled") == 1);
    assert_true(asking_is(&s, id.text, "entered"));
    asking_approve(&s, id.text);
    AWAIT(asking_is(&s, id.text, "answered"));
    command_id withdrawn = command_new_id();
    send_request(&s, withdrawn.text, "tax", person);
    send_withdrawal(&s, JU_TOPIC_FEED_TAX_REQUEST, "tax", withdrawn.text);
    AWAIT(told(&s, withdrawn.text, code) == JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_CANCELLED);
    assert_int_equal(records(&s, "cancelled"), 1);
    refused(&s,
            ctl(s.w, "chief-1", "inquiry approve %s %s", withdrawn.text,
                sql_text(s.conn, "SELECT digest FROM inquiry WHERE inquiry_id = '%s'", withdrawn.text)),
            "inquiry_decided");
    assert_int_equal(bus_count(s.w, "deadletter.gateway"), 0);
}

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

static int64_t letters_refused(asking *s, const char *code)
{
    return sql_int(s->theirs, "SELECT count(*) FROM refused WHERE direction = 'out' AND code = '%s'", code);
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
        int64_t before = letters_refused(&s, WRONG[i].code);
        asking_answer(&s, id, WRONG[i].mode);
        AWAIT(letters_refused(&s, WRONG[i].code) == before + 1);
        assert_true(asking_is(&s, id, "asked"));
    }
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM inquiry_result"), 0);
    asking_answer(&s, id, "pending"); /* 自動応答不可: the answer follows */
    asking_answer(&s, id, "");
    AWAIT(asking_is(&s, id, "answered"));
    asking_answer(&s, id, "");
    AWAIT(letters_refused(&s, "answer_known") == 1);
    assert_int_equal(records(&s, "answered"), 1);
    assert_int_equal(records(&s, "answer_known"), 1);
    size_t count = 0;
    AWAIT(*relayed(&s, id, &count) != '\0');
    assert_int_equal(count, 1);
    AWAIT(bus_acts(s.w, "inquiry.pending") == 1);
    /* a body that has nothing to give */
    asking_mode(&s, "none");
    const char *none = asking_enter(&s, asking_person(&s, 2));
    asking_approve(&s, none);
    AWAIT(asking_is(&s, none, "failed"));
    assert_int_equal(records(&s, "information_unavailable"), 1);
    assert_int_equal(bus_count(s.w, "deadletter.gateway"), 0);
}

/* The network refuses the permit by its own list (REQ-46): no inquiry leaves. */
static void test_no_permit(void **state)
{
    asking s;
    char code[64];
    asking_open(&s, *state, NULL);
    sql(s.theirs, "DELETE FROM allowed");
    const char *id = asking_enter(&s, asking_person(&s, 1));
    asking_approve(&s, id);
    AWAIT(asking_is(&s, id, "failed"));
    AWAIT(told(&s, id, code) == JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_FAILED);
    assert_string_equal(code, "not_listed");
    assert_int_equal(records(&s, "not_listed"), 1);
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

/* ---- time ---------------------------------------------------------------------------------------------- */

static const char *const HURRY[] = {"JUKI_INQUIRY_PERMIT_WAIT=700ms", "JUKI_INQUIRY_ANSWER_WAIT=1500ms",
                                    "JUKI_INQUIRY_APPROVAL_WAIT=1d", "JUKI_INQUIRY_RESULT_KEPT=7d", NULL};

static void test_times(void **state)
{
    asking s;
    asking_open(&s, *state, HURRY);
    const char *person = asking_person(&s, 1);
    char done[64];
    (void)snprintf(done, sizeof done, "%s", asking_enter(&s, person));
    asking_approve(&s, done);
    AWAIT(asking_is(&s, done, "answered"));
    /* a provider that is silent, and answers when nobody waits any more */
    asking_mode(&s, "silent");
    char late[64];
    (void)snprintf(late, sizeof late, "%s", asking_enter(&s, person));
    asking_approve(&s, late);
    AWAIT(asking_is(&s, late, "failed"));
    assert_int_equal(records(&s, "answer_timeout"), 1);
    asking_answer(&s, late, "");
    AWAIT(letters_refused(&s, "answer_late") == 1);
    assert_int_equal(records(&s, "answer_late"), 1);
    assert_true(asking_is(&s, late, "failed"));
    /* a network that is away */
    process_stop(s.network);
    char waiting[64];
    (void)snprintf(waiting, sizeof waiting, "%s", asking_enter(&s, person));
    asking_approve(&s, waiting);
    AWAIT(asking_is(&s, waiting, "failed"));
    assert_int_equal(records(&s, "permit_timeout"), 1);
    s.network = network_start_peer(s.w); /* its permit comes too late */
    AWAIT(letters_refused(&s, "permit_late") == 1);
    assert_int_equal(sql_int(s.theirs, "SELECT count(*) FROM provider_inquiry"), 2);
    /* the result goes when its time is over, and nobody waits for ever; the record stays */
    char entered[64];
    (void)snprintf(entered, sizeof entered, "%s", asking_enter(&s, person));
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM inquiry_result"), 1);
    world_set_day(s.w, "2026-04-18");
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM inquiry_result") == 0);
    AWAIT(asking_is(&s, entered, "cancelled"));
    assert_int_equal(records(&s, "approval_timeout"), 1);
    assert_int_equal(records(&s, "answered"), 1);
    AWAIT(bus_acts(s.w, "inquiry.result_erased") == 1);
    ctl_expect(ctl(s.w, "op-1", "inquiry show %s --purpose 確認", done), 0);
    assert_int_equal(ctl_count_text("kept: true"), 0);
    assert_int_equal(ctl_count_text("3500000"), 0);
}

/* ---- kills --------------------------------------------------------------------------------------------- */

static void again(asking *s)
{
    process_kill(s->gateway);
    asking_start_gateway(s, NULL);
}

/* Killed in each state it goes on where it was; a result that nobody fetched goes in its time (K53). */
static void test_kills(void **state)
{
    asking s;
    asking_open(&s, *state, NULL);
    const char *id = asking_enter(&s, asking_person(&s, 1));
    again(&s);
    process_stop(s.network);
    asking_approve(&s, id);
    again(&s);
    asking_mode(&s, "silent");
    s.network = network_start_peer(s.w);
    AWAIT(sql_int(s.theirs, "SELECT count(*) FROM provider_inquiry") == 1);
    again(&s);
    AWAIT(asking_is(&s, id, "asked"));
    process_kill(s.gateway);
    asking_answer(&s, id, "");
    asking_start_gateway(&s, NULL);
    AWAIT(asking_is(&s, id, "answered"));
    process_kill(s.gateway);
    world_set_day(s.w, "2026-04-18");
    asking_start_gateway(&s, NULL);
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM inquiry_result") == 0);
    assert_int_equal(sql_int(s.theirs, "SELECT count(*) FROM permit"), 1);
    assert_int_equal(records(&s, "answered"), 1);
    size_t count = 0;
    AWAIT(*relayed(&s, id, &count) != '\0');
    check_relayed(&s, id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_asked_and_answered, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_an_office_asks, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_answers, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_no_permit, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_permits, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_times, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_kills, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("inquiry", tests, NULL, NULL);
}
