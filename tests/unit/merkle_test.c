/* The Merkle tree of the audit trail and what is signed of it (RFC 6962, C2SP tlog-tiles, signed-note). */
#include "common/merkle/note.h"
#include "common/merkle/proof.h"
#include "common/merkle/tile.h"
#include "common/merkle/tree.h"

#include "common/base/hex.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { LEAVES = 70, ARENA_BYTES = 64 * 1024 };

static ju_hasher *hasher;
static ju_arena arena;
static ju_err err;

static int set_up(void **state)
{
    (void)state;
    ju_arena_init(&arena, ARENA_BYTES);
    return ju_hasher_new(&hasher, &err) == JU_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    int failed = ju_hasher_check(hasher, &err) != JU_OK;
    ju_hasher_free(hasher);
    ju_arena_done(&arena);
    return failed;
}

static void assert_hash(const ju_hash *hash, const char *expected)
{
    char hex[2 * JU_HASH_BYTES + 1];
    ju_hex(hash->byte, JU_HASH_BYTES, hex);
    assert_string_equal(hex, expected);
}

/* ---- the tree ----------------------------------------------------------------------------------------- */

/* The entries and roots that implementations of RFC 6962 are compared by. */
static void grows_as_others_do(void **state)
{
    static const struct {
        const char *entry;
        size_t size;
        const char *root;
    } steps[] = {
        {"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"\x50\x51\x52\x53\x54\x55\x56\x57", 8,
         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
    };
    (void)state;
    ju_tree tree = {0};
    ju_hash root = ju_tree_root(hasher, &tree);
    assert_hash(&root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        ju_hash leaf = ju_hash_leaf(hasher, steps[i].entry, steps[i].size);
        ju_tree_append(hasher, &tree, &leaf);
        root = ju_tree_root(hasher, &tree);
        assert_hash(&root, steps[i].root);
        assert_int_equal(tree.size, i + 1);
    }
}

/* ---- proofs ------------------------------------------------------------------------------------------- */

static ju_hash leaf_of(int64_t index)
{
    return ju_hash_leaf(hasher, &index, sizeof index);
}

static ju_hash root_of(int64_t start, int64_t size)
{
    ju_tree tree = {0};
    for (int64_t i = start; i < start + size; i++) {
        ju_hash leaf = leaf_of(i);
        ju_tree_append(hasher, &tree, &leaf);
    }
    return ju_tree_root(hasher, &tree);
}

static ju_rc read_subtree(void *opaque, int level, int64_t index, ju_hash *ret, ju_err *ret_err)
{
    const int64_t *size = opaque;
    (void)ret_err;
    assert_true((index + 1) << level <= *size); /* only complete ones are asked for */
    *ret = root_of(index << level, (int64_t)1 << level);
    return JU_OK;
}

static bool included(int64_t index, int64_t size, const ju_proof *proof)
{
    ju_hash leaf = leaf_of(index);
    ju_hash root = root_of(0, size);
    return ju_check_inclusion(hasher, index, size, &leaf, &root, proof);
}

static bool consistent(int64_t earlier, int64_t size, const ju_proof *proof)
{
    ju_hash before = root_of(0, earlier);
    ju_hash root = root_of(0, size);
    return ju_check_consistency(hasher, earlier, size, &before, &root, proof);
}

/* No other proof does: a changed, a missing and an additional hash. */
static void spoil(bool (*check)(int64_t, int64_t, const ju_proof *), int64_t of, int64_t size,
                  ju_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        proof->hash[i].byte[i % JU_HASH_BYTES] ^= 1;
        assert_false(check(of, size, proof));
        proof->hash[i].byte[i % JU_HASH_BYTES] ^= 1;
    }
    proof->hash[proof->count++] = leaf_of(0);
    assert_false(check(of, size, proof));
    proof->count--;
    if (proof->count > 0) {
        proof->count--;
        assert_false(check(of, size, proof));
        proof->count++;
    }
}

static void an_entry_is_proven_to_be_in_the_tree(void **state)
{
    (void)state;
    ju_proof proof = {0};
    for (int64_t size = 1; size <= LEAVES; size++) {
        const ju_subtrees from = {read_subtree, &size};
        for (int64_t index = 0; index < size; index++) {
            assert_int_equal(ju_prove_inclusion(hasher, &from, index, size, &proof, &err), JU_OK);
            assert_true(included(index, size, &proof));
        }
        spoil(included, size / 2, size, &proof);
        assert_int_equal(ju_prove_inclusion(hasher, &from, size / 3, size, &proof, &err), JU_OK);
        spoil(included, size / 3, size, &proof);
        assert_false(size > 1 && included((size / 3 + 1) % size, size, &proof));
        assert_int_equal(ju_prove_inclusion(hasher, &from, size, size, &proof, &err), JU_REJECT);
        assert_int_equal(ju_prove_inclusion(hasher, &from, -1, size, &proof, &err), JU_REJECT);
    }
}

