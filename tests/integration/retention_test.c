/*
 * 消去 (issue 7 point 7; seed 002; seed 003 REQ-65, REQ-67; seed 004_001 K69): what is
 * over its time goes, by itself or once two have said so, and nothing else; a crash changes nothing; the
 * report says what went.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>

enum { ID_BYTES = 80, DIGESTS_BYTES = 640, CLOCK_BYTES = 320, SEARCHES = 20000 };

static const char TABLES[] = "person,person_record,person_note,certificate_issue,change,restraint_person";

typedef struct scene {
    world *w;
    PGconn *db;
    PGconn *audit;
    char clock[CLOCK_BYTES];
    char id[ID_BYTES];
    char digest[ID_BYTES];
} scene;

static process *start(scene *s)
{
    const char *const env[] = {PROCESS_STATIC[0], s->clock, NULL};
    return process_start(s->w, "juki-resident", env);
}

static process *open_scene(scene *s, void **state)
{
    static const char *const names[] = {JU_TOPIC_RESIDENT_COMMAND,     JU_TOPIC_RESIDENT_REPLY,
                                        JU_TOPIC_RESIDENT_SELF,        JU_TOPIC_RESIDENT_TO_GATEWAY,
                                        JU_TOPIC_RESIDENT_TO_IDENTITY, JU_TOPIC_RESIDENT_TO_DELIVERY,
                                        JU_TOPIC_RESIDENT_MIGRATE,     JU_TOPIC_IDENTITY_TO_RESIDENT,
                                        JU_TOPIC_DELIVERY_TO_RESIDENT, JU_TOPIC_COMPARE_RESIDENT,
                                        JU_TOPIC_LINK_KOSEKI_IN,       JU_TOPIC_LINK_JUSTICE_IN,
                                        JU_TOPIC_LINK_PORTAL_IN,       JU_TOPIC_LINK_KIOSK_IN,
                                        JU_TOPIC_AUDIT_RECORD,         JU_TOPIC_AUDIT_COMMAND,
                                        JU_TOPIC_AUDIT_REPLY,          JU_TOPIC_DEADLETTER_RESIDENT,
                                        JU_TOPIC_DEADLETTER_AUDIT,     NULL};
    *s = (scene){.w = *state};
    (void)snprintf(s->clock, sizeof s->clock, "JUKI_CLOCK=file:%s/today", s->w->dir);
    world_set_day(s->w, TEST_TODAY);
    bus_topics(s->w, 2, names);
    s->db = world_database_of(s->w, "resident")->conn;
    s->audit = world_database_of(s->w, "audit")->conn;
    (void)process_start(s->w, "juki-audit", PROCESS_STATIC);
    return start(s);
}

/* One state of a person, as of a day. */
static void put_record(scene *s, const char *who, int history, int state, const char *day)
{
    sql(s->db,
        "INSERT INTO person_record (addressee_number, history_number, household_number, state, reason, "
        "change_date, "
        "processed_date, change_id, address_word, content) "
        "VALUES ('%s', %d, 'h', %d, 'x', '%s', '%s', '%s-%d', 0, '')",
        who, history, state, day, day, who, history);
    sql(s->db, "INSERT INTO change (change_id, status, entry, entered_by) VALUES ('%s-%d', 2, '', 'o')", who,
        history);
    sql(s->db, "INSERT INTO change_person (change_id, position, addressee_number) VALUES ('%s-%d', 1, '%s')",
        who, history, who);
    sql(s->db,
        "INSERT INTO person (addressee_number, register_ref, history_number, state, household_number) VALUES "
        "('%s', 'r%s', %d, %d, 'h') ON CONFLICT (addressee_number) DO UPDATE SET history_number = "
        "excluded.history_number, state = excluded.state",
        who, who, history, state);
}

/* What else is there of a person. */
static void put_rest(scene *s, const char *who)
{
    sql(s->db,
        "INSERT INTO person_note (note_id, step, addressee_number, kind, state, note_text, recorded_date, "
        "date_hidden, operator_id, terminal_id) VALUES ('n%s', 1, '%s', 1, 1, 'x', '', false, 'o', 't')",
        who, who);
    sql(s->db,
        "INSERT INTO certificate_issue (addressee_number, issue_number, kind, household, shown, purpose, "
        "operator_id, terminal_id, issued_date) VALUES ('%s', 'i%s', 1, false, 0, 'x', 'o', 't', "
        "'1870-01-01')",
        who, who);
    sql(s->db,
        "INSERT INTO restraint_person (addressee_number, restraint_id, position, added_by) VALUES ('%s', "
        "'q', "
        "1, 'x')",
        who);
}

