#ifndef JU_MERKLE_TREE_H
#define JU_MERKLE_TREE_H

#include "common/merkle/hash.h"

#include <stdint.h>

/*
 * A Merkle tree that grows (RFC 6962): what has to be kept of it to go on are the roots of its complete
 * subtrees, largest first, one per bit of its size. All zero: the tree without leaves.
 */
enum { JU_TREE_LEVELS = 63 };

typedef struct ju_tree {
    int64_t size;
    int count;
    ju_hash peak[JU_TREE_LEVELS];
} ju_tree;

void ju_tree_append(ju_hasher *hasher, ju_tree *tree, const ju_hash *leaf);
ju_hash ju_tree_root(ju_hasher *hasher, const ju_tree *tree);

#endif
