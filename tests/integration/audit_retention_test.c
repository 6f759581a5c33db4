/*
 * Retention of the audit trail (seed 002; seed 003 REQ-44, REQ-47): closed segments in an archive,
 * what is over its time leaves the log when two have approved it, and both can be verified afterwards.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/http.h"
#include "tests/integration/harness/process.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "juki/audit/v1/audit.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_MESSAGE = 50, ENV_ITEM = 96, TEXT_BYTES = 64 * 1024 };

typedef struct scene {
    world *w;
    PGconn *db;
    int tile_port;
} scene;

/* Acts of one kind: today (2026-04-10) those of 2019-04-09 in Japan and before are over after seven years. */
typedef struct kind {
    const char *action;
    const char *time;
    int messages;
} kind;

static const kind KINDS[] = {
    {"person.shown", "2019-04-09T14:59:59.999999Z", 4},      /* over: the last moment of its day */
    {"person.shown", "2019-04-09T15:00:00.000000Z", 2},      /* not yet: of the day after in Japan */
    {"restraint.set", "2015-01-01T00:00:00.000000Z", 2},     /* kept for 150 years */
    {"transport.refused", "2024-04-09T00:00:00.000000Z", 2}, /* over after two */
    {"change.entered", "2026-04-01T00:00:00.000000Z", 2},
};

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static void tell(const scene *s, const kind *of)
{
    static char ids[PER_MESSAGE][JU_UUID_SIZE];
    Juki__Audit__V1__AuditRecord record[PER_MESSAGE];
    Juki__Audit__V1__AuditRecord *list[PER_MESSAGE];
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__AuditRecords message = JUKI__AUDIT__V1__AUDIT_RECORDS__INIT;
    ju_err err;
    who.operator_id = who.terminal_id = text("op-9");
    for (int i = 0; i < PER_MESSAGE; i++) {
        assert_int_equal(ju_uuid7(ids[i], &err), 0);
        juki__audit__v1__audit_record__init(&record[i]);
        record[i].record_id = ids[i];
        record[i].time = text(of->time);
        record[i].service = text("resident");
        record[i].action = text(of->action);
        record[i].operator_ = &who;
        record[i].subject = text("0123456789abcdef0123456789abcdef");
        record[i].change_id = text("change-1");
        list[i] = &record[i];
    }
    message.record = list;
    message.n_record = PER_MESSAGE;
    bus_send(s->w, JU_TOPIC_AUDIT_RECORD, &(bus_event){.key = ids[0], .message = &message.base});
}

static void tell_all(const scene *s)
{
    int64_t before = sql_int(s->db, "SELECT count(*) FROM audit_log WHERE service = 'resident'");
    int64_t told = 0;
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        for (int m = 0; m < KINDS[i].messages; m++) {
            tell(s, &KINDS[i]);
            told += PER_MESSAGE;
        }
    }
    AWAIT(sql_int(s->db, "SELECT count(*) FROM audit_log WHERE service = 'resident'") == before + told);
    AWAIT(sql_int(s->db, "SELECT max(size) FROM checkpoint") >= before + told);
}

static void open_scene(scene *s, void **state)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD,     JU_TOPIC_AUDIT_COMMAND,
                                        JU_TOPIC_AUDIT_REPLY,      JU_TOPIC_STAFF_RIGHT,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    char item[ENV_ITEM];
    const char *env[] = {item, "JUKI_TILE_ENTRIES=true", "JUKI_CHECKPOINT_EVERY=100ms", NULL};
    *s = (scene){.w = *state, .tile_port = http_free_port()};
    (void)snprintf(item, sizeof item, "JUKI_TILE_ADDRESS=127.0.0.1:%d", s->tile_port);
    bus_topics(s->w, 2, names);
    s->db = world_database_of(s->w, "audit")->conn;
    (void)process_start(s->w, "juki-audit", env);
    tell_all(s);
    tell_all(s);
}

