/*
 * 消去 in every room (seed 002; seed 003 REQ-65): what goes by itself is there the day
 * before it is over and gone on the day it is, and nothing else of its table.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>

enum { CLOCK_BYTES = 320 };

typedef struct room {
    const char *service;
    const char *class; /* that goes by itself */
    const char *rows;  /* some over their time, some not */
    const char *left;  /* of these, in order */
    const char *count; /* what is left, in order */
    int64_t erased;
} room;

/* The day before their end they stay, on the day they go: what was over on 2019-04-10 goes on 2026-04-11. */
static const room ROOMS[] = {
    {"resident", "certificate",
     "INSERT INTO person (addressee_number, register_ref, history_number, state, household_number) VALUES "
     "('1', 'r1', 1, 1, 'h'), ('2', 'r2', 1, 1, 'h'); INSERT INTO certificate_issue (addressee_number, "
     "issue_number, kind, "
     "household, "
     "shown, purpose, operator_id, terminal_id, issued_date, issued_at) SELECT p, n, 1, false, 0, 'x', "
     "'o', "
     "'t', '', t::timestamptz FROM (VALUES ('1', 'a', '2019-04-10 23:59+09'), ('2', 'a', '2019-04-10 "
     "23:59+09'), "
     "('1', 'b', '2019-04-11 00:00+09'), ('1', 'c', '2019-04-10 12:00+09'), ('1', 'd', '2010-01-01'), "
     "('1', 'e', '2019-04-10 23:59+09'), ('2', 'e', '2019-04-11 00:00+09')) v (p, n, t); INSERT INTO "
     "certificate_open VALUES ('d'); "
     "INSERT "
     "INTO certificate_end (issue_number, step, kind, sheets, reason, operator_id, terminal_id, ended_date, "
     "ended_at) VALUES ('a', 1, 1, 1, '', 'o', 't', '', '2019-04-10 23:59+09'), ('c', 1, 1, 1, '', 'o', 't', "
     "'', '2019-04-11 00:00+09')",
     "bcdee/c",
     "SELECT (SELECT string_agg(issue_number, '' ORDER BY issue_number) FROM certificate_issue) || '/' || "
     "(SELECT string_agg(issue_number, '') FROM certificate_end)",
     1},
    {"resident", "registered_entry",
     "INSERT INTO change (change_id, status, entry, entered_by, reviewed_at) SELECT n, s, 'x', 'o', "
     "t::timestamptz FROM (VALUES ('k', 2, '2025-04-10 23:59+09'), ('l', 2, '2025-04-11 00:00+09'), ('m', 1, "
     "'2020-01-01'), ('n', 90, '2020-01-01')) v (n, s, t)",
     "lmn", "SELECT string_agg(change_id, '' ORDER BY change_id) FROM change WHERE entry <> ''", 1},
    {"identity", "number_request",
     "INSERT INTO number_request (request_id, change_id, register_ref, subject, state, answered_at) VALUES "
     "('a', '', '', '', 'answered', '2019-04-10 23:59+09'), ('b', '', '', '', 'answered', '2019-04-11 "
     "00:00+09'), ('c', '', '', '', 'withdrawn', '2019-04-10 12:00+09'), ('d', '', '', '', 'open', NULL)",
     "bd", "SELECT string_agg(request_id, '' ORDER BY request_id) FROM number_request", 2},
    {"delivery", "ended_card",
     "INSERT INTO card (card_ref, register_ref, card_number, state, expires_on, changed_on) VALUES "
     "('a', 'r1', '', 4, NULL, '2019-04-10'), ('b', 'r1', '', 4, NULL, '2019-04-11'), ('c', 'r1', '', 2, "
     "'2030-01-01', '2010-01-01'), ('d', 'r1', '', 2, '2019-04-10', '2010-01-01'), ('e', 'r2', '', 6, NULL, "
     "'2010-01-01'); INSERT INTO card_act (act_id, register_ref, card_ref, act, reason, change_id, "
     "operator_id, terminal_id, subject, sequence, entered_on) VALUES ('x', 'r2', 'e', 1, 0, '', '', '', '', "
     "1, '2010-01-01')",
     "bce", "SELECT string_agg(card_ref, '' ORDER BY card_ref) FROM card", 2},
    {"gateway", "staff_grant",
     "INSERT INTO staff_grant (grant_id, person, person_class, affair, department, place, roles, begins_on, "
     "ends_on) SELECT n, 'p', '', '', '', '', '', '2018-01-01', t::date FROM (VALUES ('a', '2019-04-10'), "
     "('b', '2019-04-11')) v (n, t)",
     "b", "SELECT string_agg(grant_id, '' ORDER BY grant_id) FROM staff_grant", 1},
    {"delivery", "staff_terminal",
     "INSERT INTO staff_terminal (registration_id, terminal, department, place, begins_on, ends_on) SELECT "
     "n, "
     "'T', 'd', '', '2018-01-01', t::date FROM (VALUES ('a', '2019-04-10'), ('b', '2019-04-11')) v (n, t)",
     "b",
     "SELECT string_agg(registration_id, '' ORDER BY registration_id) FROM staff_terminal WHERE department = "
     "'d'",
     1},
    {"identity", "staff_revocation",
     "INSERT INTO staff_grant (grant_id, person, person_class, affair, department, place, roles, begins_on, "
     "ends_on) VALUES ('g2', 'p', '', '', '', '', '', '2018-01-01', '2026-01-01'); INSERT INTO "
     "staff_revocation SELECT k, v, 'r', t::timestamptz FROM (VALUES ('token', 'a', '2019-04-10 23:59+09'), "
     "('token', 'b', '2019-04-11 00:00+09'), ('person', 'c', '2010-01-01'), ('key', 'd', '2010-01-01'), "
     "('grant', 'g1', '2019-04-10 12:00+09'), ('grant', 'g2', '2010-01-01')) r (k, v, t)",
     "bcdg2", "SELECT string_agg(value, '' ORDER BY value) FROM staff_revocation", 2},
    {"identity", "wide_request",
     "INSERT INTO wide_request (event_id, household, persons, answered_at) VALUES ('a', false, 0, "
     "'2019-04-09 "
     "23:59+09'), ('b', false, 0, '2019-04-11 00:00+09')",
     "b", "SELECT string_agg(event_id, '' ORDER BY event_id) FROM wide_request", 1},
    {"delivery", "delivery_trace",
     "INSERT INTO trace (event_id, delivery_hash, change_id, subject, digest, erased_at) VALUES "
     "('a', '', '', '', '', '2019-04-09 12:00+09'), ('b', '', '', '', '', '2019-04-11 12:00+09'), "
     "('c', '', '', '', '', NULL)",
     "bc", "SELECT string_agg(event_id, '' ORDER BY event_id) FROM trace", 1},
    {"gateway", "subject_code_request",
     "INSERT INTO subject_code_request VALUES ('a', 'x', '2025-04-09 12:00+09'), ('b', 'x', '2020-01-01'), "
     "('c', 'y', '2025-04-12 12:00+09'); INSERT INTO subject_code (integrated_number, state, request_id) "
     "VALUES ('x', 'requested', 'b')",
     "bc", "SELECT string_agg(request_id, '' ORDER BY request_id) FROM subject_code_request", 1},
    {"gateway", "consumer_scope",
     "INSERT INTO consumer (id, office, affair, legal_basis, items, uses_number, restrained_place, "
     "valid_from, "
     "valid_to) SELECT 'gone', office, affair, legal_basis, items, uses_number, restrained_place, "
     "valid_from, "
     "'2025-04-09' FROM consumer WHERE id = 'tax' LIMIT 1; INSERT INTO consumer_scope VALUES ('1', 'gone'), "
     "('2', "
     "'gone'), ('3', 'tax')",
     "3", "SELECT string_agg(addressee_number, '' ORDER BY addressee_number) FROM consumer_scope", 2},
    {"gateway", "returned_notice",
     "INSERT INTO notice (notice_id, consumer, title, body, state, entered_by, decided_by, entered_on) "
     "VALUES "
     "('a', 't', 't', 't', 'entered', 'o', NULL, '2025-04-09'), ('b', 't', 't', 't', 'sent', 'o', 'p', "
     "'2025-04-09'), ('c', 't', 't', 't', 'entered', 'o', NULL, '2025-04-11'); INSERT INTO notice_delivery "
     "VALUES ('d', 'a', 'x'), ('e', 'b', 'x')",
     "bc", "SELECT string_agg(notice_id, '' ORDER BY notice_id) FROM notice", 1},
    {"audit", "report",
     "INSERT INTO report (report_id, name, begins, ends, made_at, code) VALUES "
     "('00000000-0000-7000-8000-00000000000a', 'n', '2019-01-01', '2019-01-02', '2019-04-09 12:00+09', 'x'), "
     "('00000000-0000-7000-8000-00000000000b', 'n', '2019-01-03', '2019-01-04', '2019-04-11 12:00+09', 'x')",
     "b", "SELECT string_agg(right(report_id::text, 1), '' ORDER BY report_id) FROM report WHERE name = 'n'",
     1},
};

