/*
 * Who came to a database is an act of the trail, however short he stayed (seed 002 R-65, seed 003 REQ-34):
 * each connection and each refused login once, also when audit is killed in between.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>

/* The server's log of what concerns this test, as far as it goes now: that of all tests is long. */
static void copy_log(const world *w)
{
    world_shell("cd '%s' && ls -tr | grep json | xargs grep -ah %s >%s/sessions/new; "
                "mv %s/sessions/new %s/sessions/log.json",
                world_env("JUKI_TEST_SESSIONS"), w->name, w->dir, w->dir, w->dir);
}

/* How often audit was told of it; of names, eight digits in a row are not. */
static int64_t told(world *w, const char *action, const char *detail)
{
    copy_log(w);
    return sql_int(world_database_of(w, "audit")->conn,
                   "SELECT coalesce(sum(substring(detail FROM ' x([0-9]+)$')::int), 0) FROM auditor.act "
                   "WHERE action = '%s' AND detail LIKE '%%_audit%s at %%' AND terminal_id = '127.0.0.1'",
                   action, detail);
}

/* Somebody connects past all services and leaves at once. */
static bool come(world *w, const char *settings)
{
    char conninfo[WORLD_CONNINFO_SIZE + 128];
    (void)snprintf(conninfo, sizeof conninfo, "%s host=127.0.0.1 dbname=%s %s",
                   world_env("JUKI_TEST_DSN_ADMIN"), world_database_of(w, "audit")->name, settings);
    PGconn *conn = PQconnectdb(conninfo);
    bool good = PQstatus(conn) == CONNECTION_OK;
    PQfinish(conn);
    return good;
}

static process *start(world *w)
{
    char logs[400];
    (void)snprintf(logs, sizeof logs, "JUKI_DATABASE_LOGS=%s/sessions", w->dir);
    return process_start(w, "juki-audit", (const char *const[]){logs, PROCESS_STATIC[0], NULL});
}

static void test_every_session_is_told_once(void **state)
{
    enum { BEFORE = 3, AWAY = 2 };
    world *w = *state;
    char refused[128];
    bus_topics(w, 1,
               (const char *const[]){JU_TOPIC_AUDIT_RECORD, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY,
                                     JU_TOPIC_DEADLETTER_AUDIT, NULL});
    world_shell("mkdir %s/sessions", w->dir);
    (void)snprintf(refused, sizeof refused, "user=nobody_%s", w->name);
    process *audit = start(w);
    for (int i = 0; i < BEFORE; i++) {
        assert_true(come(w, "application_name=psql"));
    }
    assert_false(come(w, refused));
    AWAIT(told(w, "database.connected", " psql") == BEFORE);
    process_kill(audit);
    for (int i = 0; i < AWAY; i++) {
        assert_true(come(w, "application_name=psql"));
    }
    copy_log(w);
    audit = start(w);
    AWAIT(told(w, "database.connected", " psql") == BEFORE + AWAY);
    AWAIT(told(w, "database.refused", "") == 1);
    assert_int_equal(sql_int(world_database_of(w, "audit")->conn,
                             "SELECT count(*) FROM auditor.act WHERE action = 'database.refused' AND "
                             "operator_id LIKE 'nobody_%%' AND refused_code = 'login_failed'"),
                     1);
    /* audit itself was there, too: what does not tell of that is blind */
    assert_true(sql_int(world_database_of(w, "audit")->conn,
                        "SELECT count(*) FROM auditor.act WHERE action = 'database.connected' AND "
                        "detail LIKE '%%_audit audit at %%'") > 0);
    assert_int_equal(process_metric(audit, "juki_database_log_readable"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_session_is_told_once, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("audit_session", tests, NULL, NULL);
}