static void refused(int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
}

static bool changed(const scene *s, const char *statement)
{
    PGresult *result = PQexec(s->db, statement);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return done;
}

static int64_t acts(const scene *s, const char *action)
{
    return sql_int(s->db, "SELECT count(*) FROM audit_log WHERE action = '%s'", action);
}

static int64_t expired(const scene *s)
{
    return sql_int(s->db, "SELECT count(*) FROM audit_log WHERE record IS NULL");
}

/* juki-verify, which must say this; its exit code. */
static int verify(const scene *s, const char *arguments, const char *wanted)
{
    static char said[TEXT_BYTES];
    char command[1024];
    (void)snprintf(command, sizeof command, "cd '%s' && env -i '%s/juki-verify' --policy policy 2>&1 %s",
                   s->w->dir, world_env("JUKI_TEST_BIN"), arguments);
    FILE *out = popen(command, "re"); /* NOLINT(cert-env33-c): the test's own words */
    assert_non_null(out);
    size_t length = fread(said, 1, sizeof said - 1, out);
    said[length] = '\0';
    while (fgetc(out) != EOF) {
    }
    int code = WEXITSTATUS(pclose(out));
    if (strstr(said, wanted) == NULL) {
        fail_msg("juki-verify does not say '%s' but: %s", wanted, said);
    }
    return code;
}

static int archive(const scene *s, const char *until)
{
    return ctl(s->w, "op-1", "audit archive %s/kept --until %s --purpose 保存 --json", s->w->dir, until);
}

/* Of what is later than the day nothing; whole tiles; the next behind it; what was cut off is told again. */
static void in_segments(const scene *s)
{
    ctl_expect(ctl(s->w, "op-1", "audit archive %s/kept --until 2026-02-30 --purpose 保存", s->w->dir), 2);
    ctl_expect(archive(s, "2014-12-31"), 0);
    ctl_expect_text("\"segments\": []");
    world_shell("mkdir -p %s/kept/000001.part/tile", s->w->dir); /* of one that died */
    ctl_expect(archive(s, "2099-12-31"), 0);
    ctl_expect_text("\"number\": 1");
    ctl_expect_no_text("\"number\": 2");
    assert_int_equal(sql_int(s->db, "SELECT last FROM archive_segment"), 1024);
    tell_all(s);
    ctl_expect(archive(s, "2099-12-31"), 0);
    ctl_expect_text("\"first\": 1025");
    sql(s->db, "SET session_replication_role = replica; DELETE FROM archive_segment WHERE number = 2; "
               "RESET session_replication_role");
    ctl_expect(archive(s, "2099-12-31"), 0);
    ctl_expect_text("\"first\": 1025");
    AWAIT(acts(s, "retention.archived") == 3);
    ctl_expect(ctl(s->w, "op-1", "audit policy"), 0);
    world_shell("cp %s/ctl.out %s/policy", s->w->dir, s->w->dir);
}

static void flip(const scene *s)
{
    world_shell("cd %s/kept/000001/tile/entries && f=$(find . -type f | sort | sed -n 2p) && "
                "printf 'x' | dd of=$f bs=1 seek=40 conv=notrunc status=none",
                s->w->dir);
}

static void offline(const scene *s)
{
    assert_int_equal(verify(s, "kept", "entries of"), 0);
    assert_int_equal(verify(s, "kept/000002", "entries of"), 0);
    world_shell("cp -r %s/kept %s/good", s->w->dir, s->w->dir);
    flip(s);
    assert_int_equal(verify(s, "kept", "entry_changed"), 1);
    refused(ctl(s->w, "op-1", "audit expire %s/kept 1 --purpose 満了", s->w->dir), "segment_wrong");
    world_shell("cd %s && rm -r kept && mv good kept", s->w->dir);
}

