/*
 * お知らせ (systems G12; seed 003 REQ-88): entered by one person and sent by another; each person gets just
 * his, and each delivery has exactly one end, which the network tells by itself or when it is asked.
 */
#include "tests/integration/harness/asking.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/kept.h"
#include "tests/integration/harness/person_row.h"

#include <stdio.h>
#include <string.h>

static void tell(asking *s, const char *delivery_id, const char *state, const char *code)
{
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__NoticeTold told = JUKI__GATEWAY__V1__NOTICE_TOLD__INIT;
    told.delivery_id = (char *)(uintptr_t)delivery_id;
    told.state = (char *)(uintptr_t)state;
    told.code = (char *)(uintptr_t)code;
    word.notice_told = &told;
    network_send(s->w, &(network_letter){.word = &word, .key = delivery_id});
}

static void ends(asking *s, const char *how)
{
    sql(s->theirs, "DELETE FROM notice_mode");
    sql(s->theirs, "INSERT INTO notice_mode VALUES ('%s')", how);
}

static void test_notice(void **state)
{
    asking s;
    char id[64];
    char delivery[64];
    asking_open(&s, *state, NULL);
    const char *first = asking_person(&s, 1);
    const char *second = asking_person(&s, 2);
    ctl_expect(ctl(s.w, "op-1", "notice enter tax 納期 お知らせします %s 77", first), 1);
    ctl_expect_text("person_unknown");
    ctl_expect(ctl(s.w, "op-1", "notice enter tax 納期 お知らせします %s %s", first, first), 1);
    ctl_expect_text("person_twice");
    ctl_expect(ctl(s.w, "op-1", "notice enter resident 納期 お知らせします %s", first), 1);
    ctl_expect_text("consumer_invalid");
    ctl_expect(ctl(s.w, "op-1", "notice enter tax 納期 お知らせします %s %s", first, second), 0);
    ctl_expect_text("waiting: 2");
    assert_int_equal(person_rows_in_clear(s.conn, "notice", "お知らせします"), 0);
    assert_int_equal(person_rows_in_clear(s.conn, "notice", "納期"), 0);
    (void)snprintf(id, sizeof id, "%s", sql_text(s.conn, "SELECT notice_id FROM notice"));
    s.w->affair = AFFAIR_CHILD_CARE; /* another affair's is unknown */
    ctl_expect(ctl(s.w, "op-1", "notice enter tax 納期 お知らせします %s", first), 1);
    ctl_expect_text("consumer_invalid");
    ctl_expect(ctl(s.w, "chief-1", "notice send %s", id), 1);
    ctl_expect_text("notice_unknown");
    ctl_expect(ctl(s.w, "chief-1", "notice status %s", id), 1);
    ctl_expect_text("notice_unknown");
    s.w->affair = AFFAIR_TAX;
    ctl_expect(ctl(s.w, "op-1", "notice send %s", id), 1);
    ctl_expect_text("same_person");
    ctl_expect(ctl(s.w, "op-2", "notice send %s", id), 1);
    ctl_expect_text("supervisor_required");
    /* one that is not sent yet can have no end */
    (void)snprintf(
        delivery, sizeof delivery, "%s",
        sql_text(s.conn,
                 "SELECT delivery_id FROM notice_delivery d JOIN person p USING (integrated_number) "
                 "WHERE p.addressee_number = '%s'",
                 first));
    tell(&s, delivery, "delivered", "");
    AWAIT(network_acts(s.w, "network.letter_refused", "delivery_unknown") == 1);
    assert_int_equal(sql_int(s.theirs, "SELECT count(*) FROM notice"), 0);

    ends(&s, "");
    ctl_expect(ctl(s.w, "chief-1", "notice send %s", id), 0);
    ctl_expect_text("state: sent");
    AWAIT(sql_int(s.theirs, "SELECT count(*) FROM notice") == 2);
    char code[80]; /* who it is for is known by his 符号 alone */
    (void)snprintf(code, sizeof code, "%s", network_code(s.w, 1));
    assert_int_equal(
        sql_int(s.theirs,
                "SELECT count(*) FROM notice WHERE delivery_id = '%s' AND code = '%s' AND body = "
                "'お知らせします'",
                delivery, code),
        1);
    ends(&s, "no_portal_account");
    ctl_expect(ctl(s.w, "op-1", "notice status %s", id), 0); /* asks */
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM notice_delivery WHERE state = 'failed'") == 2);
    tell(&s, delivery, "delivered", "");
    AWAIT(network_acts(s.w, "network.letter_refused", "delivery_ended") == 1);
    tell(&s, delivery, "failed", "no_portal_account"); /* once more the same: nothing */
    ctl_expect(ctl(s.w, "op-1", "notice status %s", id), 0);
    ctl_expect_text("failed: 2");
    assert_int_equal(sql_int(s.conn,
                             "SELECT count(*) FROM exchange_record WHERE direction = 'notice' AND outcome = "
                             "'no_portal_account'"),
                     2);
    ctl_expect(ctl(s.w, "chief-2", "notice return %s", id), 1);
    ctl_expect_text("notice_decided");

    ends(&s, "delivered");
    ctl_expect(ctl(s.w, "op-1", "notice enter tax 納期 再度 %s", second), 0);
    (void)snprintf(id, sizeof id, "%s",
                   sql_text(s.conn, "SELECT notice_id FROM notice WHERE state = 'entered'"));
    ctl_expect(ctl(s.w, "chief-1", "notice send %s", id), 0);
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM notice_delivery WHERE state = 'delivered'") == 1);
    assert_int_equal(sql_int(s.conn,
                             "SELECT count(*) FROM exchange_record WHERE direction = 'notice' AND outcome = "
                             "'answered'"),
                     1);
    assert_int_equal(bus_count(s.w, "deadletter.gateway"), 0);
}

