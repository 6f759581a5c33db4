/*
 * ファイル連携 (issue 5 point 5; 共通機能標準仕様書 2.1): a consumer by file gets everybody, then
 * differences, as CSV that only it can open, with manifests that show a lost file; it says what it could not
 * take and gets that again. The test plays the register and the consumer.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/consumers.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/feed.h"
#include "tests/integration/harness/person_row.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/receiver.h"

#include "common/event/topic_names.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PERSONS = 30, PATH_SIZE = 400, NAME_SIZE = 96 };

/* A kanji with a selector of its variant, a comma and quotes. */
#define WRITTEN_NAME "葛󠄀城, \"花子\""
#define QUOTED_NAME  "\"葛󠄀城, \"\"花子\"\"\""

typedef struct scene {
    world *w;
    PGconn *db;
    process *gateway;
    receiver *office; /* of the consumer pension */
    char dir[PATH_SIZE];
    char env[5][PATH_SIZE + 32];
    const char *environment[7];
} scene;

static void start(scene *s)
{
    s->gateway = process_start(s->w, "juki-gateway", s->environment);
}

static void open_scene(scene *s, void **state, const char *keep)
{
    char certificate[PATH_SIZE + 16];
    *s = (scene){.w = feed_open(state, PERSONS)};
    s->db = feed_db(s->w);
    person_row_rename(s->db, feed_number(1).text, WRITTEN_NAME);
    (void)snprintf(s->dir, sizeof s->dir, "%.200s/files", s->w->dir);
    world_shell("mkdir -p %s && cp -r %s %s/keys && deploy/local/keys.sh %s/keys pension", s->dir,
                world_env("JUKI_TEST_KEYS"), s->dir, s->dir);
    (void)snprintf(certificate, sizeof certificate, "%s/pension.pem", s->dir);
    s->office = receiver_new(certificate, true);
    (void)snprintf(s->env[0], sizeof s->env[0], "JUKI_FILE_DIR=%s", s->dir);
    (void)snprintf(s->env[1], sizeof s->env[1], "JUKI_FILE_CERT_DIR=%s", s->dir);
    (void)snprintf(s->env[2], sizeof s->env[2], "JUKI_FILE_EVERY=100ms");
    (void)snprintf(s->env[3], sizeof s->env[3], "JUKI_FILE_KEEP=%s", keep);
    (void)snprintf(s->env[4], sizeof s->env[4], "JUKI_KEY_DIR=%s/keys", s->dir);
    for (int i = 0; i < 5; i++) {
        s->environment[i] = s->env[i];
    }
    s->environment[5] = PROCESS_STATIC[0];
    start(s);
}

static void close_scene(scene *s)
{
    receiver_free(s->office);
}

