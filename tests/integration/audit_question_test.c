/* What the trail answers: everything about a person, of an operator, about who is protected, all inquiries of
 * some days, and how often what was done; the same by the views, to who may read nothing else.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/staff.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/audit/v1/audit.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 1200, PER_MESSAGE = 100, HASHES = 16 };

/* 宛名番号 without anybody in the register, as of 住登外者. */
#define PERSON "000000000000019"
#define OTHER  "000000000000027"
#define NUMBER "123456789018"

typedef struct told {
    const char *time;
    const char *service;
    const char *action;
    const char *operator_id; /* NULL: the service itself */
    const char *subject;
    const char *code;
} told;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *log_of(world *w)
{
    return world_database_of(w, "audit")->conn;
}

/* Valid for as many calls as a test makes. */
static const char *subject_of(const char *person)
{
    static char hash[HASHES][JU_SUBJECT_HASH_SIZE];
    static int next;
    ju_keyring *ring = NULL;
    ju_err err;
    char *ret = hash[next++ % HASHES];
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "audit", &ring, &err), JU_OK);
    assert_int_equal(ju_subject_hash(ring, person, ret, &err), JU_OK);
    ju_keyring_free(ring);
    return ret;
}

/* One message of count acts, each of the next of the rows. */
static void tell(world *w, const told *row, size_t rows, size_t count)
{
    static char ids[PER_MESSAGE][JU_UUID_SIZE];
    Juki__Audit__V1__AuditRecord record[PER_MESSAGE];
    Juki__Audit__V1__AuditRecord *list[PER_MESSAGE];
    Juki__Common__V1__Operator who[PER_MESSAGE];
    Juki__Audit__V1__AuditRecords message = JUKI__AUDIT__V1__AUDIT_RECORDS__INIT;
    ju_err err;
    for (size_t i = 0; i < count; i++) {
        const told *act = &row[i % rows];
        assert_int_equal(ju_uuid7(ids[i], &err), 0);
        juki__audit__v1__audit_record__init(&record[i]);
        juki__common__v1__operator__init(&who[i]);
        who[i].operator_id = text(act->operator_id);
        who[i].terminal_id = text("w7");
        who[i].office = text("市民課");
        record[i].record_id = ids[i];
        record[i].time = text(act->time);
        record[i].service = text(act->service);
        record[i].action = text(act->action);
        record[i].operator_ = act->operator_id == NULL ? NULL : &who[i];
        record[i].subject = text(act->subject == NULL ? "" : act->subject);
        record[i].code = text(act->code == NULL ? "" : act->code);
        list[i] = &record[i];
    }
    message.record = list;
    message.n_record = count;
    bus_send(w, JU_TOPIC_AUDIT_RECORD, &(bus_event){.key = ids[0], .message = &message.base});
}

static bool refused(world *w, const char *statement)
{
    PGresult *result = PQexec(log_of(w), statement);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return !done;
}

/* As somebody with all rights on the database. */
static void without_triggers(world *w, const char *statement)
{
    sql(log_of(w), "SET session_replication_role = replica; %s; RESET session_replication_role", statement);
}

static void start_with(world *w, const char *const *env)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD,        JU_TOPIC_AUDIT_COMMAND,
                                        JU_TOPIC_AUDIT_REPLY,         JU_TOPIC_DEADLETTER_AUDIT,
                                        JU_TOPIC_RESIDENT_COMMAND,    JU_TOPIC_RESIDENT_REPLY,
                                        JU_TOPIC_DEADLETTER_RESIDENT, NULL};
    bus_topics(w, 1, names);
    (void)process_start(w, "juki-audit", env);
}

static void start(world *w)
{
    start_with(w, (const char *const[]){"JUKI_CHECKPOINT_EVERY=100ms", NULL});
}

static void await_acts(world *w, const char *condition, int64_t count)
{
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE %s", condition) == count);
}

