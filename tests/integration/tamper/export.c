#include "tests/integration/tamper/tamper.h"

#include "common/base/file.h"
#include "common/base/parse.h"
#include "deploy/verify/archive.h"
#include "deploy/verify/bundle.h"
#include "services/audit/prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 64 * 1024 };

static void hear(void *opaque, const finding *found)
{
    heard *h = opaque;
    if (h->count++ == 0) {
        h->entry = found->entry;
        (void)snprintf(h->first, sizeof h->first, "%s: entry %lld: %s [%s]", found->file,
                       (long long)found->entry, found->text, found->code);
    }
}

/* What jukictl says when it cannot export. */
static void hear_refusal(heard *h, int64_t entry, const char *why)
{
    hear(h, &(finding){.code = why, .file = "export", .entry = entry, .text = "refused"});
}

static void verify(const scene *s, const char *path, heard *h)
{
    ju_err err = {0};
    verifier v;
    report to = {hear, h, 0};
    assert_int_equal(verifier_init(&v, s->signers, &to, &err), JU_OK);
    if (path == s->archive) {
        assert_int_equal(verifier_keep(&v, s->kept, &err), JU_OK);
    }
    assert_int_equal(check_path(&v, path, &err), JU_OK);
    verifier_done(&v);
}

/* ---- exporting -------------------------------------------------------------------------------------------
 */

/* One of the service's own statements. */
static PGresult *ask(const scene *s, const char *statement, int count, const char *const *value)
{
    char path[TAMPER_PATH_BYTES];
    char *text = NULL;
    size_t length = 0;
    ju_err err = {0};
    (void)snprintf(path, sizeof path, "services/audit/sql/%s.sql", statement);
    assert_int_equal(ju_file_read(path, FILE_BYTES, &text, &length, &err), JU_OK);
    PGresult *rows = PQexecParams(s->db, text, count, NULL, value, NULL, NULL, 0);
    if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
        fail_msg("%s: %s", statement, PQerrorMessage(s->db));
    }
    ju_file_release(text, length);
    return rows;
}

/* With a NUL behind them. */
static const unsigned char *bytes_of(scene *s, const PGresult *rows, int row, int column, size_t *ret_size)
{
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)PQgetvalue(rows, row, column), ret_size);
    unsigned char *kept = ju_arena_alloc(&s->arena, *ret_size + 1);
    assert_true(bytes != NULL && kept != NULL);
    memcpy(kept, bytes, *ret_size);
    PQfreemem(bytes);
    return kept;
}

static int64_t int_of(const PGresult *rows, int row, int column)
{
    int64_t value = 0;
    assert_true(ju_parse_int64(PQgetvalue(rows, row, column), INT64_MIN, INT64_MAX, &value));
    return value;
}

/* Its size, or 0 when there is none that the log signed. */
static int64_t last_checkpoint(scene *s, const char **ret_note)
{
    PGresult *rows = ask(s, "checkpoint_last", 0, NULL);
    int64_t size = PQntuples(rows) == 0 ? 0 : int_of(rows, 0, 0);
    *ret_note = size == 0 ? "" : ju_arena_strdup(&s->arena, PQgetvalue(rows, 0, 1));
    PQclear(rows);
    return size;
}

/* Entries up to the size, to the first one that is not there. */
static int64_t write_entries(scene *s, archive_writer *to, int64_t size)
{
    static const char *const all[] = {"1", "100000"};
    ju_err err = {0};
    ju_hash leaf;
    PGresult *rows = ask(s, "log_page", 2, all);
    int64_t missing = 0;
    for (int64_t entry = 1; entry <= size && missing == 0; entry++) {
        int row = (int)entry - 1;
        bool there = row < PQntuples(rows) && int_of(rows, row, 0) == entry;
        size_t hash_size = 0;
        size_t record_size = 0;
        const unsigned char *hash = there ? bytes_of(s, rows, row, 2, &hash_size) : NULL;
        const unsigned char *record = there ? bytes_of(s, rows, row, 1, &record_size) : NULL;
        if (hash_size == sizeof leaf.byte) {
            memcpy(leaf.byte, hash, sizeof leaf.byte);
        }
        there = there && hash_size == sizeof leaf.byte &&
                archive_entry(to, record, record_size, &leaf, &err) == JU_OK;
        missing = there ? 0 : entry;
    }
    PQclear(rows);
    return missing;
}

