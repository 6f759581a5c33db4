/*
 * an export to 電子記録媒体 is permitted by two persons, for just what was asked, once and in its days;
 * its record (operator, time, count, digest, purpose) is there before its first byte; the receiver alone
 * reads it.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/receiver.h"

#include "common/base/hex.h"
#include "common/event/topic_names.h"
#include "juki/identity/v1/media.pb-c.h"

#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define TOMORROW "2026-04-11"
#define TOO_LATE "2026-04-12"

enum { MEDIA_PERSONS = 5000 }; /* at most in a file */

typedef struct scene {
    world *w;
    receiver *prefecture;
    process *identity;
    PGconn *conn;
    char certificates[352];
    char file[320];
} scene;

static process *start_identity(scene *s)
{
    char clock[352];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", s->w->dir);
    const char *const env[] = {clock, s->certificates, PROCESS_STATIC[0], NULL};
    return process_start(s->w, "juki-identity", env);
}

/* Two residents in 本人確認情報ファイル, and a prefecture whose certificate we have. */
static void open_scene(scene *s, world *w)
{
    char path[320];
    *s = (scene){.w = w, .conn = world_database_of(w, "identity")->conn};
    command_all_topics(w, 1);
    world_set_day(w, TEST_TODAY);
    (void)snprintf(path, sizeof path, "%s/prefecture.pem", w->dir);
    (void)snprintf(s->certificates, sizeof s->certificates, "JUKI_MEDIA_CERT_DIR=%s", w->dir);
    (void)snprintf(s->file, sizeof s->file, "%s/media.cms", w->dir);
    s->prefecture = receiver_new(path, false);
    s->identity = start_identity(s);
    (void)process_start(w, "juki-resident", NULL);
    (void)command_register(w, 1);
    (void)command_register(w, 2);
    AWAIT(sql_int(s->conn, "SELECT count(*) FROM record") == 2);
}

static void close_scene(scene *s)
{
    receiver_free(s->prefecture);
}

/* What is to be named to grant the permission; valid until the next call. */
static const char *digest_of(const scene *s, const char *permit)
{
    return sql_text(s->conn, "SELECT digest FROM approval WHERE kind = 'media_export' AND approval_id = '%s'",
                    permit);
}

/* The notices without receipt are an export of their own. */
static void export_notices(scene *s)
{
    sql(s->conn,
        "INSERT INTO notice_overdue (event_id) SELECT event_id FROM notice ORDER BY sent_at LIMIT 1");
    ctl_expect(ctl(s->w, "op-2", "media permit notices prefecture 5 --purpose line-down"), 0);
    char permit[64];
    (void)snprintf(permit, sizeof permit, "%s",
                   sql_text(s->conn, "SELECT permit_id FROM media_permit WHERE state = 'asked'"));
    ctl_expect(ctl(s->w, "op-3", "media approve %s %s", permit, digest_of(s, permit)), 0);
    ctl_expect(
        ctl(s->w, "op-2", "media export %s notices prefecture %s --purpose line-down", permit, s->file), 0);
    ctl_expect_text("persons: 1");
}

static bool exists(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0;
}

/* A permission for so many persons, granted; its number is valid until the next call. */
static const char *granted(scene *s, int persons)
{
    static char permit[64];
    ctl_expect(ctl(s->w, "op-1", "media permit comparison prefecture %d --purpose yearly", persons), 0);
    (void)snprintf(permit, sizeof permit, "%s",
                   sql_text(s->conn, "SELECT permit_id FROM media_permit ORDER BY asked_at DESC LIMIT 1"));
    ctl_expect(ctl(s->w, "op-2", "media approve %s %s", permit, digest_of(s, permit)), 0);
    return permit;
}

static int export_as(scene *s, const char *operator_id, const char *permit, const char *purpose)
{
    return ctl(s->w, operator_id, "media export %s comparison prefecture %s --purpose %s", permit, s->file,
               purpose);
}

static void refused(scene *s, int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
    assert_false(exists(s->file));
    assert_int_equal(sql_int(s->conn, "SELECT count(*) FROM media_export"), 0);
}

/* Parts of files among the answers. */
static size_t parts(const world *w)
{
    bus_records records = bus_read(w, JU_TOPIC_IDENTITY_REPLY);
    size_t count = 0;
    for (size_t i = 0; i < records.count; i++) {
        count += strcmp(records.item[i].type, juki__identity__v1__media_part__descriptor.name) == 0;
    }
    bus_free(&records);
    return count;
}

