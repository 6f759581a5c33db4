/*
 * 情報提供等記録 (番号法23条; seed 002; seed 003 REQ-44, REQ-62; seed 004_001 K39, K66, K69): one
 * for each inquiry, refused and cancelled ones too; found by person and by period; kept for seven years,
 * whatever is tried, and then erased by two persons.
 */
#include "tests/integration/harness/asking.h"
#include "tests/integration/harness/ctl.h"

#include <stdio.h>
#include <string.h>

static int64_t count(asking *s, const char *where)
{
    return sql_int(s->conn, "SELECT count(*) FROM exchange_record WHERE %s", where);
}

static bool fails(asking *s, const char *statement)
{
    PGresult *result = PQexec(s->conn, statement);
    bool failed = PQresultStatus(result) == PGRES_FATAL_ERROR;
    PQclear(result);
    return failed;
}

/* How many records the last call printed. */
static int printed(const char *outcome)
{
    char line[96];
    (void)snprintf(line, sizeof line, "outcome: %s", outcome);
    return ctl_count_text(line);
}

static void check_lists(asking *s, const char *first, const char *second)
{
    ctl_expect(ctl(s->w, "op-3", "exchange list from=2026-04-01 to=2026-04-30"), 1);
    ctl_expect_text("purpose_missing");
    ctl_expect(ctl(s->w, "op-3", "exchange list from=2026-04-01 direction=asked --purpose 検査"), 1);
    ctl_expect_text("filter_missing");
    ctl_expect(ctl(s->w, "op-3", "exchange list from=2026-04-01 to=2026-04-30 --purpose 検査"), 0);
    assert_int_equal(printed("answered"), 1);
    assert_int_equal(printed("cancelled"), 1);
    assert_int_equal(printed("affair_not_permitted"), 1);
    ctl_expect(
        ctl(s->w, "op-3", "exchange list from=2026-04-01 to=2026-04-30 outcome=cancelled --purpose 検査"), 0);
    assert_int_equal(printed("cancelled"), 1);
    assert_int_equal(printed("answered"), 0);
    ctl_expect(ctl(s->w, "op-3", "exchange list from=2026-04-11 to=2026-04-30 --purpose 検査"), 0);
    assert_int_equal(printed("answered"), 0);
    /* of a person just his own */
    ctl_expect(ctl(s->w, "op-3", "exchange show %s --purpose 開示", first), 0);
    assert_int_equal(printed("answered"), 1);
    assert_int_equal(printed("cancelled"), 0);
    ctl_expect(ctl(s->w, "op-3", "exchange show %s --purpose 開示", second), 0);
    assert_int_equal(printed("answered"), 0);
    assert_int_equal(printed("cancelled"), 1);
    ctl_expect(ctl(s->w, "op-3", "exchange show 77 --purpose 開示"), 1);
    ctl_expect_text("person_unknown");
    AWAIT(bus_acts(s->w, "exchange.listed") == 8 && bus_acts(s->w, "exchange.shown") == 2);
}

/* Each inquiry that is closed has one record that says how. */
static void check_reconciled(asking *s)
{
    assert_int_equal(sql_int(s->conn,
                             "SELECT count(*) FROM inquiry i WHERE closed_at IS NOT NULL AND 1 <> "
                             "(SELECT count(*) FROM exchange_record r WHERE r.exchange_id = i.inquiry_id AND "
                             "r.outcome = coalesce(nullif(i.code, ''), 'answered'))"),
                     0);
}

/* Whose record it is stands nowhere in clear. */
static void check_secrecy(asking *s, const char *number)
{
    assert_int_equal(
        sql_int(s->conn,
                "SELECT count(*) FROM exchange_record r, person p WHERE p.addressee_number = '%s' AND "
                "position(p.integrated_number IN r::text) > 0",
                number),
        0);
}

