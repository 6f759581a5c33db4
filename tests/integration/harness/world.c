#include "tests/integration/harness/world.h"

#include "common/base/clock.h"
#include "common/base/parse.h"
#include "common/base/word.h"
#include "common/bus/kafka.h"
#include "common/seal/seal.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/event_sign.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/staff.h"
#include "tests/issuer/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

enum { PATIENCE_MS = 30000 };

const char *world_env(const char *name)
{
    const char *value = secure_getenv(name);
    if (value == NULL || *value == '\0') {
        (void)fprintf(stderr, "integration tests are run by tests/run.sh: %s is not set\n", name);
        exit(2);
    }
    return value;
}

const char *world_keys(const world *w)
{
    return w->keys == NULL ? world_env("JUKI_TEST_KEYS") : w->keys;
}

int64_t now_ms(void)
{
    return ju_clock_monotonic_ms();
}

void pause_ms(int ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    (void)nanosleep(&time, NULL);
}

int64_t patience_ms(void)
{
    const char *times = secure_getenv("JUKI_TEST_PATIENCE");
    int64_t factor = 1;
    (void)ju_parse_int64(times == NULL ? "1" : times, 1, 100, &factor);
    return factor * PATIENCE_MS;
}

int world_setup(void **state)
{
    static int serial;
    world *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return -1;
    }
    (void)snprintf(w->name, sizeof w->name, "t%d_%d_%lld", (int)getpid(), ++serial, (long long)time(NULL));
    (void)snprintf(w->prefix, sizeof w->prefix, "test.%s", w->name);
    for (char *c = strchr(w->prefix, '_'); c != NULL; c = strchr(c, '_')) {
        *c = '-'; /* which a prefix may have */
    }
    (void)snprintf(w->dir, sizeof w->dir, "%s/%s", world_env("JUKI_TEST_DIR"), w->name);
    *state = w;
    state_watch(w);
    return mkdir(w->dir, 0755);
}

void world_shell(const char *format, ...)
{
    char *line = NULL;
    int status = 0;
    va_list args;
    va_start(args, format);
    assert_true(vasprintf(&line, format, args) >= 0);
    va_end(args);
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(127);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (status != 0) {
        fail_msg("%s: status %d", line, status);
    }
    free(line);
}

static void drop_database(const world_database *database)
{
    PGconn *admin = PQconnectdb(world_env("JUKI_TEST_DSN_ADMIN"));
    PQfinish(database->conn);
    char text[160];
    (void)snprintf(text, sizeof text, "DROP DATABASE IF EXISTS %s WITH (FORCE)", database->name);
    PQclear(PQexec(admin, text));
    PQfinish(admin);
}

int world_teardown(void **state)
{
    world *w = *state;
    state_watch(NULL);
    for (size_t i = 0; i < w->process_count; i++) {
        process_free(w->process[i]);
    }
    for (size_t i = 0; i < w->database_count; i++) {
        drop_database(&w->database[i]);
    }
    bus_drop_topics(w);
    ju_producer_close(w->producer);
    ju_keyring_free(w->resident);
    event_sign_end(w);
    issuer_desk_free(w->desk);
    issuer_free(w->staff);
    free(w);
    return 0;
}

static PGconn *connect_to(const char *database)
{
    char conninfo[WORLD_CONNINFO_SIZE];
    (void)snprintf(conninfo, sizeof conninfo, "%s dbname=%s application_name=test",
                   world_env("JUKI_TEST_DSN_ADMIN"), database);
    PGconn *conn = PQconnectdb(conninfo);
    if (PQstatus(conn) != CONNECTION_OK) {
        fail_msg("%s", PQerrorMessage(conn));
    }
    return conn;
}

bool world_is_service(const char *owner)
{
    return ju_word_listed("resident identity delivery gateway audit", owner);
}

const char *world_conninfo_as(const char *database, const char *role, const char *certificate,
                              char ret[WORLD_CONNINFO_SIZE])
{
    const char *tls = world_env("JUKI_TEST_TLS");
    int length =
        snprintf(ret, WORLD_CONNINFO_SIZE,
                 "%s dbname=%s user=%s sslcert='%s/%s/certificate.pem' sslkey='%s/%s/key.pem'",
                 world_env("JUKI_TEST_DSN_ADMIN"), database, role, tls, certificate, tls, certificate);
    assert_true(length < WORLD_CONNINFO_SIZE);
    return ret;
}

/* Who has no database of deploy/local's shares a role that nobody else uses. */
static const char *role_of(const world_database *database)
{
    return ju_word_listed("ledger welfare", database->owner) ? "peers" : database->owner;
}