static void a_tree_is_proven_to_have_only_grown(void **state)
{
    (void)state;
    ju_proof proof = {0};
    for (int64_t size = 1; size <= LEAVES; size++) {
        const ju_subtrees from = {read_subtree, &size};
        for (int64_t earlier = 1; earlier <= size; earlier++) {
            assert_int_equal(ju_prove_consistency(hasher, &from, earlier, size, &proof, &err), JU_OK);
            assert_true(consistent(earlier, size, &proof));
            spoil(consistent, earlier, size, &proof);
        }
        assert_int_equal(ju_prove_consistency(hasher, &from, 0, size, &proof, &err), JU_REJECT);
        assert_int_equal(ju_prove_consistency(hasher, &from, size + 1, size, &proof, &err), JU_REJECT);
    }
}

/* Another tree of the same size has no proof. */
static void a_tree_that_was_rewritten_is_not_proven(void **state)
{
    (void)state;
    int64_t size = 40;
    const ju_subtrees from = {read_subtree, &size};
    ju_proof proof = {0};
    ju_hash root = root_of(0, size);
    ju_hash other = root_of(1, 17);
    assert_int_equal(ju_prove_consistency(hasher, &from, 17, size, &proof, &err), JU_OK);
    assert_false(ju_check_consistency(hasher, 17, size, &other, &root, &proof));
    assert_false(ju_check_consistency(hasher, 16, size, &other, &root, &proof));
}

/* ---- tiles -------------------------------------------------------------------------------------------- */

static void tiles_have_their_place(void **state)
{
    static const struct {
        int level;
        int64_t index;
        int64_t size;
        const char *path;
    } rows[] = {
        {0, 0, 1, "tile/0/000.p/1"},     {0, 0, 256, "tile/0/000"},
        {0, 1, 257, "tile/0/001.p/1"},   {0, 1234067, 400000000, "tile/0/x001/x234/067"},
        {1, 0, 70000, "tile/1/000"},     {1, 1, 70000, "tile/1/001.p/17"},
        {2, 0, 70000, "tile/2/000.p/1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[JU_TILE_PATH_SIZE];
        ju_tile_path(rows[i].level, rows[i].index, ju_tile_width(rows[i].level, rows[i].index, rows[i].size),
                     path);
        assert_string_equal(path, rows[i].path);
        int level = 0;
        int64_t index = 0;
        int width = 0;
        assert_true(ju_tile_path_read(path, &level, &index, &width));
        assert_int_equal(level, rows[i].level);
        assert_int_equal(index, rows[i].index);
        assert_int_equal(width, ju_tile_width(level, index, rows[i].size));
    }
    assert_int_equal(ju_tile_width(1, 0, 255), 0);
    assert_int_equal(ju_tile_width(0, 1, 256), 0);
}

static void a_path_is_written_in_one_way(void **state)
{
    static const char *const none[] = {"",
                                       "tile",
                                       "tile/",
                                       "tile/0",
                                       "tile/0/",
                                       "tile/0/0",
                                       "tile/0/0000",
                                       "tile/0/x000/001",
                                       "tile/0/x001",
                                       "tile/0/x001/",
                                       "tile/00/001",
                                       "tile/64/001",
                                       "tile/-1/001",
                                       "tile/0/001.p/0",
                                       "tile/0/001.p/256",
                                       "tile/0/001.p/01",
                                       "tile/0/001.p/",
                                       "tile/0/001.p",
                                       "tile/0/001/5",
                                       "tile/0/001.q/5",
                                       "tile/0/001.p/5/",
                                       "tile/leaves/001",
                                       "checkpoint",
                                       "tile/0/x999/x999/x999/x999/x999/x999/999",
                                       "tile/0/x001/x001/x001/x001/x001/x001/x001/x001/001"};
    (void)state;
    int level = 0;
    int64_t index = 0;
    int width = 0;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_false(ju_tile_path_read(none[i], &level, &index, &width));
    }
    assert_true(ju_tile_path_read("tile/entries/x001/002.p/7", &level, &index, &width));
    assert_true(level == JU_TILE_ENTRIES && index == 1002 && width == 7);
}

static void a_subtree_stands_in_one_tile(void **state)
{
    (void)state;
    ju_tile_place place = ju_tile_of_subtree(3, 33); /* leaves 264 to 271 */
    assert_true(place.level == 0 && place.index == 1 && place.first == 8 && place.width == 8);
    place = ju_tile_of_subtree(9, 128); /* leaves from 65536 on, 512 of them */
    assert_true(place.level == 1 && place.index == 1 && place.first == 0 && place.width == 2);
    place = ju_tile_of_subtree(8, 255);
    assert_true(place.level == 1 && place.index == 0 && place.first == 255 && place.width == 1);
}

static void a_tile_has_its_root(void **state)
{
    (void)state;
    ju_hash row[JU_TILE_WIDTH];
    for (int i = 0; i < JU_TILE_WIDTH; i++) {
        row[i] = leaf_of(i);
    }
    for (int width = 1; width <= JU_TILE_WIDTH; width *= 2) {
        ju_hash folded = ju_tile_root(hasher, row, width);
        ju_hash root = root_of(0, width);
        assert_true(ju_hash_equal(&folded, &root));
    }
}

