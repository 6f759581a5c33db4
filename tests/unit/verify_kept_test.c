/* What one verifier says of many files, of such as are none, and of checkpoints that were kept, of several
 * logs. */
#include "tests/unit/verify_log.h"

#include "deploy/verify/check.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1024 * 1024, SIZE = 40, FILES = 1500, PATH_BYTES = 128 };

typedef struct scene {
    sample_log log;
    ju_note_key *other; /* of another log */
    char policy[PATH_BYTES];
    char kept[PATH_BYTES];
    char bundle[PATH_BYTES];
    char archive[PATH_BYTES];
    ju_arena arena;
} scene;

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void make_other(scene *s)
{
    ju_err err;
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    FILE *file = fopen(s->kept, "we");
    assert_true(file != NULL && PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
    assert_int_equal(fclose(file), 0);
    EVP_PKEY_free(key);
    assert_int_equal(ju_note_key_open("juki.131016/audit", JU_NOTE_LOG, s->kept, &s->other, &err), JU_OK);
}

/* Another log's checkpoint, with a root that is none of ours. */
static const char *note_of_other(scene *s, int64_t size)
{
    ju_err err;
    const char *line = NULL;
    const char *text =
        ju_checkpoint_text(&(ju_checkpoint){.origin = "juki.131016/audit", .size = size}, &s->arena);
    assert_int_equal(ju_note_sign(s->other, &s->arena, text, 0, &line, &err), JU_OK);
    return ju_arena_printf(&s->arena, "%s\n%s", text, line);
}

static int set_up(void **state)
{
    static scene one;
    scene *s = &one;
    *s = (scene){0};
    *state = s;
    log_seed(7);
    log_make(&s->log, SIZE);
    log_bundle(&s->log);
    log_archive(&s->log);
    (void)snprintf(s->policy, sizeof s->policy, "%.64s/both", s->log.dir);
    (void)snprintf(s->kept, sizeof s->kept, "%.64s/other", s->log.dir);
    (void)snprintf(s->bundle, sizeof s->bundle, "%.64s/bundle", s->log.dir);
    (void)snprintf(s->archive, sizeof s->archive, "%.64s/archive", s->log.dir);
    ju_arena_init(&s->arena, ARENA_BYTES);
    make_other(s);
    write_text(s->policy,
               ju_arena_printf(&s->arena, "log %s\nlog %s\nwitness one %s\nquorum none\n",
                               ju_note_key_text(s->log.key, &s->arena), ju_note_key_text(s->other, &s->arena),
                               ju_note_key_text(s->log.witness[0], &s->arena)));
    return 0;
}

static int tear_down(void **state)
{
    scene *s = *state;
    ju_note_key_free(s->other);
    ju_arena_done(&s->arena);
    log_free(&s->log);
    return 0;
}

static void hear(void *opaque, const finding *found)
{
    (void)snprintf(opaque, PATH_BYTES, "%s", found->code);
}

/* The code of the last finding in the path, which is read this often by one verifier; "": none. */
static const char *check(const scene *s, const char *first_kept, const char *second_kept, const char *path,
                         int times)
{
    static char heard[PATH_BYTES];
    report to = {.tell = hear, .opaque = heard};
    policy *p = NULL;
    verifier v = {0};
    ju_err err;
    *heard = '\0';
    assert_int_equal(policy_read(s->policy, &p, &err), JU_OK);
    assert_int_equal(verifier_init(&v, p, &to, &err), JU_OK);
    assert_int_equal(first_kept == NULL ? JU_OK : verifier_keep(&v, first_kept, &err), JU_OK);
    assert_int_equal(second_kept == NULL ? JU_OK : verifier_keep(&v, second_kept, &err), JU_OK);
    for (int i = 0; i < times; i++) {
        assert_int_equal(check_path(&v, path, &err), JU_OK);
    }
    verifier_done(&v);
    policy_free(p);
    return heard;
}

/* However many files there are before it, one that nobody touched is not accused. */
static void many_files_are_as_good_as_one(void **state)
{
    const scene *s = *state;
    assert_string_equal(check(s, NULL, NULL, s->bundle, FILES), "");
}

static void another_log_is_no_fork_of_this_one(void **state)
{
    scene *s = *state;
    const char *ours = ju_arena_printf(&s->arena, "%s/kept", s->log.dir);
    const int64_t sizes[] = {SIZE, SIZE / 2, SIZE + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        write_text(s->kept, note_of_other(s, sizes[i]));
        assert_string_equal(check(s, s->kept, ours, s->archive, 1), "");
        assert_string_equal(check(s, s->kept, NULL, s->archive, 1), "growth_missing"); /* none fits */
        assert_string_equal(check(s, s->kept, NULL, s->bundle, 1), "growth_missing");
    }
    assert_string_equal(check(s, ours, NULL, s->archive, 1), "");
}

/* ---- files that are none ------------------------------------------------------------------------------- */

static void what_is_no_file_is_not_read(void **state)
{
    scene *s = *state;
    static const char *const names[] = {"checkpoint", "tile/0/000.p/40", "tile/entries/000.p/40"};
    const char *aside = ju_arena_printf(&s->arena, "%s/aside", s->log.dir);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = ju_arena_printf(&s->arena, "%s/%s", s->archive, names[i]);
        assert_int_equal(rename(path, aside), 0);
        assert_int_equal(mkfifo(path, 0600), 0);
        assert_string_equal(check(s, NULL, NULL, s->archive, 1), "file_missing");
        assert_int_equal(unlink(path), 0);
        assert_int_equal(symlink(aside, path), 0);
        assert_string_equal(check(s, NULL, NULL, s->archive, 1), "file_missing");
        assert_int_equal(unlink(path), 0);
        assert_int_equal(rename(aside, path), 0);
    }
    assert_string_equal(check(s, NULL, NULL, s->archive, 1), "");
}

static long most_kib(void)
{
    struct rusage used;
    assert_int_equal(getrusage(RUSAGE_SELF, &used), 0);
    return used.ru_maxrss;
}

/* However long a line is, it is not held in memory. */
static void a_line_without_end_is_none(void **state)
{
    scene *s = *state;
    const char *path = ju_arena_printf(&s->arena, "%s/endless", s->log.dir);
    write_text(path, "");
    assert_int_equal(truncate(path, (off_t)256 << 20), 0);
    long before_kib = most_kib();
    assert_string_equal(check(s, NULL, NULL, path, 1), "bundle_malformed");
    assert_in_range(most_kib() - before_kib, 0, 64 * 1024);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    policy *p = NULL;
    verifier v;
    ju_err err;
    report to = {0};
    assert_int_equal(policy_read(s->policy, &p, &err), JU_OK);
    assert_int_equal(verifier_init(&v, p, &to, &err), JU_OK);
    assert_int_equal(check_path(&v, path, &err), JU_FATAL);
    assert_string_equal(err.code, "file");
    verifier_done(&v);
    policy_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_files_are_as_good_as_one),
        cmocka_unit_test(another_log_is_no_fork_of_this_one),
        cmocka_unit_test(what_is_no_file_is_not_read),
        cmocka_unit_test(a_line_without_end_is_none),
    };
    return cmocka_run_group_tests_name("verify_kept", tests, set_up, tear_down);
}
