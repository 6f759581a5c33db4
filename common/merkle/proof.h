#ifndef JU_MERKLE_PROOF_H
#define JU_MERKLE_PROOF_H

#include "common/merkle/hash.h"

#include <stdint.h>

/*
 * Proofs (RFC 6962 sections 2.1.1 and 2.1.2): that an entry is in a tree, and that a tree only grew out of an
 * earlier one. Indexes count from 0.
 */
enum { JU_PROOF_MAX = 64 };

typedef struct ju_proof {
    size_t count;
    ju_hash hash[JU_PROOF_MAX];
} ju_proof;

/* Where the hashes of a tree come from: the root of the complete subtree over the leaves from index << level
 * on, 1 << level of them. */
typedef struct ju_subtrees {
    ju_rc (*read)(void *opaque, int level, int64_t index, ju_hash *ret, ju_err *err);
    void *opaque;
} ju_subtrees;

/* JU_REJECT "index_invalid", "size_invalid": there is no such entry, or no such earlier tree (0 <= index <
 * size; 0 < earlier <= size); else what read answers. */
ju_rc ju_prove_inclusion(ju_hasher *hasher, const ju_subtrees *from, int64_t index, int64_t size,
                         ju_proof *ret, ju_err *err) JU_MUST_CHECK;
ju_rc ju_prove_consistency(ju_hasher *hasher, const ju_subtrees *from, int64_t earlier, int64_t size,
                           ju_proof *ret, ju_err *err) JU_MUST_CHECK;

/* The root of the tree in which the proof leads from this leaf. false: there is no such entry, or the proof
 * has not as many hashes as the way has. */
bool ju_inclusion_root(ju_hasher *hasher, int64_t index, int64_t size, const ju_hash *leaf,
                       const ju_proof *proof, ju_hash *ret);

/* Whether the proof is right, and nothing is left over in it. */
bool ju_check_inclusion(ju_hasher *hasher, int64_t index, int64_t size, const ju_hash *leaf,
                        const ju_hash *root, const ju_proof *proof);
bool ju_check_consistency(ju_hasher *hasher, int64_t earlier, int64_t size, const ju_hash *earlier_root,
                          const ju_hash *root, const ju_proof *proof);

#endif
