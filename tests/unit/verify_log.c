#include "tests/unit/verify_log.h"

#include "common/merkle/tree.h"
#include "deploy/verify/archive.h"
#include "deploy/verify/bundle.h"
#include "deploy/verify/segment.h"

#include <fts.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
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

enum { ARENA_BYTES = 1024 * 1024, PATH_BYTES = 128, SECONDS = 1790000000 };

static uint64_t drawn;

void log_seed(uint64_t seed)
{
    drawn = seed;
}

int64_t log_draw(int64_t below)
{
    drawn = drawn * 6364136223846793005U + 1442695040888963407U;
    return (int64_t)(drawn >> 33) % below;
}

static const char *path_of(const sample_log *log, const char *name)
{
    static char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/%s", log->dir, name);
    return path;
}

static void make_key(const sample_log *log, const char *name, ju_note_kind kind, ju_note_key **ret)
{
    ju_err err;
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    FILE *file = fopen(path_of(log, "key.pem"), "we");
    assert_non_null(file);
    assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
    (void)fclose(file);
    EVP_PKEY_free(key);
    assert_int_equal(ju_note_key_open(name, kind, path_of(log, "key.pem"), ret, &err), JU_OK);
    assert_int_equal(unlink(path_of(log, "key.pem")), 0);
}

