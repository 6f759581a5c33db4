#include "deploy/verify/leaves.h"
#include "deploy/verify/stray.h"

#include <stdlib.h>
#include <string.h>

enum { NOTE_BYTES_MAX = 64 * 1024 };

typedef struct expected_tile {
    int width;
    tile_root hash[JU_TILE_WIDTH];
} expected_tile;

typedef struct archive {
    leaves leaves; /* first: what is called back is the archive */
    expected_tile level[JU_TILE_LEVELS];
} archive;

/* A tile above the leaves holds the roots of those below it. */
static void check_tile(archive *a, int level, int64_t index)
{
    const expected_tile *tile = &a->level[level];
    ju_hash kept[JU_TILE_WIDTH];
    if (!leaves_read_tile(&a->leaves, level, index, tile->width, kept)) {
        return;
    }
    for (int i = 0; i < tile->width; i++) {
        const tile_root *expected = &tile->hash[i];
        if (!expected->unknown && !ju_hash_equal(&kept[i], &expected->by_hashes) &&
            !ju_hash_equal(&kept[i], &expected->by_records)) {
            report_add(a->leaves.v->report, leaves_file(&a->leaves), "tile_differs",
                       "hash %d is not that of tile %lld of level %d", i,
                       (long long)index * JU_TILE_WIDTH + i, level - 1);
        }
    }
}

static tile_root above(ju_hasher *hasher, const expected_tile *tile)
{
    ju_hash hashes[JU_TILE_WIDTH];
    ju_hash records[JU_TILE_WIDTH];
    bool unknown = false;
    for (int i = 0; i < JU_TILE_WIDTH; i++) {
        hashes[i] = tile->hash[i].by_hashes;
        records[i] = tile->hash[i].by_records;
        unknown |= tile->hash[i].unknown;
    }
    return (tile_root){ju_tile_root(hasher, hashes, JU_TILE_WIDTH),
                       ju_tile_root(hasher, records, JU_TILE_WIDTH), unknown};
}

/* A full tile of the leaves; what it makes of those above it. */
static void expect(leaves *of, int64_t index, const tile_root *below)
{
    archive *a = (archive *)of;
    tile_root root = *below;
    for (int level = 1; level < JU_TILE_LEVELS; level++, index /= JU_TILE_WIDTH) {
        expected_tile *tile = &a->level[level];
        tile->hash[tile->width++] = root;
        if (tile->width < JU_TILE_WIDTH) {
            return;
        }
        check_tile(a, level, index / JU_TILE_WIDTH);
        root = above(of->v->hasher, tile);
        tile->width = 0;
    }
}

static void check_entries(archive *a)
{
    leaves_check(&a->leaves);
    for (int level = 1; level < JU_TILE_LEVELS; level++) {
        if (a->level[level].width > 0) {
            check_tile(a, level, a->leaves.size >> (8 * (level + 1)));
        }
    }
    leaves_check_root(&a->leaves, &a->leaves.v->checkpoint.root);
}

static bool read_checkpoint(leaves *a, ju_checkpoint *ret)
{
    char note[NOTE_BYTES_MAX + 1];
    size_t size = 0;
    if (!leaves_read_file(a, "checkpoint", note, sizeof note - 1, &size)) {
        return false;
    }
    note[size] = '\0';
    if (strlen(note) != size || size == sizeof note - 1) {
        report_add(a->v->report, leaves_file(a), "note_invalid", "this is no signed note");
        return false;
    }
    return policy_check(a->v->policy, note, &a->v->arena, a->v->report, leaves_file(a), ret);
}

ju_rc archive_check(verifier *v, const char *path, ju_err *err)
{
    archive *a = calloc(1, sizeof *a);
    if (a == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    a->leaves.v = v;
    a->leaves.path = path;
    a->leaves.full = expect;
    if (read_checkpoint(&a->leaves, &v->checkpoint)) {
        a->leaves.size = v->checkpoint.size;
        check_entries(a);
        stray_check(path, &(stray_bounds){"checkpoint", "", JU_TILE_LEVELS, 0, a->leaves.size}, v->report);
        if (v->proved != NULL && v->report->count == 0) {
            leaves_tell(&a->leaves);
        }
    }
    leaves_tell_kept(&a->leaves);
    check_kept_end(v, path, a->leaves.right);
    free(a);
    return JU_OK;
}