/* Over on 2026-04-10 are a and e; everybody else stays. */
static void put_town(scene *s)
{
    put_record(s, "a", 1, 1, "1850-01-01"); /* the last day that is over */
    put_record(s, "a", 2, 3, "1876-04-09");
    put_record(s, "b", 1, 1, "1850-01-01"); /* the day after it */
    put_record(s, "b", 2, 2, "1876-04-10");
    put_record(s, "c", 1, 1, "1850-01-01"); /* a resident, however old the record */
    put_record(s, "d", 1, 2, "1850-01-01"); /* who came back */
    put_record(s, "d", 2, 1, "2020-01-01");
    put_record(s, "e", 1, 1, "1849-01-01"); /* removed, and mended since */
    put_record(s, "e", 2, 2, "1870-01-01");
    put_record(s, "e", 3, 2, "2020-01-01");
    put_record(s, "f", 1, 2, "1850-01-01"); /* who came back, and went again */
    put_record(s, "f", 2, 1, "1900-01-01");
    put_record(s, "f", 3, 2, "1950-01-01");
    put_record(s, "g", 1, 2, "1850-01-01"); /* in a 仮登録 */
    sql(s->db, "INSERT INTO change (change_id, status, entry, entered_by) VALUES ('open', 1, '', 'o')");
    sql(s->db, "INSERT INTO change_person (change_id, position, addressee_number) VALUES ('open', 1, 'g')");
    for (const char *who = "abcdefg"; *who != '\0'; who++) {
        put_rest(s, (char[]){*who, '\0'});
    }
    /* a certificate that showed a and c stays c's */
    sql(s->db, "UPDATE certificate_issue SET issue_number = 'shared' WHERE addressee_number IN ('a', 'c')");
}

static int erase(scene *s, const char *class)
{
    return ctl(s->w, "op-1", "retention erase %s --service resident --purpose 年次消去", class);
}

static void ask(scene *s)
{
    ctl_expect(erase(s, "removed_person"), 0);
    ctl_expect_text("due=2"); /* in the text that is to be approved */
    (void)snprintf(
        s->id, sizeof s->id, "%s",
        sql_text(s->db, "SELECT erasure_id FROM erasure WHERE state = 'asked' ORDER BY made_at DESC"));
    (void)snprintf(s->digest, sizeof s->digest, "%s",
                   sql_text(s->db, "SELECT digest FROM approval WHERE approval_id = '%s'", s->id));
}

static int approve(scene *s, const char *by)
{
    return ctl(s->w, by, "approval approve erasure %s %s --service resident", s->id, s->digest);
}

static void refused(scene *s, int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
    AWAIT(sql_int(s->audit,
                  "SELECT count(*) FROM auditor.act WHERE service = 'resident' AND refused_code = '%s'",
                  why) > 0);
}

static bool is_state(scene *s, const char *state)
{
    return strcmp(sql_text(s->db, "SELECT state FROM erasure WHERE erasure_id = '%s'", s->id), state) == 0;
}