static void test_listed(void **state)
{
    asking s;
    asking_open(&s, *state, NULL);
    const char *first = asking_person(&s, 1);
    const char *second = asking_person(&s, 2);
    char answered[64];
    (void)snprintf(answered, sizeof answered, "%s", asking_enter(&s, first));
    asking_approve(&s, answered);
    AWAIT(asking_is(&s, answered, "answered"));
    ctl_expect(ctl(s.w, "op-1", "inquiry cancel %s", asking_enter(&s, second)), 0);
    ctl_expect(
        ctl(s.w, "op-1",
            "inquiry ask consumer=tax item=155 provider=131016 information=住民票関係情報 asked_item=a "
            "addressee_number=%s --purpose 課税",
            first),
        1);
    check_lists(&s, first, second);
    check_reconciled(&s);
    check_secrecy(&s, first);
    assert_int_equal(bus_count(s.w, "deadletter.gateway"), 0);
}

/* So many old ones, each a day before the one before. */
static void fill(asking *s, int records, const char *last)
{
    sql(s->conn,
        "INSERT INTO exchange_record (direction, exchange_id, inquirer_kind, inquirer, provider, law_table, "
        "item, affair, "
        "information, law_version, permit_id, outcome, operator_id, terminal_id, received_at, closed_at) "
        "SELECT "
        "'provided', '', '市町村長', '131016', '132071', 't', '48', '48.1', 'i', 'v', '', 'answered', '', "
        "'', d, d FROM "
        "(SELECT '%s'::date - n AS d FROM generate_series(0, %d) n) t",
        last, records - 1);
}

/* What stands beside the records of that time; of the second only the day makes it stay. */
static void put_beside(asking *s)
{
    static const char *const days[] = {"2019-04-09", "2019-04-10"};
    for (int i = 0; i < 2; i++) {
        sql(s->conn,
            "INSERT INTO exchange_record (direction, exchange_id, inquirer_kind, inquirer, provider, "
            "law_table, item, "
            "affair, information, law_version, permit_id, outcome, operator_id, terminal_id, received_at, "
            "closed_at) "
            "SELECT 'provided', 'e%d', '', '', '', '', '', '', '', '', 'p%d', 'answered', '', '', d, d FROM "
            "(SELECT "
            "'%s'::date AS d) AS t",
            i, i, days[i]);
        sql(s->conn,
            "INSERT INTO provision (permit_id, inquiry_id, state, law_table, item, information, law_version, "
            "received_at) VALUES ('p%d', 'e%d', 'answered', '', '', '', '', '')",
            i, i);
        sql(s->conn, "INSERT INTO provision_manual VALUES ('e%d', 'd', 'a', 'b', 'c')", i);
        sql(s->conn, "INSERT INTO self_request VALUES ('e%d')", i);
        sql(s->conn, "INSERT INTO notice VALUES ('n%d', 'tax', '', '', 'sent', 'a', 'b')", i);
        sql(s->conn, "INSERT INTO notice_delivery VALUES ('e%d', 'n%d', '1', 'delivered')", i, i);
    }
    /* a notice whose other delivery is younger stays */
    sql(s->conn, "INSERT INTO notice_delivery VALUES ('other', 'n0', '2', 'delivered')");
}

static void check_beside(asking *s)
{
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM provision WHERE permit_id <> 'p1'"), 0);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM provision_manual WHERE record_id <> 'e1'"), 0);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM self_request WHERE request_id <> 'e1'"), 0);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM notice_delivery WHERE delivery_id = 'e0'"), 0);
    assert_int_equal(sql_int(s->conn,
                             "SELECT count(*) FROM provision JOIN provision_manual m ON m.record_id = "
                             "inquiry_id JOIN self_request ON request_id = m.record_id"),
                     1);
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM notice"), 2);
}

