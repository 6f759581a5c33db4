/* Closed segments of an archive: good ones are accused of nothing, and whatever is changed in one is found
 * there. */
#include "deploy/verify/check.h"
#include "deploy/verify/segment.h"
#include "tests/unit/verify_log.h"

#include "common/merkle/tile.h"

#include <fts.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { SEGMENTS = 3, SIZE = SEGMENTS * JU_TILE_WIDTH + 91, FLIPS = 250, FILES_MAX = 32, PATH_BYTES = 192 };

/* What was found, and whether some of it stands below a path. */
typedef struct heard {
    const char *below;
    bool named;
    int64_t count;
    int64_t entry;
    char code[64];
} heard;

static void hear(void *opaque, const finding *found)
{
    heard *h = opaque;
    bool named = h->below != NULL && strncmp(found->file, h->below, strlen(h->below)) == 0;
    if (h->count++ == 0 || (named && !h->named)) {
        h->entry = found->entry;
        (void)snprintf(h->code, sizeof h->code, "%s", found->code);
    }
    h->named |= named;
}

static sample_log log_;
static int64_t without; /* records, in what was verified last */

static const char *path_of(const char *name)
{
    static char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/%s", log_.dir, name);
    return path;
}

static heard verify(const char *name, const char *below)
{
    ju_err err = {0};
    verifier v;
    policy *signers = NULL;
    heard h = {.below = below};
    report to = {hear, &h, 0};
    char kept[PATH_BYTES];
    (void)snprintf(kept, sizeof kept, "%s", path_of("kept"));
    assert_int_equal(policy_read(path_of("policy"), &signers, &err), JU_OK);
    assert_int_equal(verifier_init(&v, signers, &to, &err), JU_OK);
    if (strcmp(name, "segments") == 0) {
        assert_int_equal(verifier_keep(&v, kept, &err), JU_OK);
    }
    assert_int_equal(check_path(&v, path_of(name), &err), JU_OK);
    without = v.taken;
    verifier_done(&v);
    policy_free(signers);
    return h;
}

static void expect(const char *name, const char *code)
{
    heard h = verify(name, NULL);
    if (*code == '\0' ? h.count > 0 : strcmp(h.code, code) != 0) {
        fail_msg("%s: '%s' and not '%s'", name, h.code, code);
    }
}