/* What the receiver reads is the 8 items of both, and its digest that of the record. */
static void check_file(scene *s, const char *permit)
{
    static unsigned char file[64 * 1024];
    unsigned char digest[32];
    char hex[65];
    struct stat status;
    assert_int_equal(stat(s->file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    FILE *stream = fopen(s->file, "r");
    assert_non_null(stream);
    size_t size = fread(file, 1, sizeof file, stream);
    (void)fclose(stream);
    assert_int_equal(EVP_Digest(file, size, digest, NULL, EVP_sha256(), NULL), 1);
    ju_hex(digest, sizeof digest, hex);
    assert_string_equal(
        sql_text(s->conn,
                 "SELECT digest FROM media_export WHERE permit_id = '%s' AND operator_id = 'op-1' AND "
                 "terminal_id = 'w1' AND purpose = 'yearly' AND persons = 2",
                 permit),
        hex);
    assert_true(receiver_is_sealed_well(file, size));
    char *clear = receiver_open(s->prefecture, file, size);
    assert_non_null(clear);
    for (int serial = 1; serial <= 2; serial++) {
        test_person person = person_of(serial);
        char start[128];
        (void)snprintf(start, sizeof start, "\"%s\",\"%s\",\"%s\"", person.resident_code,
                       person.individual_number, person.name);
        assert_non_null(strstr(clear, start));
        assert_null(memmem(file, size, person.individual_number, strlen(person.individual_number)));
    }
    assert_non_null(strstr(clear, "\r\n"));
    free(clear);
}

static void test_two_persons_once(void **state)
{
    scene s;
    open_scene(&s, *state);
    refused(&s, export_as(&s, "op-1", "no-such-permit", "yearly"), "permit_unknown");
    ctl_expect(ctl(s.w, "op-1", "media permit notices national 5 --purpose curious"), 1);
    ctl_expect_text("media_not_foreseen");
    ctl_expect(ctl(s.w, "op-1", "media permit comparison national 5 --purpose yearly"), 1);
    ctl_expect_text("receiver_without_certificate");
    ctl_expect(ctl(s.w, "op-1", "media permit comparison prefecture 2 --purpose yearly"), 0);
    ctl_expect_text("state: asked");
    char permit[64];
    (void)snprintf(permit, sizeof permit, "%s", sql_text(s.conn, "SELECT permit_id FROM media_permit"));
    refused(&s, export_as(&s, "op-1", permit, "yearly"), "permit_not_granted");
    ctl_expect(ctl(s.w, "op-1", "media approve %s %s", permit, digest_of(&s, permit)), 1);
    ctl_expect_text("same_person");
    ctl_expect(ctl(s.w, "op-9", "media approve %s %s", permit, digest_of(&s, permit)), 1);
    ctl_expect_text("supervisor_required");
    ctl_expect(ctl(s.w, "op-2", "media approve %s %064d", permit, 0), 1);
    ctl_expect_text("digest_differs");
    sql(s.conn, "UPDATE media_permit SET max_persons = 3");
    ctl_expect(ctl(s.w, "op-2", "media approve %s %s", permit, digest_of(&s, permit)), 1);
    ctl_expect_text("request_changed");
    sql(s.conn, "UPDATE media_permit SET max_persons = 2");
    ctl_expect(ctl(s.w, "op-2", "media approve %s %s", permit, digest_of(&s, permit)), 0);
    ctl_expect_text("state: granted");
    sql(s.conn, "UPDATE media_permit SET max_persons = 3");
    refused(&s, export_as(&s, "op-1", permit, "yearly"), "request_changed");
    sql(s.conn, "UPDATE media_permit SET max_persons = 2");
    ctl_expect(ctl(s.w, "op-3", "media refuse %s", permit), 1);
    ctl_expect_text("permit_decided");
    refused(&s, export_as(&s, "op-1", permit, "curious"), "other_request");
    refused(&s, export_as(&s, "op-2", permit, "yearly"), "other_person");
    refused(&s, export_as(&s, "op-1", granted(&s, 1), "yearly"), "too_many_persons");
    world_set_day(s.w, TOO_LATE);
    refused(&s, export_as(&s, "op-1", permit, "yearly"), "permit_expired");
    world_set_day(s.w, TOMORROW);
    assert_int_equal(parts(s.w), 0);

    ctl_expect(export_as(&s, "op-1", permit, "yearly"), 0);
    ctl_expect_text("persons: 2");
    check_file(&s, permit);
    /* a file that is there stays, and no permission is asked about */
    ctl_expect(export_as(&s, "op-1", permit, "yearly"), 1);
    ctl_expect_text("output_exists");
    assert_int_equal(remove(s.file), 0);
    ctl_expect(export_as(&s, "op-1", permit, "yearly"), 1);
    ctl_expect_text("permit_used");
    assert_false(exists(s.file));
    ctl_expect(ctl(s.w, "op-3", "media list"), 0);
    ctl_expect_text("state: used");
    export_notices(&s);
    AWAIT(bus_acts(s.w, "media.exported") == 10);
    AWAIT(bus_acts(s.w, "media.requested") == 5 && bus_acts(s.w, "media.granted") == 7 &&
          bus_acts(s.w, "media.refused") == 1 && bus_acts(s.w, "media.queried") == 1);
    close_scene(&s);
}

/* As many persons as a file may have, all of them the first. */
static void fill_file(scene *s)
{
    sql(s->conn,
        "INSERT INTO person (code_index, register_ref, update_number) SELECT decode(md5(n::text), 'hex'), "
        "p.register_ref, "
        "p.update_number FROM (SELECT * FROM person LIMIT 1) p, generate_series(3, %d) n",
        MEDIA_PERSONS);
}

static size_t lines_of_file(const scene *s)
{
    static unsigned char file[4 << 20];
    size_t lines = 0;
    FILE *stream = fopen(s->file, "r");
    assert_non_null(stream);
    size_t size = fread(file, 1, sizeof file, stream);
    (void)fclose(stream);
    char *clear = receiver_open(s->prefecture, file, size);
    assert_non_null(clear);
    for (const char *at = clear; (at = strstr(at, "\r\n")) != NULL; at += 2) {
        lines++;
    }
    free(clear);
    return lines;
}

/* A medium that becomes full: the record stays, what was written of the file does not. */
static void test_full_medium(void **state)
{
    const struct rlimit small = {.rlim_cur = 200 * 1024, .rlim_max = RLIM_INFINITY};
    const struct rlimit all = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    scene s;
    open_scene(&s, *state);
    fill_file(&s);
    const char *permit = granted(&s, MEDIA_PERSONS);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int code = export_as(&s, "op-1", permit, "yearly");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
    ctl_expect(code, 1);
    ctl_expect_text("output_failed");
    assert_false(exists(s.file));
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM media_export WHERE permit_id = '%s'", permit), 1);
    ctl_expect(export_as(&s, "op-1", permit, "yearly"), 1);
    ctl_expect_text("permit_used");
    /* another permission, and room: whole, in several parts */
    ctl_expect(export_as(&s, "op-1", granted(&s, MEDIA_PERSONS), "yearly"), 0);
    assert_int_equal(lines_of_file(&s), MEDIA_PERSONS + 1);
    assert_true(parts(s.w) > 4);
    close_scene(&s);
}

static pid_t export_aside(scene *s, const char *permit)
{
    char arguments[480];
    char path[320];
    (void)snprintf(arguments, sizeof arguments,
                   "media export %s comparison prefecture %s --purpose yearly --timeout 60", permit, s->file);
    (void)snprintf(path, sizeof path, "%s/aside.out", s->w->dir);
    return ctl_start(s->w, "op-1", arguments, path);
}

/* While the record cannot be written there is no byte, and none when the service is killed then; while it is
 * written and the relay is held up there is the record alone. */
static void test_no_byte_before_the_record(void **state)
{
    scene s;
    int status = -1;
    open_scene(&s, *state);
    const char *permit = granted(&s, 5);
    sql(s.conn, "BEGIN");
    sql(s.conn, "LOCK TABLE media_export IN EXCLUSIVE MODE");
    pid_t waiting = export_aside(&s, permit);
    AWAIT(
        sql_int(s.conn,
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'media_export'::regclass") ==
        1);
    HOLDS_FOR(500, parts(s.w) == 0 && !exists(s.file));
    process_kill(s.identity);
    sql(s.conn, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = "
                "'media_export'::regclass");
    sql(s.conn, "ROLLBACK");
    HOLDS_FOR(300, parts(s.w) == 0 && sql_int(s.conn, "SELECT count(*) FROM media_export") == 0);
    assert_string_equal(sql_text(s.conn, "SELECT state FROM media_permit"), "granted");

    /* the message comes again; nothing is relayed while the test has the relay's lock */
    AWAIT(sql_int(s.conn, "SELECT pg_try_advisory_lock(20260402)::int") == 1);
    s.identity = start_identity(&s);
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM media_export") == 1);
    HOLDS_FOR(500, parts(s.w) == 0 && !exists(s.file));
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM outbox WHERE ce_type = '%s'",
                             juki__identity__v1__media_part__descriptor.name),
                     1);
    sql(s.conn, "SELECT pg_advisory_unlock(20260402)");
    assert_int_equal(waitpid(waiting, &status, 0), waiting);
    assert_int_equal(status, 0);
    check_file(&s, permit);
    assert_int_equal(sql_int(s.conn, "SELECT count(*) FROM media_export"), 1);
    close_scene(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_persons_once, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_full_medium, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_no_byte_before_the_record, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("media", tests, NULL, NULL);
}