/* About a person by 宛名番号, whose hash the register makes; every page, in the order of time. */
static void test_person(void **state)
{
    world *w = *state;
    start(w);
    (void)process_start(w, "juki-resident", NULL);
    const told rows[] = {
        {"2026-04-09T15:00:00.000000Z", "resident", "person.show", "clerk1", subject_of(PERSON), NULL},
        {"2026-04-10T14:59:59.999999Z", "identity", "identity.shown", "clerk2", subject_of(PERSON), NULL},
        {"2026-04-10T15:00:00.000000Z", "resident", "person.show", "clerk3", subject_of(PERSON), "denied"},
        {"2026-04-10T00:00:00.000000Z", "resident", "person.show", "clerk4", subject_of(OTHER), NULL},
    };
    tell(w, rows, 4, 4);
    await_acts(w, "subject IS NOT NULL", 4);
    ctl_expect(ctl(w, "auditor", "audit person %s", PERSON), 2);
    ctl_expect(ctl(w, "auditor", "audit person %s --purpose 'for %s' --json", PERSON, NUMBER), 0);
    assert_int_equal(ctl_count_text("person.show"), 2);
    assert_int_equal(ctl_count_text("identity.shown"), 1);
    ctl_expect_text("clerk3");
    ctl_expect_no_text("clerk4");
    /* a day is a day in Japan */
    ctl_expect(ctl(w, "auditor", "audit person %s --purpose p --start 2026-04-10 --end 2026-04-10", PERSON),
               0);
    ctl_expect_text("clerk1/w7/市民課");
    ctl_expect_text("clerk2");
    ctl_expect_no_text("clerk3");
    /* the questions themselves are acts, about the person, with what they were for, without the number */
    await_acts(w, "action IN ('audit.person', 'person.subjects')", 4);
    assert_int_equal(sql_int(log_of(w),
                             "SELECT count(*) FROM auditor.act WHERE action = 'audit.person' AND "
                             "subject = '%s' AND operator_id = 'auditor'",
                             subject_of(PERSON)),
                     2);
    assert_string_equal(sql_text(log_of(w), "SELECT purpose FROM auditor.act WHERE action = 'audit.person' "
                                            "ORDER BY index LIMIT 1"),
                        "for ***");
    ctl_expect(ctl(w, "auditor", "audit person 7 --purpose p"), 1);
    ctl_expect_text("person_unknown");
    ctl_expect(ctl(w, "auditor", "audit person %s --purpose p --start 2026-04-31", PERSON), 1);
    ctl_expect_text("period_invalid");
}

/* More than a page of one operator; inquiries of a period; counts that are those of the log and the topic. */
static void test_operator(void **state)
{
    world *w = *state;
    start(w);
    const told rows[] = {
        {"2026-04-10T01:00:00.000000Z", "resident", "person.show", "clerk1", NULL, NULL},
        {"2026-04-10T01:00:00.000000Z", "gateway", "provision.answered", NULL, NULL, NULL},
        {"2026-04-11T01:00:00.000000Z", "gateway", "inquiry.asked", "clerk2", NULL, NULL},
        {"2026-04-11T01:00:00.000000Z", "resident", "person.show", "clerk1", NULL, "denied"},
    };
    for (int i = 0; i < MANY / PER_MESSAGE; i++) {
        tell(w, rows, 4, PER_MESSAGE);
    }
    await_acts(w, "recorded_at < '2026-05-01'", MANY);
    ctl_expect(ctl(w, "auditor", "audit counts --purpose p --start 2026-04-10 --end 2026-04-11 --json"), 0);
    /* in one look: the trail goes on */
    assert_int_equal(
        sql_int(log_of(w), "SELECT (SELECT sum(count) FROM act_count) - (SELECT index FROM log_head)"), 0);
    assert_int_equal(ctl_count_text(": 300"), 4);
    assert_int_equal(
        sql_int(log_of(w), "SELECT sum(count) FROM auditor.count WHERE action = 'inquiry.asked'"),
        bus_acts(w, "inquiry.asked"));
    ctl_expect(ctl(w, "auditor", "audit operator clerk1 --purpose p | wc -l"), 0);
    ctl_expect_text("600");
    ctl_expect(ctl(w, "auditor", "audit operator clerk1 --purpose p --end 2026-04-10 | wc -l"), 0);
    ctl_expect_text("300");
    ctl_expect(ctl(w, "auditor", "audit inquiries --purpose p --start 2026-04-11 | sort -u | wc -l"), 0);
    ctl_expect_text("300");
    /* somebody has an act be looked up by what it is not: the record tells */
    assert_true(refused(w, "UPDATE audit_log SET subject = 'x'"));
    ctl_expect(ctl(w, "auditor", "audit verify"), 0);
    without_triggers(w, "UPDATE audit_log SET subject = 'x', operator_id = 'clerk9' WHERE index = 701");
    ctl_expect(ctl(w, "auditor", "audit verify"), 1);
    ctl_expect_text("broken at index: 701 ");
    ctl_expect_text("operator_id subject");
    /* somebody changed the counts: they no longer add up to the index */
    sql(log_of(w), "UPDATE act_count SET count = count - 1 WHERE action = 'inquiry.asked'");
    ctl_expect(ctl(w, "auditor", "audit counts --purpose p"), 1);
    ctl_expect_text("counts_differ");
}

