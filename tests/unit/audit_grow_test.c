/* The tree of the audit log as its tiles keep it, against the tree itself. */
#include "services/audit/grow.h"

#include "common/merkle/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { LEAVES = 70000, KEPT_TILES = 300, ARENA_BYTES = 8 * 1024 * 1024 };

/* What a database would keep. */
typedef struct kept_tile {
    int width;
    ju_hash hash[JU_TILE_WIDTH];
} kept_tile;

static ju_hasher *hasher;
static ju_arena arena;
static ju_err err;
static kept_tile kept[3][KEPT_TILES];

static int set_up(void **state)
{
    (void)state;
    memset(kept, 0, sizeof kept);
    ju_arena_init(&arena, ARENA_BYTES);
    return ju_hasher_new(&hasher, &err) == JU_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    ju_hasher_free(hasher);
    ju_arena_done(&arena);
    return 0;
}

static void open_tree(audit_tree *tree, int64_t size)
{
    ju_arena_reset(&arena);
    *tree = (audit_tree){.arena = &arena, .hasher = hasher, .size = size};
    for (int level = 0; level < 3; level++) {
        const kept_tile *tile = &kept[level][size >> (8 * (level + 1))];
        if (tile->width > 0) {
            assert_int_equal(
                audit_tree_edge(tree, level, tile->hash, (size_t)tile->width * JU_HASH_BYTES, &err), JU_OK);
        }
    }
    assert_int_equal(audit_tree_check(tree, &err), JU_OK);
}

/* A tile only ever grows. */
static void keep(const audit_tree *tree)
{
    for (const audit_tile *tile = tree->changed; tile != NULL; tile = tile->next) {
        assert_in_range(tile->level, 0, 2);
        assert_true(tile->index < KEPT_TILES);
        kept_tile *to = &kept[tile->level][tile->index];
        assert_true(tile->width > to->width);
        assert_memory_equal(to->hash, tile->hash, (size_t)to->width * JU_HASH_BYTES);
        to->width = tile->width;
        memcpy(to->hash, tile->hash, sizeof to->hash);
    }
}

/* A number below the bound that is the same in every run. */
static int64_t some(int64_t below)
{
    static uint64_t last = 1;
    last = last * 6364136223846793005U + 1442695040888963407U;
    return (int64_t)(last >> 33) % below;
}

/* In steps of every size, kept and taken up again between them. */
static void tiles_hold_the_tree(void **state)
{
    (void)state;
    ju_tree whole = {0};
    audit_tree tree;
    int64_t size = 0;
    while (size < LEAVES) {
        int64_t until = size + 1 + some(size < 2000 ? 40 : 4096);
        open_tree(&tree, size);
        for (; size < until; size++) {
            ju_hash leaf = ju_hash_leaf(hasher, &size, sizeof size);
            ju_tree_append(hasher, &whole, &leaf);
            assert_int_equal(audit_tree_append(&tree, &leaf, &err), JU_OK);
        }
        keep(&tree);
        ju_hash root = audit_tree_root(&tree);
        ju_hash expected = ju_tree_root(hasher, &whole);
        assert_true(ju_hash_equal(&root, &expected));
    }
    for (int64_t index = 0; index < size >> 8; index++) {
        assert_int_equal(kept[0][index].width, JU_TILE_WIDTH);
        ju_hash root = ju_tile_root(hasher, kept[0][index].hash, JU_TILE_WIDTH);
        assert_memory_equal(&kept[1][index / JU_TILE_WIDTH].hash[index % JU_TILE_WIDTH], &root, sizeof root);
    }
    assert_int_equal(ju_hasher_check(hasher, &err), JU_OK);
}

static void an_edge_that_is_not_the_trees_is_refused(void **state)
{
    (void)state;
    audit_tree tree = {.arena = &arena, .hasher = hasher, .size = 3};
    ju_hash row[4] = {{{0}}};
    assert_int_equal(audit_tree_check(&tree, &err), JU_FATAL);
    assert_int_equal(audit_tree_edge(&tree, 0, row, 4 * sizeof row[0], &err), JU_OK);
    assert_int_equal(audit_tree_check(&tree, &err), JU_FATAL);
    assert_int_equal(audit_tree_edge(&tree, 0, row, 3 * sizeof row[0], &err), JU_OK);
    assert_int_equal(audit_tree_check(&tree, &err), JU_OK);
    assert_int_equal(audit_tree_edge(&tree, 0, row, 33, &err), JU_FATAL);
    assert_int_equal(audit_tree_edge(&tree, JU_TILE_LEVELS, row, 32, &err), JU_FATAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tiles_hold_the_tree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_edge_that_is_not_the_trees_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("audit_grow", tests, NULL, NULL);
}
