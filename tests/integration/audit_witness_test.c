/*
 * The audit log as others see it: its tiles over HTTP, checked by a tool that we did not write (tests/tlog),
 * and a witness that cosigns its checkpoints and so exposes whoever rewrites everything that the house has,
 * the key included.
 */
#include "tests/integration/harness/acts.h"
#include "tests/integration/harness/authority.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/http.h"
#include "tests/integration/harness/process.h"

#include "common/base/file.h"
#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_MESSAGE = 50, VKEY_SIZE = 256, ENV_ITEM = 400, QUERY_MAX = 4096 };

typedef struct scene {
    world *w;
    process *audit;
    process *witness;
    int tile_port;
    int witness_port;
    int authority_port; /* 0: there is none */
    char log_vkey[VKEY_SIZE];
    char witness_vkey[VKEY_SIZE];
} scene;

static PGconn *log_of(const scene *s)
{
    return world_database_of(s->w, "audit")->conn;
}

/* The first line of what the shell says. */
static void ask_shell(const scene *s, const char *command, char ret[VKEY_SIZE])
{
    char path[320];
    (void)snprintf(path, sizeof path, "%s/said", s->w->dir);
    world_shell("{ %s; } >%s", command, path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(ret, VKEY_SIZE, file));
    (void)fclose(file);
    ret[strcspn(ret, "\n")] = '\0';
}

static void make_keys(scene *s)
{
    char command[1024];
    world_shell("umask 077; mkdir -p %s/witness; openssl genpkey -algorithm ed25519 -out %s/witness.pem",
                s->w->dir, s->w->dir);
    (void)snprintf(command, sizeof command, "%s/juki-witness --log-vkey %s/audit %s/audit-log.pub.pem",
                   world_env("JUKI_TEST_BIN"), s->w->prefix, world_env("JUKI_TEST_KEYS"));
    ask_shell(s, command, s->log_vkey);
    (void)snprintf(command, sizeof command, "%s/juki-witness --vkey witness.example %s/witness.pem",
                   world_env("JUKI_TEST_BIN"), s->w->dir);
    ask_shell(s, command, s->witness_vkey);
    world_shell("printf '%%s\\n' 'log %s' 'witness other %s http://127.0.0.1:%d' 'quorum other' >%s/policy",
                s->log_vkey, s->witness_vkey, s->witness_port, s->w->dir);
}

static void start_witness(scene *s)
{
    char item[4][ENV_ITEM];
    const char *env[] = {item[0], item[1], item[2], item[3], "JUKI_WITNESS_NAME=witness.example", NULL};
    (void)snprintf(item[0], ENV_ITEM, "JUKI_WITNESS_KEY=%s/witness.pem", s->w->dir);
    (void)snprintf(item[1], ENV_ITEM, "JUKI_WITNESS_LOGS=%s/policy", s->w->dir);
    (void)snprintf(item[2], ENV_ITEM, "JUKI_WITNESS_DIR=%s/witness", s->w->dir);
    (void)snprintf(item[3], ENV_ITEM, "JUKI_HTTP_ADDRESS=127.0.0.1:%d", s->witness_port);
    s->witness = process_start(s->w, "juki-witness", env);
}

static void start_audit(scene *s, const char *entries)
{
    char item[5][ENV_ITEM];
    const char *env[] = {item[0], item[1], item[2], "JUKI_CHECKPOINT_EVERY=100ms", NULL, NULL, NULL, NULL};
    (void)snprintf(item[0], ENV_ITEM, "JUKI_WITNESSES=%s/policy", s->w->dir);
    (void)snprintf(item[1], ENV_ITEM, "JUKI_TILE_ADDRESS=127.0.0.1:%d", s->tile_port);
    (void)snprintf(item[2], ENV_ITEM, "JUKI_TILE_ENTRIES=%s", entries);
    if (s->authority_port != 0) {
        (void)snprintf(item[3], ENV_ITEM, "JUKI_TIMESTAMP_URL=http://127.0.0.1:%d/", s->authority_port);
        (void)snprintf(item[4], ENV_ITEM, "JUKI_TIMESTAMP_CA=%s/authority/ca.pem", s->w->dir);
        env[4] = item[3];
        env[5] = item[4];
        env[6] = "JUKI_TIMESTAMP_EVERY=100ms";
    }
    s->audit = process_start(s->w, "juki-audit", env);
}

static void open_scene(scene *s, void **state)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD,     JU_TOPIC_AUDIT_COMMAND,
                                        JU_TOPIC_AUDIT_REPLY,      JU_TOPIC_STAFF_RIGHT,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    *s = (scene){.w = *state, .tile_port = http_free_port(), .witness_port = http_free_port()};
    bus_topics(s->w, 2, names);
    make_keys(s);
    start_witness(s);
    start_audit(s, "true");
}

static void tell(const scene *s, int messages)
{
    for (int i = 0; i < messages; i++) {
        acts_tell(s->w, PER_MESSAGE, NULL, 0, NULL);
    }
}