/* ---- bound to its row ---------------------------------------------------------------------------------- */

/* Nothing is sent of a notice that does not open. What is exchanged twice is as it was. */
static void expect_broken(asking *s, const char *id, const char *swap)
{
    char line[96];
    char before[128];
    sql(s->conn, "%s", swap);
    (void)snprintf(before, sizeof before, "%s", sql_digest(s->conn, "notice,notice_delivery"));
    (void)snprintf(line, sizeof line, "notice send %s", id);
    kept_broken(s->w, s->conn, line);
    assert_string_equal(sql_digest(s->conn, "notice,notice_delivery"), before);
    assert_int_equal(sql_int(s->theirs, "SELECT count(*) FROM notice"), 0);
    sql(s->conn, "%s", swap);
}

static void test_a_text_counts_for_its_row_alone(void **state)
{
    static const char titles[] =
        "UPDATE notice n SET title = o.title FROM notice o WHERE o.notice_id <> n.notice_id";
    static const char bodies[] =
        "UPDATE notice n SET body = o.body FROM notice o WHERE o.notice_id <> n.notice_id";
    static const char own[] = "UPDATE notice SET title = body, body = title";
    asking s;
    char id[64];
    asking_open(&s, *state, NULL);
    const char *person = asking_person(&s, 1);
    ctl_expect(ctl(s.w, "op-1", "notice enter tax 納期 お知らせします %s", person), 0);
    (void)snprintf(id, sizeof id, "%s", sql_text(s.conn, "SELECT notice_id FROM notice"));
    ctl_expect(ctl(s.w, "op-1", "notice enter tax 督促 お急ぎください %s", asking_person(&s, 2)), 0);
    expect_broken(&s, id, titles);
    expect_broken(&s, id, bodies);
    expect_broken(&s, id, own);
    ctl_expect(ctl(s.w, "chief-1", "notice send %s", id), 0);
    AWAIT(sql_int(s.theirs, "SELECT count(*) FROM notice WHERE body = 'お知らせします'") == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_notice, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_a_text_counts_for_its_row_alone, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
