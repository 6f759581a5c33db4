/*
 * The registers of the audit trail (seed 002 R-89; seed 003 REQ-80, REQ-81; seed 004_001 K77 to K79, M6, O13,
 * O16): opened, amended, completed by one and closed by another, nothing ever overwritten, each command an
 * act.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct scene {
    world *w;
    PGconn *db;
    char id[64]; /* of the case */
} scene;

static void open_scene(scene *s, void **state)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD,     JU_TOPIC_AUDIT_COMMAND,
                                        JU_TOPIC_AUDIT_REPLY,      JU_TOPIC_STAFF_RIGHT,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    *s = (scene){.w = *state};
    bus_topics(s->w, 2, names);
    s->db = world_database_of(s->w, "audit")->conn;
    (void)process_start(s->w, "juki-audit", PROCESS_STATIC);
}

static void refused(int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
}

static int64_t acts(const scene *s, const char *action, const char *by)
{
    return sql_int(s->db,
                   "SELECT count(*) FROM audit_log WHERE action = '%s' AND encode(record, 'escape') "
                   "LIKE '%%%s%%'",
                   action, by);
}

static bool changed(const scene *s, const char *statement)
{
    PGresult *result = PQexec(s->db, statement);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return done;
}

/* The fault of R6.3: other persons' telephone numbers on postcards. */
static void enter_incident(scene *s)
{
    refused(ctl(s->w, "op-1", "case open incident occurred_on=2024-03-15 serious=yes"), "item_missing");
    ctl_expect(
        ctl(s->w, "op-1",
            "case open incident occurred_on=2024-03-15 found_on=2024-03-20 serious=yes affected=住民記録 "
            "content=他人の電話番号を印字したハガキを発送"),
        0);
    ctl_expect_text("state: open");
    (void)snprintf(s->id, sizeof s->id, "%s", sql_text(s->db, "SELECT case_id FROM register_step"));
}

static void amend(scene *s)
{
    refused(ctl(s->w, "op-1", "case amend nobody persons=3"), "case_unknown");
    refused(ctl(s->w, "op-1", "case complete %s cause=移行不備", s->id), "item_missing");
    ctl_expect(ctl(s->w, "op-1", "case amend %s occurred_on=2024-03-14 cause=移行不備 persons=3", s->id), 0);
    ctl_expect(ctl(s->w, "op-1", "case amend %s persons=", s->id), 0);
    ctl_expect_no_text("persons");
    ctl_expect(
        ctl(s->w, "op-2",
            "case complete %s prevention=全件を再度突合 evidence=突合結果 reported_to=個人情報保護委員会 "
            "reported_on=2024-03-25",
            s->id),
        0);
    ctl_expect_text("state: complete");
}

static void close_it(scene *s)
{
    refused(ctl(s->w, "op-2", "case close %s 4", s->id), "same_person");
    refused(ctl(s->w, "op-1", "case close %s 3", s->id), "case_changed");
    ctl_expect(ctl(s->w, "op-1", "case return %s 4", s->id), 0);
    ctl_expect_text("state: open");
    ctl_expect(ctl(s->w, "op-2", "case complete %s", s->id), 0);
    ctl_expect(ctl(s->w, "op-1", "case close %s 6", s->id), 0);
    ctl_expect_text("state: closed");
    refused(ctl(s->w, "op-1", "case amend %s persons=4", s->id), "case_closed");
    ctl_expect(ctl(s->w, "op-3", "case show %s --purpose 点検", s->id), 0);
    ctl_expect_text("2024-03-15"); /* as it was said first */
    ctl_expect_text("2024-03-14");
    assert_int_equal(ctl_count_text("entered_by"), 7);
    ctl_expect(ctl(s->w, "op-3", "case show %s", s->id), 2); /* without a purpose */
}

/* Neither words that end within a character nor a number typed as purpose: both leave their act. */
static void words_of_any_kind(scene *s)
{
    char kanji[67 * 3 + 1];
    for (size_t i = 0; i < 67; i++) {
        memcpy(kanji + 3 * i, "照", 4);
    }
    ctl_expect(ctl(s->w, "op-4", "case show %s --purpose %s", s->id, kanji), 0);
    ctl_expect(ctl(s->w, "op-4", "case show %s --purpose 012345678901", s->id), 0);
    ctl_expect(ctl(s->w, "op-4", "case list incident --purpose 012345678901"), 0);
    (void)ctl(s->w, "op-4", "case list incident state=完了済み --purpose 点検");
    AWAIT(acts(s, "case.shown", "op-4") == 2);
    AWAIT(acts(s, "case.listed", "op-4") >= 1);
    assert_int_equal(acts(s, "case.shown", "012345678901") + acts(s, "case.listed", "012345678901"), 0);
}