static int apply(scene *s, const char *delivery)
{
    char path[PATH_SIZE + 16];
    (void)snprintf(path, sizeof path, "%s/wish.json", s->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(
        file,
        "{\"id\": \"pension\", \"office\": \"保険企画課\", \"affair\": \"国民年金\", \"legal_basis\": "
        "\"国民年金法\", \"item\": [\"change_id\", \"addressee_number\", \"restrained\", \"state\", "
        "\"name\", \"birth_date\", \"address\", \"individual_number\"], \"uses_number\": true, "
        "\"valid_from\": \"" TEST_TODAY "\", \"delivery\": \"%s\"}",
        delivery);
    (void)fclose(file);
    return ctl(s->w, "op-1", "consumer apply %s", path);
}

static void approve(scene *s)
{
    ctl_expect(apply(s, "file"), 0);
    ctl_expect(
        ctl(s->w, "op-2", "consumer approve %s",
            sql_text(s->db,
                     "SELECT r.application_id || ' ' || a.digest FROM consumer_record r JOIN approval a "
                     "ON a.approval_id = r.application_id WHERE r.state = 'applied'")),
        0);
}

/* ---- what the consumer does --------------------------------------------------------------------------- */

static bool file_is(scene *s, int number, const char *state)
{
    return sql_int(s->db, "SELECT count(*) FROM bridge_file WHERE number = %d AND state = '%s'", number,
                   state) == 1;
}

/* A file of its folder; free it. NULL: there is none. */
static char *slurp(scene *s, const char *folder, const char *name, size_t *ret_size)
{
    char path[3 * PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/pension/%s/%s", s->dir, folder, name);
    return receiver_read(path, ret_size);
}

typedef struct got {
    char name[NAME_SIZE];
    char sha256[RECEIVER_SHA256_SIZE];
    char manifest_sha256[RECEIVER_SHA256_SIZE];
    char previous[RECEIVER_SHA256_SIZE];
    char *csv;
    int rows;
} got;

static void put_back(got *g)
{
    free(g->csv);
}

/* Opens a file as the consumer does: the manifest first, then what it says of the file. */
static got fetch(scene *s, int number, const char *kind)
{
    got g = {0};
    size_t size = 0;
    char manifest[NAME_SIZE];
    (void)snprintf(manifest, sizeof manifest, "pension_%s_%010d_20260410.json", kind, number);
    (void)snprintf(g.name, sizeof g.name, "pension_%s_%010d_20260410.csv.cms", kind, number);
    char *text = slurp(s, "out", manifest, &size);
    assert_non_null(text);
    receiver_sha256(text, size, g.manifest_sha256);
    json_t *json = json_loadb(text, size, 0, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "file")), g.name);
    assert_string_equal(json_string_value(json_object_get(json, "kind")), kind);
    g.rows = (int)json_integer_value(json_object_get(json, "rows"));
    (void)snprintf(g.sha256, sizeof g.sha256, "%s", json_string_value(json_object_get(json, "sha256")));
    (void)snprintf(g.previous, sizeof g.previous, "%s",
                   json_string_value(json_object_get(json, "previous_manifest_sha256")));
    char *sealed = slurp(s, "out", g.name, &size);
    assert_non_null(sealed);
    char sha256[RECEIVER_SHA256_SIZE];
    receiver_sha256(sealed, size, sha256);
    assert_string_equal(json_string_value(json_object_get(json, "encrypted_sha256")), sha256);
    assert_true(receiver_is_sealed_well(sealed, size));
    assert_null(memmem(sealed, size, "番地", strlen("番地")));
    g.csv = receiver_open(s->office, sealed, size);
    assert_non_null(g.csv);
    receiver_sha256(g.csv, strlen(g.csv), sha256);
    assert_string_equal(sha256, g.sha256);
    free(sealed);
    json_decref(json);
    free(text);
    return g;
}

