#ifndef AUDIT_PROVE_H
#define AUDIT_PROVE_H

#include "common/base/arena.h"
#include "common/merkle/proof.h"
#include "services/audit/query.h"

/*
 * Proofs out of the tiles of the tree. A tile may have grown beyond the tree that is proved for: hashes of
 * complete subtrees stay what they are.
 */
enum { AUDIT_PROOF_MAX_ENTRIES = 64 }; /* with records of their full size a reply fits a message */

typedef struct prove_tile {
    int level;
    int64_t index;
    int width;
    const ju_hash *hash;
} prove_tile;

typedef struct prove_tiles {
    ju_hasher *hasher;
    const prove_tile *tile;
    size_t count;
} prove_tiles;

extern const audit_refusal audit_refusal_entry_unknown;
extern const audit_refusal audit_refusal_not_signed;
extern const audit_refusal audit_refusal_checkpoint_unknown;
extern const audit_refusal audit_refusal_tile_broken;
/* The content stands in this segment of the archive alone; NULL: the arena is full. */
const audit_refusal *audit_refusal_expired(int64_t segment, ju_arena *arena);

/* NULL: the question can be answered. */
const audit_refusal *audit_check_proof(const Juki__Audit__V1__QueryProof *query);
const audit_refusal *audit_check_growth(const Juki__Audit__V1__QueryGrowth *query);

/* index from 1; hashes one after the other, in the arena. JU_REJECT "tile" when one is missing: somebody took
 * it. */
ju_rc audit_prove_entry(const prove_tiles *tiles, int64_t index, int64_t size, ju_arena *arena,
                        ProtobufCBinaryData *ret, ju_err *err) JU_MUST_CHECK;
ju_rc audit_prove_growth(const prove_tiles *tiles, int64_t earlier, int64_t size, ju_arena *arena,
                         ProtobufCBinaryData *ret, ju_err *err) JU_MUST_CHECK;

#endif
