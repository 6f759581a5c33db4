/*
 * 情報照会 (seed 003 REQ-45, REQ-46, REQ-49, REQ-52; seed 004_001 K36 to K40, K53): nothing leaves before
 * another person has approved it and the network permitted it; an answer is taken once, when it is the right
 * one in every respect, and reaches the office byte by byte; what ends early or late leaves no result behind.
 */
#include "tests/integration/harness/asking.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/kept.h"
#include "tests/integration/harness/person_row.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/inquiry.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ASK "inquiry ask provider=131016 asked_item=income,note --purpose 課税 "

static void refused(asking *s, int code, const char *why)
{
    (void)s;
    ctl_expect(code, 1);
    ctl_expect_text(why);
}

static void digest_of(const asking *s, const char *inquiry_id, char ret[80])
{
    (void)snprintf(ret, 80, "%s",
                   sql_text(s->conn, "SELECT digest FROM inquiry WHERE inquiry_id = '%s'", inquiry_id));
}

/* ---- what the office gets ------------------------------------------------------------------------------ */

/* The office has it once, and it is what the provider made. */
static void check_relayed(asking *s, const char *inquiry_id)
{
    size_t count = 0;
    char hex[80];
    (void)snprintf(hex, sizeof hex, "%s", asking_relayed(s, inquiry_id, &count));
    assert_int_equal(count, 1);
    assert_string_equal(
        hex, sql_text(s->theirs, "SELECT digest FROM provider_inquiry WHERE inquiry_id = '%s'", inquiry_id));
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
    s->w->affair = AFFAIR_CHILD_CARE;
    refused(s,
            ctl(s->w, "op-1", ASK "consumer=welfare item=17 information=住民票関係情報 addressee_number=%s",
                person),
            "information_wrong");
    refused(s,
            ctl(s->w, "op-1",
                ASK "consumer=welfare item=155 information=介護保険給付等関係情報 addressee_number=%s",
                person),
            "information_wrong");
    s->w->affair = AFFAIR_TAX;
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

/* 他業務参照不可: another affair, be it the desk's, neither sees nor touches what tax asked. */
static void check_affair(asking *s, const char *affair, const char *id, const char *person)
{
    s->w->affair = affair;
    refused(
        s,
        ctl(s->w, "op-1", ASK "consumer=tax item=48 information=地方税関係情報 addressee_number=%s", person),
        "consumer_invalid");
    refused(s, ctl(s->w, "chief-1", "inquiry approve %s %064d", id, 0), "inquiry_unknown");
    refused(s, ctl(s->w, "chief-1", "inquiry cancel %s", id), "inquiry_unknown");
    refused(s, ctl(s->w, "chief-1", "inquiry show %s --purpose 確認", id), "inquiry_unknown");
    ctl_expect(ctl(s->w, "chief-1", "inquiry list"), 0);
    ctl_expect_no_text(id);
    s->w->affair = AFFAIR_TAX;
    ctl_expect(ctl(s->w, "chief-1", "inquiry list"), 0);
    ctl_expect_text(id);
}

static void check_decisions(asking *s, const char *id)
{
    char digest[80];
    digest_of(s, id, digest);
    assert_int_equal(person_rows_in_clear(s->conn, "inquiry", "課税"), 0);
    refused(s, ctl(s->w, "op-1", "inquiry approve %s %s", id, digest), "same_person");
    refused(s, ctl(s->w, "op-2", "inquiry approve %s %s", id, digest), "supervisor_required");
    refused(s, ctl(s->w, "chief-1", "inquiry approve %s %064d", id, 0), "digest_mismatch");
    refused(s, ctl(s->w, "chief-1", "inquiry approve no-such %s", digest), "inquiry_unknown");
    sql(s->conn, "UPDATE inquiry SET purpose = 'another'::bytea");
    refused(s, ctl(s->w, "chief-1", "inquiry approve %s %s", id, digest), "digest_mismatch");
    sql(s->conn, "UPDATE inquiry SET purpose = convert_to('課税', 'UTF8')");
    assert_int_equal(sql_int(s->theirs, "SELECT count(*) FROM permit"), 0); /* nothing left */
    assert_true(asking_is(s, id, "entered"));
}

static void check_result_at_rest(asking *s, const char *id)
{
    assert_int_equal(sql_int(s->conn,
                             "SELECT count(*) FROM inquiry_result WHERE position('3500000'::bytea IN "
                             "information) > 0"),
                     0);
    PGresult *later = PQexec(s->conn, "UPDATE inquiry_result SET erase_at = now()");
    assert_int_equal(PQresultStatus(later), PGRES_FATAL_ERROR);
    PQclear(later);
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
    check_affair(&s, AFFAIR_CHILD_CARE, id, person);
    check_affair(&s, NULL, id, person);
    asking_approve(&s, id);
    AWAIT(asking_is(&s, id, "answered"));
    size_t count = 0;
    AWAIT(*asking_relayed(&s, id, &count) != '\0');
    check_relayed(&s, id);
    AWAIT(asking_told(&s, id, code) == JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ANSWERED);
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
    AWAIT(bus_acts(s.w, "inquiry.shown") == 4 && bus_acts(s.w, "inquiry.approved") == 8);
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
    AWAIT(asking_told(&s, other.text, code) == 0);
    assert_string_equal(code, "consumer_mismatch");
    send_request(&s, id.text, "tax", person);
    AWAIT(asking_told(&s, id.text, code) == JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_ENTERED);
    send_request(&s, id.text, "tax", person); /* another event, the same number */
    AWAIT(asking_records(&s, "inquiry_known") == 1);
    send_withdrawal(&s, JU_TOPIC_FEED_WELFARE_REQUEST, "welfare", id.text); /* another's is unknown */
    AWAIT(bus_acts(s.w, "inquiry.cancelled") == 1);
    assert_true(asking_is(&s, id.text, "entered"));
    asking_approve(&s, id.text);
    AWAIT(asking_is(&s, id.text, "answered"));
    command_id withdrawn = command_new_id();
    send_request(&s, withdrawn.text, "tax", person);
    send_withdrawal(&s, JU_TOPIC_FEED_TAX_REQUEST, "tax", withdrawn.text);
    AWAIT(asking_told(&s, withdrawn.text, code) == JUKI__GATEWAY__V1__INQUIRY_STATE__INQUIRY_STATE_CANCELLED);
    assert_int_equal(asking_records(&s, "cancelled"), 1);
    refused(&s,
            ctl(s.w, "chief-1", "inquiry approve %s %s", withdrawn.text,
                sql_text(s.conn, "SELECT digest FROM inquiry WHERE inquiry_id = '%s'", withdrawn.text)),
            "inquiry_decided");
    assert_int_equal(bus_count(s.w, "deadletter.gateway"), 0);
}

/* ---- time ---------------------------------------------------------------------------------------------- */

static const char *const HURRY[] = {"JUKI_INQUIRY_PERMIT_WAIT=1500ms", "JUKI_INQUIRY_ANSWER_WAIT=2500ms",
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
    assert_int_equal(asking_records(&s, "answer_timeout"), 1);
    asking_answer(&s, late, "");
    AWAIT(asking_letters_refused(&s, "answer_late") == 1);
    assert_int_equal(asking_records(&s, "answer_late"), 1);
    assert_true(asking_is(&s, late, "failed"));
    /* a network that is away */
    process_stop(s.network);
    char waiting[64];
    (void)snprintf(waiting, sizeof waiting, "%s", asking_enter(&s, person));
    asking_approve(&s, waiting);
    AWAIT(asking_is(&s, waiting, "failed"));
    assert_int_equal(asking_records(&s, "permit_timeout"), 1);
    s.network = network_start_peer(s.w); /* its permit comes too late */
    AWAIT(asking_letters_refused(&s, "permit_late") == 1);
    assert_int_equal(sql_int(s.theirs, "SELECT count(*) FROM provider_inquiry"), 2);
    /* the result goes when its time is over, and nobody waits for ever; the record stays */
    char entered[64];
    (void)snprintf(entered, sizeof entered, "%s", asking_enter(&s, person));
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM inquiry_result"), 1);
    world_set_day(s.w, "2026-04-18");
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM inquiry_result") == 0);
    AWAIT(asking_is(&s, entered, "cancelled"));
    assert_int_equal(asking_records(&s, "approval_timeout"), 1);
    assert_int_equal(asking_records(&s, "answered"), 1);
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
    assert_int_equal(asking_records(&s, "answered"), 1);
    size_t count = 0;
    AWAIT(*asking_relayed(&s, id, &count) != '\0');
    check_relayed(&s, id);
}

/* ---- bound to its row ---------------------------------------------------------------------------------- */

static void swap_purposes(asking *s)
{
    sql(s->conn,
        "UPDATE inquiry i SET purpose = o.purpose FROM inquiry o WHERE o.inquiry_id <> i.inquiry_id");
}

/* Two inquiries with each other's purpose: nobody is shown or approves what another one was for. */
static void test_a_purpose_counts_for_its_row_alone(void **state)
{
    asking s;
    char one[64];
    char line[160];
    char before[128];
    asking_open(&s, *state, NULL);
    const char *person = asking_person(&s, 1);
    (void)snprintf(one, sizeof one, "%s", asking_enter(&s, person));
    (void)asking_enter(&s, person);
    swap_purposes(&s);
    (void)snprintf(before, sizeof before, "%s", sql_digest(s.conn, "inquiry,exchange_record"));
    (void)snprintf(line, sizeof line, "inquiry show %s --purpose 確認", one);
    kept_broken(s.w, s.conn, line);
    kept_broken(s.w, s.conn, "inquiry list");
    (void)snprintf(line, sizeof line, "inquiry approve %s %s", one,
                   sql_text(s.conn, "SELECT digest FROM inquiry WHERE inquiry_id = '%s'", one));
    kept_broken(s.w, s.conn, line);
    assert_string_equal(sql_digest(s.conn, "inquiry,exchange_record"), before);
    assert_int_equal(sql_int(s.theirs, "SELECT count(*) FROM permit"), 0);
    swap_purposes(&s);
    asking_approve(&s, one);
    AWAIT(asking_is(&s, one, "answered"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_asked_and_answered, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_an_office_asks, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_times, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_kills, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_purpose_counts_for_its_row_alone, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("inquiry", tests, NULL, NULL);
}
