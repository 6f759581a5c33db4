/*
 * What leaves the house of the audit log: proofs, bundles and archives, and juki-verify, which needs nothing
 * of the house to check them.
 */
#include "tests/integration/harness/acts.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { PER_MESSAGE = 50, MESSAGES = 12, TOLD = PER_MESSAGE * MESSAGES, TEXT_BYTES = 4096 };

static const char *const often[] = {"JUKI_CHECKPOINT_EVERY=100ms", NULL};
static char change_id[JU_UUID_SIZE];
static char record_id[JU_UUID_SIZE];

static PGconn *log_of(world *w)
{
    return world_database_of(w, "audit")->conn;
}

static void tell(world *w, int message)
{
    char ids[PER_MESSAGE][JU_UUID_SIZE];
    acts_tell(w, PER_MESSAGE, change_id, message == 3 ? 5 : 0, ids);
    memcpy(record_id, ids[7], sizeof record_id);
}

/* What jukictl prints of the log's key is a policy. */
static void make_policy(world *w)
{
    char printed[TEXT_BYTES];
    char path[TEXT_BYTES];
    ctl_expect(ctl(w, "auditor", "audit policy"), 0);
    (void)snprintf(printed, sizeof printed, "%s/ctl.out", w->dir);
    (void)snprintf(path, sizeof path, "%s/policy", w->dir);
    assert_int_equal(rename(printed, path), 0);
}

static int set_up(void **state)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    ju_err err;
    if (world_setup(state) != 0) {
        return -1;
    }
    world *w = *state;
    bus_topics(w, 2, names);
    (void)process_start(w, "juki-audit", often);
    assert_int_equal(ju_uuid7(change_id, &err), 0);
    for (int i = 0; i < MESSAGES; i++) {
        tell(w, i);
    }
    AWAIT(sql_int(log_of(w), "SELECT coalesce(max(size), 0) FROM checkpoint") >= TOLD);
    make_policy(w);
    return 0;
}

/* ---- juki-verify -------------------------------------------------------------------------------------- */

static char said[TEXT_BYTES];

/* Runs it with these arguments; its exit code. */
static int verify(world *w, const char *arguments)
{
    char command[TEXT_BYTES];
    (void)snprintf(command, sizeof command, "cd '%s' && env -i '%s/juki-verify' --policy policy %s 2>&1",
                   w->dir, world_env("JUKI_TEST_BIN"), arguments);
    FILE *out = popen(command, "re"); /* NOLINT(cert-env33-c): the test's own words */
    assert_non_null(out);
    size_t length = fread(said, 1, sizeof said - 1, out);
    said[length] = '\0';
    return WEXITSTATUS(pclose(out));
}

static void expect_said(const char *text)
{
    if (strstr(said, text) == NULL) {
        fail_msg("juki-verify does not say '%s' but: %s", text, said);
    }
}

static int export(world *w, const char *what, const char *items)
{
    return ctl(w, "auditor", "audit %s %s/%s --purpose look", what, w->dir, items);
}

/* ---- tests -------------------------------------------------------------------------------------------- */

static void test_proofs(void **state)
{
    world *w = *state;
    ctl_expect(ctl(w, "auditor", "audit prove 300 --purpose look --json"), 0);
    ctl_expect_text("\"verified\": true");
    ctl_expect_text("\"index\": 300");
    ctl_expect(ctl(w, "auditor", "audit prove %s --purpose look --json", record_id), 0);
    ctl_expect_text(record_id);
    /* of the question that was just asked: it waits until that is signed */
    int64_t last = sql_int(log_of(w), "SELECT max(index) FROM audit_log");
    ctl_expect(ctl(w, "auditor", "audit prove %lld --purpose look", (long long)last), 0);
    int64_t first = sql_int(log_of(w), "SELECT min(size) FROM checkpoint");
    ctl_expect(ctl(w, "auditor", "audit prove-consistency %lld --purpose look --json", (long long)first), 0);
    ctl_expect_text("\"verified\": true");
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE action = 'audit.proof'") >= 3);
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE action = 'audit.growth' AND "
                             "position('look'::bytea in record) > 0") == 1);
}