/* An answer, moved into the folder at once as it should be. */
static void answer(scene *s, const char *name, const char *text)
{
    char path[2 * PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/pension/in/%s.part", s->dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
    world_shell("mv %s %s/pension/in/%s", path, s->dir, name);
}

static void answer_of(scene *s, const char *name, const got *g, const char *result)
{
    char text[1024];
    (void)snprintf(text, sizeof text, "{\"file\": \"%s\", \"sha256\": \"%s\", %s}", g->name, g->sha256,
                   result);
    answer(s, name, text);
}

static bool is_gone(scene *s, const char *folder, const char *name)
{
    char path[2 * PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/pension/%s/%s", s->dir, folder, name);
    return access(path, F_OK) != 0;
}

/* The refusal that it finds; then its own file is gone. */
static void refused(scene *s, const char *name, const char *code)
{
    char reply[PATH_SIZE];
    size_t size = 0;
    char *text = NULL;
    (void)snprintf(reply, sizeof reply, "%s.refused.json", name);
    AWAIT((text = slurp(s, "out", reply, &size)) != NULL);
    assert_non_null(strstr(text, code));
    assert_non_null(strstr(text, "。"));
    free(text);
    AWAIT(is_gone(s, "in", name));
}

/* ---- a file and its answers --------------------------------------------------------------------- */

static const char HEAD[] =
    "sequence,change_id,addressee_number,restrained,state,name,birth_date.date,birth_date.uncertain,"
    "birth_date.written,address.postal_code,address.municipality_code,address.town_code,address.prefecture,"
    "address.municipality,address.town,address.number,address.building,individual_number\r\n";

/* Everybody, as the items that are approved, readable by the consumer alone. */
static got full_file(scene *s)
{
    AWAIT(file_is(s, 1, "written"));
    got g = fetch(s, 1, "full");
    assert_int_equal(g.rows, PERSONS);
    assert_string_equal(g.previous, "");
    assert_memory_equal(g.csv, HEAD, strlen(HEAD));
    assert_non_null(strstr(g.csv, ",resident," QUOTED_NAME ",1990-01-15,"));
    assert_null(strstr(g.csv, "世帯主"));
    int lines = 0;
    for (const char *at = g.csv; (at = strstr(at, "\r\n")) != NULL; at += 2) {
        lines++;
    }
    assert_int_equal(lines, PERSONS + 1);
    return g;
}

/* Nothing of it changes anything. */
static void answers_that_are_none(scene *s, const got *g)
{
    got other = *g;
    answer(s, "\x8e\xf3.json", "{}"); /* a name in CP932 stops nobody, and what is no file neither */
    world_shell("cd %s/pension/in && for i in $(seq 200); do mkdir sent-$i; done", s->dir);
    answer(s, "a.json", "{\"file\": ");
    answer_of(s, "b.json", g, "\"result\": \"accepted\", \"why\": \"\"");
    answer_of(s, "c.json", g, "\"result\": \"fine\"");
    answer_of(s, "d.json", g, "\"result\": \"partial\"");
    answer_of(s, "e.json", g, "\"result\": \"partial\", \"error\": [{\"line\": 32, \"code\": \"x\"}]");
    answer_of(s, "f.json", g, "\"result\": \"partial\", \"error\": [{\"line\": 1, \"code\": \"x\"}]");
    (void)snprintf(other.name, sizeof other.name, "pension_full_0000000009_20260410.csv.cms");
    answer_of(s, "g.json", &other, "\"result\": \"accepted\"");
    other = *g;
    other.sha256[0] = other.sha256[0] == '0' ? '1' : '0';
    answer_of(s, "h.json", &other, "\"result\": \"accepted\"");
    world_shell("head -c 1100000 /dev/zero | tr '\\0' ' ' >%s/pension/in/i.part && mv %s/pension/in/i.part "
                "%s/pension/in/i.json && ln -s /etc/passwd %s/pension/in/z.json",
                s->dir, s->dir, s->dir, s->dir);
    refused(s, "a.json", "json_invalid");
    refused(s, "b.json", "member_unknown");
    refused(s, "c.json", "result_unknown");
    refused(s, "d.json", "errors_differ");
    refused(s, "e.json", "line_unknown");
    refused(s, "f.json", "error_invalid");
    refused(s, "g.json", "file_unknown");
    refused(s, "h.json", "digest_differs");
    refused(s, "i.json", "too_large");
    assert_true(file_is(s, 1, "written"));
    assert_int_equal(sql_int(s->db, "SELECT count(*) FROM feed_event WHERE acknowledged_at IS NOT NULL"), 0);
}

static int acknowledged(scene *s)
{
    return (int)sql_int(s->db,
                        "SELECT count(*) FROM feed_event WHERE consumer = 'pension' AND change_id <> "
                        "addressee_number AND addressee_number NOT LIKE 'marker%%' AND acknowledged_at IS "
                        "NOT NULL");
}

/* The two of lines 3 and 5 come again, with who changed; the place of who is protected does not. */
static void partial(scene *s, const got *full)
{
    ju_keyring *ring = NULL;
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, NULL), JU_OK);
    const char *result = "\"result\": \"partial\", \"error\": [{\"line\": 3, \"code\": \"name_invalid\"}, "
                         "{\"line\": 5, \"code\": \"date_invalid\"}]";
    /* the same bytes are right a moment later */
    sql(s->db, "UPDATE bridge_file SET sha256 = reverse(sha256)");
    answer_of(s, "answer-1.json", full, result);
    refused(s, "answer-1.json", "digest_differs");
    sql(s->db, "UPDATE bridge_file SET sha256 = reverse(sha256)");
    answer_of(s, "answer-1.json", full, result);
    AWAIT(file_is(s, 1, "partial"));
    assert_int_equal(acknowledged(s), PERSONS - 2);
    ctl_expect(ctl(s->w, "op-3", "bridge errors pension"), 0);
    ctl_expect_text("name_invalid");
    ctl_expect_text(feed_number(2).text);
    AWAIT(file_is(s, 2, "written"));
    got again = fetch(s, 2, "diff");
    assert_string_equal(again.previous, full->manifest_sha256);
    assert_int_equal(again.rows, 2);
    assert_non_null(strstr(again.csv, feed_number(2).text));
    assert_non_null(strstr(again.csv, feed_number(4).text));
    answer_of(s, "answer-2.json", &again, "\"result\": \"accepted\"");
    AWAIT(acknowledged(s) == PERSONS);
    feed_change(s->w, ring, 7, 1, false);
    feed_change(s->w, ring, 7, 2, false);
    feed_change(s->w, ring, 8, 1, true);
    AWAIT(file_is(s, 3, "written"));
    AWAIT(sql_int(s->db,
                  "SELECT coalesce(sum(last), 0) FROM inbox_stream WHERE topic = 'resident.to-gateway'") ==
          3);
    AWAIT(sql_int(s->db,
                  "SELECT count(*) FROM bridge_event WHERE id > (SELECT max(until) FROM bridge_file)") == 0);
    char *told = strdup("");
    for (int number = 3; number <= (int)sql_int(s->db, "SELECT max(number) FROM bridge_file"); number++) {
        AWAIT(file_is(s, number, "written"));
        got g = fetch(s, number, "diff");
        char *both = NULL;
        assert_true(asprintf(&both, "%s%s", told, g.csv) > 0);
        free(told);
        told = both;
        put_back(&g);
    }
    assert_non_null(strstr(told, "変更 7 回 2,1990-01-15,,,1960000,132071"));
    assert_non_null(strstr(told, "変更 8 回 1,1990-01-15,,,,,,,,,,,pension/2026."));
    assert_null(strstr(told, FEED_SECRET));
    assert_null(strstr(told, person_of(7).individual_number));
    free(told);
    put_back(&again);
    ju_keyring_free(ring);
}

