/*
 * Reports of who came from outside: to the databases by the half hour, refused in a month, and the 名簿 held
 * against who did what (R-65, R-66, R-38). Each finds what was seeded for it and nobody else, and nothing on
 * a quiet day.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "juki/audit/v1/audit.pb-c.h"

#include <stdio.h>
#include <string.h>

#define QUIET  "2026-04-27"
#define BUSY   "2026-04-28"
#define SILENT "2026-04-29"

typedef struct seed {
    const char *time;
    const char *action;
    const char *who;
    const char *detail;
    const char *code;
    const char *office;
    const char *affair;
} seed;

/* At this time of a day in UTC, what a server's log told of who. */
#define TOLD(day, at, action, who, what, times, ...)                                                         \
    {                                                                                                        \
        day "T" at ".000000Z", action, who, .detail = what " at " day "T" at ".000Z x" times, __VA_ARGS__    \
    }
#define CAME(day, at, who, what, times) TOLD(day, at, "database.connected", who, what, times, .code = "")

static const seed SEEDS[] = {
    /* audit itself and services: a quiet day */
    CAME(QUIET, "01:00:00", "juki_audit", "t audit", "1"),
    CAME(QUIET, "02:00:00", "juki_resident", "juki_resident resident", "4"),
    CAME(QUIET, "03:00:00", "juki_gateway", "juki_gateway gateway-rest", "1"),
    /* somebody with a service's key, somebody who copies all databases, somebody who tries */
    CAME(BUSY, "01:00:00", "juki_audit", "t audit", "1"),
    CAME(BUSY, "02:00:00", "juki_resident", "juki_resident psql", "1"),
    CAME(BUSY, "02:30:00", "juki_resident", "juki_resident psql", "2"),
    CAME(BUSY, "03:00:00", "postgres", "replication pg_basebackup", "1"),
    TOLD(BUSY, "04:00:00", "database.refused", "guest", "juki_audit", "7", .code = "login_failed"),
    TOLD(BUSY, "05:00:00", "database.configured", "", "log_connections", "1", .code = ""),
    /* a day on which nobody saw anything, though something came */
    CAME(SILENT, "01:00:00", "juki_resident", "juki_resident resident", "1"),
    /* refused elsewhere */
    TOLD(BUSY, "06:00:00", "transport.refused", "tax", "READ Topic:x", "5", .code = "not_authorized"),
    {BUSY "T06:10:00.000000Z", "staff.refused", "clerk9", .code = "token_expired"},
    {BUSY "T06:20:00.000000Z", "staff.refused", "clerk9", .code = "token_expired"},
    /* February by the roster; April otherwise */
    {"2026-02-10T01:00:00.000000Z", "person.show", "clerk1", .office = "市民課", .affair = "住民基本台帳"},
    {"2026-02-10T02:00:00.000000Z", "person.show", "clerk2", .office = "市民課"},
    {"2026-02-10T03:00:00.000000Z", "notice.sent", "clerk0", .office = "市民課"},
    {"2026-04-10T01:00:00.000000Z", "person.show", "clerk1", .office = "市民課", .affair = "住民基本台帳"},
    {"2026-04-10T02:00:00.000000Z", "person.show", "clerk1", .office = "市民税課", .affair = "住民基本台帳"},
    {"2026-04-10T03:00:00.000000Z", "person.show", "clerk1", .office = "市民課", .affair = "国民年金"},
    {"2026-04-10T04:00:00.000000Z", "person.show", "clerk2", .office = "市民課"},
    {"2026-04-10T05:00:00.000000Z", "person.show", "stranger", .office = "市民課"},
};

static const char ROSTER[] = "operator_id,department,affair,valid_from,valid_to\\n"
                             "clerk1,市民課,住民基本台帳,2026-01-01,\\n"
                             "clerk2,市民課,,2026-01-01,2026-03-31\\n"
                             "idle,市民課,,2026-04-01,\\n";

static char *text(const char *words)
{
    return (char *)(uintptr_t)(words == NULL ? "" : words);
}

static void tell(world *w)
{
    enum { COUNT = sizeof SEEDS / sizeof SEEDS[0] };
    char id[COUNT][JU_UUID_SIZE];
    Juki__Audit__V1__AuditRecord record[COUNT];
    Juki__Audit__V1__AuditRecord *list[COUNT];
    Juki__Common__V1__Operator who[COUNT];
    Juki__Audit__V1__AuditRecords message = JUKI__AUDIT__V1__AUDIT_RECORDS__INIT;
    ju_err err;
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(ju_uuid7(id[i], &err), 0);
        juki__audit__v1__audit_record__init(&record[i]);
        juki__common__v1__operator__init(&who[i]);
        who[i].operator_id = text(SEEDS[i].who);
        who[i].terminal_id = text("10.1.2.3");
        who[i].office = text(SEEDS[i].office);
        record[i].record_id = id[i];
        record[i].time = text(SEEDS[i].time);
        record[i].service = text("audit");
        record[i].action = text(SEEDS[i].action);
        record[i].operator_ = &who[i];
        record[i].detail = text(SEEDS[i].detail);
        record[i].code = text(SEEDS[i].code);
        record[i].affair = text(SEEDS[i].affair);
        list[i] = &record[i];
    }
    message.record = list;
    message.n_record = COUNT;
    bus_send(w, JU_TOPIC_AUDIT_RECORD, &(bus_event){.key = id[0], .message = &message.base});
    AWAIT(sql_int(world_database_of(w, "audit")->conn, "SELECT count(*) FROM audit_log") >= COUNT);
}