/* Everything told is signed, and the witness has cosigned that. */
static bool cosigned(const scene *s, int64_t told)
{
    return process_metric(s->audit, "juki_audit_checkpoint_size") >= told &&
           process_metric(s->audit, "juki_audit_witness_behind{witness=\"other\"}") == 0 &&
           process_metric(s->audit, "juki_audit_witness_up{witness=\"other\"}") == 1;
}

/* Whether the tool of others finds nothing wrong; options: more of its own. */
static bool stock_tool_agrees(const scene *s, const char *options)
{
    char command[2048];
    (void)snprintf(
        command, sizeof command,
        "build/tlog-check http://127.0.0.1:%d '%s' '%s' %s >%s/tlog.out 2>&1 && echo yes || echo no",
        s->tile_port, s->log_vkey, s->witness_vkey, options, s->w->dir);
    char said[VKEY_SIZE];
    ask_shell(s, command, said);
    return strcmp(said, "yes") == 0;
}

/* It read everything, and misses the witness. */
static bool stock_tool_misses_witness(const scene *s)
{
    char command[400];
    char said[VKEY_SIZE];
    bool agrees = stock_tool_agrees(s, "");
    (void)snprintf(command, sizeof command, "grep -c '1 of 2 have signed' %s/tlog.out || true", s->w->dir);
    ask_shell(s, command, said);
    return !agrees && strcmp(said, "1") == 0;
}

static void expect_tile(const scene *s, const char *path, const char *status, const char *part)
{
    char request[256];
    (void)snprintf(request, sizeof request, "GET /%s HTTP/1.0\r\n\r\n", path);
    char *answer = http_exchange("127.0.0.1", s->tile_port, request);
    assert_non_null(strstr(answer, status));
    assert_non_null(strstr(answer, part));
    free(answer);
}

/* The records themselves are for those machines alone that are allowed them; and the checkpoint is stamped by
 * an authority whose word is good for openssl, too. */
static void go_on_stamped(scene *s)
{
    char folder[320];
    ju_http *authority = NULL;
    ju_err err;
    (void)snprintf(folder, sizeof folder, "%s/authority", s->w->dir);
    assert_true(authority_make(folder));
    assert_int_equal(ju_http_start(&(ju_http_config){.address = "127.0.0.1",
                                                     .responder = authority_respond,
                                                     .responder_opaque = folder,
                                                     .body_max = QUERY_MAX},
                                   &authority, &err),
                     JU_OK);
    s->authority_port = ju_http_port(authority);
    process_stop(s->audit);
    /* an authority's clock that was ahead keeps from no stamp */
    sql(log_of(s), "INSERT INTO time_stamp VALUES (1, 'note', '\\x00', now() + interval '1 year')");
    start_audit(s, "false");
    AWAIT(process_log_count(s->audit, "a time stamp is not of its time") == 1);
    expect_tile(s, "tile/entries/001", " 404 ", "");
    expect_tile(s, "tile/0/001", " 200 ", "");
    AWAIT(process_metric(s->audit, "juki_audit_stamped_size") > 0);
    world_shell("cd %s/authority && url=http://127.0.0.1:%d/timestamp && size=$(curl -sf $url | sed -n '1s/ "
                ".*//p') && "
                "curl -sf $url/$size >stamp && curl -sf $url/$size/checkpoint >note && "
                "openssl ts -verify -data note -in stamp -CAfile ca.pem >>log 2>&1",
                s->w->dir, s->tile_port);
    expect_tile(s, "timestamp/1000000", " 404 ", "");
    expect_tile(s, "timestamp/x", " 404 ", "");
    process_stop(s->audit);
    ju_http_stop(authority);
}