/* Nothing can be changed but what two have approved, and of that only what is over. */
static void two_persons(const scene *s)
{
    char expiry_id[64];
    int64_t due = sql_int(
        s->db, "SELECT count(*) FROM audit_log WHERE index <= 1024 AND (action = 'transport.refused' OR "
               "(action = 'person.shown' AND recorded_at < '2019-04-10 00:00+09'))");
    assert_true(due > 300);
    refused(ctl(s->w, "op-1", "audit expire-preview 3 --purpose 満了"), "segment_unknown");
    ctl_expect(ctl(s->w, "op-1", "audit expire-preview 1 --purpose 満了 --json"), 0);
    ctl_expect_text("2019-04-09");
    ctl_expect_text("2024-04-09");
    ctl_expect(ctl(s->w, "op-1", "audit expire %s/kept 1 --purpose 満了", s->w->dir), 0);
    (void)snprintf(expiry_id, sizeof expiry_id, "%s", sql_text(s->db, "SELECT expiry_id FROM expiry"));
    refused(ctl(s->w, "op-1", "audit expire %s/kept 1 --purpose 満了", s->w->dir), "expiry_open");
    refused(ctl(s->w, "op-1", "audit expire-approve %s/kept %s --purpose 満了", s->w->dir, expiry_id),
            "same_person");
    assert_false(changed(s, "UPDATE audit_log SET record = NULL, subject = NULL, operator_id = NULL, "
                            "change_id = NULL WHERE index = 300"));
    ctl_expect(ctl(s->w, "op-2", "audit expire-approve %s/kept %s --purpose 満了", s->w->dir, expiry_id), 0);
    ctl_expect_text("state: approved");
    AWAIT(sql_int(s->db, "SELECT count(*) FROM expiry WHERE state = 'done' AND expired = %lld",
                  (long long)due) == 1);
    AWAIT(acts(s, "retention.expired") == 1);
    assert_int_equal(expired(s), due);
    assert_int_equal(
        sql_int(
            s->db,
            "SELECT count(*) FROM audit_log WHERE record IS NULL AND (index > 1024 OR action NOT IN "
            "('transport.refused', 'person.shown') OR num_nonnulls(subject, operator_id, change_id) > 0)"),
        0);
    refused(ctl(s->w, "op-2", "audit expire-refuse %s", expiry_id), "expiry_decided");
    refused(ctl(s->w, "op-1", "audit expire %s/kept 1 --purpose 満了", s->w->dir), "nothing_due");
    assert_false(changed(s, "UPDATE audit_log SET subject = NULL WHERE index = 1"));
    assert_false(changed(s, "UPDATE audit_log SET recorded_at = now() WHERE record IS NULL"));
    assert_false(changed(s, "DELETE FROM audit_log WHERE record IS NULL"));
    assert_false(changed(s, "UPDATE expiry SET state = 'approved'"));
    assert_false(changed(s, "DELETE FROM archive_segment"));
}

