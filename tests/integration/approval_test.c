/*
 * 承認 of acts of tools (issue 7 point 6; design section 6): destruction of a key, take-out of a backup, bulk
 * output. Only what was approved, by another person in the role, in its days, once; what is refused changes
 * nothing and is an act.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>

enum { ID_BYTES = 80, CLOCK_BYTES = 320 };

typedef struct scene {
    world *w;
    PGconn *db;
    char clock[CLOCK_BYTES];
    char id[ID_BYTES];
    char digest[ID_BYTES];
} scene;

static void open_scene(scene *s, void **state)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    *s = (scene){.w = *state};
    (void)snprintf(s->clock, sizeof s->clock, "JUKI_CLOCK=file:%s/today", s->w->dir);
    const char *const env[] = {PROCESS_STATIC[0], s->clock, NULL};
    world_set_day(s->w, TEST_TODAY);
    bus_topics(s->w, 2, names);
    s->db = world_database_of(s->w, "audit")->conn;
    (void)process_start(s->w, "juki-audit", env);
}

/* A refusal is told, leaves the request as it is, and is an act. */
static void refused(scene *s, int code, const char *why)
{
    char before[ID_BYTES];
    (void)snprintf(before, sizeof before, "%s", sql_digest(s->db, "approval"));
    ctl_expect(code, 1);
    ctl_expect_text(why);
    assert_string_equal(sql_digest(s->db, "approval"), before);
    AWAIT(sql_int(s->db,
                  "SELECT count(*) FROM auditor.act WHERE service = 'audit' AND action LIKE 'approval.%%' "
                  "AND refused_code = '%s' AND operator_id IS NOT NULL",
                  why) > 0);
}

static void ask(scene *s, const char *kind, const char *items)
{
    ctl_expect(ctl(s->w, "op-1", "approval ask %s %s --purpose 年次", kind, items), 0);
    (void)snprintf(s->id, sizeof s->id, "%s",
                   sql_text(s->db, "SELECT approval_id FROM approval WHERE state = 'asked'"));
    (void)snprintf(s->digest, sizeof s->digest, "%s",
                   sql_text(s->db, "SELECT digest FROM approval WHERE state = 'asked'"));
    assert_string_equal(sql_text(s->db,
                                 "SELECT encode(sha256(convert_to(request, 'UTF8')), 'hex') FROM approval "
                                 "WHERE approval_id = '%s'",
                                 s->id),
                        s->digest);
}

static int approve(scene *s, const char *by, const char *kind)
{
    return ctl(s->w, by, "approval approve %s %s %s", kind, s->id, s->digest);
}

static void walk(scene *s, const char *kind, const char *items, const char *others)
{
    ask(s, kind, items);
    ctl_expect(ctl(s->w, "op-2", "approval list %s", kind), 0);
    ctl_expect_text(s->digest);
    refused(s, ctl(s->w, "op-1", "approval use %s %s %s", kind, s->id, items), "not_approved");
    refused(s, ctl(s->w, "op-9", "approval approve %s %s %s", kind, s->id, s->digest), "supervisor_required");
    refused(s, ctl(s->w, "op-2", "approval approve %s %s %064d", kind, s->id, 0), "digest_differs");
    refused(s, ctl(s->w, "op-2", "approval approve %s 0190 %s", kind, s->digest), "approval_unknown");
    ctl_expect(approve(s, "op-2", kind), 0);
    refused(s, approve(s, "op-3", kind), "approval_decided");
    refused(s, ctl(s->w, "op-1", "approval use %s %s %s", kind, s->id, others), "request_changed");
    refused(s, ctl(s->w, "op-3", "approval use %s %s %s", kind, s->id, items), "other_person");
    ctl_expect(ctl(s->w, "op-1", "approval use %s %s %s", kind, s->id, items), 0);
    ctl_expect_text("state: used");
    refused(s, ctl(s->w, "op-1", "approval use %s %s %s", kind, s->id, items), "approval_used");
    AWAIT(sql_int(s->db,
                  "SELECT count(*) FROM auditor.approval WHERE action = 'approval.approved' AND operator_id "
                  "= 'op-2' AND change_id = '%s' AND position('kind=%s digest=%s' IN detail) = 1",
                  s->id, kind, s->digest) == 1);
    AWAIT(sql_int(s->db,
                  "SELECT count(*) FROM auditor.act WHERE action = 'approval.used' AND change_id = "
                  "'%s' AND refused_code IS NULL",
                  s->id) == 1);
}

