/*
 * The destruction of a sealing key (issue 7 point 6; seed 004_001 O10): just the key, and as much under it,
 * as another person has approved, once and in its days; whatever is refused or fails leaves the key; what
 * was begun is told, and never done a second time by the same approval.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OLD   "delivery/2026"
#define DAY   "2026-04-24" /* the last of a request of TEST_TODAY */
#define AFTER "2026-04-25"

enum { TEXT_BYTES = 352, ID_BYTES = 80 };

typedef struct scene {
    world *w;
    PGconn *db;
    char keys[TEXT_BYTES];
    char clock[TEXT_BYTES];
    char id[ID_BYTES];
    process *audit;
} scene;

static process *start_audit(scene *s)
{
    const char *const env[] = {PROCESS_STATIC[0], s->clock, NULL};
    return process_start(s->w, "juki-audit", env);
}

static void open_scene(scene *s, world *w)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD,     JU_TOPIC_AUDIT_COMMAND,
                                        JU_TOPIC_AUDIT_REPLY,      JU_TOPIC_STAFF_RIGHT,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    *s = (scene){.w = w, .db = world_database_of(w, "audit")->conn};
    (void)snprintf(s->keys, sizeof s->keys, "%s/keys", w->dir);
    (void)snprintf(s->clock, sizeof s->clock, "JUKI_CLOCK=file:%s/today", w->dir);
    world_shell("rm -rf %s && cp -r %s %s", s->keys, world_env("JUKI_TEST_KEYS"), s->keys);
    world_shell("JUKI_KEY_DIR=%s %s/jukictl key add delivery 2027", s->keys, world_env("JUKI_TEST_BIN"));
    world_set_day(w, TEST_TODAY);
    bus_topics(w, 2, names);
    s->audit = start_audit(s);
}

static bool is_there(const scene *s)
{
    char line[TEXT_BYTES] = "";
    char path[TEXT_BYTES + 16];
    (void)snprintf(path, sizeof path, "%s/delivery.keys", s->keys);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    (void)fclose(file);
    assert_int_equal(strncmp(line, OLD " ", strlen(OLD " ")), 0);
    return strcmp(line, OLD " erased\n") != 0;
}

static int ask(scene *s, const char *key)
{
    return ctl(s->w, "op-1", "key ask %s 0 --purpose 満了 --key-dir %s", key, s->keys);
}

static int destroy(scene *s, const char *by, int records, const char *more)
{
    return ctl(s->w, by, "key destroy " OLD " %d %s --key-dir %s %s", records, s->id, s->keys, more);
}

/* A request that op-2 has approved. */
static void approved(scene *s)
{
    char digest[ID_BYTES];
    ctl_expect(ask(s, OLD), 0);
    ctl_expect_text(";key=" OLD ";fingerprint="); /* what is to be approved */
    ctl_expect_text(";records=0;");
    (void)snprintf(s->id, sizeof s->id, "%s",
                   sql_text(s->db, "SELECT approval_id FROM approval WHERE state = 'asked'"));
    (void)snprintf(digest, sizeof digest, "%s",
                   sql_text(s->db, "SELECT digest FROM approval WHERE state = 'asked'"));
    ctl_expect(destroy(s, "op-1", 0, ""), 1);
    ctl_expect_text("not_approved");
    assert_true(is_there(s));
    ctl_expect(ctl(s->w, "op-2", "approval approve key_destruction %s %s", s->id, digest), 0);
}

static int64_t certificates(const scene *s, const char *act)
{
    return sql_int(s->db, "SELECT count(*) FROM register_step WHERE register = 'erasure' AND act = '%s'",
                   act);
}