static void r58_files_and_their_answers(void **state)
{
    scene s;
    open_scene(&s, state, "7d");
    ctl_expect(apply(&s, "pigeon"), 1);
    ctl_expect_text("delivery_unknown");
    approve(&s);
    got full = full_file(&s);
    int watch = receiver_watch(s.dir, "pension/out");
    answers_that_are_none(&s, &full);
    partial(&s, &full);
    answer_of(&s, "again.json", &full, "\"result\": \"accepted\"");
    refused(&s, "again.json", "answered");
    ctl_expect(ctl(s.w, "op-3", "bridge list pension"), 0);
    ctl_expect_text("state: partial");
    receiver_check_whole(watch);
    AWAIT(bus_acts(s.w, "file.placed") >= 3);
    AWAIT(bus_acts(s.w, "file.acknowledged") == 13);
    assert_int_equal(sql_int(s.db, "SELECT count(*) FROM outbox_held"), 0);
    assert_int_equal(bus_count(s.w, JU_TOPIC_DEADLETTER_GATEWAY), 0);
    put_back(&full);
    close_scene(&s);
}

/* ---- a kill at any moment ----------------------------------------------------------------------------- */

/* As it is when the process was killed behind this step; what it had put on disk is kept or lost. */
static void killed(scene *s, const char *state, const char *disk)
{
    process_kill(s->gateway);
    sql(s->db, "UPDATE bridge_file SET state = '%s' WHERE number = 1", state);
    world_shell("cd %s/pension/out && %s", s->dir, disk);
    start(s);
    AWAIT(file_is(s, 1, "written"));
    HOLDS_FOR(300, sql_int(s->db, "SELECT count(*) FROM bridge_file") == 1);
}

/* No name ever stands for two contents, and none is lost. */
static void a_kill_changes_nothing(void **state)
{
    scene s;
    open_scene(&s, state, "7d");
    approve(&s);
    got first = full_file(&s);
    killed(&s, "planned", "rm *");
    got second = fetch(&s, 1, "full");
    assert_string_equal(second.sha256, first.sha256);
    killed(&s, "sealed", "for f in *.cms; do mv $f .$f.part; done; rm *.json");
    got third = fetch(&s, 1, "full");
    assert_string_equal(third.manifest_sha256, second.manifest_sha256);
    killed(&s, "sealed", "rm *.json");
    got fourth = fetch(&s, 1, "full");
    assert_string_equal(fourth.manifest_sha256, second.manifest_sha256);
    killed(&s, "sealed", "rm -f * .*.part");
    got fifth = fetch(&s, 1, "full");
    assert_string_equal(fifth.sha256, first.sha256);
    put_back(&first);
    put_back(&second);
    put_back(&third);
    put_back(&fourth);
    put_back(&fifth);
    close_scene(&s);
}

/* ---- the end of files --------------------------------------------------------------------------- */

