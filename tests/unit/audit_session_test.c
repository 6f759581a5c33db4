/* What PostgreSQL writes about who connected, read and followed (seed 002 R-65, seed 003 REQ-34). */
#include "services/audit/steps/server_log.h"
#include "services/audit/steps/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define TIME      "{\"timestamp\":\"2026-11-21 22:20:42.123 UTC\","
#define FROM      "\"pid\":74,\"remote_host\":\"10.1.2.3\",\"remote_port\":51022,\"session_id\":\"6920e7ea.4a\","
#define AS(u, d)  "\"user\":\"" u "\",\"dbname\":\"" d "\","
#define LOG(text) "\"error_severity\":\"LOG\",\"message\":\"" text "\",\"backend_type\":\"client backend\"}"
#define FATAL(c)  "\"error_severity\":\"FATAL\",\"state_code\":\"" c "\",\"message\":\"no\",\"query_id\":0}"
#define CAME(u, d)                                                                                           \
    TIME AS(u, d)                                                                                            \
    FROM LOG("connection authorized: user=" u " database=" d " application_name=psql")

typedef struct expected {
    const char *line;
    const char *action;
    const char *code; /* NULL: none */
    const char *who;
    const char *what;
} expected;

static void each_line_tells_of_its_act(void **state)
{
    static const expected lines[] = {
        {CAME("juki_resident", "juki_resident"), "database.connected", NULL, "juki_resident",
         "juki_resident psql"},
        {TIME AS("postgres", "template1")
             FROM LOG("connection authorized: user=postgres database=template1 "
                      "application_name=a b SSL enabled (protocol=TLSv1.3, cipher=X, "
                      "bits=256)"),
         "database.connected", NULL, "postgres", "template1 a b"},
        {TIME AS("a", "b") FROM LOG("connection authorized: user=a database=b"), "database.connected", NULL,
         "a", "b -"},
        /* all databases at once */
        {TIME "\"user\":\"postgres\"," FROM LOG(
             "replication connection authorized: user=postgres application_name=pg_basebackup"),
         "database.connected", NULL, "postgres", "replication pg_basebackup"},
        {TIME AS("juki_audit", "juki_audit") FROM FATAL("28P01"), "database.refused", "login_failed",
         "juki_audit", "juki_audit"},
        {TIME AS("juki_audit", "postgres") FROM FATAL("28000"), "database.refused", "login_failed",
         "juki_audit", "postgres"},
        {TIME AS("juki_tax", "juki_audit") FROM FATAL("42501"), "database.refused", "not_authorized",
         "juki_tax", "juki_audit"},
        {TIME AS("juki_tax", "x") FROM FATAL("3D000"), "database.refused", "database_unknown", "juki_tax",
         "x"},
        {TIME AS("juki_tax", "juki_tax") FROM FATAL("53300"), "database.refused", "too_many", "juki_tax",
         "juki_tax"},
        {TIME FROM FATAL("08P01"), "database.refused", "protocol_invalid", "", "-"},
        {TIME LOG("parameter \\\"log_connections\\\" changed to \\\"off\\\""), "database.configured", NULL,
         "", "log_connections"},
        {TIME LOG("parameter \\\"primary_conninfo\\\" removed from configuration file, reset to default"),
         "database.configured", NULL, "", "primary_conninfo"},
        {TIME LOG("starting PostgreSQL 15.14 (Debian 15.14-0+deb12u1) on x86_64"), "database.started", NULL,
         "", "15.14"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        told_act one;
        assert_true(session_parse(lines[i].line, &one));
        assert_string_equal(one.action, lines[i].action);
        assert_string_equal(one.time, "2026-11-21T22:20:42.123Z");
        assert_string_equal(one.who, lines[i].who);
        assert_string_equal(one.what, lines[i].what);
        assert_string_equal(one.code == NULL ? "" : one.code, lines[i].code == NULL ? "" : lines[i].code);
        assert_string_equal(one.host, strstr(lines[i].line, "remote_host") == NULL ? "" : "10.1.2.3");
    }
}

static void other_lines_are_none(void **state)
{
    static const char *const lines[] = {
        TIME FROM LOG("connection received: host=10.1.2.3 port=51022"),
        TIME AS("a", "a") FROM LOG("connection authenticated: identity=\\\"a\\\" method=scram-sha-256"),
        TIME LOG("checkpoint starting: time"),
        TIME AS("a", "a") FROM FATAL("57P01"), /* the server stops */
        TIME AS("a", "a") FROM FATAL("57P03"), /* it is not ready */
        TIME AS("a", "a") FROM FATAL("08P01"), /* a session broke */
        /* what a session may write itself (RAISE LOG) is not the server's word */
        TIME AS("a", "a") FROM LOG("parameter \\\"log_connections\\\" changed to \\\"on\\\""),
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        told_act one;
        assert_false(session_parse(lines[i], &one));
    }
}

/* Nobody hides behind a line that cannot be read. */
static void an_unreadable_line_is_told(void **state)
{
    static const char *const lines[] = {
        "",
        "{",
        "2026-11-21 22:20:42.123 UTC [74] LOG:  connection authorized: user=a",
        "[]",
        "{\"timestamp\":\"2026-11-22 07:20:42.123 JST\"," LOG("connection authorized: user=a database=a"),
        "{\"timestamp\":7,\"message\":\"connection authorized: user=a database=a\"}",
        TIME "\"user\":\"\xff\"," FROM FATAL("28P01"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        told_act one;
        assert_true(session_parse(lines[i], &one));
        assert_string_equal(one.action, "database.unreadable");
        assert_string_equal(one.who, "");
    }
}

/* A client chooses the name of its program, and before it is let in that of its role and database. */
static void what_a_stranger_chose_is_cleaned(void **state)
{
    told_act one;
    (void)state;
    assert_true(session_parse(TIME AS("a 000081234567", "b c\\n\\u4f4f") FROM FATAL("28P01"), &one));
    assert_string_equal(one.who, "a ***");
    assert_string_equal(one.what, "b?c????");
    assert_true(session_parse(TIME AS("a", "a") FROM LOG("connection authorized: user=a database=a "
                                                         "application_name=resident SSL enabled (x) psql"),
                              &one));
    assert_string_equal(one.what, "a resident");
}

/* ---- following --------------------------------------------------------------------------------------- */

typedef struct reading {
    char folder[64];
    char folders[160]; /* two */
    log_places places;
    told_act list[TOLD_MAX];
    size_t count;
} reading;

static int open_reading(void **state)
{
    reading *r = calloc(1, sizeof *r);
    (void)snprintf(r->folder, sizeof r->folder, "/tmp/audit-session-XXXXXX");
    bool made = mkdtemp(r->folder) != NULL;
    (void)snprintf(r->folders, sizeof r->folders, "%s", r->folder);
    *state = r;
    return made ? 0 : -1;
}

static int close_reading(void **state)
{
    reading *r = *state;
    static const char *const names[] = {"Mon.json", "Tue.json", "Mon.log", "other/Mon.json", "other"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[96];
        (void)snprintf(path, sizeof path, "%s/%s", r->folder, names[i]);
        (void)remove(path);
    }
    (void)rmdir(r->folder);
    free(r);
    return 0;
}

static void write_to(const reading *r, const char *name, const char *mode, const char *line)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/%s", r->folder, name);
    FILE *file = fopen(path, mode);
    assert_non_null(file);
    (void)fprintf(file, "%s", line);
    (void)fclose(file);
}

static bool look(reading *r)
{
    return server_logs_read(r->folders, ".json", session_parse, &r->places, r->list, &r->count);
}

static void each_line_is_read_once_in_whatever_file(void **state)
{
    reading *r = *state;
    assert_true(look(r));
    assert_int_equal(r->places.count, 0);
    write_to(r, "Mon.json", "a", CAME("a", "a") "\n" CAME("a", "a") "\n");
    write_to(r, "Mon.log", "a", CAME("z", "z") "\n"); /* the same once more, for people */
    assert_true(look(r));
    assert_int_equal(r->count, 1);
    assert_int_equal(r->list[0].count, 2);
    write_to(r, "Tue.json", "a", CAME("b", "b") "\n");
    write_to(r, "Mon.json", "a", CAME("c", "c") "\n");
    assert_true(look(r));
    assert_int_equal(r->count, 2);
    assert_true(look(r));
    assert_int_equal(r->count, 0);
    assert_int_equal(r->places.count, 2);
}

static void half_a_line_waits(void **state)
{
    reading *r = *state;
    write_to(r, "Mon.json", "a", CAME("a", "a") "\n" TIME AS("b", "b"));
    assert_true(look(r));
    assert_int_equal(r->count, 1);
    write_to(r, "Mon.json", "a", FROM FATAL("28P01") "\n");
    assert_true(look(r));
    assert_int_equal(r->count, 1);
    assert_string_equal(r->list[0].who, "b");
}

/* A week later the server begins the file of a weekday anew. */
static void a_file_begun_anew_is_another(void **state)
{
    reading *r = *state;
    write_to(r, "Mon.json", "a", CAME("a", "a") "\n");
    assert_true(look(r));
    write_to(r, "Mon.json", "w", CAME("b", "b") "\n" CAME("c", "c") "\n");
    assert_true(look(r));
    assert_int_equal(r->count, 2);
    assert_int_equal(r->places.count, 1);
}

/* A folder that is away for a while loses nothing, and what it had is not told again. */
static void a_folder_that_is_away_keeps_its_place(void **state)
{
    reading *r = *state;
    (void)snprintf(r->folders, sizeof r->folders, "%s:%s/other", r->folder, r->folder);
    write_to(r, "Mon.json", "a", CAME("a", "a") "\n");
    assert_false(look(r));
    assert_int_equal(r->count, 1); /* of the other all the same */
    char other[96];
    (void)snprintf(other, sizeof other, "%s/other", r->folder);
    assert_int_equal(mkdir(other, 0700), 0);
    write_to(r, "other/Mon.json", "a", CAME("a", "a") "\n"); /* the same bytes of another server */
    assert_true(look(r));
    assert_int_equal(r->count, 1);
    assert_int_equal(r->places.count, 2);
    char away[96];
    (void)snprintf(away, sizeof away, "%s-away", r->folder);
    assert_int_equal(rename(other, away), 0);
    assert_false(look(r));
    assert_int_equal(r->places.count, 2);
    assert_int_equal(rename(away, other), 0);
    assert_true(look(r));
    assert_int_equal(r->count, 0);
}

/* Names may be thousands of bytes long, and each byte escaped. */
static void a_long_line_is_read(void **state)
{
    enum { NAME = 50000 };
    reading *r = *state;
    char *name = malloc(NAME + 1);
    assert_non_null(name);
    memset(name, 'x', NAME);
    name[NAME] = '\0';
    write_to(r, "Mon.json", "a",
             TIME AS("a", "a") "\"error_severity\":\"LOG\",\"message\":\"connection "
                               "authorized: user=a database=a application_name=");
    write_to(r, "Mon.json", "a", name);
    write_to(r, "Mon.json", "a", "\"}\n");
    free(name);
    assert_true(look(r));
    assert_int_equal(r->count, 1);
    assert_string_equal(r->list[0].action, "database.connected");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_tells_of_its_act),
        cmocka_unit_test(other_lines_are_none),
        cmocka_unit_test(an_unreadable_line_is_told),
        cmocka_unit_test(what_a_stranger_chose_is_cleaned),
        cmocka_unit_test_setup_teardown(each_line_is_read_once_in_whatever_file, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(half_a_line_waits, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(a_file_begun_anew_is_another, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(a_folder_that_is_away_keeps_its_place, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(a_long_line_is_read, open_reading, close_reading),
    };
    return cmocka_run_group_tests_name("audit_session", tests, NULL, NULL);
}
