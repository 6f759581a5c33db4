/*
 * Reports about the trail (R-64, REQ-30, REQ-31, K23): on a busy day each finds what was seeded for it and
 * nobody else, on a quiet day nothing; by schedule each once, on demand with an answer; all of it acts.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "juki/audit/v1/audit.pb-c.h"
#include "services/audit/report.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Monday, Tuesday, and the Wednesday of 昭和の日. */
#define QUIET   "2026-04-27"
#define BUSY    "2026-04-28"
#define HOLIDAY "2026-04-29"
#define NOBODY  "01890a5d-ac96-774b-bcce-b302099a8057"

/* Of the reports those that are about a day, or about a month. */
#define DAILY " AND name <> 'connections'"

enum { ACTS_MAX = 400, WORDS_MAX = 200, LIMIT_COUNT = 8, JAPAN_S = 9 * 3600 };

/* One act, or a row of them at equal distances, each about another person. */
typedef struct seed {
    const char *day;
    const char *time; /* in Japan */
    const char *who;
    const char *action;
    const char *subject; /* of a row the beginning of it; "" none */
    int count;
    int every_s;
    const char *terminal; /* NULL: w7 */
    const char *office;   /* NULL: 市民課 */
    const char *change;
    const char *code;
} seed;

static const seed SEEDS[] = {
    /* a quiet day: work of the office from its first minute to its last, just below every limit */
    {QUIET, "08:30:00", "clerk1", "person.show", "a", .count = 4, .every_s = 600},
    {QUIET, "17:14:59", "clerk2", "certificate.issue", "b", .count = 1},
    {QUIET, "23:00:00", "link:kiosk", "certificate.issue", "c", .count = 20, .every_s = 1},
    {QUIET, "23:10:00", "clerk2", "notice.sent", "b", .terminal = "w8", .change = "x", .count = 1},
    {QUIET, "10:00:00", "clerk2", "person.show", "h", .count = 4, .every_s = 5},
    {QUIET, "10:00:20", "clerk2", "person.found", "i", .count = 4, .every_s = 0},
    {QUIET, "11:30:00", "clerk3", "person.show", "h", .count = 9, .every_s = 900},
    {QUIET, "12:00:00", "clerk3", "change.entered", "h", .count = 9, .every_s = 60, .change = "x"},
    {QUIET, "13:00:00", "clerk4", "staff.refused", "", .count = 2, .every_s = 60, .code = "token_expired"},
    {QUIET, "14:00:00", "clerk1", "staff.admitted", "", .count = 2, .every_s = 60, .terminal = "w1"},
    {QUIET, "14:05:00", "clerk1", "staff.admitted", "", .terminal = "w2", .count = 1},
    {QUIET, "14:30:00", "clerk1", "staff.admitted", "", .terminal = "w1", .count = 1},
    /* a busy one, each limit reached by one */
    {BUSY, "08:29:59", "early", "person.show", "d", .count = 1},
    {BUSY, "17:15:00", "late", "person.show", "e", .count = 4, .every_s = 600},
    {BUSY, "12:00:00", "clerk1", "person.show", "f", .count = 2, .every_s = 600},
    {BUSY, "09:00:00", "many", "certificate.issue", "g", .count = 10, .every_s = 1200},
    {BUSY, "10:00:00", "robot", "identity.shown", "j", .count = 5, .every_s = 10},
    {BUSY, "10:00:00", "worker", "certificate.issue", "k", .count = 9, .every_s = 7, .change = "x"},
    {BUSY, "11:00:00", "seeker", "person.search", "", .count = 5, .every_s = 2},
    {BUSY, "13:00:00", "guesser", "staff.refused", "", .count = 3, .every_s = 60, .code = "token_signature"},
    {BUSY, "13:10:00", "first", "staff.refused", "", .count = 2, .every_s = 60, .terminal = "w9",
     .code = "token_missing"},
    {BUSY, "13:20:00", "second", "staff.refused", "", .count = 1, .every_s = 60, .terminal = "w9",
     .code = "token_missing"},
    {BUSY, "14:00:00", "twin", "person.show", "m", .terminal = "w1", .count = 1},
    {BUSY, "14:05:00", "twin", "person.show", "n", .terminal = "w2", .count = 1},
    {BUSY, "14:10:00", "twin", "person.show", "m", .terminal = "w1", .count = 1},
    {BUSY, "15:00:00", "curious", "person.history", "p", .count = 6, .every_s = 300},
    {BUSY, "16:00:00", "taxman", "change.entered", "p", .count = 6, .every_s = 10, .office = "税務課",
     .change = "y"},
    {HOLIDAY, "10:00:00", "keen", "person.show", "q", .count = 1},
    /* a month: who was here in its first days, and who left before */
    {"2026-03-31", "10:00:00", "steady", "person.show", "r", .count = 1},
    {"2026-01-05", "10:00:00", "gone", "person.show", "r", .count = 1},
};