/* Without the word of another nothing goes; with it just what was due, and the report says so. */
static void test_removed_persons(void **state)
{
    scene s;
    char stays[ID_BYTES * 2];
    (void)open_scene(&s, state);
    put_town(&s);
    ctl_expect(ctl(s.w, "op-1", "retention preview --service resident --purpose 点検"), 0);
    ctl_expect_text("class: removed_person");
    ctl_expect_text("150 years");
    ctl_expect_text("last_day: 1876-04-09");
    refused(&s, erase(&s, "nothing"), "class_unknown");
    refused(&s, erase(&s, "search"), "class_automatic");
    ask(&s);
    refused(&s, erase(&s, "removed_person"), "erasure_open");
    refused(&s, approve(&s, "op-1"), "same_person");
    refused(&s, approve(&s, "op-9"), "supervisor_required");
    refused(&s, ctl(s.w, "op-2", "approval approve erasure %s %064d --service resident", s.id, 0),
            "digest_differs");
    assert_int_equal(sql_int(s.db, "SELECT count(*) FROM person"), 7);
    (void)snprintf(stays, sizeof stays, "%s",
                   sql_text(s.db, "SELECT md5(string_agg(r::text, '' ORDER BY r::text)) FROM person_record r "
                                  "WHERE addressee_number NOT IN ('a', 'e')"));
    ctl_expect(approve(&s, "op-2"), 0);
    AWAIT(is_state(&s, "done"));
    assert_int_equal(sql_int(s.db, "SELECT erased FROM erasure"), 2);
    assert_string_equal(
        sql_text(s.db, "SELECT string_agg(addressee_number, '' ORDER BY addressee_number) FROM person"),
        "bcdfg");
    assert_string_equal(
        sql_text(s.db, "SELECT md5(string_agg(r::text, '' ORDER BY r::text)) FROM person_record r"), stays);
    static const char *const of_persons[] = {"person_note", "certificate_issue", "restraint_person",
                                             "change_person"};
    for (size_t i = 0; i < sizeof of_persons / sizeof of_persons[0]; i++) {
        assert_string_equal(
            sql_text(s.db,
                     "SELECT string_agg(DISTINCT addressee_number, '' ORDER BY addressee_number) FROM %s",
                     of_persons[i]),
            "bcdfg");
    }
    assert_int_equal(
        sql_int(s.db, "SELECT count(*) FROM change WHERE change_id LIKE 'a-%%' OR change_id LIKE 'e-%%'"), 0);
    assert_string_equal(sql_text(s.db, "SELECT state FROM approval"), "used");
    /* the certificate is what the trail has the digest of */
    AWAIT(sql_int(
              s.audit,
              "SELECT count(*) FROM auditor.act WHERE action = 'retention.erased' AND change_id = '%s' "
              "AND detail LIKE '%%erased=2 certificate=%s'",
              s.id,
              sql_text(s.db, "SELECT encode(sha256(convert_to(certificate, 'UTF8')), 'hex') FROM erasure")) ==
          1);
    ctl_expect(ctl(s.w, "op-3", "retention report %s --service resident", s.id), 0);
    ctl_expect_text("erased: 2");
    ctl_expect_text("decided_by: op-2");
    refused(&s, erase(&s, "removed_person"), "nothing_due");
    refused(&s, approve(&s, "op-3"), "approval_decided");
    /* the next day b is over */
    world_set_day(s.w, "2026-04-11");
    ctl_expect(ctl(s.w, "op-1", "retention preview removed_person --service resident --purpose 点検"), 0);
    ctl_expect_text("due: 1");
    HOLDS_FOR(300, sql_int(s.db, "SELECT count(*) FROM person") == 5);
}

/* Another request than the one that was approved does not begin; nor does one whose days are over. */
static void test_changed_and_late(void **state)
{
    scene s;
    char before[DIGESTS_BYTES];
    process *p = open_scene(&s, state);
    put_town(&s);
    (void)snprintf(before, sizeof before, "%s", sql_digest(s.db, TABLES));
    ask(&s);
    sql(s.db, "UPDATE erasure SET last_day = '2026-01-01'");
    ctl_expect(approve(&s, "op-2"), 0);
    AWAIT(is_state(&s, "stopped"));
    AWAIT(sql_int(s.audit, "SELECT count(*) FROM auditor.act WHERE action = 'retention.erased' AND "
                           "refused_code = 'request_changed'") == 1);
    ask(&s);
    world_set_day(s.w, "2026-04-25");
    refused(&s, approve(&s, "op-2"), "approval_expired");
    assert_true(is_state(&s, "asked"));
    /* as if it had been approved on the last day, and the service had been down since */
    process_stop(p);
    sql(s.db,
        "UPDATE approval SET state = 'approved', decided_by = 'op-2', decided_on = '2026-04-24' WHERE "
        "approval_id = '%s'",
        s.id);
    (void)start(&s);
    AWAIT(is_state(&s, "stopped"));
    AWAIT(sql_int(s.audit, "SELECT count(*) FROM auditor.act WHERE action = 'retention.erased' AND "
                           "refused_code = 'approval_expired'") == 1);
    assert_string_equal(sql_digest(s.db, TABLES), before);
}

/* What goes by itself goes in steps; killed between two of them, it goes on, and the report counts each row
 * once. */