/* Who looked at somebody since he is protected, by either of his references; and the role that reads views.
 */
static void test_protected(void **state)
{
    world *w = *state;
    start(w);
    const told rows[] = {
        {"2026-04-10T01:00:00.000000Z", "resident", "person.show", "early", subject_of(PERSON), NULL},
        {"2026-04-10T02:00:00.000000Z", "resident", "restraint.set", "chief", subject_of(PERSON), NULL},
        {"2026-04-10T02:00:00.000000Z", "resident", "restraint.known_as", "chief", subject_of("ref"), NULL},
        {"2026-04-10T03:00:00.000000Z", "resident", "person.show", "peeper", subject_of(PERSON),
         "restrained"},
        {"2026-04-10T04:00:00.000000Z", "identity", "identity.shown", "looker", subject_of("ref"), NULL},
        {"2026-04-10T05:00:00.000000Z", "resident", "person.show", "stranger", subject_of(OTHER), NULL},
        {"2026-04-10T06:00:00.000000Z", "gateway", "feed.published", NULL, subject_of(PERSON), NULL},
    };
    tell(w, rows, 7, 7);
    await_acts(w, "subject IS NOT NULL", 7);
    ctl_expect(ctl(w, "auditor", "audit protected --purpose p --json"), 0);
    assert_int_equal(ctl_count_text("\"index\""), 2);
    ctl_expect_text("peeper");
    ctl_expect_text("looker");
    char role[96];
    (void)snprintf(role, sizeof role, "auditor_%s", w->name);
    world_shell("for twice in 1 2; do psql -X -q -v ON_ERROR_STOP=1 -v auditor=%s -d \"%s dbname=%s\" "
                "-f deploy/postgres/auditor.sql; done",
                role, world_env("JUKI_TEST_DSN_ADMIN"), world_database_of(w, "audit")->name);
    world_shell(
        "psql -X -q -v ON_ERROR_STOP=1 -d \"%s dbname=%s\" -c 'SET ROLE %s' -c 'SELECT * FROM auditor.act' "
        "-c 'SELECT * FROM auditor.inquiry' -c 'SELECT * FROM auditor.protected_look' "
        "-c 'SELECT * FROM auditor.count' >/dev/null",
        world_env("JUKI_TEST_DSN_ADMIN"), world_database_of(w, "audit")->name, role);
    world_shell(
        "! psql -X -q -v ON_ERROR_STOP=1 -d \"%s dbname=%s\" -c 'SET ROLE %s' -c 'SELECT 1 FROM audit_log' "
        "2>/dev/null",
        world_env("JUKI_TEST_DSN_ADMIN"), world_database_of(w, "audit")->name, role);
    assert_int_equal(sql_int(log_of(w), "SELECT count(*) FROM auditor.protected_look"), 2);
    sql(log_of(w), "SELECT 1");
    world_shell("psql -X -q -d \"%s dbname=%s\" -c 'DROP OWNED BY %s' -c 'DROP ROLE %s' >/dev/null",
                world_env("JUKI_TEST_DSN_ADMIN"), world_database_of(w, "audit")->name, role, role);
}

/* The id of the hold that was asked for. */
static const char *ask_hold(world *w, const char *until)
{
    static char id[64];
    ctl_expect(ctl(w, "clerk8", "audit hold %s detective %s --purpose warrant", PERSON, until), 0);
    (void)snprintf(id, sizeof id, "%s",
                   sql_text(log_of(w), "SELECT hold_id FROM history_hold ORDER BY entered_at DESC LIMIT 1"));
    return id;
}

/* What a resident reads of it: nobody's name, nothing of what two persons hold back, and no sign that they
 * do. */
