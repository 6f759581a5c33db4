/*
 * What is exported of the audit trail, tampered with at random: juki-verify's own functions find it and name
 * the place, and accuse nobody of what was not touched. More of it: make tamper.
 */
#include "deploy/verify/check.h"
#include "tests/unit/verify_log.h"

#include "common/base/hex.h"
#include "common/base/parse.h"

#include <fts.h>
#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { FILES_MAX = 1200, PATH_BYTES = 256, FILE_BYTES = 1 << 20, PIECE_MAX = 64 };

static const int64_t SIZES[] = {1, 2, 7, 255, 256, 257, 511, 700, 1024};
enum { SMALL_LOGS = sizeof SIZES / sizeof SIZES[0], BIG_SIZE = 66000 };

/* What the report said. */
typedef struct heard {
    int64_t count;
    bool named; /* one of the files that were touched */
    bool other; /* a file that was not */
    const char *touched[2];
    char first[512];
} heard;

static void hear(void *opaque, const finding *found)
{
    heard *h = opaque;
    bool of_touched = (h->touched[0] != NULL && strcmp(found->file, h->touched[0]) == 0) ||
                      (h->touched[1] != NULL && strcmp(found->file, h->touched[1]) == 0);
    if (h->count++ == 0) {
        (void)snprintf(h->first, sizeof h->first, "%s:%lld: entry %lld: %s [%s]", found->file,
                       (long long)found->line, (long long)found->entry, found->text, found->code);
    }
    h->named |= of_touched;
    if (!of_touched) {
        h->other = true;
        (void)snprintf(h->first, sizeof h->first, "%s: entry %lld: %s [%s]", found->file,
                       (long long)found->entry, found->text, found->code);
    }
}

static int64_t number(const char *name, int64_t otherwise)
{
    const char *given = secure_getenv(name);
    int64_t value = otherwise;
    assert_true(given == NULL || ju_parse_int64(given, 1, INT64_MAX, &value));
    return value;
}

static const char *below(const sample_log *log, const char *name, char ret[PATH_BYTES])
{
    (void)snprintf(ret, PATH_BYTES, "%s/%s", log->dir, name);
    return ret;
}

static void verify(const sample_log *log, const char *name, heard *h)
{
    ju_err err = {0};
    verifier v;
    policy *signers = NULL;
    char path[PATH_BYTES];
    char kept[PATH_BYTES];
    report to = {hear, h, 0};
    assert_int_equal(policy_read(below(log, "policy", path), &signers, &err), JU_OK);
    assert_int_equal(verifier_init(&v, signers, &to, &err), JU_OK);
    if (strcmp(name, "archive") == 0) {
        assert_int_equal(verifier_keep(&v, below(log, "kept", kept), &err), JU_OK);
    }
    assert_int_equal(check_path(&v, below(log, name, path), &err), JU_OK);
    verifier_done(&v);
    policy_free(signers);
}

/* ---- untouched ---------------------------------------------------------------------------------------- */

static void expect_good(const sample_log *log, const char *name)
{
    heard h = {0};
    verify(log, name, &h);
    if (h.count > 0) {
        fail_msg("an untouched %s of %lld entries is accused: %s", name, (long long)log->size, h.first);
    }
}

static void nobody_is_accused(void **state)
{
    (void)state;
    int64_t logs = number("JUKI_TAMPER_LOGS", 40);
    for (int64_t i = 0; i < logs; i++) {
        sample_log log;
        log_make(&log, 1 + log_draw(i % 4 == 0 ? 1200 : 40));
        log_bundle(&log);
        log_archive(&log);
        expect_good(&log, "bundle");
        expect_good(&log, "archive");
        log_free(&log);
    }
    print_message("# %lld untouched logs, none accused\n", (long long)logs);
}

/* ---- files -------------------------------------------------------------------------------------------- */

/* A file as it was, and as it is made. */
typedef struct content {
    char path[PATH_BYTES];
    size_t size;
    unsigned char *bytes;
} content;