void export_archive(scene *s, heard *h)
{
    const char *note = NULL;
    archive_writer *to = NULL;
    ju_err err = {0};
    int64_t size = last_checkpoint(s, &note);
    if (size == 0) {
        hear_refusal(h, 0, "not_signed");
        return;
    }
    world_shell("rm -rf %s", s->archive);
    assert_int_equal(archive_open(s->archive, s->hasher, &to, &err), JU_OK);
    int64_t missing = write_entries(s, to, size);
    if (missing == 0) {
        assert_int_equal(archive_end(to, note, &err), JU_OK);
        verify(s, s->archive, h);
    } else {
        hear_refusal(h, missing, "entry_missing");
    }
    archive_close(to);
}

static void read_tiles(scene *s, const PGresult *rows, prove_tiles *ret, const char **ret_note)
{
    prove_tile *tile = ju_arena_alloc(&s->arena, (size_t)(PQntuples(rows) + 1) * sizeof *tile);
    *ret = (prove_tiles){.hasher = s->hasher, .tile = tile};
    *ret_note = NULL;
    for (int row = 0; row < PQntuples(rows); row++) {
        size_t size = 0;
        const unsigned char *bytes = bytes_of(s, rows, row, 2, &size);
        int64_t level = int_of(rows, row, 0);
        if (level < 0) {
            *ret_note = (const char *)bytes;
        } else {
            tile[ret->count++] = (prove_tile){(int)level, int_of(rows, row, 1), (int)(size / JU_HASH_BYTES),
                                              (const ju_hash *)(const void *)bytes};
        }
    }
}

static void as_proof(const ProtobufCBinaryData *bytes, ju_proof *ret)
{
    ret->count = bytes->len / JU_HASH_BYTES;
    memcpy(ret->hash, bytes->data, bytes->len);
}

static const unsigned char *record_of(scene *s, int64_t entry, size_t *ret_size)
{
    PGresult *rows = NULL;
    const char *value = ju_arena_printf(&s->arena, "{%lld}", (long long)entry);
    rows = ask(s, "log_wanted", 2, (const char *const[]){value, NULL});
    const unsigned char *record = PQntuples(rows) == 1 ? bytes_of(s, rows, 0, 1, ret_size) : NULL;
    PQclear(rows);
    return record;
}

void export_bundle(scene *s, int64_t entry, heard *h)
{
    ju_err err = {0};
    prove_tiles tiles;
    const char *note = NULL;
    bundle_writer *to = NULL;
    ProtobufCBinaryData path;
    ProtobufCBinaryData growth;
    ju_proof proof;
    size_t size = 0;
    const char *entries = ju_arena_printf(&s->arena, "{%lld,%lld}", (long long)entry, (long long)s->earlier);
    PGresult *rows = ask(s, "proof_from", 3, (const char *const[]){entries, NULL, "0"});
    read_tiles(s, rows, &tiles, &note);
    PQclear(rows);
    const unsigned char *record = record_of(s, entry, &size);
    if (note == NULL || record == NULL ||
        audit_prove_entry(&tiles, entry, s->size, &s->arena, &path, &err) != JU_OK ||
        audit_prove_growth(&tiles, s->earlier, s->size, &s->arena, &growth, &err) != JU_OK) {
        hear_refusal(h, entry, "tile_broken");
        return;
    }
    (void)unlink(s->bundle);
    assert_int_equal(bundle_open(s->bundle, &to, &err), JU_OK);
    bundle_checkpoint(to, note);
    as_proof(&growth, &proof);
    bundle_earlier(
        to, sql_text(s->db, "SELECT note FROM checkpoint WHERE size = %lld", (long long)s->earlier), &proof);
    as_proof(&path, &proof);
    bundle_entry(to, entry, record, size, &proof);
    assert_int_equal(bundle_close(to, &err), JU_OK);
    verify(s, s->bundle, h);
}