static void test_kinds(void **state)
{
    scene s;
    open_scene(&s, state);
    walk(&s, "key_destruction", "audience=tax period=2019", "audience=tax period=2020");
    walk(&s, "backup_takeout", "backup=2026-04-10 recipient=center-2", "backup=2026-04-10");
    walk(&s, "bulk_output", "table=statistics columns=3", "columns=3 table=statistics");
}

/* The request in the database is another one than who approves has seen. */
static void test_tampered(void **state)
{
    scene s;
    open_scene(&s, state);
    ask(&s, "key_destruction", "audience=tax period=2019");
    sql(s.db, "UPDATE approval SET request = replace(request, 'period=2019', 'period=2026')");
    ctl_expect(approve(&s, "op-2", "key_destruction"), 1); /* jukictl computes the digest itself */
    ctl_expect_text("digest_differs");
    sql(s.db, "UPDATE approval SET digest = encode(sha256(convert_to(request, 'UTF8')), 'hex')");
    refused(&s, approve(&s, "op-2", "key_destruction"), "digest_differs");
    sql(s.db, "UPDATE approval SET request = replace(request, 'period=2026', 'period=2019'), digest = '%s'",
        s.digest);
    ctl_expect(approve(&s, "op-2", "key_destruction"), 0);
    sql(s.db, "UPDATE approval SET request = replace(request, 'period=2019', 'period=2026')");
    refused(&s, ctl(s.w, "op-1", "approval use key_destruction %s audience=tax period=2019", s.id),
            "request_changed");
}

/* The last day counts, the day after does not: to decide, and to use. */
static void test_expiry(void **state)
{
    scene s;
    open_scene(&s, state);
    ask(&s, "backup_takeout", "backup=1");
    world_set_day(s.w, "2026-04-25");
    refused(&s, approve(&s, "op-2", "backup_takeout"), "approval_expired");
    world_set_day(s.w, "2026-04-24");
    ctl_expect(approve(&s, "op-2", "backup_takeout"), 0);
    world_set_day(s.w, "2026-04-25");
    refused(&s, ctl(s.w, "op-1", "approval use backup_takeout %s backup=1", s.id), "approval_expired");
    world_set_day(s.w, "2026-04-24");
    ctl_expect(ctl(s.w, "op-1", "approval use backup_takeout %s backup=1", s.id), 0);
}

/* Nobody approves his own wish, though he is in the role; what is no request is none. */
static void test_bad_wishes(void **state)
{
    scene s;
    open_scene(&s, state);
    ctl_expect(ctl(s.w, "op-2", "approval ask backup_takeout backup=1 --purpose 年次"), 0);
    (void)snprintf(s.id, sizeof s.id, "%s", sql_text(s.db, "SELECT approval_id FROM approval"));
    (void)snprintf(s.digest, sizeof s.digest, "%s", sql_text(s.db, "SELECT digest FROM approval"));
    refused(&s, approve(&s, "op-2", "backup_takeout"), "same_person");
    ctl_expect(ctl(s.w, "op-3", "approval refuse backup_takeout %s", s.id), 0);
    refused(&s, approve(&s, "op-4", "backup_takeout"), "approval_decided");
    refused(&s, ctl(s.w, "op-2", "approval use backup_takeout %s backup=1", s.id), "not_approved");
    refused(&s, ctl(s.w, "op-2", "approval ask law_activation version=1 --purpose 年次"), "kind_unknown");
    refused(&s, ctl(s.w, "op-2", "approval ask backup_takeout BACKUP=1 --purpose 年次"), "item_invalid");
    ctl_expect(ctl(s.w, "op-2", "approval ask backup_takeout backup=1"), 2); /* without a purpose */
    AWAIT(sql_int(s.db,
                  "SELECT count(*) FROM auditor.approval WHERE action = 'approval.refused' AND decision "
                  "= 'refused' AND operator_id = 'op-3'") == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kinds, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_tampered, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_expiry, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_bad_wishes, world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