/* Whom a report about a day finds, in the order in which it says it; "" nobody. */
typedef struct expected {
    const char *name;
    const char *day;
    const char *who;
} expected;

static const expected EXPECTED[] = {
    {"off-hours", QUIET, ""},      {"off-hours", BUSY, "early late"},
    {"bulk", QUIET, ""},           {"bulk", BUSY, "many"},
    {"scraping", QUIET, ""},       {"scraping", BUSY, "robot seeker"},
    {"login-failures", QUIET, ""}, {"login-failures", BUSY, "@w9 guesser"},
    {"no-task", QUIET, ""},        {"no-task", BUSY, "curious robot"},
    {"shared-ids", QUIET, ""},     {"shared-ids", BUSY, "twin"},
};

/* The limits that the seeds reach. */
static const char *const LIMITS[LIMIT_COUNT] = {
    "JUKI_REPORT_BULK_PERSONS=10",   "JUKI_REPORT_SCRAPING_STEPS=5",  "JUKI_REPORT_SCRAPING_GAP=10s",
    "JUKI_REPORT_LOGIN_FAILURES=3",  "JUKI_REPORT_NO_TASK_PERSONS=5", "JUKI_REPORT_NO_TASK_DAYS=7",
    "JUKI_REPORT_SHARED_WITHIN=10m", "JUKI_REPORT_UNUSED_DAYS=60",
};

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static PGconn *log_of(world *w)
{
    return world_database_of(w, "audit")->conn;
}

/* ---- seeds --------------------------------------------------------------------------------------------- */

/* What records point to until they are sent. */
typedef struct memory {
    Juki__Audit__V1__AuditRecord record[ACTS_MAX];
    Juki__Audit__V1__AuditRecord *list[ACTS_MAX];
    Juki__Common__V1__Operator who[ACTS_MAX];
    char id[ACTS_MAX][JU_UUID_SIZE];
    char time[ACTS_MAX][32];
    char subject[ACTS_MAX][16];
    size_t count;
} memory;

static void add(memory *m, const seed *from, int number)
{
    size_t i = m->count++;
    Juki__Audit__V1__AuditRecord *record = &m->record[i];
    struct tm moment = {0};
    char said[REPORT_MOMENT_SIZE];
    ju_err err;
    assert_true(i < ACTS_MAX);
    assert_int_equal(ju_uuid7(m->id[i], &err), 0);
    (void)snprintf(said, sizeof said, "%s %s", from->day, from->time);
    assert_non_null(strptime(said, "%Y-%m-%d %H:%M:%S", &moment));
    time_t at = timegm(&moment) - JAPAN_S + number * from->every_s;
    assert_true(strftime(m->time[i], sizeof m->time[i], "%Y-%m-%dT%H:%M:%S.000000Z", gmtime_r(&at, &moment)) >
                0);
    (void)snprintf(m->subject[i], sizeof m->subject[i], "%s%d", from->subject, number);
    juki__audit__v1__audit_record__init(record);
    juki__common__v1__operator__init(&m->who[i]);
    m->who[i].operator_id = text(from->who);
    m->who[i].terminal_id = text(from->terminal == NULL ? "w7" : from->terminal);
    m->who[i].office = text(from->office == NULL ? "市民課" : from->office);
    record->record_id = m->id[i];
    record->time = m->time[i];
    record->service = text("resident");
    record->action = text(from->action);
    record->operator_ = &m->who[i];
    record->subject = *from->subject == '\0' ? text("") : m->subject[i];
    record->change_id = text(from->change == NULL ? "" : from->change);
    record->code = text(from->code == NULL ? "" : from->code);
    m->list[i] = record;
}

static void tell(world *w, const seed *seeds, size_t count)
{
    static memory m;
    Juki__Audit__V1__AuditRecords message = JUKI__AUDIT__V1__AUDIT_RECORDS__INIT;
    m.count = 0;
    for (size_t i = 0; i < count; i++) {
        for (int k = 0; k < seeds[i].count; k++) {
            add(&m, &seeds[i], k);
        }
    }
    message.record = m.list;
    message.n_record = m.count;
    bus_send(w, JU_TOPIC_AUDIT_RECORD, &(bus_event){.key = m.id[0], .message = &message.base});
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE recorded_at < '2026-05-01'") ==
          (int64_t)m.count);
}

/* ---- what was made ------------------------------------------------------------------------------------- */