/* What has gone is said to be gone, and everything else is as before. */
static void afterwards(const scene *s)
{
    long long gone = (long long)sql_int(s->db, "SELECT min(index) FROM audit_log WHERE record IS NULL");
    char shown[64];
    ctl_expect(ctl(s->w, "op-3", "audit verify --json"), 0);
    ctl_expect_text("\"verified\": true");
    (void)snprintf(shown, sizeof shown, "\"expired\": %lld", (long long)expired(s));
    ctl_expect_text(shown);
    refused(ctl(s->w, "op-3", "audit prove %lld --purpose 点検", gone), "entry_expired");
    ctl_expect_text("保存区分1");
    refused(ctl(s->w, "op-3", "audit archive %s/whole --purpose 点検", s->w->dir), "entry_expired");
    ctl_expect(ctl(s->w, "op-3", "audit counts --purpose 点検"), 0);
    ctl_expect(ctl(s->w, "op-3", "audit journey change-1 --purpose 調査 --json >/dev/null"), 0);

    ctl_expect(ctl(s->w, "op-3", "audit operator op-9 --purpose 点検 | grep -c person.shown"), 0);
    (void)snprintf(
        shown, sizeof shown, "%lld",
        (long long)sql_int(
            s->db, "SELECT count(*) FROM audit_log WHERE operator_id = 'op-9' AND action = 'person.shown'"));
    ctl_expect_text(shown);
    world_shell("code=$(curl -s -o %s/said -w '%%{http_code}' http://127.0.0.1:%d/tile/entries/000) && "
                "test $code = 410 && grep -q 'segment 1' %s/said && curl -sf http://127.0.0.1:%d/tile/0/000 "
                ">%s/said && "
                "test $(wc -c <%s/said) = 8192",
                s->w->dir, s->tile_port, s->w->dir, s->tile_port, s->w->dir, s->w->dir);
    assert_int_equal(verify(s, "--show kept/000001 >shown", "entries of"), 0);
    world_shell("grep -q transport.refused %s/shown", s->w->dir);
    /* a hash of what has gone, changed in the log: the signature tells */
    sql(s->db,
        "SET session_replication_role = replica; UPDATE tile SET hashes = set_byte(hashes, %lld, "
        "get_byte(hashes, %lld) # 1) WHERE level = 0 AND index = 0; RESET session_replication_role",
        gone <= 256 ? (gone - 1) * 32 : 0, gone <= 256 ? (gone - 1) * 32 : 0);
    refused(ctl(s->w, "op-3", "audit verify"), gone <= 256 ? "signed" : "made of");
    /* and content that nobody let go */
    sql(s->db, "SET session_replication_role = replica; UPDATE audit_log SET record = NULL WHERE action = "
               "'restraint.set'; "
               "RESET session_replication_role");
    refused(ctl(s->w, "op-3", "audit verify"), "made of");
    assert_int_equal(bus_count(s->w, JU_TOPIC_DEADLETTER_AUDIT), 0);
}

/* Seven years are over in the archive, too: of persons' records, and not of refused connections. */
static void out_of_the_archive(const scene *s)
{
    char expiry_id[64];
    char wanted[64];
    (void)snprintf(expiry_id, sizeof expiry_id, "%s", sql_text(s->db, "SELECT expiry_id FROM expiry"));
    refused(ctl(s->w, "op-1", "audit purge %s/kept %s --purpose 満了", s->w->dir, expiry_id),
            "expiry_not_approved");
    ctl_expect(ctl(s->w, "op-1", "audit expire %s/kept 1 --archive --purpose 満了", s->w->dir), 0);
    (void)snprintf(expiry_id, sizeof expiry_id, "%s",
                   sql_text(s->db, "SELECT expiry_id FROM expiry WHERE archive"));
    ctl_expect(ctl(s->w, "op-2", "audit expire-approve %s/kept %s --purpose 満了", s->w->dir, expiry_id), 0);
    ctl_expect(ctl(s->w, "op-1", "audit purge %s/kept %s --purpose 満了", s->w->dir, expiry_id), 0);
    (void)snprintf(
        wanted, sizeof wanted, "%lld of them without their records",
        (long long)sql_int(s->db,
                           "SELECT count(*) FROM audit_log WHERE index <= 1024 AND action = 'person.shown' "
                           "AND recorded_at < '2019-04-10 00:00+09'"));
    assert_int_equal(verify(s, "kept", wanted), 0);
    AWAIT(acts(s, "retention.purged") == 1);
    AWAIT(acts(s, "retention.expired") == 2);
}

static void r60_a_segment_from_the_log_to_the_archive(void **state)
{
    scene s;
    open_scene(&s, state);
    in_segments(&s);
    offline(&s);
    two_persons(&s);
    out_of_the_archive(&s);
    afterwards(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r60_a_segment_from_the_log_to_the_archive, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests_name("audit_retention", tests, NULL, NULL);
}