static void test_history(void **state)
{
    world *w = *state;
    char clock[512];
    static const char *const names[] = {JU_TOPIC_AUDIT_ACCESS_HISTORY, JU_TOPIC_LINK_PORTAL_OUT,
                                        JU_TOPIC_LINK_PORTAL_IN, NULL};
    bus_topics(w, 1, names);
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    world_set_day(w, "2026-04-10");
    start_with(w, (const char *const[]){clock, NULL});
    (void)process_start(w, "juki-resident", NULL);
    (void)process_start(w, "peer-portal", NULL);
    const told rows[] = {
        {"2026-04-10T01:00:00.000000Z", "resident", "person.show", "clerk1", subject_of(PERSON), NULL},
        {"2026-04-10T02:00:00.000000Z", "resident", "certificate.issue", "detective", subject_of(PERSON),
         NULL},
        {"2026-04-10T03:00:00.000000Z", "gateway", "feed.published", NULL, subject_of(PERSON), NULL},
        {"2026-04-10T04:00:00.000000Z", "resident", "restraint.set", "clerk1", subject_of(PERSON), NULL},
        {"2026-04-10T05:00:00.000000Z", "resident", "person.show", "clerk2", subject_of(OTHER), NULL},
    };
    tell(w, rows, 5, 5);
    await_acts(w, "subject IS NOT NULL", 5);
    ctl_expect(ctl(w, "desk", "audit history %s --purpose p --json", PERSON), 0);
    assert_int_equal(ctl_count_text("\"operation\""), 3);
    ctl_expect_text("2026-04-10T10:00:00");
    ctl_expect_text("証明書の作成");
    ctl_expect_no_text("clerk");
    ctl_expect_no_text("detective");
    /* asked for by one is nothing yet, nor when he approves it himself */
    char id[64];
    (void)snprintf(id, sizeof id, "%s", ask_hold(w, "2026-04-11"));
    ctl_expect(ctl(w, "clerk8", "audit hold-approve %s", id), 1);
    ctl_expect_text("same_person");
    ctl_expect(ctl(w, "desk", "audit history %s --purpose p --json", PERSON), 0);
    assert_int_equal(ctl_count_text("\"operation\""), 3);
    ctl_expect(ctl(w, "chief", "audit hold-approve %s", id), 0);
    ctl_expect(ctl(w, "chief", "audit hold-refuse %s", id), 1);
    ctl_expect_text("hold_decided");
    ctl_expect(
        ctl(w, "desk", "audit history %s 01890a5d-ac96-774b-bcce-b302099a8057 --purpose p --json", PERSON),
        0);
    assert_int_equal(ctl_count_text("\"operation\""), 2);
    ctl_expect_no_text("証明書の作成");
    ctl_expect_no_text("hold");
    AWAIT(sql_int(world_database_of(w, "portal")->conn,
                  "SELECT sum(entries) FROM access_history WHERE NOT more") == 2);
    /* of another person nothing is held back, and auditors see all of it */
    ctl_expect(ctl(w, "auditor", "audit person %s --purpose p", PERSON), 0);
    ctl_expect_text("detective");
    ctl_expect(ctl(w, "auditor", "audit holds --purpose p"), 0);
    ctl_expect_text("approved");
    sql(log_of(w),
        "INSERT INTO history_hold SELECT gen_random_uuid(), ARRAY['x'], 'y', '2026-04-12', 'p', 'clerk8', "
        "clock_timestamp() - n * interval '1 s', 'refused', 'chief' FROM generate_series(1, 450) AS n");
    sql(log_of(w),
        "INSERT INTO history_hold (hold_id, subject, operator_id, until, purpose, entered_by) VALUES "
        "(gen_random_uuid(), ARRAY['x'], 'first', '2026-04-12', 'p', 'clerk8')");
    ctl_expect(ctl(w, "auditor", "audit holds --purpose p | grep held_operator | sed -n '1p;$='"), 0);
    ctl_expect_text("first"); /* what waits for a decision, and then the latest */
    ctl_expect_text("452");
    ctl_expect(ctl(w, "clerk8", "audit hold %s detective 2026-04-10 --purpose warrant", PERSON), 1);
    ctl_expect_text("until_invalid");
    assert_true(refused(w, "UPDATE history_hold SET until = '2099-01-01'"));
    assert_true(refused(w, "DELETE FROM history_hold"));
    /* told from that day on, unless a later decision says otherwise */
    world_set_day(w, "2026-04-11");
    ctl_expect(ctl(w, "desk", "audit history %s --purpose p", PERSON), 0);
    ctl_expect_text("証明書の作成");
    ctl_expect(ctl(w, "chief", "audit hold-approve %s", ask_hold(w, "2026-04-12")), 0);
    ctl_expect(ctl(w, "desk", "audit history %s --purpose p", PERSON), 0);
    ctl_expect_no_text("証明書の作成");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_person, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_operator, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_protected, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_history, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("audit_question", tests, NULL, NULL);
}