/* Whom it found, as its content says. */
static const char *who_of(world *w, const char *name, const char *day)
{
    static char words[WORDS_MAX];
    unsigned char *bytes = NULL;
    size_t size = 0;
    const char *hex = sql_text(
        log_of(w), "SELECT encode(content, 'escape') FROM report WHERE name = '%s' AND begins = '%s'", name,
        day);
    bytes = PQunescapeBytea((const unsigned char *)hex, &size);
    Juki__Audit__V1__Report *report = juki__audit__v1__report__unpack(NULL, size, bytes);
    assert_non_null(report);
    assert_int_equal(report->found, report->n_finding);
    words[0] = '\0';
    for (size_t i = 0; i < report->n_finding; i++) {
        size_t used = strlen(words);
        (void)snprintf(words + used, sizeof words - used, "%s%s", i == 0 ? "" : " ", report->finding[i]->who);
    }
    juki__audit__v1__report__free_unpacked(report, NULL);
    PQfreemem(bytes);
    return words;
}

/* The program with the limits of the seeds, on this day; hour: from which reports are made. */
static void start(world *w, int instances, const char *day, const char *hour)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD,     JU_TOPIC_AUDIT_COMMAND,
                                        JU_TOPIC_AUDIT_REPLY,      JU_TOPIC_STAFF_RIGHT,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    const char *env[LIMIT_COUNT + 4] = {0};
    char clock[512];
    bus_topics(w, 1, names);
    world_set_day(w, day);
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    memcpy(env, LIMITS, sizeof LIMITS);
    env[LIMIT_COUNT] = clock;
    env[LIMIT_COUNT + 1] = hour;
    env[LIMIT_COUNT + 2] = "JUKI_HOLIDAY_TABLE=services/delivery/holidays.csv";
    for (int i = 0; i < instances; i++) {
        (void)process_start(w, "juki-audit", env);
    }
}

static bool refused(world *w, const char *statement)
{
    PGresult *result = PQexec(log_of(w), statement);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return !done;
}

/* By schedule, on the days after: each report once, told of as an act with its digest. */
static void test_schedule(void **state)
{
    world *w = *state;
    start(w, 2, QUIET, "JUKI_REPORT_HOUR=0");
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM report WHERE made_at IS NULL") == 0 &&
          sql_int(log_of(w), "SELECT count(*) FROM report") > 0);
    tell(w, SEEDS, sizeof SEEDS / sizeof SEEDS[0]);
    int64_t kinds = sql_int(log_of(w), "SELECT count(*) FROM report WHERE ends = '" QUIET "'" DAILY);
    world_set_day(w, HOLIDAY);
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM report WHERE ends > '" QUIET
                             "' AND made_at IS NOT NULL" DAILY) == 2 * kinds);
    for (size_t i = 0; i < sizeof EXPECTED / sizeof EXPECTED[0]; i++) {
        assert_string_equal(who_of(w, EXPECTED[i].name, EXPECTED[i].day), EXPECTED[i].who);
    }
    AWAIT(sql_int(log_of(w),
                  "SELECT count(*) FROM audit_log l JOIN report r ON l.action = 'report.made' AND "
                  "record_text(l.record, 8) = r.report_id::text AND record_text(l.record, 11) LIKE "
                  "'%% by=schedule %% digest=' || encode(r.digest, 'hex')") ==
          sql_int(log_of(w), "SELECT count(*) FROM report"));
    /* nothing is left to do, and nothing is done twice, whoever else looks what is due */
    assert_true(refused(w,
                        "INSERT INTO report (report_id, name, begins, ends) SELECT gen_random_uuid(), name, "
                        "begins, ends FROM report LIMIT 1"));
    assert_int_equal(sql_int(log_of(w), "SELECT count(*) FROM audit_log WHERE action = 'report.made'"),
                     sql_int(log_of(w), "SELECT count(DISTINCT (name, begins)) FROM report"));
    /* of each half hour there is one, of all those that were missed another, and no time between them */
    assert_int_equal(sql_int(log_of(w), "SELECT count(*) FROM report WHERE name = 'connections' AND "
                                        "ends - begins > interval '1 day'"),
                     1);
    assert_int_equal(
        sql_int(log_of(w), "SELECT extract(epoch FROM max(ends) - min(begins) - sum(ends - begins))::bigint "
                           "FROM report WHERE name = 'connections'"),
        0);
}