/* The key stays, the approval as it was, nothing is certified, and the trail has the refusal. */
static void refused(scene *s, int code, const char *why)
{
    ctl_expect(code, 1);
    ctl_expect_text(why);
    ctl_expect_no_text("used up");
    assert_true(is_there(s));
    assert_string_equal(sql_text(s->db, "SELECT state FROM approval WHERE approval_id = '%s'", s->id),
                        "approved");
    assert_int_equal(certificates(s, "opened"), 0);
    AWAIT(sql_int(s->db,
                  "SELECT count(*) FROM auditor.act WHERE action = 'approval.used' AND refused_code = '%s'",
                  why) > 0);
}

static void test_only_what_was_approved(void **state)
{
    scene s;
    open_scene(&s, *state);
    ctl_expect(ask(&s, "delivery/2027"), 1);
    ctl_expect_text("key_current");
    ctl_expect(ask(&s, "delivery/2019"), 1);
    ctl_expect_text("key_unknown");
    ctl_expect(ctl(s.w, "op-1", "key ask " OLD " many --purpose 満了 --key-dir %s", s.keys), 2);
    assert_int_equal(sql_int(s.db, "SELECT count(*) FROM approval"), 0);
    approved(&s);
    refused(&s, destroy(&s, "op-1", 1, ""), "request_changed"); /* more than was approved */
    refused(&s, destroy(&s, "op-3", 0, ""), "other_person");
    world_set_day(s.w, AFTER);
    refused(&s, destroy(&s, "op-1", 0, ""), "approval_expired");
    world_set_day(s.w, DAY);
    ctl_expect(destroy(&s, "op-1", 0, ""), 0);
    ctl_expect_text("state: erased");
    assert_false(is_there(&s));
    assert_string_equal(sql_text(s.db, "SELECT state || ' ' || used_on FROM approval"), "used " DAY);
    assert_int_equal(certificates(&s, "completed"), 1);
    assert_string_equal(sql_text(s.db, "SELECT value FROM register_item WHERE name = 'approval'"), s.id);
    assert_string_equal(sql_text(s.db, "SELECT value FROM register_item WHERE name = 'erased_on'"), DAY);
    ctl_expect(destroy(&s, "op-1", 0, ""), 1);
    ctl_expect_text("seal_erased");
}

/* The approval is used up, and the key was not destroyed: it stays, is told, and takes another approval. */
static void anew(scene *s)
{
    assert_true(is_there(s));
    ctl_expect(destroy(s, "op-1", 0, ""), 1);
    ctl_expect_text("approval_used");
    assert_true(is_there(s));
    approved(s);
    ctl_expect(destroy(s, "op-1", 0, ""), 0);
    assert_false(is_there(s));
}

/* The folder takes no new file. */
static void test_failed_between(void **state)
{
    scene s;
    char obstacle[TEXT_BYTES + 32];
    open_scene(&s, *state);
    approved(&s);
    (void)snprintf(obstacle, sizeof obstacle, "%s/delivery.keys.new", s.keys);
    assert_int_equal(mkdir(obstacle, 0700), 0);
    ctl_expect(destroy(&s, "op-1", 0, ""), 2);
    ctl_expect_text("used up and the key still there");
    assert_int_equal(certificates(&s, "opened"), 1);
    assert_int_equal(certificates(&s, "completed"), 0);
    assert_int_equal(rmdir(obstacle), 0);
    anew(&s);
    assert_int_equal(certificates(&s, "completed"), 1);
}

/* Nobody answered in time, though the approval was used later. */
static void test_no_answer(void **state)
{
    scene s;
    open_scene(&s, *state);
    approved(&s);
    process_stop(s.audit);
    ctl_expect(destroy(&s, "op-1", 0, "--timeout 1s"), 3);
    ctl_expect_text("approval show key_destruction");
    assert_true(is_there(&s));
    s.audit = start_audit(&s);
    AWAIT(sql_int(s.db, "SELECT count(*) FROM approval WHERE approval_id = '%s' AND state = 'used'", s.id) ==
          1);
    anew(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_what_was_approved, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_failed_between, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_no_answer, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("key_destruction", tests, NULL, NULL);
}