static bool out_holds(scene *s, int files)
{
    char path[PATH_SIZE + 32];
    (void)snprintf(path, sizeof path, "%s/pension/out", s->dir);
    DIR *out = opendir(path);
    assert_non_null(out);
    for (const struct dirent *entry; (entry = readdir(out)) != NULL;) {
        files -= strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    (void)closedir(out);
    return files == 0;
}

/* Files of more consumers than steps are taken at once, all before pension by their names. */
static void many_without_certificates(scene *s)
{
    sql(s->db, "INSERT INTO consumer SELECT (jsonb_populate_record(c, jsonb_build_object('id', 'a' || n, "
               "'application_id', "
               "NULL))).* FROM consumer c, generate_series(10, 40) AS n WHERE c.id = 'pension'");
    sql(s->db, "INSERT INTO bridge_file (consumer, number, kind, part, last_part, after, until, day, state) "
               "SELECT 'a' || n, 1, 'diff', 1, true, 0, 0, '" TEST_TODAY
               "', 'planned' FROM generate_series(10, 40) AS n");
}

/* A file that could not be made in the days of its consumer is not made behind them, nor when the consumer is
 * told by another way since, which begins anew there. */
static void check_ended(scene *s)
{
    world_shell("mv %s/pension.pem %s/aside.pem", s->dir, s->dir);
    consumers_put_version(s->db, 2, "NULL", "file");
    ctl_expect(ctl(s->w, "op-3", "consumer snapshot pension"), 0);
    AWAIT(file_is(s, 3, "planned"));
    consumers_put_version(s->db, 3, "'2020-12-31'", "file");
    AWAIT(file_is(s, 3, "erased"));
    consumers_put_version(s->db, 4, "NULL", "file");
    ctl_expect(ctl(s->w, "op-3", "consumer snapshot pension"), 0);
    AWAIT(file_is(s, 4, "planned"));
    consumers_put_version(s->db, 5, "NULL", "topic");
    AWAIT(file_is(s, 4, "erased"));
    world_shell("mv %s/aside.pem %s/pension.pem", s->dir, s->dir);
    AWAIT(sql_int(s->db, "SELECT count(*) FROM snapshot WHERE state = 'done'") == 5);
    assert_int_equal(sql_int(s->db, "SELECT count(*) FROM bridge_event"), 0);
    assert_true(out_holds(s, 0));
    AWAIT(bus_acts(s->w, "consumer.ended") == 1 && bus_acts(s->w, "consumer.redirected") == 1);
}

/* An answer to file 2 that was refused, and is told of for three seconds more than the file is kept. */
static void refused_later(scene *s)
{
    world_shell("touch %s/pension/out/late.json.refused.json", s->dir);
    sql(s->db,
        "INSERT INTO bridge_receipt (consumer, name, sha256, number, result, refused, line, code, "
        "settled_at, "
        "told_at) VALUES ('pension', 'late.json', 'late', 2, '', 'answered', '{}', '{}', now() + interval "
        "'3 s', now())");
}

/* Answered ones go after their time with their part of the log; those of who is revoked go at once. Without a
 * certificate a file waits, and nobody else does. */
static void r76_files_are_erased(void **state)
{
    scene s;
    open_scene(&s, state, "100ms");
    world_shell("mv %s/pension.pem %s/aside.pem", s.dir, s.dir);
    approve(&s);
    AWAIT(file_is(&s, 1, "planned"));
    AWAIT(process_metric(s.gateway, "juki_bridge_failing") == 1);
    many_without_certificates(&s);
    world_shell("mv %s/aside.pem %s/pension.pem", s.dir, s.dir);
    got full = full_file(&s);
    sql(s.db, "DELETE FROM bridge_file WHERE consumer <> 'pension'");
    AWAIT(process_metric(s.gateway, "juki_bridge_failing") == 0);
    answer(&s, "no.json", "{");
    AWAIT(bus_acts(s.w, "file.acknowledged") == 1);
    AWAIT(sql_int(s.db, "SELECT count(*) FROM bridge_receipt") == 0);
    AWAIT(out_holds(&s, 2));
    answer_of(&s, "answer-1.json", &full, "\"result\": \"accepted\"");
    AWAIT(file_is(&s, 1, "erased"));
    AWAIT(out_holds(&s, 0));
    assert_int_equal(sql_int(s.db, "SELECT count(*) FROM bridge_event"), 0);
    ctl_expect(ctl(s.w, "op-3", "consumer snapshot pension"), 0);
    AWAIT(file_is(&s, 2, "written"));
    refused_later(&s);
    ctl_expect(ctl(s.w, "op-3", "consumer revoke pension --purpose 誤り"), 0);
    AWAIT(file_is(&s, 2, "erased"));
    AWAIT(out_holds(&s, 1));
    AWAIT(out_holds(&s, 0));
    assert_int_equal(sql_int(s.db, "SELECT count(*) FROM bridge_event"), 0);
    assert_int_equal(sql_int(s.db, "SELECT count(*) FROM feed_event WHERE dropped_at IS NOT NULL"),
                     0); /* all was placed */
    put_back(&full);
    check_ended(&s);
    close_scene(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(r58_files_and_their_answers, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(a_kill_changes_nothing, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(r76_files_are_erased, world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