/* ---- notes -------------------------------------------------------------------------------------------- */

/* The example of golang.org/x/mod/sumdb/note: made by others, read by us. */
static void reads_a_note_of_others(void **state)
{
    static const char key_text[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    static const char note[] =
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "\xe2\x80\x94 PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    (void)state;
    ju_note_key *key = NULL;
    const char *text = NULL;
    assert_int_equal(ju_note_key_read(key_text, &key, &err), JU_OK);
    assert_string_equal(ju_note_key_text(key, &arena), key_text);
    assert_int_equal(ju_note_check(key, &arena, note, &text, NULL, &err), JU_OK);
    assert_int_equal(strlen(text), strstr(note, "\n\n") + 1 - note);
    char *other = ju_arena_strdup(&arena, note);
    other[3] ^= 1;
    assert_int_equal(ju_note_check(key, &arena, other, &text, NULL, &err), JU_REJECT);
    assert_string_equal(err.code, "note_signature");
    ju_note_key_free(key);
    static const char *const none[] = {"", "PeterNeumann", "PeterNeumann+c74f20a3+",
                                       "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                                       "PeterNeumann+c74f20a3+AxpC"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_int_equal(ju_note_key_read(none[i], &key, &err), JU_REJECT);
    }
}

static void make_key(char path[64])
{
    (void)snprintf(path, 64, "/tmp/merkle-key-%d", (int)getpid());
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    FILE *file = fopen(path, "w");
    assert_true(key != NULL && file != NULL &&
                PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
    (void)fclose(file);
    EVP_PKEY_free(key);
}

static void a_checkpoint_is_signed_and_cosigned(void **state)
{
    (void)state;
    char path[64];
    ju_note_key *log = NULL;
    ju_note_key *witness = NULL;
    const ju_checkpoint made = {"example.org/audit", 70, root_of(0, 70)};
    ju_checkpoint got;
    const char *line = NULL;
    const char *cosigned = NULL;
    const char *text = NULL;
    int64_t seconds = 0;
    make_key(path);
    assert_int_equal(ju_note_key_open("example.org/audit", JU_NOTE_LOG, path, &log, &err), JU_OK);
    assert_int_equal(ju_note_key_open("witness", JU_NOTE_WITNESS, path, &witness, &err), JU_OK);
    const char *plain = ju_checkpoint_text(&made, &arena);
    assert_int_equal(ju_note_sign(log, &arena, plain, 0, &line, &err), JU_OK);
    assert_int_equal(ju_note_sign(witness, &arena, plain, 1790000000, &cosigned, &err), JU_OK);
    const char *note = ju_arena_printf(&arena, "%s\n%s%s", plain, line, cosigned);
    assert_int_equal(ju_note_check(log, &arena, note, &text, NULL, &err), JU_OK);
    assert_int_equal(ju_note_check(witness, &arena, note, &text, &seconds, &err), JU_OK);
    assert_int_equal(seconds, 1790000000);
    assert_int_equal(ju_checkpoint_read(text, &arena, &got, &err), JU_OK);
    assert_string_equal(got.origin, made.origin);
    assert_int_equal(got.size, 70);
    assert_true(ju_hash_equal(&got.root, &made.root));
    /* the log's own line is no witness's, and without its line nobody has signed */
    note = ju_arena_printf(&arena, "%s\n%s", plain, line);
    assert_int_equal(ju_note_check(witness, &arena, note, &text, NULL, &err), JU_REJECT);
    assert_string_equal(err.code, "note_unsigned");
    assert_int_equal(ju_note_check(log, &arena, plain, &text, NULL, &err), JU_REJECT);
    assert_string_equal(err.code, "note_invalid");
    ju_note_key_free(log);
    ju_note_key_free(witness);
    assert_int_equal(ju_note_key_open("two words", JU_NOTE_LOG, path, &log, &err), JU_FATAL);
    (void)unlink(path);
}

static void a_checkpoint_has_its_form(void **state)
{
    static const char *const none[] = {
        "",
        "log\n",
        "log\n1\n",
        "\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", /* bits behind the last byte */
        "log\n1\nAAAA\n",
        "log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="};
    (void)state;
    ju_checkpoint got;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_int_equal(ju_checkpoint_read(none[i], &arena, &got, &err), JU_REJECT);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(grows_as_others_do),
        TEST(an_entry_is_proven_to_be_in_the_tree),
        TEST(a_tree_is_proven_to_have_only_grown),
        TEST(a_tree_that_was_rewritten_is_not_proven),
        TEST(tiles_have_their_place),
        TEST(a_path_is_written_in_one_way),
        TEST(a_subtree_stands_in_one_tile),
        TEST(a_tile_has_its_root),
        TEST(reads_a_note_of_others),
        TEST(a_checkpoint_is_signed_and_cosigned),
        TEST(a_checkpoint_has_its_form),
    };
    return cmocka_run_group_tests_name("merkle", tests, NULL, NULL);
}