static void test_refused(void **state)
{
    world *w = *state;
    ctl_expect(ctl(w, "auditor", "audit prove 300"), 2);
    ctl_expect(ctl(w, "auditor", "audit prove 999999 --purpose look"), 1);
    ctl_expect_text("entry_unknown");
    ctl_expect(ctl(w, "auditor", "audit prove no-uuid --purpose look"), 1);
    ctl_expect_text("entries_invalid");
    ctl_expect(ctl(w, "auditor", "audit prove-consistency 999999 --purpose look"), 1);
    ctl_expect_text("checkpoint_unknown");
    ctl_expect(ctl(w, "auditor", "audit prove-consistency 5 4 --purpose look"), 1);
    ctl_expect_text("size_invalid");
    ctl_expect(export(w, "export", "none entry=5-3"), 1);
    ctl_expect_text("item_invalid");
    int64_t never = sql_int(log_of(w), "SELECT min(n) FROM generate_series(1, 600) AS n "
                                       "WHERE n NOT IN (SELECT size FROM checkpoint)");
    char items[TEXT_BYTES];
    (void)snprintf(items, sizeof items, "none entry=1-70 earlier=%lld", (long long)never);
    ctl_expect(export(w, "export", items), 1);
    ctl_expect_text("checkpoint_unknown");
    ctl_expect(verify(w, "none"), 3); /* half a bundle is none */
}

static void test_exported(void **state)
{
    world *w = *state;
    char items[TEXT_BYTES];
    int64_t first = sql_int(log_of(w), "SELECT min(size) FROM checkpoint");
    (void)snprintf(items, sizeof items,
                   "bundle entry=1-130 entry=300 entry=7 change=%s record=%s earlier=%lld", change_id,
                   record_id, (long long)first);
    ctl_expect(export(w, "export", items), 0);
    char size[CTL_TEXT_SIZE];
    (void)snprintf(size, sizeof size, "%s", ctl_value("size"));
    ctl_expect(export(w, "export", "bundle entry=1"), 1);
    ctl_expect_text("output_exists");
    AWAIT(sql_int(log_of(w), "SELECT max(size) - %s FROM checkpoint", size) > 0); /* with what was asked */
    ctl_expect(export(w, "archive", "archive"), 0);
    ctl_expect(verify(w, "bundle archive"), 0);
    world_shell("touch \"$(printf '%s/archive/a\\nb')\"", w->dir);
    ctl_expect(verify(w, "archive"), 1);
    expect_said("archive/a?b: this file does not belong");
    world_shell("rm %s/archive/a*b", w->dir);
    ctl_expect(verify(w, "--show bundle | grep -c change.entered"), 0);
    char count[64];
    (void)snprintf(count, sizeof count, "%lld\n",
                   (long long)sql_int(log_of(w),
                                      "SELECT count(*) FROM audit_log WHERE action = 'change.entered' AND "
                                      "(index <= 130 OR index = 300 OR change_id = '%s' OR record_id = '%s')",
                                      change_id, record_id));
    expect_said(count);
    ctl_expect(verify(w, "--kept archive/checkpoint bundle"), 1);
    expect_said("growth_missing");
}

static void without_triggers(world *w, const char *statement)
{
    sql(log_of(w), "SET session_replication_role = replica; %s; RESET session_replication_role", statement);
}

/* Somebody with all rights on the database. */
static void test_rewritten(void **state)
{
    world *w = *state;
    without_triggers(w, "UPDATE audit_log SET record = record || '\\x00' WHERE index = 300");
    ctl_expect(export(w, "export", "rewritten entry=299-301"), 1);
    ctl_expect_text("entry_wrong");
    ctl_expect(verify(w, "rewritten"), 1);
    expect_said("rewritten:");
    expect_said("entry 300:");
    ctl_expect(export(w, "archive", "rewritten-archive"), 1);
    ctl_expect(verify(w, "rewritten-archive"), 1);
    expect_said(
        "rewritten-archive/tile/entries/001: entry 300: this record is not what was signed [entry_changed]");
    without_triggers(w, "DELETE FROM tile WHERE level = 0 AND index = 1");
    ctl_expect(ctl(w, "auditor", "audit prove 300 --purpose look"), 1);
    ctl_expect_text("tile_broken");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proofs),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_exported),
        cmocka_unit_test(test_rewritten),
    };
    return cmocka_run_group_tests_name("evidence", tests, set_up, world_teardown);
}