/* 過去3年以内に重大事故が発生したか (O16): counted from the day on which it occurred. */
static void three_years(scene *s)
{
    ctl_expect(ctl(s->w, "op-3", "case incidents --purpose 評価"), 0);
    ctl_expect_text("serious: 1");
    ctl_expect(ctl(s->w, "op-3", "case incidents 2027-03-14 --purpose 評価"), 0);
    ctl_expect_text("serious: 1");
    ctl_expect(ctl(s->w, "op-3", "case incidents 2027-03-15 --purpose 評価"), 0);
    ctl_expect_no_text(s->id);
    ctl_expect(ctl(s->w, "op-3", "case incidents 2024-03-13 --purpose 評価"), 0);
    ctl_expect_no_text(s->id);
    refused(ctl(s->w, "op-3", "case list incident from=2026-02-30 --purpose 評価"), "day_invalid");
}

/* A wish of a person stands under the hash of his 宛名番号, and has its day. */
static void requests(scene *s)
{
    ctl_expect(ctl(s->w, "op-1",
                   "case open request kind=disclosure received_on=2026-03-01 person=000000000000019 "
                   "identity_check=個人番号カード "
                   "content=全項目"),
               0);
    ctl_expect_text("due_on: 2026-03-31");
    ctl_expect_text("overdue: true");
    ctl_expect_no_text("000000000000019");
    refused(ctl(s->w, "op-1",
                "case open request kind=disclosure received_on=2026-03-01 person=000000000000018 "
                "identity_check=個人番号カード content=全項目"),
            "value_invalid"); /* a mistyped number would stand under nobody */
    ctl_expect(ctl(s->w, "op-3", "case list request state=overdue --purpose 点検"), 0);
    ctl_expect_text("disclosure");
    assert_int_equal(
        sql_int(s->db, "SELECT count(*) FROM register_item WHERE value LIKE '%%000000000000019%%'"), 0);
}

/* What grew for years is shown whole, and counted whole: by pages that fit an answer. */
static void long_and_many(scene *s)
{
    sql(s->db, "INSERT INTO register_step SELECT case_id, step + n, register, 'amended', day, due_on, "
               "entered_by, office, "
               "entered_on FROM register_step, generate_series(1, 150) AS n WHERE step = 7");
    sql(s->db, "INSERT INTO register_item SELECT case_id, step, 'cause', 'c' || step || repeat('長', 2000) "
               "FROM register_step "
               "WHERE step > 7 AND step %% 2 = 0");
    ctl_expect(ctl(s->w, "op-5", "case show %s --purpose 点検 | grep -c entered_by", s->id), 0);
    ctl_expect_text("157");
    ctl_expect(
        ctl(s->w, "op-5", "case show %s --purpose 点検 | sed 's/長//g' | grep -c 'value: c[0-9]*$'", s->id),
        0);
    ctl_expect_text("76"); /* each as it was said, and the last one as it stands */
    sql(s->db, "INSERT INTO register_step SELECT 'case-' || n, 1, 'incident', 'opened', '2025-01-01'::date + "
               "n, NULL, 'op', "
               "'office', '2026-01-01' FROM generate_series(1, 250) AS n");
    sql(s->db, "INSERT INTO register_item SELECT 'case-' || n, 1, name, CASE name WHEN 'serious' THEN CASE "
               "WHEN n > 240 "
               "THEN 'yes' ELSE 'no' END ELSE repeat('長', 2000) END FROM generate_series(1, 250) AS n, "
               "unnest(ARRAY['serious', 'content', 'affected', 'items']) AS name");
    ctl_expect(ctl(s->w, "op-5",
                   "case incidents --purpose 評価 | awk '/case_id/ {n++} /^(serious|cases):/ {print} END "
                   "{print n}'"),
               0);
    ctl_expect_text("serious: 11");
    ctl_expect_text("cases: 251\n251\n");
    ctl_expect(ctl(s->w, "op-5", "case incidents 2025-09-09 --years 1 --purpose 評価 | tail -2"), 0);
    ctl_expect_text("serious: 10");
    ctl_expect(ctl(s->w, "op-5",
                   "case list incident from=2024-01-01 until=2024-12-31 --purpose 点検 | grep -c '長…'"),
               0);
    ctl_expect_text("1");
}

