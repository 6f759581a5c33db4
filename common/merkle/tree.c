#include "common/merkle/tree.h"

void ju_tree_append(ju_hasher *hasher, ju_tree *tree, const ju_hash *leaf)
{
    ju_hash top = *leaf;
    for (int64_t size = tree->size; (size & 1) == 1; size >>= 1) {
        tree->count--;
        top = ju_hash_node(hasher, &tree->peak[tree->count], &top);
    }
    tree->peak[tree->count++] = top;
    tree->size++;
}

ju_hash ju_tree_root(ju_hasher *hasher, const ju_tree *tree)
{
    if (tree->count == 0) {
        return ju_hash_empty(hasher);
    }
    ju_hash root = tree->peak[tree->count - 1];
    for (int i = tree->count - 1; i > 0; i--) {
        root = ju_hash_node(hasher, &tree->peak[i - 1], &root);
    }
    return root;
}
