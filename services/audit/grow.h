#ifndef AUDIT_GROW_H
#define AUDIT_GROW_H

#include "common/base/arena.h"
#include "common/merkle/tile.h"

/*
 * How the tree of the log grows (C2SP tlog-tiles): leaves fill tiles of 256 hashes, and the root of a full
 * tile is a hash of the level above. What is there to go on with is the last tile of each level that is not
 * full.
 */
typedef struct audit_tile {
    int level;
    int64_t index;
    int width;
    ju_hash hash[JU_TILE_WIDTH];
    struct audit_tile *next; /* of those that have changed */
} audit_tile;

/* All memory but the hasher is the arena's. */
typedef struct audit_tree {
    ju_arena *arena;
    ju_hasher *hasher;
    int64_t size;
    audit_tile *edge[JU_TILE_LEVELS]; /* NULL: nothing of this level since the last full tile */
    audit_tile *changed;
} audit_tree;

/* A tile of the edge as it is kept: size / 32 hashes. JU_FATAL "tile" when it is none of this tree. */
ju_rc audit_tree_edge(audit_tree *tree, int level, const void *hashes, size_t size,
                      ju_err *err) JU_MUST_CHECK;

/* JU_FATAL "tile" when the edge is not that of a tree of this size. */
ju_rc audit_tree_check(const audit_tree *tree, ju_err *err) JU_MUST_CHECK;

ju_rc audit_tree_append(audit_tree *tree, const ju_hash *leaf, ju_err *err) JU_MUST_CHECK;
ju_hash audit_tree_root(const audit_tree *tree);

#endif
