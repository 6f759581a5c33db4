/* Proofs out of tiles that have grown beyond the tree that is proved for. */
#include "services/audit/prove.h"

#include "common/merkle/tile.h"
#include "common/merkle/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LEAVES = 66500, LEVELS = 3, TILES = 300, SIZES = 12, ARENA_BYTES = 1024 * 1024 };

static const int64_t sizes[SIZES] = {1, 2, 255, 256, 257, 3000, 65535, 65536, 65537, 66048, 66300, LEAVES};

static ju_hasher *hasher;
static ju_arena arena;
static ju_err err;
static ju_hash leaves[LEAVES];
static ju_hash roots[SIZES];
static prove_tile tile[TILES];
static ju_hash above[LEVELS][TILES];
static prove_tiles tiles;

/* Tiles of a level over what is below it. */
static int64_t lay_out(int level, const ju_hash *hash, int64_t count)
{
    for (int64_t i = 0; i * JU_TILE_WIDTH < count; i++) {
        int width = ju_tile_width(0, i, count);
        tile[tiles.count++] = (prove_tile){level, i, width, &hash[i * JU_TILE_WIDTH]};
        if (width == JU_TILE_WIDTH) {
            above[level][i] = ju_tile_root(hasher, &hash[i * JU_TILE_WIDTH], width);
        }
    }
    return count / JU_TILE_WIDTH;
}

static int set_up(void **state)
{
    (void)state;
    ju_tree tree = {0};
    int next = 0;
    ju_arena_init(&arena, ARENA_BYTES);
    if (ju_hasher_new(&hasher, &err) != JU_OK) {
        return -1;
    }
    for (int64_t i = 0; i < LEAVES; i++) {
        leaves[i] = ju_hash_leaf(hasher, &i, sizeof i);
        ju_tree_append(hasher, &tree, &leaves[i]);
        if (tree.size == sizes[next]) {
            roots[next++] = ju_tree_root(hasher, &tree);
        }
    }
    tiles = (prove_tiles){.hasher = hasher, .tile = tile};
    const ju_hash *row = leaves;
    int64_t count = LEAVES;
    for (int level = 0; level < LEVELS && count > 0; level++) {
        count = lay_out(level, row, count);
        row = above[level];
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ju_hasher_free(hasher);
    ju_arena_done(&arena);
    return 0;
}

static ju_proof read_proof(const ProtobufCBinaryData *bytes)
{
    ju_proof proof = {.count = bytes->len / JU_HASH_BYTES};
    memcpy(proof.hash, bytes->data, bytes->len);
    return proof;
}

static void every_entry_of_every_tree_is_proved(void **state)
{
    (void)state;
    for (int s = 0; s < SIZES; s++) {
        for (int64_t index = 1; index <= sizes[s]; index += 1 + sizes[s] / 50) {
            ProtobufCBinaryData bytes;
            ju_arena_reset(&arena);
            assert_int_equal(audit_prove_entry(&tiles, index, sizes[s], &arena, &bytes, &err), JU_OK);
            ju_proof proof = read_proof(&bytes);
            assert_true(
                ju_check_inclusion(hasher, index - 1, sizes[s], &leaves[index - 1], &roots[s], &proof));
            assert_false(ju_check_inclusion(hasher, index - 1, sizes[s], &roots[s], &roots[s], &proof) &&
                         sizes[s] > 1);
        }
    }
}

static void every_growth_is_proved(void **state)
{
    (void)state;
    for (int to = 0; to < SIZES; to++) {
        for (int from = 0; from <= to; from++) {
            ProtobufCBinaryData bytes;
            ju_arena_reset(&arena);
            assert_int_equal(audit_prove_growth(&tiles, sizes[from], sizes[to], &arena, &bytes, &err), JU_OK);
            ju_proof proof = read_proof(&bytes);
            assert_true(
                ju_check_consistency(hasher, sizes[from], sizes[to], &roots[from], &roots[to], &proof));
        }
    }
}

static void a_hole_is_told(void **state)
{
    (void)state;
    ProtobufCBinaryData bytes;
    prove_tiles without = {.hasher = hasher, .tile = tile + 1, .count = tiles.count - 1};
    assert_int_equal(audit_prove_entry(&without, 5, LEAVES, &arena, &bytes, &err), JU_REJECT);
    assert_string_equal(err.code, "tile");
    prove_tile few = tile[0];
    few.width = 4; /* entry 5 is cut off */
    prove_tiles cut = {.hasher = hasher, .tile = &few, .count = 1};
    assert_int_equal(audit_prove_entry(&cut, 5, 8, &arena, &bytes, &err), JU_REJECT);
}

static void questions_are_checked(void **state)
{
    (void)state;
    Juki__Audit__V1__QueryProof query = JUKI__AUDIT__V1__QUERY_PROOF__INIT;
    int64_t index[AUDIT_PROOF_MAX_ENTRIES + 1] = {1};
    assert_string_equal(audit_check_proof(&query)->code, "purpose_missing");
    query.purpose = (char *)(uintptr_t) "look";
    assert_string_equal(audit_check_proof(&query)->code, "entries_invalid");
    query.index = index;
    query.n_index = 1;
    assert_null(audit_check_proof(&query));
    query.n_index = 2; /* the second is 0 */
    assert_string_equal(audit_check_proof(&query)->code, "entries_invalid");
    query.n_index = AUDIT_PROOF_MAX_ENTRIES + 1;
    assert_string_equal(audit_check_proof(&query)->code, "entries_invalid");
    query.n_index = 1;
    query.record_id = (char *)(uintptr_t) "0190b5a8-7b2e-7c3d-8e4f-5a6b7c8d9e0f";
    assert_string_equal(audit_check_proof(&query)->code, "entries_invalid");
    query.n_index = 0;
    assert_null(audit_check_proof(&query));
    query.size = -1;
    assert_string_equal(audit_check_proof(&query)->code, "size_invalid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_of_every_tree_is_proved),
        cmocka_unit_test(every_growth_is_proved),
        cmocka_unit_test(a_hole_is_told),
        cmocka_unit_test(questions_are_checked),
    };
    return cmocka_run_group_tests_name("audit_prove", tests, set_up, tear_down);
}
