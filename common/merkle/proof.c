#include "common/merkle/proof.h"

/* ---- making ------------------------------------------------------------------------------------------- */

/* Leaves of a tree, from start on; start is a multiple of the smallest power of two that holds them. */
typedef struct span {
    int64_t start;
    int64_t size;
} span;

typedef struct maker {
    ju_hasher *hasher;
    const ju_subtrees *from;
    ju_proof *proof;
} maker;

/* The largest power of two below size, which is at least 2. */
static int level_below(int64_t size)
{
    int level = 0;
    while (((int64_t)2 << level) < size) {
        level++;
    }
    return level;
}

static span left_of(span all)
{
    return (span){all.start, (int64_t)1 << level_below(all.size)};
}

static span right_of(span all)
{
    int64_t left = (int64_t)1 << level_below(all.size);
    return (span){all.start + left, all.size - left};
}

static ju_rc read_complete(const maker *m, span all, ju_hash *ret, ju_err *err)
{
    int level = all.size == 1 ? 0 : level_below(all.size) + 1;
    return m->from->read(m->from->opaque, level, all.start >> level, ret, err);
}

/* The right edge of a tree is no complete subtree: its parts are, from left to right. */
static ju_rc hash_of(const maker *m, span all, ju_hash *ret, ju_err *err)
{
    span part[JU_PROOF_MAX];
    int count = 0;
    for (; (all.size & (all.size - 1)) != 0; all = right_of(all)) {
        part[count++] = left_of(all);
    }
    JU_TRY(read_complete(m, all, ret, err));
    while (count > 0) {
        ju_hash left;
        JU_TRY(read_complete(m, part[--count], &left, err));
        *ret = ju_hash_node(m->hasher, &left, ret);
    }
    return JU_OK;
}

static ju_rc add(const maker *m, span all, ju_err *err)
{
    return hash_of(m, all, &m->proof->hash[m->proof->count++], err);
}

/* The siblings of the way down, to be added from the lowest up. */
static ju_rc add_upwards(const maker *m, const span *sibling, int count, ju_err *err)
{
    while (count > 0) {
        JU_TRY(add(m, sibling[--count], err));
    }
    return ju_hasher_check(m->hasher, err);
}

ju_rc ju_prove_inclusion(ju_hasher *hasher, const ju_subtrees *from, int64_t index, int64_t size,
                         ju_proof *ret, ju_err *err)
{
    const maker m = {hasher, from, ret};
    span sibling[JU_PROOF_MAX];
    span all = {0, size};
    int count = 0;
    ret->count = 0;
    if (index < 0 || index >= size) {
        return ju_reject(err, "index_invalid", "index", "there is no such entry");
    }
    while (all.size > 1) {
        bool left = index < right_of(all).start;
        sibling[count++] = left ? right_of(all) : left_of(all);
        all = left ? left_of(all) : right_of(all);
    }
    return add_upwards(&m, sibling, count, err);
}

ju_rc ju_prove_consistency(ju_hasher *hasher, const ju_subtrees *from, int64_t earlier, int64_t size,
                           ju_proof *ret, ju_err *err)
{
    const maker m = {hasher, from, ret};
    span sibling[JU_PROOF_MAX];
    span all = {0, size};
    int count = 0;
    ret->count = 0;
    if (earlier < 1 || earlier > size) {
        return ju_reject(err, "size_invalid", "size", "there is no such earlier tree");
    }
    while (all.start + all.size != earlier) {
        bool left = earlier <= right_of(all).start;
        sibling[count++] = left ? right_of(all) : left_of(all);
        all = left ? left_of(all) : right_of(all);
    }
    if (all.start > 0) { /* else it is the root that the other side has */
        JU_TRY(add(&m, all, err));
    }
    return add_upwards(&m, sibling, count, err);
}

/* ---- checking ----------------------------------------------------------------------------------------- */

/* As RFC 9162 section 2.1.3.2, with the hashes that are left named at. */
bool ju_inclusion_root(ju_hasher *hasher, int64_t index, int64_t size, const ju_hash *leaf,
                       const ju_proof *proof, ju_hash *ret)
{
    ju_hash hash = *leaf;
    int64_t node = index;
    int64_t last = size - 1;
    if (index < 0 || index >= size) {
        return false;
    }
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0) {
            return false;
        }
        if ((node & 1) == 1 || node == last) {
            hash = ju_hash_node(hasher, &proof->hash[i], &hash);
            for (; (node & 1) == 0 && node != 0; node >>= 1) {
                last >>= 1;
            }
        } else {
            hash = ju_hash_node(hasher, &hash, &proof->hash[i]);
        }
        node >>= 1;
        last >>= 1;
    }
    *ret = hash;
    return last == 0;
}

bool ju_check_inclusion(ju_hasher *hasher, int64_t index, int64_t size, const ju_hash *leaf,
                        const ju_hash *root, const ju_proof *proof)
{
    ju_hash found;
    return ju_inclusion_root(hasher, index, size, leaf, proof, &found) && ju_hash_equal(&found, root);
}

static bool starts_complete(int64_t earlier)
{
    return (earlier & (earlier - 1)) == 0;
}

/* As RFC 9162 section 2.1.4.2. */
bool ju_check_consistency(ju_hasher *hasher, int64_t earlier, int64_t size, const ju_hash *earlier_root,
                          const ju_hash *root, const ju_proof *proof)
{
    if (earlier < 1 || earlier > size) {
        return false;
    }
    if (earlier == size) {
        return proof->count == 0 && ju_hash_equal(earlier_root, root);
    }
    size_t at = starts_complete(earlier) ? 0 : 1;
    if (proof->count < at) {
        return false;
    }
    int64_t node = earlier - 1;
    int64_t last = size - 1;
    for (; (node & 1) == 1; node >>= 1) {
        last >>= 1;
    }
    ju_hash before = at == 0 ? *earlier_root : proof->hash[0];
    ju_hash after = before;
    for (; at < proof->count; at++) {
        const ju_hash *next = &proof->hash[at];
        if (last == 0) {
            return false;
        }
        if ((node & 1) == 1 || node == last) {
            before = ju_hash_node(hasher, next, &before);
            after = ju_hash_node(hasher, next, &after);
            for (; (node & 1) == 0 && node != 0; node >>= 1) {
                last >>= 1;
            }
        } else {
            after = ju_hash_node(hasher, &after, next);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0 && ju_hash_equal(&before, earlier_root) && ju_hash_equal(&after, root);
}