static void test_seven_years(void **state)
{
    asking s;
    char erasure[64];
    asking_open(&s, *state, NULL);
    fill(&s, 148, "2019-04-10");
    put_beside(&s);
    assert_true(fails(&s, "DELETE FROM exchange_record"));
    assert_true(fails(&s, "UPDATE exchange_record SET outcome = 'other'"));
    assert_true(fails(&s, "TRUNCATE exchange_record"));
    s.w->affair = AFFAIR_CHILD_CARE; /* 情報提供等記録 are the desk's */
    ctl_expect(ctl(s.w, "op-1", "exchange list from=2019-04-01 to=2019-04-10 --purpose 期間経過"), 1);
    ctl_expect_text("affair_not_allowed");
    ctl_expect(ctl(s.w, "op-1", "exchange erase 2019-04-10 --purpose 期間経過"), 1);
    ctl_expect_text("affair_not_allowed");
    s.w->affair = AFFAIR_TAX;
    ctl_expect(ctl(s.w, "op-1", "exchange erase 2019-04-11 --purpose 期間経過"), 1);
    ctl_expect_text("kept_seven_years");
    ctl_expect(ctl(s.w, "op-1", "exchange erase 2019-04-10 --purpose 期間経過"), 0);
    ctl_expect_text("records: 148");
    (void)snprintf(erasure, sizeof erasure, "%s",
                   sql_text(s.conn, "SELECT erasure_id FROM exchange_erasure"));
    char digest[80];
    (void)snprintf(digest, sizeof digest, "%s",
                   sql_text(s.conn, "SELECT digest FROM approval WHERE kind = 'exchange_erasure'"));
    ctl_expect(ctl(s.w, "op-1", "exchange erase-approve %s %s", erasure, digest), 1);
    ctl_expect_text("same_person");
    ctl_expect(ctl(s.w, "op-2", "exchange erase-approve %s %s", erasure, digest), 1);
    ctl_expect_text("supervisor_required");
    assert_int_equal(count(&s, "true"), 150);
    ctl_expect(ctl(s.w, "chief-1", "exchange erase-approve %s %064d", erasure, 0), 1);
    ctl_expect_text("digest_differs");
    sql(s.conn, "UPDATE exchange_erasure SET erase_before = '2019-04-09'");
    ctl_expect(ctl(s.w, "chief-1", "exchange erase-approve %s %s", erasure, digest), 1);
    ctl_expect_text("request_changed");
    sql(s.conn, "UPDATE exchange_erasure SET erase_before = '2019-04-10'");
    ctl_expect(ctl(s.w, "chief-1", "exchange erase-approve %s %s", erasure, digest), 0);
    ctl_expect_text("state: done");
    assert_int_equal(count(&s, "true"), 2);
    check_beside(&s);
    assert_int_equal(sql_int(s.conn, "SELECT erased FROM exchange_erasure"), 148);
    ctl_expect(ctl(s.w, "chief-2", "exchange erase-refuse %s", erasure), 1);
    ctl_expect_text("erasure_decided");
    assert_true(fails(&s, "DELETE FROM exchange_record")); /* the one of the day itself */
    AWAIT(bus_acts(s.w, "exchange.erased") == 5);
}

/* Pages meet; counts below the minimum are not told. */
static void test_pages_and_counts(void **state)
{
    static const char *const minimum[] = {"JUKI_STATISTICS_MINIMUM=10", NULL};
    asking s;
    char next[32];
    asking_open(&s, *state, minimum);
    fill(&s, 130, "2026-04-09");
    for (int i = 0; i < 11; i++) {
        fill(&s, 1, "2026-04-10");
    }
    ctl_expect(ctl(s.w, "op-3", "exchange list from=2025-01-01 to=2026-12-31 --purpose 検査"), 0);
    assert_int_equal(printed("answered"), 100);
    (void)snprintf(next, sizeof next, "%s", ctl_value("next"));
    ctl_expect(ctl(s.w, "op-3", "exchange list from=2025-01-01 to=2026-12-31 before=%s --purpose 検査", next),
               0);
    assert_int_equal(printed("answered"), 41);
    ctl_expect(ctl(s.w, "op-3", "exchange statistics 2026-04-09 2026-04-10"), 0);
    ctl_expect_text("count: 11");
    ctl_expect_text("suppressed: true");
    ctl_expect_text("erasable_before: 2019-04-10");
    AWAIT(bus_acts(s.w, "exchange.counted") == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_listed, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_seven_years, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_pages_and_counts, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("exchange", tests, NULL, NULL);
}