/* What was made is shown again byte for byte, and nobody changes it. */
static void show_again(world *w)
{
    char id[64];
    char digest[80];
    (void)snprintf(id, sizeof id, "%s",
                   sql_text(log_of(w), "SELECT report_id FROM report WHERE name = 'bulk'"));
    (void)snprintf(digest, sizeof digest, "%s",
                   sql_text(log_of(w), "SELECT encode(digest, 'hex') FROM report WHERE name = 'bulk'"));
    ctl_expect(ctl(w, "auditor", "audit reports bulk --purpose p --start " BUSY " --end " BUSY), 0);
    ctl_expect_text(id);
    ctl_expect_text(digest);
    ctl_expect(ctl(w, "auditor", "audit reports --purpose p --end " QUIET), 0);
    ctl_expect_no_text(id);
    ctl_expect(
        ctl(w, "auditor", "audit report-show %s --purpose p --html | tr '>' '\n' | grep -c '<rect'", id), 0);
    ctl_expect_text("2"); /* many, at nine o'clock: one bar in each chart */
    ctl_expect(ctl(w, "auditor", "audit report-show %s --purpose p --html | grep -icE 'script|https?:'", id),
               1);
    ctl_expect(ctl(w, "auditor", "audit report-show " NOBODY " --purpose p"), 1);
    ctl_expect_text("report_not_kept");
    assert_true(refused(w, "UPDATE report SET found = 0"));
    assert_true(refused(w, "DELETE FROM report"));
    assert_true(refused(w, "TRUNCATE report"));
}

/* While many wait, no more are taken. */
static void ask_too_many(world *w)
{
    sql(log_of(w), "INSERT INTO report (report_id, name, begins, ends, asked_by, request_id) "
                   "SELECT gen_random_uuid(), 'unknown', '" BUSY "', '" HOLIDAY
                   "', 'crowd', 'r' FROM generate_series(1, 60)");
    ctl_expect(ctl(w, "auditor", "audit report bulk --day " BUSY " --purpose p"), 1);
    ctl_expect_text("busy");
    sql(log_of(w), "ALTER TABLE report DISABLE TRIGGER USER");
    sql(log_of(w), "DELETE FROM report WHERE asked_by = 'crowd'");
    sql(log_of(w), "ALTER TABLE report ENABLE TRIGGER USER");
}

/* A statement that runs into its time ends its report alone, with an answer. */
static void run_late(world *w)
{
    sql(log_of(w), "CREATE OR REPLACE FUNCTION is_read(action text) RETURNS boolean LANGUAGE plpgsql AS "
                   "'BEGIN RAISE EXCEPTION USING ERRCODE = ''query_canceled''; END'");
    ctl_expect(ctl(w, "auditor", "audit report no-task --day " BUSY " --purpose p"), 1);
    ctl_expect_text("report_too_large");
    ctl_expect(ctl(w, "auditor", "audit report shared-ids --day " BUSY " --purpose p"), 0);
    assert_int_equal(
        sql_int(log_of(w), "SELECT count(*) FROM report WHERE code = 'report_too_large' AND content IS NULL"),
        1);
}

/* On demand: a day, a month, and what is no report; each an act of who asked. */
static void test_demand(void **state)
{
    world *w = *state;
    start(w, 1, "2026-04-30", "JUKI_REPORT_HOUR=24");
    tell(w, SEEDS, sizeof SEEDS / sizeof SEEDS[0]);
    ctl_expect(ctl(w, "auditor", "audit report bulk --day " BUSY " --month 2026-04 --purpose p"), 2);
    ctl_expect(ctl(w, "auditor", "audit report everything --purpose p"), 1);
    ctl_expect_text("report_unknown");
    ctl_expect(ctl(w, "auditor", "audit report bulk --day " BUSY " --purpose 'yearly check' --json"), 0);
    ctl_expect_text("\"found\": 1");
    ctl_expect(ctl(w, "auditor", "audit report scraping --purpose p --json"),
               0); /* of yesterday, a quiet one */
    ctl_expect_text("\"found\": 0");
    ctl_expect(ctl(w, "auditor", "audit report unused-ids --month 2026-03 --purpose p | grep '#'"), 0);
    ctl_expect_text("gone");
    ctl_expect_no_text("steady");
    show_again(w);
    run_late(w);
    ask_too_many(w);
    AWAIT(sql_int(log_of(w), "SELECT count(*) FROM auditor.act WHERE action = 'report.asked' AND "
                             "operator_id = 'auditor' AND purpose = 'yearly check'") == 1);
    AWAIT(sql_int(log_of(w),
                  "SELECT count(*) FROM auditor.act WHERE action = 'report.made' AND operator_id = "
                  "'auditor' AND detail LIKE '%%by=asked%%'") == 5);
    assert_int_equal(sql_int(log_of(w), "SELECT count(*) FROM report WHERE asked_by IS NULL"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_schedule, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_demand, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("audit_report", tests, NULL, NULL);
}
