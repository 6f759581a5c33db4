#include "services/audit/grow.h"

#include "common/merkle/tree.h"

#include <string.h>

enum { TILE_BITS = 8 };

static audit_tile *new_tile(audit_tree *tree, int level)
{
    audit_tile *tile = ju_arena_alloc(tree->arena, sizeof *tile);
    if (tile != NULL) {
        tile->level = level;
        tile->index = tree->size >> (TILE_BITS * (level + 1));
        tree->edge[level] = tile;
    }
    return tile;
}

ju_rc audit_tree_edge(audit_tree *tree, int level, const void *hashes, size_t size, ju_err *err)
{
    if (level < 0 || level >= JU_TILE_LEVELS || size % JU_HASH_BYTES != 0 ||
        size > (size_t)JU_TILE_WIDTH * JU_HASH_BYTES) {
        return ju_fail(err, JU_FATAL, "tile", "a tile of level %d is none", level);
    }
    audit_tile *tile = new_tile(tree, level);
    if (tile == NULL) {
        return ju_no_memory(err);
    }
    tile->width = (int)(size / JU_HASH_BYTES);
    memcpy(tile->hash, hashes, size);
    return JU_OK;
}

ju_rc audit_tree_check(const audit_tree *tree, ju_err *err)
{
    for (int level = 0; level < JU_TILE_LEVELS; level++) {
        int width = (int)((tree->size >> (TILE_BITS * level)) % JU_TILE_WIDTH);
        int kept = tree->edge[level] == NULL ? 0 : tree->edge[level]->width;
        if (width != kept) {
            return ju_fail(err, JU_FATAL, "tile", "the last tile of level %d has %d hashes and not %d", level,
                           kept, width);
        }
    }
    return JU_OK;
}

/* Notes that it has to be kept anew; the one that changed last stands first. */
static void change(audit_tree *tree, audit_tile *tile)
{
    for (const audit_tile *one = tree->changed; one != NULL; one = one->next) {
        if (one == tile) {
            return;
        }
    }
    tile->next = tree->changed;
    tree->changed = tile;
}

static ju_rc add(audit_tree *tree, int level, const ju_hash *hash, ju_err *err)
{
    audit_tile *tile = tree->edge[level] != NULL ? tree->edge[level] : new_tile(tree, level);
    if (tile == NULL) {
        return ju_no_memory(err);
    }
    tile->hash[tile->width++] = *hash;
    change(tree, tile);
    return JU_OK;
}

ju_rc audit_tree_append(audit_tree *tree, const ju_hash *leaf, ju_err *err)
{
    ju_hash hash = *leaf;
    for (int level = 0; level < JU_TILE_LEVELS; level++) {
        JU_TRY(add(tree, level, &hash, err));
        if (tree->edge[level]->width < JU_TILE_WIDTH) {
            break;
        }
        hash = ju_tile_root(tree->hasher, tree->edge[level]->hash, JU_TILE_WIDTH);
        tree->edge[level] = NULL;
    }
    tree->size++;
    return JU_OK;
}

/* The complete subtrees of a tile that is not full, the largest first, behind those of the levels above. */
static void add_peaks(const audit_tree *tree, const audit_tile *tile, ju_tree *peaks)
{
    int at = 0;
    for (int width = JU_TILE_WIDTH / 2; tile != NULL && width > 0; width /= 2) {
        if ((tile->width & width) != 0) {
            peaks->peak[peaks->count++] = ju_tile_root(tree->hasher, &tile->hash[at], width);
            at += width;
        }
    }
}

ju_hash audit_tree_root(const audit_tree *tree)
{
    ju_tree peaks = {.size = tree->size};
    for (int level = JU_TILE_LEVELS - 1; level >= 0; level--) {
        add_peaks(tree, tree->edge[level], &peaks);
    }
    return ju_tree_root(tree->hasher, &peaks);
}
