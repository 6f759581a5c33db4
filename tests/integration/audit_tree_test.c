/*
 * The audit log as a Merkle tree (issue of evidence: RFC 6962, C2SP tlog-checkpoint): everything that was
 * told is in it once, whatever dies, and what is rewritten in the database with all rights is found.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "juki/audit/v1/audit.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_MESSAGE = 50, MESSAGES = 20 };

static const char *const often[] = {"JUKI_CHECKPOINT_EVERY=100ms", NULL};

static PGconn *log_of(world *w)
{
    return world_database_of(w, "audit")->conn;
}

static bool refused(world *w, const char *statement)
{
    PGresult *result = PQexec(log_of(w), statement);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return !done;
}

static void topics(world *w)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    bus_topics(w, 2, names);
}

/* One message of some acts. */
static void tell(world *w)
{
    static char ids[PER_MESSAGE][JU_UUID_SIZE];
    Juki__Audit__V1__AuditRecord record[PER_MESSAGE];
    Juki__Audit__V1__AuditRecord *list[PER_MESSAGE];
    Juki__Audit__V1__AuditRecords message = JUKI__AUDIT__V1__AUDIT_RECORDS__INIT;
    ju_err err;
    for (int i = 0; i < PER_MESSAGE; i++) {
        assert_int_equal(ju_uuid7(ids[i], &err), 0);
        juki__audit__v1__audit_record__init(&record[i]);
        record[i].record_id = ids[i];
        record[i].time = (char *)(uintptr_t) "2026-04-10T00:00:00.000000Z";
        record[i].service = (char *)(uintptr_t) "resident";
        record[i].action = (char *)(uintptr_t) "change.entered";
        list[i] = &record[i];
    }
    message.record = list;
    message.n_record = PER_MESSAGE;
    bus_send(w, JU_TOPIC_AUDIT_RECORD, &(bus_event){.key = ids[0], .message = &message.base});
}

static int64_t in_log(world *w)
{
    return sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE action = 'change.entered'");
}

/* What was told is in the log, all of the log in the tree, and jukictl computes what was signed. */
static void check_whole(world *w, int64_t told)
{
    AWAIT(in_log(w) == told);
    ctl_expect(ctl(w, "auditor", "audit verify --json"), 0);
    ctl_expect_text("\"verified\": true");
    assert_true(sql_int(log_of(w), "SELECT max(size) FROM checkpoint") >= told);
    assert_int_equal(sql_int(log_of(w), "SELECT count(*) - max(index) FROM audit_log"), 0);
}

static void test_grows(void **state)
{
    world *w = *state;
    topics(w);
    process *audit = process_start(w, "juki-audit", often);
    for (int i = 0; i < MESSAGES; i++) {
        tell(w);
    }
    check_whole(w, (int64_t)MESSAGES * PER_MESSAGE);
    AWAIT(process_metric(audit, "juki_audit_checkpoint_size") >= (int64_t)MESSAGES * PER_MESSAGE);
    assert_int_equal(sql_int(log_of(w), "SELECT count(*) FROM tile WHERE octet_length(hashes) = 8192"),
                     sql_int(log_of(w), "SELECT size / 256 FROM tree_head"));
    /* no checkpoint is ever withdrawn */
    assert_true(refused(w, "DELETE FROM checkpoint"));
    assert_true(refused(w, "UPDATE tile SET hashes = substr(hashes, 1, 32) WHERE level = 0 AND index = 0"));
    assert_true(refused(w, "DELETE FROM tile"));
}

/* Killed again and again, two at a time: one entry per act, one tree. */
static void test_killed(void **state)
{
    world *w = *state;
    topics(w);
    for (int round = 0; round < 4; round++) {
        process *one = process_start(w, "juki-audit", often);
        process *other = process_start(w, "juki-audit", often);
        for (int i = 0; i < MESSAGES / 4; i++) {
            tell(w);
        }
        pause_ms(150 * round);
        process_kill(round % 2 == 0 ? one : other);
        process_kill(round % 2 == 0 ? other : one);
    }
    (void)process_start(w, "juki-audit", often);
    (void)process_start(w, "juki-audit", often);
    check_whole(w, (int64_t)MESSAGES * PER_MESSAGE);
}

/* ---- somebody with all rights on the database ---------------------------------------------------------- */

static void expect_broken(world *w, const char *code, const char *index)
{
    ctl_expect(ctl(w, "auditor", "audit verify --json"), 1);
    char text[64];
    (void)snprintf(text, sizeof text, "\"code\": \"%s\"", code);
    ctl_expect_text(text);
    (void)snprintf(text, sizeof text, "\"broken_index\": %s", index);
    if (*index != '\0') {
        ctl_expect_text(text);
    }
}

static void without_triggers(world *w, const char *statement)
{
    sql(log_of(w), "SET session_replication_role = replica; %s; RESET session_replication_role", statement);
}

static void test_rewritten(void **state)
{
    world *w = *state;
    topics(w);
    (void)process_start(w, "juki-audit", often);
    for (int i = 0; i < MESSAGES; i++) {
        tell(w);
    }
    check_whole(w, (int64_t)MESSAGES * PER_MESSAGE);
    sql(log_of(w), "CREATE TABLE kept AS SELECT * FROM audit_log WHERE index IN (300, 301)");
    without_triggers(w, "UPDATE audit_log SET record = record || '\\x00' WHERE index = 300");
    expect_broken(w, "entry_changed", "300");
    /* with its hash, too: the signature tells */
    without_triggers(
        w, "UPDATE tile SET hashes = overlay(hashes placing sha256('\\x00'::bytea || (SELECT record "
           "FROM audit_log WHERE index = 300)) from 43 * 32 + 1) WHERE level = 0 AND index = 1");
    expect_broken(w, "tree_differs", "");
    without_triggers(w, "UPDATE audit_log l SET record = k.record FROM kept k WHERE k.index = l.index");
    expect_broken(w, "entry_changed", "300");
    without_triggers(
        w, "UPDATE tile SET hashes = overlay(hashes placing sha256('\\x00'::bytea || (SELECT record "
           "FROM audit_log WHERE index = 300)) from 43 * 32 + 1) WHERE level = 0 AND index = 1");
    ctl_expect(ctl(w, "auditor", "audit verify"), 0);
    without_triggers(w, "DELETE FROM audit_log WHERE index = 301");
    expect_broken(w, "entry_missing", "301");
    sql(log_of(w), "INSERT INTO audit_log SELECT * FROM kept WHERE index = 301");
    ctl_expect(ctl(w, "auditor", "audit verify"), 0);
    /* a checkpoint of somebody else's making */
    sql(log_of(w), "INSERT INTO checkpoint (size, note) "
                   "SELECT 1000000, replace(note, E'\\n' || size || E'\\n', E'\\n1000000\\n') "
                   "FROM checkpoint ORDER BY size DESC LIMIT 1");
    expect_broken(w, "note_signature", "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_grows, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_killed, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_rewritten, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("audit_tree", tests, NULL, NULL);
}