static void report(world *w, const char *wish, const char *findings)
{
    ctl_expect(ctl(w, "auditor", "audit report %s --purpose check", wish), 0);
    assert_string_equal(ctl_value("findings"), findings);
}

static void test_connections(world *w)
{
    report(w, "connections --day " QUIET, "0"); /* nobody came but the services */
    ctl_expect_text(" 4  #");
    ctl_expect_text("database.connected juki_resident resident from 10.1.2.3");
    assert_int_equal(ctl_count_text("database.connected"), 3);
    report(w, "connections --day " BUSY, "4");
    ctl_expect_text(" 3  #");
    ctl_expect_text("database.connected juki_resident psql from 10.1.2.3");
    ctl_expect_text("database.connected replication pg_basebackup from 10.1.2.3");
    ctl_expect_text(" 7  #");
    ctl_expect_text("database.refused juki_audit from 10.1.2.3 login_failed");
    ctl_expect_text("database.configured log_connections");
    report(w, "connections --day " SILENT, "1");
    ctl_expect_text("log.silent");
}

static void test_refused(world *w)
{
    report(w, "refused --month 2026-03", "0");
    report(w, "refused --month 2026-04", "3");
    ctl_expect_text(" 7  #");
    ctl_expect_text("database.refused login_failed from 10.1.2.3");
    ctl_expect_text(" 5  #");
    ctl_expect_text("transport.refused not_authorized from 10.1.2.3");
    ctl_expect_text(" 2  #");
    ctl_expect_text("staff.refused token_expired from 10.1.2.3");
}

static void load(world *w, const char *content, int code)
{
    world_shell("printf '%s' >%s/roster.csv", content, w->dir);
    ctl_expect(ctl(w, "auditor", "audit roster %s/roster.csv --purpose april", w->dir), code);
}

static void test_roster(world *w)
{
    PGconn *conn = world_database_of(w, "audit")->conn;
    report(w, "roster --month 2026-02", "1");
    ctl_expect_text("no_roster");
    load(w, "operator_id,department,affair,valid_from,valid_to\\nclerk1,,,2026-13-01,\\n", 1);
    ctl_expect_text("date_invalid");
    ctl_expect(ctl(w, "auditor", "audit roster %s/roster.csv", w->dir), 2); /* what for? */
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM roster"), 0);
    load(w, ROSTER, 0);
    report(w, "roster --month 2026-02", "0");
    report(w, "roster --month 2026-04", "5");
    ctl_expect_text("other_affair 国民年金");
    ctl_expect_text("other_department");
    ctl_expect_text("not_valid");
    ctl_expect_text("not_in_roster");
    ctl_expect_text("unused");
    /* the next one counts in its place, and whoever loaded them stands in the trail */
    load(w,
         "operator_id,department,affair,valid_from,valid_to\\nclerk1,,,2026-01-01,\\nclerk2,,,2026-01-01,\\n",
         0);
    report(w, "roster --month 2026-04", "1");
    ctl_expect_text("stranger");
    AWAIT(
        sql_int(conn,
                "SELECT count(*) FROM auditor.act WHERE action = 'roster.loaded' AND operator_id = 'auditor' "
                "AND purpose = 'april'") == 3);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM roster_line"), 5);
}

/* REQ-28: who has a right and does not stand in the roster, and who stands in it without one. */
static void test_grants(world *w)
{
    static const char put[] =
        "INSERT INTO staff_grant VALUES ('%s', '%s', '職員', '住民基本台帳', '市民課', '', '照会', "
        "'2026-04-01', '%s')";
    PGconn *conn = world_database_of(w, "audit")->conn;
    sql(conn, put, "g1", "clerk1", "2026-12-31");
    report(w, "roster --month 2026-04", "2");
    ctl_expect_text("clerk2");
    sql(conn, put, "g2", "clerk2", "2026-12-31");
    sql(conn, put, "g3", "leaver", "2026-12-31");
    sql(conn, put, "g4", "long-gone", "2026-03-31");
    report(w, "roster --month 2026-04", "2");
    ctl_expect_text("leaver");
    ctl_expect_no_text("clerk2");
    sql(conn, "INSERT INTO staff_revocation VALUES ('grant', 'g3', 'r1')");
    report(w, "roster --month 2026-04", "1");
    ctl_expect_no_text("leaver");
}

static void test_who_came(void **state)
{
    world *w = *state;
    bus_topics(w, 1,
               (const char *const[]){JU_TOPIC_AUDIT_RECORD, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY,
                                     JU_TOPIC_DEADLETTER_AUDIT, NULL});
    char clock[512];
    world_set_day(w, "2026-05-01");
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    (void)process_start(w, "juki-audit", (const char *const[]){clock, NULL});
    tell(w);
    test_connections(w);
    test_refused(w);
    test_roster(w);
    test_grants(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_who_came, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("audit_roster", tests, NULL, NULL);
}