const char *world_conninfo(const world_database *database, const char *as, char ret[WORLD_CONNINFO_SIZE])
{
    const char *owner = role_of(database);
    char role[80];
    char certificate[80];
    (void)snprintf(role, sizeof role, "juki_%s%s%s", owner, *as == '\0' ? "" : "_", as);
    (void)snprintf(certificate, sizeof certificate, "%s%s%s", owner, *as == '\0' ? "" : "-", as);
    return world_conninfo_as(database->name, role, certificate, ret);
}

/* As deploy/postgres/database.sql makes it, but for the roles, which are there. A migrated one is a copy of
 * the service's own, which tests/run.sh has migrated. */
static void make_database(const world_database *database)
{
    const char *owner = role_of(database);
    bool service = world_is_service(owner);
    PGconn *admin = connect_to("postgres");
    sql(admin, "CREATE DATABASE %s TEMPLATE %s%s OWNER juki_%s%s", database->name,
        database->migrated ? "juki_" : "template0", database->migrated ? owner : "", owner,
        service ? "_migrator" : "");
    sql(admin, "REVOKE ALL ON DATABASE %s FROM PUBLIC", database->name);
    if (service) {
        sql(admin, "GRANT CONNECT ON DATABASE %s TO juki_%s, juki_operator", database->name, owner);
    }
    PQfinish(admin);
}

static world_database *add_database(world *w, const char *owner, bool migrated)
{
    assert_true(w->database_count < WORLD_DATABASES_MAX);
    world_database database = {.migrated = migrated};
    (void)snprintf(database.owner, sizeof database.owner, "%s", owner);
    (void)snprintf(database.name, sizeof database.name, "%s_%s", w->name, owner);
    make_database(&database);
    database.conn = connect_to(database.name);
    w->database[w->database_count] = database;
    return &w->database[w->database_count++];
}

world_database *world_empty_database(world *w, const char *service)
{
    return add_database(w, service, false);
}

world_database *world_database_of(world *w, const char *owner)
{
    for (size_t i = 0; i < w->database_count; i++) {
        if (strcmp(w->database[i].owner, owner) == 0) {
            return &w->database[i];
        }
    }
    world_database *database = add_database(w, owner, world_is_service(owner));
    if (database->migrated) {
        staff_put_terminals(w, database);
    }
    return database;
}

/* ---- SQL ------------------------------------------------------------------------------------------------
 */

static PGresult *run(PGconn *conn, const char *format, va_list args)
{
    char *text = NULL;
    assert_true(vasprintf(&text, format, args) >= 0);
    PGresult *result = PQexec(conn, text);
    if (PQstatus(conn) != CONNECTION_OK) {
        PQclear(result);
        PQreset(conn);
        result = PQexec(conn, text);
    }
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        fail_msg("%s: %s", text, PQerrorMessage(conn));
    }
    free(text);
    return result;
}

void sql(PGconn *conn, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    PQclear(run(conn, format, args));
    va_end(args);
}

static bool is_null(const PGresult *result)
{
    return PQntuples(result) == 0 || PQgetisnull(result, 0, 0) != 0;
}

void world_set_day(world *w, const char *day)
{
    char path[320];
    char fresh[330];
    (void)snprintf(path, sizeof path, "%s/today", w->dir);
    (void)snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *file = fopen(fresh, "w");
    assert_non_null(file);
    (void)fputs(day, file);
    (void)fclose(file);
    assert_int_equal(rename(fresh, path), 0);
}

int64_t sql_int(PGconn *conn, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    PGresult *result = run(conn, format, args);
    va_end(args);
    int64_t value = -1;
    if (!is_null(result)) {
        assert_true(ju_parse_int64(PQgetvalue(result, 0, 0), INT64_MIN, INT64_MAX, &value));
    }
    PQclear(result);
    return value;
}

const char *sql_text(PGconn *conn, const char *format, ...)
{
    static char text[4096];
    va_list args;
    va_start(args, format);
    PGresult *result = run(conn, format, args);
    va_end(args);
    (void)snprintf(text, sizeof text, "%s", is_null(result) ? "" : PQgetvalue(result, 0, 0));
    PQclear(result);
    return text;
}

const char *sql_digest(PGconn *conn, const char *tables)
{
    static char digest[4096];
    char *copy = strdup(tables);
    char *rest = copy;
    size_t used = 0;
    digest[0] = '\0';
    for (char *table = strsep(&rest, ","); table != NULL; table = strsep(&rest, ",")) {
        const char *rows =
            sql_text(conn,
                     "SELECT count(*) || ':' || coalesce(md5(string_agg(r::text, E'\\n' ORDER BY "
                     "r::text)), '') FROM %s r",
                     table);
        used += (size_t)snprintf(digest + used, sizeof digest - used, "%s=%s ", table, rows);
        assert_true(used < sizeof digest);
    }
    free(copy);
    return digest;
}