static void every_command_is_an_act(scene *s)
{
    AWAIT(acts(s, "case.opened", "") == 4);
    AWAIT(acts(s, "case.closed", s->id) == 3);
    AWAIT(acts(s, "case.amended", s->id) == 3); /* with those refused */
    AWAIT(acts(s, "case.completed", s->id) == 3);
    /* 承認台帳: what was decided, by whom, without what was refused */
    AWAIT(strcmp(sql_text(s->db,
                          "SELECT string_agg(operator_id || ' ' || decision, ', ' ORDER BY index) "
                          "FROM auditor.approval WHERE change_id = '%s'",
                          s->id),
                 "op-1 returned, op-1 approved") == 0);
    AWAIT(acts(s, "case.shown", "op-3") == 1);
    AWAIT(acts(s, "case.listed", "op-3") == 6);
    assert_int_equal(acts(s, "case.opened", "000000000000019"), 0);
    assert_false(changed(s, "UPDATE register_item SET value = ''"));
    assert_false(changed(s, "DELETE FROM register_step"));
    assert_int_equal(bus_count(s->w, JU_TOPIC_DEADLETTER_AUDIT), 0);
}

static void m6_a_case_from_its_opening_to_its_end(void **state)
{
    scene s;
    open_scene(&s, state);
    enter_incident(&s);
    amend(&s);
    close_it(&s);
    three_years(&s);
    requests(&s);
    words_of_any_kind(&s);
    long_and_many(&s);
    every_command_is_an_act(&s);
}

/* ---- where backups may go ------------------------------------------------------------------------------ */

#define STORE  "/srv/backup"
#define DIGEST "0123456789abcdef0123456789abcdef"
#define OTHER  "fedcba9876543210fedcba9876543210"

static int open_backup(const scene *s, const char *store, const char *receiver)
{
    return ctl(s->w, "op-1", "case open backup taken_on=2026-04-01 content=audit store=%s receiver=%s", store,
               receiver);
}

/* Asked for by one, approved by another, and set; its number stands in the scene. */
static void register_place(scene *s, const char *begins_on, const char *until)
{
    ctl_expect(ctl(s->w, "op-1",
                   "case open backup_place store=" STORE " receiver=" DIGEST
                   " begins_on=%s until=%s reason=遠隔地保管",
                   begins_on, until),
               0);
    (void)snprintf(s->id, sizeof s->id, "%s",
                   sql_text(s->db, "SELECT case_id FROM register_step WHERE register = 'backup_place' "
                                   "ORDER BY case_id DESC LIMIT 1"));
    refused(open_backup(s, STORE, DIGEST), "place_unregistered");
    refused(ctl(s->w, "op-1", "case complete %s", s->id), "same_person");
    refused(ctl(s->w, "op-2", "case amend %s store=/mnt/usb", s->id), "item_fixed");
    ctl_expect(ctl(s->w, "op-2", "case complete %s", s->id), 0);
    refused(open_backup(s, STORE, DIGEST), "place_unregistered");
    ctl_expect(ctl(s->w, "op-3", "case close %s 2", s->id), 0);
}

/* REQ-68, K68, O14: a backup is opened for a store and a receiver that are registered together, within their
 * days and until they are revoked. */
static void a_backup_goes_where_it_may(void **state)
{
    scene s;
    open_scene(&s, state);
    refused(open_backup(&s, STORE, DIGEST), "place_unregistered");
    register_place(&s, "2026-04-11", "2026-12-31"); /* from tomorrow on */
    refused(open_backup(&s, STORE, DIGEST), "place_unregistered");
    register_place(&s, "2026-03-01", "2026-04-09"); /* until yesterday */
    refused(open_backup(&s, STORE, DIGEST), "place_unregistered");
    register_place(&s, TEST_TODAY, TEST_TODAY);
    refused(open_backup(&s, "/mnt/usb", DIGEST), "place_unregistered");
    refused(open_backup(&s, STORE, OTHER), "place_unregistered");
    assert_int_equal(sql_int(s.db, "SELECT count(*) FROM register_step WHERE register = 'backup'"), 0);
    ctl_expect(open_backup(&s, STORE, DIGEST), 0);
    ctl_expect_text("state: open");
    ctl_expect(ctl(s.w, "op-4",
                   "case open revocation kind=backup_place value=%s reason=紛失 revoked_on=2026-04-01", s.id),
               0);
    refused(open_backup(&s, STORE, DIGEST), "place_unregistered");
    assert_int_equal(bus_count(s.w, JU_TOPIC_STAFF_RIGHT), 0); /* no door is told */
    AWAIT(sql_int(s.db, "SELECT count(*) FROM auditor.act WHERE action = 'case.opened' AND refused_code = "
                        "'place_unregistered'") == 12);
    assert_int_equal(bus_count(s.w, JU_TOPIC_DEADLETTER_AUDIT), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(m6_a_case_from_its_opening_to_its_end, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(a_backup_goes_where_it_may, world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