static void test_crash(void **state)
{
    scene s;
    process *p = open_scene(&s, state);
    process_stop(p);
    sql(s.db, "DELETE FROM erasure");
    sql(s.db,
        "INSERT INTO search_question (event_id, operator_id, asked_at, found, question) SELECT 's' || i, "
        "'o', "
        "CASE WHEN i = 0 THEN '2019-04-10 00:00+09' ELSE '2019-04-09 23:59:59+09' END::timestamptz, 0, '' "
        "FROM generate_series(0, %d) i",
        SEARCHES);
    p = start(&s);
    AWAIT(sql_int(s.db, "SELECT erased FROM erasure WHERE class = 'search'") >= 1000);
    sql(s.db, "BEGIN");
    int64_t so_far =
        sql_int(s.db, "SELECT erased FROM erasure WHERE class = 'search' AND state = 'running' FOR UPDATE");
    assert_in_range(so_far, 1000, SEARCHES - 1000); /* it waits for us */
    process_kill(p);
    sql(s.db, "ROLLBACK");
    assert_int_equal(sql_int(s.db, "SELECT count(*) FROM search_question"), SEARCHES + 1 - so_far);
    (void)start(&s);
    AWAIT(sql_int(s.db, "SELECT count(*) FROM erasure WHERE class = 'search' AND state = 'done'") == 1);
    assert_int_equal(sql_int(s.db, "SELECT sum(erased) FROM erasure WHERE class = 'search'"), SEARCHES);
    assert_string_equal(sql_text(s.db, "SELECT string_agg(event_id, '') FROM search_question"), "s0");
    world_set_day(s.w, "2026-04-11");
    AWAIT(sql_int(s.db, "SELECT count(*) FROM search_question") == 0);
    AWAIT(sql_int(s.audit, "SELECT count(*) FROM auditor.act WHERE action = 'retention.erased' AND "
                           "operator_id IS NULL AND detail LIKE 'class=search %%'") == 2);
}

/* 本人確認情報: rows of the file go by an approved erasure, and by nothing else (seed 002 R-72). */
static void test_identity(void **state)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD,      JU_TOPIC_IDENTITY_COMMAND,
                                        JU_TOPIC_LINK_NATIONAL_OUT, JU_TOPIC_LINK_NATIONAL_IN,
                                        JU_TOPIC_IDENTITY_REPLY,    NULL};
    scene s = {.w = *state};
    bus_topics(s.w, 2, names);
    s.db = world_database_of(s.w, "identity")->conn;
    (void)process_start(s.w, "juki-identity", PROCESS_STATIC);
    sql(s.db, "INSERT INTO record (register_ref, code_index, number_index, resident_code, individual_number, "
              "content, update_number, current, recorded_at) SELECT r, r::bytea, r::bytea, '', '', '', n, c, "
              "t::timestamptz FROM (VALUES ('a', 1, true, '1850-01-01'), "
              "('a', 2, "
              "false, '1876-04-09 12:00+09'), ('b', 1, false, '1876-04-10 12:00+09'), ('c', 1, false, "
              "'1850-01-01'), "
              "('c', 2, true, '1851-01-01')) v (r, n, c, t)");
    sql(s.db,
        "INSERT INTO person (code_index, register_ref, update_number) VALUES ('a', 'a', 2), ('b', 'b', 1), "
        "('c', 'c', 2)");
    PGresult *result = PQexec(s.db, "DELETE FROM record WHERE register_ref = 'a'");
    assert_int_equal(PQresultStatus(result), PGRES_FATAL_ERROR);
    PQclear(result);
    ctl_expect(ctl(s.w, "op-1", "retention erase removed_record --service identity --purpose 年次消去"), 0);
    (void)snprintf(s.id, sizeof s.id, "%s", sql_text(s.db, "SELECT erasure_id FROM erasure"));
    (void)snprintf(s.digest, sizeof s.digest, "%s", sql_text(s.db, "SELECT digest FROM approval"));
    ctl_expect(ctl(s.w, "op-2", "approval approve erasure %s %s --service identity", s.id, s.digest), 0);
    AWAIT(is_state(&s, "done"));
    assert_string_equal(sql_text(s.db,
                                 "SELECT string_agg(register_ref, '' ORDER BY register_ref, update_number) "
                                 "FROM record"),
                        "bcc");
    assert_string_equal(
        sql_text(s.db, "SELECT string_agg(register_ref, '' ORDER BY register_ref) FROM person"), "bc");
    assert_int_equal(sql_int(s.db, "SELECT erased FROM erasure"), 1);
}

/* The copy of who was removed: the register's word says since when, and what is kept by a number that
 * somebody else has stays with him. Gone on 1876-04-09 is over on 2026-04-10, the day after it is not. */