static void read_content(content *c)
{
    FILE *file = fopen(c->path, "re");
    assert_non_null(file);
    c->bytes = malloc(FILE_BYTES);
    c->size = fread(c->bytes, 1, FILE_BYTES, file);
    assert_in_range(c->size, 1, FILE_BYTES / 2);
    (void)fclose(file);
}

static void write_content(const content *c)
{
    FILE *file = fopen(c->path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(c->bytes, 1, c->size, file), c->size);
    assert_int_equal(fclose(file), 0);
}

static void copy(content *to, const content *from)
{
    *to = *from;
    to->bytes = malloc(FILE_BYTES);
    memcpy(to->bytes, from->bytes, from->size);
}

static bool same(const content *a, const content *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

/* The files of a bundle or an archive. */
typedef struct files {
    int count;
    char path[FILES_MAX][PATH_BYTES];
} files;

static void list(const char *path, files *ret)
{
    char *const roots[] = {(char *)(uintptr_t)path, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    assert_non_null(tree);
    ret->count = 0;
    for (const FTSENT *at = NULL; (at = fts_read(tree)) != NULL;) {
        if (at->fts_info == FTS_F) {
            assert_in_range(ret->count, 0, FILES_MAX - 1);
            (void)snprintf(ret->path[ret->count++], PATH_BYTES, "%s", at->fts_path);
        }
    }
    (void)fts_close(tree);
}

/* ---- tampering ---------------------------------------------------------------------------------------- */

static void flip(content *c)
{
    c->bytes[log_draw((int64_t)c->size)] ^= (unsigned char)(1 << log_draw(8));
}

/* Where a line begins, for those who tamper with care. */
static size_t line_from(const content *c, size_t at)
{
    while (at > 0 && c->bytes[at - 1] != '\n') {
        at--;
    }
    return at;
}

static size_t line_end(const content *c, size_t at)
{
    while (at < c->size && c->bytes[at] != '\n') {
        at++;
    }
    return at < c->size ? at + 1 : at;
}

/* A piece of the file: some bytes, a hash or a line. */
static void draw_piece(const content *c, size_t *ret_at, size_t *ret_size)
{
    size_t at = (size_t)log_draw((int64_t)c->size);
    size_t size = (size_t)(1 + log_draw(PIECE_MAX));
    switch (log_draw(3)) {
    case 0:
        at = at / JU_HASH_BYTES * JU_HASH_BYTES;
        size = JU_HASH_BYTES;
        break;
    case 1:
        at = line_from(c, at);
        size = line_end(c, at) - at;
        break;
    default:
        break;
    }
    *ret_at = at;
    *ret_size = size > c->size - at ? c->size - at : size > FILE_BYTES / 4 ? FILE_BYTES / 4 : size;
}

static void delete (content *c)
{
    size_t at = 0;
    size_t size = 0;
    draw_piece(c, &at, &size);
    memmove(c->bytes + at, c->bytes + at + size, c->size - at - size);
    c->size -= size;
}

/* Something random, or what stands somewhere already. */
static void insert(content *c)
{
    static unsigned char piece[FILE_BYTES];
    size_t from = 0;
    size_t size = 0;
    draw_piece(c, &from, &size);
    memcpy(piece, c->bytes + from, size);
    if (log_draw(2) == 0) {
        for (size_t i = 0; i < size; i++) {
            piece[i] = (unsigned char)log_draw(256);
        }
    }
    size_t at = log_draw(2) == 0 ? line_from(c, from) : (size_t)log_draw((int64_t)c->size + 1);
    memmove(c->bytes + at + size, c->bytes + at, c->size - at);
    memcpy(c->bytes + at, piece, size);
    c->size += size;
}

static void swap(content *c)
{
    unsigned char piece[JU_HASH_BYTES];
    size_t most = c->size < 2 * JU_HASH_BYTES ? 1 : JU_HASH_BYTES;
    size_t places = c->size / most;
    size_t one = (size_t)log_draw((int64_t)places) * most;
    size_t other = (size_t)log_draw((int64_t)places) * most;
    memcpy(piece, c->bytes + one, most);
    memmove(c->bytes + one, c->bytes + other, most);
    memcpy(c->bytes + other, piece, most);
}

static void truncate_at(content *c)
{
    c->size = (size_t)log_draw((int64_t)c->size);
}

/* Somebody who knows the format makes the last line of a bundle anew. */
static void redo_end(content *c)
{
    unsigned char digest[JU_HASH_BYTES];
    char hex[2 * JU_HASH_BYTES + 1];
    size_t end = line_from(c, c->size - 1);
    const char *line = (const char *)c->bytes + end;
    if (c->size < end + sizeof hex + 4 || strncmp(line, "end ", 4) != 0) {
        return;
    }
    assert_int_equal(EVP_Digest(c->bytes, end, digest, NULL, EVP_sha256(), NULL), 1);
    ju_hex(digest, sizeof digest, hex);
    memcpy(c->bytes + c->size - sizeof hex, hex, sizeof hex - 1);
}

static const struct {
    const char *name;
    void (*apply)(content *c);
} WAYS[] = {
    {"flip", flip},     {"flip", flip}, {"delete", delete},
    {"insert", insert}, {"swap", swap}, {"truncate", truncate_at},
};
enum { WAYS_COUNT = sizeof WAYS / sizeof WAYS[0] };

/* ---- tries -------------------------------------------------------------------------------------------- */

typedef struct try_result {
    const char *way;
    heard heard;
} try_result;

static void judge(const sample_log *log, const char *form, const char *way, const char *touched, heard *h,
                  int64_t serial)
{
    verify(log, form, h);
    if (h->count == 0) {
        fail_msg("try %lld: %s of %s is not found", (long long)serial, way, touched);
    }
    if (!h->named || h->other) {
        fail_msg("try %lld: %s of %s is not named, or something else: %s", (long long)serial, way, touched,
                 h->first);
    }
}

/* Whole files: taken away, added, exchanged. False: one with itself, which is no try. */
static bool try_files(const sample_log *log, const files *of, int64_t serial)
{
    char aside[PATH_BYTES + 1];
    const char *one = of->path[log_draw(of->count)];
    const char *other = of->path[log_draw(of->count)];
    heard h = {.touched = {one, other}};
    switch (log_draw(3)) {
    case 0:
        h.touched[1] = NULL;
        assert_int_equal(rename(one, below(log, "aside", aside)), 0);
        judge(log, "archive", "removal", one, &h, serial);
        assert_int_equal(rename(aside, one), 0);
        break;
    case 1:
        (void)snprintf(aside, sizeof aside, "%s0", one);
        h.touched[0] = aside;
        h.touched[1] = NULL;
        assert_int_equal(link(one, aside), 0);
        judge(log, "archive", "addition", aside, &h, serial);
        assert_int_equal(unlink(aside), 0);
        break;
    default:
        if (one == other) {
            return false;
        }
        assert_int_equal(rename(one, below(log, "aside", aside)), 0);
        assert_int_equal(rename(other, one), 0);
        assert_int_equal(rename(aside, other), 0);
        judge(log, "archive", "exchange", one, &h, serial);
        assert_int_equal(rename(other, aside), 0);
        assert_int_equal(rename(one, other), 0);
        assert_int_equal(rename(aside, one), 0);
        break;
    }
    return true;
}

/* False: what was swapped is the same, which is no try. */
static bool try_content(const sample_log *log, const char *form, const files *of, int64_t serial)
{
    content was = {.size = 0};
    content is;
    size_t way = (size_t)log_draw(WAYS_COUNT);
    (void)snprintf(was.path, sizeof was.path, "%s", of->path[log_draw(of->count)]);
    read_content(&was);
    copy(&is, &was);
    WAYS[way].apply(&is);
    if (strcmp(form, "bundle") == 0 && WAYS[way].apply == flip && log_draw(2) == 0) {
        redo_end(&is);
    }
    bool differs = !same(&was, &is);
    if (differs) {
        heard h = {.touched = {was.path, NULL}};
        write_content(&is);
        judge(log, form, WAYS[way].name, was.path, &h, serial);
        write_content(&was);
    }
    free(was.bytes);
    free(is.bytes);
    return differs;
}

/* Draws until something is another than before. */
static void tamper(const sample_log *log, int64_t serial)
{
    static files of;
    char path[PATH_BYTES];
    const char *form = log_draw(2) == 0 ? "bundle" : "archive";
    bool done = false;
    list(below(log, form, path), &of);
    while (!done) {
        bool whole_files = strcmp(form, "archive") == 0 && log_draw(6) == 0;
        done = whole_files ? try_files(log, &of, serial) : try_content(log, form, &of, serial);
    }
}

static void make_whole(sample_log *log, int64_t size)
{
    log_make(log, size);
    log_bundle(log);
    log_archive(log);
}

static void tampering_is_found_and_named(void **state)
{
    (void)state;
    static sample_log log[SMALL_LOGS];
    int64_t tries = number("JUKI_TAMPER_TRIES", 1000);
    for (size_t i = 0; i < SMALL_LOGS; i++) {
        make_whole(&log[i], SIZES[i]);
    }
    for (int64_t serial = 0; serial < tries; serial++) {
        tamper(&log[log_draw(SMALL_LOGS)], serial);
    }
    for (size_t i = 0; i < SMALL_LOGS; i++) {
        expect_good(&log[i], "bundle");
        expect_good(&log[i], "archive");
        log_free(&log[i]);
    }
    print_message("# %lld tries, each found and named\n", (long long)tries);
}

/* With tiles of tiles of tiles. */
static void a_big_log_likewise(void **state)
{
    (void)state;
    sample_log log;
    int64_t tries = number("JUKI_TAMPER_TRIES", 1000) / 200;
    make_whole(&log, BIG_SIZE);
    expect_good(&log, "archive");
    for (int64_t serial = 0; serial < tries; serial++) {
        tamper(&log, serial);
    }
    expect_good(&log, "archive");
    log_free(&log);
}

/* Somebody who writes records and hashes anew has the old signature, or a new one that others do not know. */
static void a_rewritten_log_is_found(void **state)
{
    (void)state;
    sample_log log;
    heard unsigned_ = {0};
    heard signed_ = {0};
    content checkpoint = {.size = 0};
    char kept[PATH_BYTES];
    char archive[PATH_BYTES];
    log_make(&log, 300);
    log_archive(&log);
    (void)snprintf(checkpoint.path, sizeof checkpoint.path, "%s/archive/checkpoint", log.dir);
    read_content(&checkpoint);
    assert_int_equal(rename(below(&log, "archive", archive), below(&log, "before", kept)), 0);
    log.record[0][0] ^= 1;
    log.leaf[0] = ju_hash_leaf(log.hasher, log.record[0], log.record_size[0]);
    log_archive(&log);
    verify(&log, "archive", &signed_);
    assert_int_equal(signed_.count, 1);
    assert_non_null(strstr(signed_.first, "[log_forked]"));
    write_content(&checkpoint);
    verify(&log, "archive", &unsigned_);
    assert_int_equal(unsigned_.count, 1);
    assert_non_null(strstr(unsigned_.first, "[tree_differs]"));
    free(checkpoint.bytes);
    log_free(&log);
}

static int set_up(void **state)
{
    (void)state;
    int64_t seed = number("JUKI_TAMPER_SEED", (int64_t)time(NULL));
    print_message("# JUKI_TAMPER_SEED=%lld\n", (long long)seed);
    log_seed((uint64_t)seed);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_accused),
        cmocka_unit_test(tampering_is_found_and_named),
        cmocka_unit_test(a_big_log_likewise),
        cmocka_unit_test(a_rewritten_log_is_found),
    };
    return cmocka_run_group_tests_name("verify_tamper", tests, set_up, NULL);
}