static void test_read_by_others(void **state)
{
    scene s;
    char options[640];
    open_scene(&s, state);
    tell(&s, 6);
    AWAIT(cosigned(&s, (int64_t)6 * PER_MESSAGE));
    (void)snprintf(options, sizeof options, "-save %s/kept", s.w->dir);
    assert_true(stock_tool_agrees(&s, options));
    tell(&s, 6);
    AWAIT(cosigned(&s, (int64_t)12 * PER_MESSAGE));
    (void)snprintf(options, sizeof options, "-earlier %s/kept", s.w->dir);
    assert_true(stock_tool_agrees(&s, options));
    expect_tile(&s, "checkpoint", " 200 ", "Content-Type: text/plain; charset=utf-8");
    expect_tile(&s, "checkpoint", " 200 ", "Cache-Control: no-cache");
    expect_tile(&s, "tile/0/001", " 200 ", "Cache-Control: public, max-age=31536000, immutable");
    expect_tile(&s, "tile/0/001.p/5", " 200 ", "Content-Length: 160\r\n");
    expect_tile(&s, "tile/entries/001", " 200 ", "Content-Type: application/octet-stream");
    expect_tile(&s, "tile/entries/001", " 200 ", "Cache-Control: private, no-store");
    static const char *const none[] = {"",
                                       "tile/0/009",
                                       "tile/0/002",
                                       "tile/3/000.p/1",
                                       "tile/0/1",
                                       "tile/0/002.p/255",
                                       "tile/entries/002",
                                       "tile/63/000",
                                       "tile/0/001/",
                                       "tile/0/000.p/0",
                                       "tile/entries/x999/x999/x999/999"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        expect_tile(&s, none[i], " 404 ", "Cache-Control: no-cache");
    }
    char *answer =
        http_exchange("127.0.0.1", s.tile_port, "POST /checkpoint HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
    assert_non_null(strstr(answer, " 405 "));
    free(answer);
    go_on_stamped(&s);
}

/* What is exported now of an entry, by the policy that asks for the witness. */
static bool exported_and_verified(const scene *s, const char *name)
{
    char command[1024];
    char said[VKEY_SIZE];
    ctl_expect(
        ctl(s->w, "auditor", "audit export %s/%s entry=%d --purpose 検証", s->w->dir, name, PER_MESSAGE), 0);
    (void)snprintf(command, sizeof command,
                   "%s/juki-verify --policy %s/policy %s/%s >%s/verify.out 2>&1 && echo yes || echo no",
                   world_env("JUKI_TEST_BIN"), s->w->dir, s->w->dir, name, s->w->dir);
    ask_shell(s, command, said);
    return strcmp(said, "yes") == 0;
}

/* One that is away holds up nobody, and is missed. */
static void go_on_without(scene *s)
{
    tell(s, 1);
    AWAIT(cosigned(s, PER_MESSAGE));
    assert_true(exported_and_verified(s, "cosigned"));
    process_kill(s->witness);
    tell(s, 1);
    AWAIT(process_metric(s->audit, "juki_audit_checkpoint_size") >= (int64_t)2 * PER_MESSAGE);
    AWAIT(process_metric(s->audit, "juki_audit_witness_up{witness=\"other\"}") == 0);
    AWAIT(process_metric(s->audit, "juki_audit_witness_behind{witness=\"other\"}") > 0);
    AWAIT(stock_tool_misses_witness(s)); /* what nobody else has seen is told of after two seconds */
    assert_true(process_ready(s->audit));
    assert_false(exported_and_verified(s, "alone"));
    start_witness(s);
    AWAIT(cosigned(s, (int64_t)2 * PER_MESSAGE));
    assert_true(stock_tool_agrees(s, ""));
}

/* Entries, tiles, checkpoints, what the service remembers: all is rewritten, by who has its key and all
 * rights. */
static void rewrite_all(scene *s)
{
    process_stop(s->audit);
    world_shell("rm %s/checkpoint", s->w->dir);
    sql(log_of(s), "SET session_replication_role = replica; DELETE FROM cosignature; DELETE FROM checkpoint; "
                   "DELETE FROM tile; UPDATE tree_head SET size = 0; "
                   "UPDATE audit_log SET record = record || '\\x00' WHERE index = 30; "
                   "RESET session_replication_role");
    start_audit(s, "true");
    tell(s, 1);
    AWAIT(process_metric(s->audit, "juki_audit_checkpoint_size") >=
          (int64_t)3 * PER_MESSAGE); /* it is signed */
    AWAIT(process_log_count(s->audit, "a witness does not cosign") > 0);
    /* What is signed first may be of the size that the witness knows: then it names two pasts, and this
     * later. */
    AWAIT(process_log_count(s->witness, "does not prove that the log has grown") > 0);
    AWAIT(stock_tool_misses_witness(s));
    assert_int_equal(sql_int(log_of(s), "SELECT count(*) FROM cosignature"), 0);
}

/* What the policy calls a witness is nothing to his key: of each there is one line. Whether the service's
 * statement adds this one under another name. */
static bool adds_line(const scene *s, const char *line)
{
    static const char path[] = "services/audit/sql/cosignature_put.sql";
    char *statement = NULL;
    size_t length = 0;
    ju_err err;
    char size[32];
    (void)snprintf(size, sizeof size, "%lld",
                   (long long)sql_int(log_of(s), "SELECT max(size) FROM cosignature"));
    assert_int_equal(ju_file_read(path, QUERY_MAX, &statement, &length, &err), JU_OK);
    sql(log_of(s), "BEGIN");
    PGresult *done = PQexecParams(log_of(s), statement, 3, NULL, (const char *const[]){size, "renamed", line},
                                  NULL, NULL, 0);
    bool added = strcmp(PQcmdTuples(done), "1") == 0;
    PQclear(done);
    sql(log_of(s), "ROLLBACK");
    ju_file_release(statement, length);
    return added;
}

static void rename_witness(const scene *s)
{
    char line[VKEY_SIZE];
    (void)snprintf(line, sizeof line, "%s",
                   sql_text(log_of(s), "SELECT line FROM cosignature ORDER BY size DESC LIMIT 1"));
    char *signature = strrchr(line, ' ');
    assert_true(signature != NULL && strlen(signature) > 20);
    signature[20] ^= 1; /* of another moment */
    assert_false(adds_line(s, line));
    signature[1] ^= 1; /* of another key */
    assert_true(adds_line(s, line));
}

static void test_witnessed(void **state)
{
    scene s;
    open_scene(&s, state);
    go_on_without(&s);
    rename_witness(&s);
    rewrite_all(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_read_by_others, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_witnessed, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("audit_witness", tests, NULL, NULL);
}