static void write_text(const sample_log *log, const char *name, const char *text)
{
    FILE *file = fopen(path_of(log, name), "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void make_policy(const sample_log *log, ju_arena *arena)
{
    write_text(log, "policy",
               ju_arena_printf(
                   arena, "log %s\nwitness one %s\nwitness two %s\ngroup both all one two\nquorum both\n",
                   ju_note_key_text(log->key, arena), ju_note_key_text(log->witness[0], arena),
                   ju_note_key_text(log->witness[1], arena)));
}

void log_make(sample_log *log, int64_t size)
{
    ju_arena arena;
    ju_err err;
    *log = (sample_log){.size = size};
    (void)snprintf(log->dir, sizeof log->dir, "/tmp/juki-verify-XXXXXX");
    assert_non_null(mkdtemp(log->dir));
    ju_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(ju_hasher_new(&log->hasher, &err), JU_OK);
    make_key(log, "juki.132071/audit", JU_NOTE_LOG, &log->key);
    make_key(log, "witness.example/one", JU_NOTE_WITNESS, &log->witness[0]);
    make_key(log, "witness.example/two", JU_NOTE_WITNESS, &log->witness[1]);
    log->leaf = calloc((size_t)size, sizeof *log->leaf);
    log->record = calloc((size_t)size, sizeof *log->record);
    log->record_size = calloc((size_t)size, sizeof *log->record_size);
    for (int64_t i = 0; i < size; i++) {
        log->record_size[i] = (size_t)(1 + log_draw(LOG_RECORD_MAX));
        for (size_t at = 0; at < log->record_size[i]; at++) {
            log->record[i][at] = (unsigned char)log_draw(256);
        }
        log->leaf[i] = ju_hash_leaf(log->hasher, log->record[i], log->record_size[i]);
    }
    make_policy(log, &arena);
    write_text(log, "kept", log_note(log, &arena, size / 2 + 1));
    ju_arena_done(&arena);
}

static int remove_one(const FTSENT *at)
{
    return at->fts_info == FTS_D ? 0 : remove(at->fts_accpath);
}

void log_free(sample_log *log)
{
    char *const roots[] = {log->dir, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    assert_non_null(tree);
    for (const FTSENT *at = NULL; (at = fts_read(tree)) != NULL;) {
        assert_int_equal(remove_one(at), 0);
    }
    (void)fts_close(tree);
    ju_note_key_free(log->key);
    ju_note_key_free(log->witness[0]);
    ju_note_key_free(log->witness[1]);
    ju_hasher_free(log->hasher);
    free(log->leaf);
    free(log->record);
    free(log->record_size);
}

static ju_hash root_of(const sample_log *log, int64_t start, int64_t size)
{
    ju_tree tree = {0};
    for (int64_t i = start; i < start + size; i++) {
        ju_tree_append(log->hasher, &tree, &log->leaf[i]);
    }
    return ju_tree_root(log->hasher, &tree);
}

const char *log_note(const sample_log *log, ju_arena *arena, int64_t size)
{
    ju_err err;
    const char *line[3] = {0};
    const ju_checkpoint checkpoint = {"juki.132071/audit", size, root_of(log, 0, size)};
    const char *text = ju_checkpoint_text(&checkpoint, arena);
    const ju_note_key *key[] = {log->key, log->witness[0], log->witness[1]};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ju_note_sign(key[i], arena, text, SECONDS, &line[i], &err), JU_OK);
    }
    return ju_arena_printf(arena, "%s\n%s%s%s", text, line[0], line[1], line[2]);
}

static ju_rc read_subtree(void *opaque, int level, int64_t index, ju_hash *ret, ju_err *err)
{
    const sample_log *log = opaque;
    (void)err;
    *ret = root_of(log, index << level, (int64_t)1 << level);
    return JU_OK;
}

void log_bundle(const sample_log *log)
{
    ju_err err = {0};
    ju_arena arena;
    bundle_writer *w = NULL;
    ju_proof proof = {0};
    const ju_subtrees from = {read_subtree, (void *)(uintptr_t)log};
    ju_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(bundle_open(path_of(log, "bundle"), &w, &err), JU_OK);
    bundle_checkpoint(w, log_note(log, &arena, log->size));
    int64_t earlier = 1 + log_draw(log->size);
    assert_int_equal(ju_prove_consistency(log->hasher, &from, earlier, log->size, &proof, &err), JU_OK);
    bundle_earlier(w, log_note(log, &arena, earlier), &proof);
    for (int64_t i = log_draw(log->size / 4 + 1); i < log->size; i += 1 + log_draw(log->size / 4 + 1)) {
        assert_int_equal(ju_prove_inclusion(log->hasher, &from, i, log->size, &proof, &err), JU_OK);
        bundle_entry(w, i + 1, log->record[i], log->record_size[i], &proof);
    }
    assert_int_equal(bundle_close(w, &err), JU_OK);
    ju_arena_done(&arena);
}

void log_archive(const sample_log *log)
{
    ju_err err = {0};
    ju_arena arena;
    archive_writer *w = NULL;
    ju_arena_init(&arena, ARENA_BYTES);
    char dir[PATH_BYTES];
    (void)snprintf(dir, sizeof dir, "%s/archive", log->dir);
    assert_int_equal(archive_open(dir, log->hasher, &w, &err), JU_OK);
    for (int64_t i = 0; i < log->size; i++) {
        assert_int_equal(archive_entry(w, log->record[i], log->record_size[i], &log->leaf[i], &err), JU_OK);
    }
    assert_int_equal(archive_end(w, log_note(log, &arena, log->size), &err), JU_OK);
    archive_close(w);
    ju_arena_done(&arena);
}

static void write_segment(const sample_log *log, ju_segment *s, ju_arena *arena)
{
    ju_err err = {0};
    archive_writer *w = NULL;
    char name[SEGMENT_NAME_SIZE];
    const ju_subtrees from = {read_subtree, (void *)(uintptr_t)log};
    s->root = root_of(log, 0, s->last);
    assert_int_equal(ju_prove_inclusion(log->hasher, &from, s->first - 1, log->size, &s->before, &err),
                     JU_OK);
    assert_int_equal(ju_prove_inclusion(log->hasher, &from, s->last - 1, log->size, &s->after, &err), JU_OK);
    segment_name(s->number, name);
    const char *path = ju_arena_printf(arena, "%s/segments/%s", log->dir, name);
    const char *text = ju_segment_text(s, arena);
    assert_int_equal(archive_open_segment(path, log->hasher, s->first - 1, &w, &err), JU_OK);
    for (int64_t i = s->first - 1; i < s->last; i++) {
        assert_int_equal(archive_entry(w, log->record[i], log->record_size[i], &log->leaf[i], &err), JU_OK);
    }
    assert_int_equal(archive_end(w, text, &err), JU_OK);
    archive_close(w);
    assert_int_equal(ju_segment_digest(text, &s->previous, &err), JU_OK); /* of the next */
}

void log_segments(const sample_log *log, int count, int tiles)
{
    ju_arena arena;
    ju_arena_init(&arena, ARENA_BYTES);
    ju_segment s = {.note = log_note(log, &arena, log->size), .size = log->size};
    assert_int_equal(mkdir(path_of(log, "segments"), 0700), 0);
    for (int i = 0; i < count; i++) {
        s.number = i + 1;
        s.first = (int64_t)i * tiles * JU_TILE_WIDTH + 1;
        s.last = s.first + (int64_t)tiles * JU_TILE_WIDTH - 1;
        write_segment(log, &s, &arena);
    }
    ju_arena_done(&arena);
}