/* What is over on the day after the rows came, and nothing else of theirs. */
static void test_rooms(void **state)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD,     JU_TOPIC_AUDIT_COMMAND,
                                        JU_TOPIC_AUDIT_REPLY,      JU_TOPIC_RESIDENT_COMMAND,
                                        JU_TOPIC_RESIDENT_REPLY,   JU_TOPIC_RESIDENT_SELF,
                                        JU_TOPIC_IDENTITY_COMMAND, JU_TOPIC_LINK_NATIONAL_OUT,
                                        JU_TOPIC_LINK_NATIONAL_IN, JU_TOPIC_IDENTITY_REPLY,
                                        JU_TOPIC_DELIVERY_COMMAND, JU_TOPIC_DELIVERY_REPLY,
                                        JU_TOPIC_GATEWAY_COMMAND,  JU_TOPIC_GATEWAY_REPLY,
                                        JU_TOPIC_LINK_CARD_OUT,    NULL};
    world *w = *state;
    char clock[CLOCK_BYTES];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    const char *const env[] = {PROCESS_STATIC[0], clock, NULL};
    world_set_day(w, TEST_TODAY);
    bus_topics(w, 2, names);
    (void)process_start(w, "juki-audit", env);
    (void)process_start(w, "juki-resident", env);
    (void)process_start(w, "juki-identity", env);
    (void)process_start(w, "juki-delivery", env);
    (void)process_start(w, "juki-gateway", env);
    for (size_t i = 0; i < sizeof ROOMS / sizeof ROOMS[0]; i++) {
        sql(world_database_of(w, ROOMS[i].service)->conn, "%s", ROOMS[i].rows);
    }
    world_set_day(w, "2026-04-11");
    for (size_t i = 0; i < sizeof ROOMS / sizeof ROOMS[0]; i++) {
        const room *of = &ROOMS[i];
        PGconn *db = world_database_of(w, of->service)->conn;
        AWAIT(sql_int(db, "SELECT sum(erased) FROM erasure WHERE class = '%s' AND state = 'done'",
                      of->class) == of->erased);
        assert_string_equal(sql_text(db, "%s", of->count), of->left);
    }
    for (size_t i = 0; i < sizeof ROOMS / sizeof ROOMS[0]; i++) {
        const room *of = &ROOMS[i];
        ctl_expect(ctl(w, "op-1", "retention preview --service %s --purpose 点検", of->service), 0);
        ctl_expect_text(of->class);
        ctl_expect_no_text("due: 1");
    }
    assert_int_equal(sql_int(world_database_of(w, "gateway")->conn, "SELECT count(*) FROM notice_delivery"),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rooms, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("retention_rooms", tests, NULL, NULL);
}
