/*
 * The only way into PostgreSQL: TLS 1.3, a certificate of our authority, and the role that it names (design
 * section 6). And how keys and authorities change while a service works: nothing ends, nothing is lost, and
 * what is retired is refused.
 */
#include "tests/integration/database_rights/attempt.h"
#include "tests/integration/harness/ledger.h"

#include "common/base/file.h"

#include <stdio.h>
#include <string.h>

static const char *database;

static bool comes(const char *role, const char *certificate, const char *settings)
{
    PGconn *conn = attempt_connect(database, role, certificate, settings);
    bool came = conn != NULL;
    PQfinish(conn);
    return came;
}

static void test_the_good_way(void **state)
{
    world *w = *state;
    database = world_database_of(w, "tax")->name;
    PGconn *conn = attempt_connect(database, "juki_tax", "tax", "");
    assert_non_null(conn);
    assert_string_equal(
        sql_text(conn, "SELECT version || ' ' || client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
        "TLSv1.3 /O=juki/CN=tax");
    PQfinish(conn);
    assert_true(comes("juki_tax", "tax", "host=localhost"));
}

/* Each is the good way but for one thing. */
static void test_every_other_way(void **state)
{
    world *w = *state;
    char foreign[640];
    char authority[320];
    database = world_database_of(w, "tax")->name;
    world_shell("deploy/local/ca.sh %s/foreign proto/topics.csv", w->dir);
    (void)snprintf(foreign, sizeof foreign,
                   "sslcert='%s/foreign/tax/certificate.pem' sslkey='%s/foreign/tax/key.pem'", w->dir,
                   w->dir);
    (void)snprintf(authority, sizeof authority, "sslrootcert='%s/foreign/tax/ca.pem'", w->dir);

    assert_false(comes("juki_tax", "tax", "sslmode=disable"));
    assert_false(
        comes("juki_tax", "tax", "ssl_min_protocol_version=TLSv1.2 ssl_max_protocol_version=TLSv1.2"));
    assert_false(comes("juki_tax", "nobody", ""));
    assert_false(comes("juki_tax", "nobody", "password=guess sslmode=require"));
    assert_false(comes("juki_tax", "nobody", "password=guess sslmode=disable"));
    assert_false(comes("juki_tax", "prefecture", ""));
    assert_false(comes("juki_tax", "resident", ""));
    assert_false(comes("juki_tax", "operator", ""));
    assert_false(comes("juki_tax", "kafka", "")); /* a server's */
    assert_false(comes("juki_tax", "tax", foreign));
    assert_false(comes("postgres", "tax", ""));
    assert_false(comes("postgres", "operator", ""));
    assert_false(comes("juki_delivery_sweeper", "delivery", ""));
    assert_false(comes("juki_tax", "tax", "replication=true"));
    /* the server that shows another authority's certificate, or another name, is not the server */
    assert_false(comes("juki_tax", "tax", authority));
    assert_false(comes("juki_tax", "tax", "host=elsewhere.example hostaddr=127.0.0.1"));
    assert_true(comes("juki_tax", "tax", ""));
}

/* There is no socket beside TCP, and one rule for TCP. */
static void test_nothing_else_listens(void **state)
{
    world *w = *state;
    PGconn *conn = world_database_of(w, "tax")->conn;
    assert_string_equal(sql_text(conn, "SHOW unix_socket_directories"), "");
    assert_string_equal(sql_text(conn, "SHOW ssl_min_protocol_version"), "TLSv1.3");
    assert_string_equal(
        sql_text(conn,
                 "SELECT string_agg(concat_ws(' ', type, database, user_name, address, auth_method), ';') "
                 "FROM pg_hba_file_rules"),
        "hostssl {all} {all} all cert");
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM pg_authid WHERE rolpassword IS NOT NULL"), 0);
}

/* ---- rotation --------------------------------------------------------------------------------------------
 */

#define OWN "JUKI_RUN=%s/own JUKI_PG_OWNERS=peers deploy/local/postgres.sh"
#define CA  "deploy/local/ca.sh %s/own/tls proto/topics.csv"

/* The ledger's database lies on a server of this test. */
static void move_ledger(world *w, const char *admin)
{
    char conninfo[WORLD_CONNINFO_SIZE + 32];
    world_database *ledger = world_database_of(w, "ledger");
    PQfinish(ledger->conn);
    (void)snprintf(conninfo, sizeof conninfo, "%s dbname=juki_peers", admin);
    ledger->conn = PQconnectdb(conninfo);
    assert_int_equal(PQstatus(ledger->conn), CONNECTION_OK);
}

static void read_own(const world *w, const char *name, char ret[WORLD_CONNINFO_SIZE])
{
    char path[400];
    char *text = NULL;
    size_t length = 0;
    ju_err err;
    (void)snprintf(path, sizeof path, "%s/own/secrets/%s", w->dir, name);
    assert_int_equal(ju_file_read(path, WORLD_CONNINFO_SIZE - 1, &text, &length, &err), JU_OK);
    (void)snprintf(ret, WORLD_CONNINFO_SIZE, "%.*s", (int)strcspn(text, "\n"), text);
    ju_file_release(text, length);
}

/* Waits until the server shows the certificate that lies in its folder. */
static void await_shown(const world *w, PGconn *conn)
{
    world_shell("for i in $(seq 300); do openssl s_client -starttls postgres -connect 127.0.0.1:%s "
                "</dev/null 2>/dev/null | "
                "openssl x509 -outform DER 2>/dev/null >%s/shown; "
                "openssl x509 -in %s/own/tls/postgres/certificate.pem -outform DER | cmp -s - %s/shown && "
                "exit 0; sleep 0.1; "
                "done; exit 1",
                PQport(conn), w->dir, w->dir, w->dir);
}

enum { PART = 60 };

static void tell(world *w, int *told)
{
    ledger_tell(w, *told, PART);
    *told += PART;
}

/* Ends the sessions that the ledger has; it comes again with what lies in its folder by then, as it has work.
 */
static void come_again(world *w, PGconn *conn, int *told)
{
    static const char SESSIONS[] = "FROM pg_stat_activity WHERE application_name = 'ledger'";
    int64_t last =
        sql_int(conn, "SELECT max(extract(epoch FROM backend_start) * 1000000)::bigint %s", SESSIONS);
    (void)sql_int(conn, "SELECT count(pg_terminate_backend(pid)) %s", SESSIONS);
    tell(w, told);
    AWAIT(sql_int(conn, "SELECT count(*) %s AND extract(epoch FROM backend_start) * 1000000 > %lld", SESSIONS,
                  (long long)last) >= 2);
}

static process *start_ledger(world *w)
{
    char file[400];
    char admin[WORLD_CONNINFO_SIZE];
    read_own(w, "dsn-admin", admin);
    move_ledger(w, admin);
    ledger_topics(w, 2);
    (void)snprintf(file, sizeof file, "JUKI_DB_CONNINFO_FILE=%s/own/secrets/dsn-peers", w->dir);
    return process_start(w, "test-ledger", (const char *const[]){file, "JUKI_DB_CONNINFO=", NULL});
}

/* What was good before is of nobody now. */
static void check_former(const world *w, const char *own)
{
    char stale[2 * WORLD_CONNINFO_SIZE];
    PGconn *good = PQconnectdb(own);
    (void)snprintf(stale, sizeof stale, "%s sslcert='%s/former/certificate.pem' sslkey='%s/former/key.pem'",
                   own, w->dir, w->dir);
    PGconn *former = PQconnectdb(stale);
    assert_int_equal(PQstatus(good), CONNECTION_OK);
    assert_int_equal(PQstatus(former), CONNECTION_BAD);
    PQfinish(good);
    PQfinish(former);
}

/* New keys of the same authority, then of the next one, then that one alone; messages flow all the while. */
static void test_rotation(void **state)
{
    world *w = *state;
    char own[WORLD_CONNINFO_SIZE];
    int told = 0;
    read_own(w, "dsn-peers", own);
    process *ledger = start_ledger(w);
    PGconn *conn = ledger_db(w);
    world_shell("cp -r %s/own/tls/peers %s/former", w->dir, w->dir);
    tell(w, &told);

    world_shell(CA " renew postgres peers && " OWN " reload", w->dir, w->dir);
    await_shown(w, conn);
    come_again(w, conn, &told);

    world_shell(CA " next && " OWN " reload", w->dir, w->dir);
    tell(w, &told);
    world_shell(CA " renew postgres peers && " OWN " reload", w->dir, w->dir);
    await_shown(w, conn);
    come_again(w, conn, &told);

    world_shell(CA " retire && " OWN " reload", w->dir, w->dir);
    tell(w, &told);
    await_shown(w, conn);
    come_again(w, conn, &told);
    ledger_check_told(w, told);
    assert_false(process_ended(ledger));
    check_former(w, own);
}

static int own_setup(void **state)
{
    if (world_setup(state) != 0) {
        return -1;
    }
    const world *w = *state;
    world_shell(OWN " start", w->dir);
    return 0;
}

static int own_teardown(void **state)
{
    world *w = *state;
    for (size_t i = 0; i < w->process_count; i++) {
        process_free(w->process[i]);
    }
    w->process_count = 0;
    world_shell(OWN " destroy", w->dir);
    return world_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_good_way, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_every_other_way, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_nothing_else_listens, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_rotation, own_setup, own_teardown),
    };
    return cmocka_run_group_tests_name("database_way", tests, NULL, NULL);
}