static void test_gateway(void **state)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD, JU_TOPIC_GATEWAY_COMMAND,
                                        JU_TOPIC_GATEWAY_REPLY, NULL};
    scene s = {.w = *state};
    bus_topics(s.w, 2, names);
    s.db = world_database_of(s.w, "gateway")->conn;
    (void)process_start(s.w, "juki-gateway", PROCESS_STATIC);
    sql(s.db,
        "INSERT INTO integrated (integrated_number) SELECT 'i' || n FROM generate_series(1, 6) n; "
        "INSERT INTO person (addressee_number, history_number, restrained, numbered, state, "
        "integrated_number, content) SELECT n, 1, false, false, s, i, '' FROM (VALUES ('a', 'dead', 'i1'), "
        "('b', "
        "'dead', 'i2'), ('c', 'moved_out', 'i3'), ('d', 'resident', 'i3'), ('e', 'resident', 'i4'), ('f', "
        "'moved_out', 'i5'), ('g', 'dead', 'i6')) v (n, s, i)");
    sql(s.db, "INSERT INTO person_removed SELECT n, d::date FROM (VALUES ('a', '1876-04-09'), ('b', "
              "'1876-04-10'), ('c', '1876-04-09'), ('e', '1850-01-01'), ('f', '1850-01-01'), ('g', "
              "'1850-01-01')) v (n, d)");
    sql(s.db, "INSERT INTO nonresident (addressee_number, history_number, state, owner, not_shared, carried) "
              "VALUES ('f', 1, 'non_resident', 'x', false, true)");
    sql(s.db,
        "INSERT INTO inquiry (inquiry_id, consumer, item, provider, information, asked_items, "
        "addressee_number, purpose, law_table, inquirer_kind, affair, law_version, integrated_number, "
        "digest, state, asked_by, asked_terminal, asked_office, received_at, due_at) VALUES ('q', 'tax', "
        "'', '', '', '{}', 'g', '', '', '', '', '', 'i6', '', 'entered', 'o', 't', '', now(), now())");
    sql(s.db,
        "INSERT INTO restraint SELECT addressee_number, true, 'x' FROM person; INSERT INTO former_number "
        "SELECT integrated_number::bytea, integrated_number, NULL, '2020-01-01' FROM integrated; INSERT "
        "INTO copy (integrated_number, information, content, as_of, source) SELECT integrated_number, 'x', "
        "'', '2020-01-01', 'x' FROM integrated; INSERT "
        "INTO subject_code SELECT integrated_number, 'requested', 'x' FROM integrated");
    ctl_expect(ctl(s.w, "op-1", "retention erase removed_person --service gateway --purpose 年次消去"), 0);
    ctl_expect_text("due=2");
    (void)snprintf(s.id, sizeof s.id, "%s", sql_text(s.db, "SELECT erasure_id FROM erasure"));
    (void)snprintf(s.digest, sizeof s.digest, "%s", sql_text(s.db, "SELECT digest FROM approval"));
    ctl_expect(ctl(s.w, "op-2", "approval approve erasure %s %s --service gateway", s.id, s.digest), 0);
    AWAIT(is_state(&s, "done"));
    assert_string_equal(sql_text(s.db,
                                 "SELECT (SELECT string_agg(addressee_number, '' ORDER BY 1) FROM person) "
                                 "|| '/' || (SELECT string_agg(addressee_number, '' ORDER BY 1) FROM "
                                 "restraint) || '/' || (SELECT string_agg(addressee_number, '' ORDER BY "
                                 "1) FROM person_removed)"),
                        "bdefg/bdefg/befg");
    static const char *const by_number[] = {"integrated", "former_number", "copy", "subject_code"};
    for (size_t i = 0; i < sizeof by_number / sizeof by_number[0]; i++) { /* c's number is d's, too */
        assert_string_equal(
            sql_text(s.db, "SELECT string_agg(integrated_number, '' ORDER BY integrated_number) FROM %s",
                     by_number[i]),
            "i2i3i4i5i6");
    }
    assert_int_equal(sql_int(s.db, "SELECT erased FROM erasure"), 2);
    ctl_expect(ctl(s.w, "op-3", "retention report %s --service gateway", s.id), 0);
    ctl_expect_text("decided_by: op-2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_removed_persons, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_changed_and_late, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_crash, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_identity, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_gateway, world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
