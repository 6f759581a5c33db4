/* How the audit service asks its witnesses, with one that is slow or says what it likes. */
#include "services/audit/steps/witnesses.h"

#include "common/http/http.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define LINES "\n\n\xe2\x80\x94 log AAAA\n"

enum { SLOW_US = 500 * 1000, LOOK_EVERY_US = 20 * 1000, LOOKS = 60, PATH_SIZE = 64, BODY_MAX = 64 * 1024 };

/* ---- the store ---------------------------------------------------------------------------------------- */

static int64_t cosigned_size; /* the first; 0: none yet */

ju_rc cosignature_put(ju_db *db, ju_arena *arena, const audit_cosignature *by, ju_err *err)
{
    (void)db;
    (void)arena;
    (void)err;
    cosigned_size = cosigned_size == 0 ? by->size : cosigned_size;
    return JU_OK;
}

ju_rc audit_tiles_subtree(void *opaque, int level, int64_t index, ju_hash *ret, ju_err *err)
{
    (void)opaque;
    (void)level;
    (void)index;
    (void)ret;
    return ju_fail(err, JU_FATAL, "tile", "there is no tile here");
}

/* ---- the witness -------------------------------------------------------------------------------------- */

typedef struct scene {
    char dir[PATH_SIZE];
    char policy[PATH_SIZE + 8];
    ju_note_key *key;
    ju_http *http;
    ju_registry *registry;
    witnesses *all;
    unsigned wait_us;
    const char *conflict; /* what it answers with 409; NULL: it cosigns */
    atomic_int asked;
    atomic_int broken; /* questions that are not one checkpoint as a whole */
} scene;

/* Every checkpoint of the test is of one digit, repeated 100 times that digit. */
static bool whole(const char *body)
{
    const char *note = strstr(body, "\n\n");
    if (strncmp(body, "old ", 4) != 0 || note == NULL || note[2] < '1' || note[2] > '9') {
        return false;
    }
    size_t length = strspn(note + 2, (char[]){note[2], '\0'});
    return strcmp(note + 2 + length, LINES) == 0 && length == (size_t)(note[2] - '0') * 100;
}

static const char *cosign(const scene *s, const char *body, ju_arena *arena)
{
    const char *line = NULL;
    const char *note = strstr(body, "\n\n") + 2;
    const char *text = ju_arena_printf(arena, "%.*s", (int)(strstr(note, "\n\n") + 1 - note), note);
    ju_err err;
    return ju_note_sign(s->key, arena, text, 1, &line, &err) == JU_OK ? line : "";
}

static void respond(void *opaque, ju_http_exchange *exchange)
{
    scene *s = opaque;
    (void)usleep(s->wait_us);
    atomic_fetch_add(&s->asked, 1);
    atomic_fetch_add(&s->broken, whole(exchange->body) ? 0 : 1);
    exchange->status = s->conflict == NULL ? 200 : 409;
    ju_arena arena;
    ju_arena_init(&arena, BODY_MAX);
    (void)fputs(s->conflict == NULL ? cosign(s, exchange->body, &arena) : s->conflict, exchange->answer);
    ju_arena_done(&arena);
}

static void write_policy(scene *s)
{
    char path[PATH_SIZE + 8];
    ju_arena arena;
    ju_err err;
    EVP_PKEY *fresh = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    (void)snprintf(path, sizeof path, "%s/key", s->dir);
    FILE *file = fopen(path, "w");
    assert_true(file != NULL && PEM_write_PrivateKey(file, fresh, NULL, NULL, 0, NULL, NULL) == 1);
    (void)fclose(file);
    EVP_PKEY_free(fresh);
    assert_int_equal(ju_note_key_open("witness.example", JU_NOTE_WITNESS, path, &s->key, &err), JU_OK);
    ju_arena_init(&arena, BODY_MAX);
    file = fopen(s->policy, "w");
    assert_non_null(file);
    (void)fprintf(file, "witness other %s http://127.0.0.1:%d\n", ju_note_key_text(s->key, &arena),
                  ju_http_port(s->http));
    (void)fclose(file);
    ju_arena_done(&arena);
    (void)unlink(path);
}

static void open_scene(scene *s, unsigned wait_us, const char *conflict)
{
    ju_err err;
    *s = (scene){.dir = "/tmp/witnesses-test-XXXXXX", .wait_us = wait_us, .conflict = conflict};
    assert_non_null(mkdtemp(s->dir));
    (void)snprintf(s->policy, sizeof s->policy, "%s/policy", s->dir);
    const ju_http_config config = {
        .address = "127.0.0.1", .responder = respond, .responder_opaque = s, .body_max = BODY_MAX};
    assert_int_equal(ju_http_start(&config, &s->http, &err), JU_OK);
    write_policy(s);
    s->registry = ju_registry_new();
    assert_int_equal(witnesses_open(s->policy, &s->all, &err), JU_OK);
    witnesses_metrics(s->all, s->registry);
}

static void close_scene(scene *s)
{
    witnesses_close(s->all);
    ju_http_stop(s->http);
    ju_note_key_free(s->key);
    ju_registry_free(s->registry);
    (void)unlink(s->policy);
    (void)rmdir(s->dir);
}

/* The log grows with every look, or stays as it is. */
static void look(const scene *s, bool grows)
{
    for (int i = 0; i < LOOKS; i++) {
        char note[1000] = "";
        int digit = grows ? 1 + i % 9 : 5;
        ju_err err;
        memset(note, '0' + digit, (size_t)digit * 100);
        memcpy(note + (size_t)digit * 100, LINES, sizeof LINES);
        assert_int_equal(witnesses_look(s->all, NULL, grows ? 100 + i : 100, note, &err), JU_OK);
        (void)usleep(LOOK_EVERY_US);
    }
}

static bool shown(const scene *s, const char *line)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ju_metrics_render(s->registry, out);
    (void)fclose(out);
    bool found = strstr(text, line) != NULL;
    free(text);
    return found;
}

/* ---- tests -------------------------------------------------------------------------------------------- */

/* What it is being asked stays as it is until it has answered. */
static void one_that_is_slow_is_asked_once_at_a_time(void **state)
{
    scene s;
    (void)state;
    open_scene(&s, SLOW_US, NULL);
    look(&s, true);
    assert_in_range(atomic_load(&s.asked), 1, 3); /* in 1.2 s */
    assert_int_equal(cosigned_size, 100);         /* what it was asked, though more was signed since */
    close_scene(&s);
    assert_int_equal(atomic_load(&s.broken), 0);
}

/* It may be right, or the answer forged on the way: told, and asked again. */
static void one_that_knows_more_is_told_and_asked_again(void **state)
{
    scene s;
    (void)state;
    open_scene(&s, 0, "9223372036854775807\n");
    look(&s, false);
    assert_true(atomic_load(&s.asked) >= 2);
    assert_true(shown(&s, "juki_audit_witness_up{witness=\"other\"} 0"));
    s.conflict = NULL;
    int before = atomic_load(&s.asked);
    look(&s, false);
    assert_true(atomic_load(&s.asked) > before);
    close_scene(&s);
    assert_int_equal(atomic_load(&s.broken), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_is_slow_is_asked_once_at_a_time),
        cmocka_unit_test(one_that_knows_more_is_told_and_asked_again),
    };
    return cmocka_run_group_tests_name("audit_witnesses", tests, NULL, NULL);
}
