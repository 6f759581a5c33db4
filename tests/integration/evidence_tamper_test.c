/*
 * The tables of the audit trail, changed at random by somebody with all rights on the database, and exported
 * as the service and jukictl do: what comes out is found to be wrong, and where. What nobody touched is good.
 * Each try is a transaction that is rolled back. More of it: make tamper.
 */
#include "tests/integration/harness/acts.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/tamper/tamper.h"

#include "common/base/parse.h"
#include "common/event/topic_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PER_MESSAGE = 55,
    MESSAGES = 11, /* more than two tiles */
    ARENA_BYTES = 4 * 1024 * 1024,
};

static int64_t number(const char *name, int64_t otherwise)
{
    const char *given = secure_getenv(name);
    int64_t value = otherwise;
    assert_true(given == NULL || ju_parse_int64(given, 1, INT64_MAX, &value));
    return value;
}

/* ---- a log ------------------------------------------------------------------------------------------------
 */

static void tell(world *w)
{
    acts_tell(w, PER_MESSAGE, NULL, 0, NULL);
}

static int64_t signed_size(const scene *s)
{
    return sql_int(s->db, "SELECT coalesce(max(size), 0) FROM checkpoint");
}

/* Signed more than once on its way, and then nobody's but ours. */
static void make_log(scene *s)
{
    static const char *const names[] = {JU_TOPIC_AUDIT_RECORD, JU_TOPIC_AUDIT_COMMAND, JU_TOPIC_AUDIT_REPLY,
                                        JU_TOPIC_DEADLETTER_AUDIT, NULL};
    static const char *const often[] = {"JUKI_CHECKPOINT_EVERY=100ms", NULL};
    bus_topics(s->w, 1, names);
    process *audit = process_start(s->w, "juki-audit", often);
    tell(s->w);
    AWAIT(signed_size(s) >= PER_MESSAGE);
    for (int i = 1; i < MESSAGES; i++) {
        tell(s->w);
    }
    AWAIT(signed_size(s) >= (int64_t)PER_MESSAGE * MESSAGES);
    process_stop(audit);
    s->size = signed_size(s);
    s->earlier = sql_int(s->db, "SELECT min(size) FROM checkpoint");
    assert_true(s->earlier < s->size);
}

static void open_scene(scene *s, void **state)
{
    ju_err err = {0};
    char name[TAMPER_PATH_BYTES];
    char path[TAMPER_PATH_BYTES];
    ju_note_key *key = NULL;
    *s = (scene){.w = *state};
    s->db = world_database_of(s->w, "audit")->conn;
    make_log(s);
    (void)snprintf(s->archive, TAMPER_PATH_BYTES, "%s/archive", s->w->dir);
    (void)snprintf(s->bundle, TAMPER_PATH_BYTES, "%s/bundle", s->w->dir);
    (void)snprintf(s->kept, TAMPER_PATH_BYTES, "%s/kept", s->w->dir);
    (void)snprintf(name, sizeof name, "%s/audit", s->w->prefix);
    (void)snprintf(path, sizeof path, "%s/audit-log.pub.pem", world_env("JUKI_TEST_KEYS"));
    ju_arena_init(&s->arena, ARENA_BYTES);
    assert_int_equal(ju_note_key_open(name, JU_NOTE_LOG, path, &key, &err), JU_OK);
    assert_int_equal(policy_of_log(ju_note_key_text(key, &s->arena), &s->signers, &err), JU_OK);
    ju_note_key_free(key);
    assert_int_equal(ju_hasher_new(&s->hasher, &err), JU_OK);
    FILE *file = fopen(s->kept, "we");
    assert_non_null(file);
    (void)fputs(sql_text(s->db, "SELECT note FROM checkpoint WHERE size = %lld", (long long)s->size), file);
    assert_int_equal(fclose(file), 0);
}

static void close_scene(scene *s)
{
    policy_free(s->signers);
    ju_hasher_free(s->hasher);
    ju_arena_done(&s->arena);
}

static const char *digest(const scene *s)
{
    return sql_digest(s->db, "audit_log,tile,checkpoint");
}

/* False: nothing is another than before. */
static bool try_one(scene *s, int64_t serial, const char *before)
{
    change c;
    heard h = {0};
    change_draw(s, &c);
    ju_arena_reset(&s->arena);
    sql(s->db, "BEGIN; SET LOCAL session_replication_role = replica; %s", c.statement);
    bool differs = strcmp(digest(s), before) != 0;
    if (differs && c.in_bundle) {
        export_bundle(s, s->size, &h);
    } else if (differs) {
        export_archive(s, &h);
    }
    sql(s->db, "ROLLBACK");
    if (differs && h.count == 0) {
        fail_msg("try %lld: %s is not found: %s", (long long)serial, c.way, c.statement);
    }
    if (differs && c.entry != 0 && h.entry != c.entry) {
        fail_msg("try %lld: %s of entry %lld is not named: %s", (long long)serial, c.way, (long long)c.entry,
                 h.first);
    }
    return differs;
}

static void expect_good(scene *s)
{
    heard h = {0};
    ju_arena_reset(&s->arena);
    export_archive(s, &h);
    export_bundle(s, s->size, &h);
    if (h.count > 0) {
        fail_msg("what nobody touched is accused: %s", h.first);
    }
}

static void test_tables(void **state)
{
    scene s;
    char before[256];
    int64_t tries = number("JUKI_TAMPER_TRIES", 40);
    int64_t seed = number("JUKI_TAMPER_SEED", (int64_t)time(NULL));
    print_message("# JUKI_TAMPER_SEED=%lld\n", (long long)seed);
    change_seed((uint64_t)seed);
    open_scene(&s, state);
    (void)snprintf(before, sizeof before, "%s", digest(&s));
    expect_good(&s);
    for (int64_t serial = 0; serial < tries;) {
        serial += try_one(&s, serial, before) ? 1 : 0;
    }
    expect_good(&s);
    print_message("# %lld tries, each found and named\n", (long long)tries);
    close_scene(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tables, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("evidence_tamper", tests, NULL, NULL);
}
