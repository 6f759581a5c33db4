/*
 * The audit log as a Merkle tree (issue of evidence: RFC 6962, C2SP tlog-checkpoint): everything that was
 * told is in it once, whatever dies, and what is rewritten in the database with all rights is found.
 */
#include "tests/integration/harness/acts.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

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
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD,     JU_TOPIC_AUDIT_COMMAND,
                                        JU_TOPIC_AUDIT_REPLY,      JU_TOPIC_STAFF_RIGHT,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    bus_topics(w, 2, names);
}

/* One message of some acts. */
static void tell(world *w)
{
    acts_tell(w, PER_MESSAGE, NULL, 0, NULL);
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

static int64_t refusals(world *w, const char *code)
{
    return sql_int(
        log_of(w),
        "SELECT count(*) FROM audit_log WHERE action = 'staff.refused' AND position('%s'::bytea IN "
        "record) > 0",
        code);
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

/* The trail is asked by whom his token names, for an affair that may; refusals are in the trail themselves.
 */
static void test_door(void **state)
{
    world *w = *state;
    Juki__Audit__V1__QueryChain query = JUKI__AUDIT__V1__QUERY_CHAIN__INIT;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    command_id id = command_new_id();
    topics(w);
    (void)process_start(w, "juki-audit", often);
    who.operator_id = who.terminal_id = (char *)(uintptr_t) "auditor";
    query.request_id = id.text;
    query.operator_ = &who;
    query.from_index = 1;
    bus_send(w, JU_TOPIC_AUDIT_COMMAND, &(bus_event){.key = id.text, .message = &query.base});
    AWAIT(refusals(w, "token_missing") == 1);
    w->affair = AFFAIR_CHILD_CARE;
    ctl_expect(ctl(w, "auditor", "audit verify"), 1);
    ctl_expect_text("affair_not_allowed");
    ctl_expect(ctl(w, "auditor", "audit journey %s --purpose test", id.text), 1);
    ctl_expect_text("affair_not_allowed");
    AWAIT(refusals(w, "affair_not_allowed") == 2);
    assert_int_equal(sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE action = 'audit.chain'"), 0);
    w->affair = NULL;
    ctl_expect(ctl(w, "auditor", "audit verify"), 0);
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE action = 'audit.chain'") > 0);
}

/* Killed again and again, two at a time: one entry per act, one tree. Kafka gives who comes back his place at
 * once. */
static void test_killed(void **state)
{
    static const char *const second[] = {
        "JUKI_CHECKPOINT_EVERY=100ms", "JUKI_KAFKA_PROPERTIES=group.instance.id=two;session.timeout.ms=6000",
        NULL};
    const char *const first[] = {often[0], PROCESS_STATIC[0], NULL};
    world *w = *state;
    topics(w);
    for (int round = 0; round < 4; round++) {
        process *one = process_start(w, "juki-audit", first);
        process *other = process_start(w, "juki-audit", second);
        for (int i = 0; i < MESSAGES / 4; i++) {
            tell(w);
        }
        pause_ms(150 * round);
        process_kill(round % 2 == 0 ? one : other);
        process_kill(round % 2 == 0 ? other : one);
    }
    (void)process_start(w, "juki-audit", first);
    (void)process_start(w, "juki-audit", second);
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

/* ---- and who lets the service sign it --------------------------------------------------------------------
 */

/* The service takes all entries in anew, whatever they are now. Its own lock first (tree_lock.sql): the two
 * would wait for each other. */
static void forget_tree(world *w, const char *change)
{
    char statement[512];
    (void)snprintf(statement, sizeof statement,
                   "SELECT FROM tree_head FOR UPDATE; %s; "
                   "DELETE FROM checkpoint; DELETE FROM tile; UPDATE tree_head SET size = 0",
                   change);
    without_triggers(w, statement);
}

static bool refuses_to_sign(process *audit)
{
    return process_metric(audit, "juki_audit_log_rewritten") == 1;
}

static int64_t checkpoints(world *w)
{
    return sql_int(log_of(w), "SELECT count(*) FROM checkpoint");
}

static void test_not_signed_again(void **state)
{
    world *w = *state;
    topics(w);
    process *audit = process_start(w, "juki-audit", often);
    for (int i = 0; i < MESSAGES; i++) {
        tell(w);
    }
    check_whole(w, (int64_t)MESSAGES * PER_MESSAGE);
    sql(log_of(w), "CREATE TABLE kept AS SELECT * FROM audit_log WHERE index = 300");
    forget_tree(w, "UPDATE audit_log SET record = record || '\\x00' WHERE index = 300");
    AWAIT(refuses_to_sign(audit));
    /* told once for a tree still shorter than what was signed, and once for one that differs */
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE action = 'audit.sign'") > 0);
    assert_false(process_ready(audit));
    /* what was being signed while the tree went */
    without_triggers(w, "DELETE FROM checkpoint");
    HOLDS_FOR(500, checkpoints(w) == 0);
    /* nor by its next self, and a log that was cut back is no better */
    process_stop(audit);
    audit = process_start(w, "juki-audit", often);
    AWAIT(refuses_to_sign(audit));
    process_stop(audit);
    forget_tree(w, "UPDATE audit_log l SET record = k.record FROM kept k WHERE k.index = l.index; "
                   "CREATE TABLE cut AS SELECT * FROM audit_log WHERE index > 900; "
                   "DELETE FROM audit_log WHERE index > 900; UPDATE log_head SET index = 900");
    audit = process_start(w, "juki-audit", often);
    AWAIT(process_log_count(audit, "log_shorter") == 1);
    HOLDS_FOR(500, checkpoints(w) == 0);
    process_stop(audit);
    /* what was taken away is put back */
    forget_tree(w, "DELETE FROM audit_log WHERE index > 900; INSERT INTO audit_log SELECT * FROM cut; "
                   "UPDATE log_head SET index = (SELECT max(index) FROM cut)");
    audit = process_start(w, "juki-audit", often);
    AWAIT(checkpoints(w) > 0 && !refuses_to_sign(audit));
    AWAIT(process_ready(audit));
    check_whole(w, (int64_t)MESSAGES * PER_MESSAGE);
}

/* A tile that is damaged, or a file that cannot be used, keeps from signing and from nothing else. */
static void test_damaged(void **state)
{
    world *w = *state;
    topics(w);
    process *audit = process_start(w, "juki-audit", often);
    tell(w);
    check_whole(w, PER_MESSAGE);
    /* its own lock first: what it grows between the two would be deleted without having been kept */
    without_triggers(
        w, "SELECT FROM tree_head FOR UPDATE; CREATE TABLE edge AS SELECT * FROM tile; DELETE FROM tile");
    AWAIT(refuses_to_sign(audit));
    process_stop(audit);
    audit = process_start(w, "juki-audit", often);
    AWAIT(refuses_to_sign(audit));
    tell(w);
    AWAIT(in_log(w) == (int64_t)2 * PER_MESSAGE);
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE action = 'audit.sign'") > 0);
    without_triggers(w, "INSERT INTO tile SELECT * FROM edge");
    AWAIT(!refuses_to_sign(audit));
    check_whole(w, (int64_t)2 * PER_MESSAGE);
    /* a checkpoint that is written between the two words is moved away, too */
    world_shell("cd %s && until mv checkpoint away && mkdir checkpoint; do :; done", w->dir);
    tell(w);
    AWAIT(in_log(w) == (int64_t)3 * PER_MESSAGE);
    AWAIT(process_log_count(audit, "what time brings will be tried again") > 0);
    world_shell("cd %s && rmdir checkpoint && mv -n away checkpoint", w->dir);
    check_whole(w, (int64_t)3 * PER_MESSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_grows, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_door, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_killed, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_rewritten, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_not_signed_again, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_damaged, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("audit_tree", tests, NULL, NULL);
}