static int set_up(void **state)
{
    (void)state;
    log_seed(11);
    log_make(&log_, SIZE);
    log_segments(&log_, SEGMENTS, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    log_free(&log_);
    return 0;
}

static void test_good(void **state)
{
    (void)state;
    expect("segments", "");
    expect("segments/000001", "");
    expect("segments/000002", "");
    expect("segments/000003/", "");
}

/* ---- files -------------------------------------------------------------------------------------------- */

static int list(char ret[FILES_MAX][PATH_BYTES])
{
    int count = 0;
    char *const roots[] = {(char *)(uintptr_t)path_of("segments"), NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    assert_non_null(tree);
    for (const FTSENT *at = NULL; (at = fts_read(tree)) != NULL;) {
        if (at->fts_info == FTS_F) {
            assert_in_range(count, 0, FILES_MAX - 1);
            (void)snprintf(ret[count++], PATH_BYTES, "%s", at->fts_path);
        }
    }
    (void)fts_close(tree);
    return count;
}

/* Changes one bit; twice: nothing. Returns the byte's place. */
static void flip(const char *path, int64_t at, int bit)
{
    FILE *file = fopen(path, "r+e");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    int was = fgetc(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fputc(was ^ (1 << bit), file), was ^ (1 << bit));
    assert_int_equal(fclose(file), 0);
}

static int64_t size_of(const char *path)
{
    struct stat what;
    assert_int_equal(stat(path, &what), 0);
    return what.st_size;
}

static void test_every_bit_counts(void **state)
{
    (void)state;
    char path[FILES_MAX][PATH_BYTES];
    int count = list(path);
    char below[PATH_BYTES];
    assert_int_equal(count, 3 * SEGMENTS);
    for (int i = 0; i < FLIPS; i++) {
        const char *file = path[i % count];
        int64_t at = log_draw(size_of(file));
        int bit = (int)log_draw(8);
        (void)snprintf(below, sizeof below, "%.*s", (int)(strstr(file, "/00000") + 7 - file), file);
        flip(file, at, bit);
        heard h = verify("segments", below);
        flip(file, at, bit);
        if (!h.named) {
            fail_msg("bit %d of byte %lld of %s: %s", bit, (long long)at, file, h.code);
        }
    }
    expect("segments", "");
}

/* The very entry is named, and the file whose fault it is. */
static void test_named(void **state)
{
    (void)state;
    char path[FILES_MAX][PATH_BYTES];
    int count = list(path);
    for (int i = 0; i < count; i++) {
        bool entries = strstr(path[i], "entries/001") != NULL;
        if (!entries && strstr(path[i], "tile/0/001") == NULL) {
            continue;
        }
        flip(path[i], entries ? 2 : 32 * 9 + 5, 3);
        heard h = verify("segments", path[i]);
        flip(path[i], entries ? 2 : 32 * 9 + 5, 3);
        assert_true(h.named);
        assert_string_equal(h.code, entries ? "entry_changed" : "tile_changed");
        assert_int_equal(h.entry, entries ? 257 : 266);
    }
}

static void move(const char *from, const char *to)
{
    char old[PATH_BYTES];
    (void)snprintf(old, sizeof old, "%s", path_of(from));
    assert_int_equal(rename(old, path_of(to)), 0);
}

static void test_folders(void **state)
{
    (void)state;
    move("segments/000002", "two");
    expect("segments", "segment_missing");
    expect("two", "segment_misplaced");
    move("segments/000001", "segments/000002");
    expect("segments", "segment_misplaced");
    move("segments/000002", "segments/000001");
    move("two", "segments/000002");
    move("segments/000003/tile/0/002", "hashes");
    expect("segments", "file_missing");
    move("hashes", "segments/000003/tile/0/001");
    expect("segments/000003", "file_missing");
    move("segments/000003/tile/0/001", "segments/000003/tile/0/002");
    move("segments/000001/segment", "segment");
    expect("segments", "segment_malformed");
    move("segment", "segments/stray");
    expect("segments", "file_stray");
    move("segments/stray", "segments/000001/segment");
    expect("segments", "");
}

/* ---- records that were over their time ---------------------------------------------------------------- */

/* Every record whose first byte is even. */
static bool is_even(void *opaque, const unsigned char *record, size_t size)
{
    (void)opaque;
    return size > 0 && record[0] % 2 == 0;
}

static void test_taken_out(void **state)
{
    (void)state;
    const char *text = NULL;
    ju_segment s;
    ju_err err = {0};
    ju_arena arena;
    int64_t taken = 0;
    int64_t even = 0;
    char path[PATH_BYTES];
    ju_arena_init(&arena, 1 << 20);
    for (int i = 256; i < 512; i++) {
        even += log_.record[i][0] % 2 == 0 ? 1 : 0;
    }
    (void)snprintf(path, sizeof path, "%s", path_of("segments/000002"));
    assert_int_equal(segment_read(path, &arena, &text, &s, &err), JU_OK);
    assert_int_equal(segment_take_out(path, &s, "expiry =2026-01-01", is_even, NULL, &taken, &err), JU_OK);
    assert_int_equal(taken, even);
    expect("segments", "");
    assert_int_equal(segment_take_out(path, &s, "expiry =2026-01-01", is_even, NULL, &taken, &err), JU_OK);
    assert_int_equal(taken, 0); /* again, as after a call that was cut off */
    heard h = verify("segments/000002", NULL);
    assert_int_equal(h.count, 0);
    assert_int_equal(without, even);
    move("segments/000002/taken", "taken");
    expect("segments", "content_missing");
    move("taken", "segments/000001/taken"); /* of another one */
    expect("segments/000002", "content_missing");
    move("segments/000001/taken", "segments/000002/taken");
    /* whose hash is changed now is not known any more, but that one is */
    (void)snprintf(path, sizeof path, "%s", path_of("segments/000002/tile/0/001"));
    flip(path, 32 * 77, 0);
    h = verify("segments/000002", NULL);
    flip(path, 32 * 77, 0);
    assert_true(h.count > 0);
    expect("segments", "");
    ju_arena_done(&arena);
}

/* ---- what describes one ------------------------------------------------------------------------------- */

static void expect_malformed(const char *text, ju_arena *arena)
{
    ju_segment s;
    ju_err err = {0};
    assert_int_equal(ju_segment_read(text, arena, &s, &err), JU_REJECT);
    assert_string_equal(err.code, "segment_malformed");
}

static void test_text(void **state)
{
    (void)state;
    const char *text = NULL;
    ju_segment s;
    ju_err err = {0};
    ju_arena arena;
    ju_arena_init(&arena, 8 << 20);
    assert_int_equal(segment_read(path_of("segments/000002"), &arena, &text, &s, &err), JU_OK);
    assert_int_equal(s.number, 2);
    assert_int_equal(s.first, 257);
    assert_int_equal(s.last, 512);
    assert_int_equal(s.size, SIZE);
    assert_string_equal(ju_segment_text(&s, &arena), text);
    expect_malformed("", &arena);
    expect_malformed(ju_arena_printf(&arena, "%s\n", text), &arena);
    expect_malformed(ju_arena_printf(&arena, " %s", text), &arena);
    for (size_t length = 0; length < strlen(text); length += 7) {
        expect_malformed(ju_arena_printf(&arena, "%.*s", (int)length, text), &arena);
        ju_arena_reset(&arena);
        assert_int_equal(segment_read(path_of("segments/000002"), &arena, &text, &s, &err), JU_OK);
    }
    ju_segment other = s;
    other.first = 256;
    expect_malformed(ju_segment_text(&other, &arena), &arena);
    other = s;
    other.last = 1024; /* more than was signed */
    expect_malformed(ju_segment_text(&other, &arena), &arena);
    other = s;
    other.number = 1;
    expect_malformed(ju_segment_text(&other, &arena), &arena);
    other = s;
    other.before.count = 0; /* nothing to the left of it */
    expect_malformed(ju_segment_text(&other, &arena), &arena);
    ju_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),    cmocka_unit_test(test_every_bit_counts), cmocka_unit_test(test_named),
        cmocka_unit_test(test_folders), cmocka_unit_test(test_taken_out),        cmocka_unit_test(test_text),
    };
    return cmocka_run_group_tests_name("verify_segment", tests, set_up, tear_down);
}
