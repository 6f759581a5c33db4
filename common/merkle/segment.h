#ifndef JU_MERKLE_SEGMENT_H
#define JU_MERKLE_SEGMENT_H

#include "common/merkle/note.h"
#include "common/merkle/proof.h"
#include "common/merkle/tree.h"

/*
 * What a closed segment of an archived log says of itself: a text of lines that names its entries, the
 * segment before it by digest, and proves by the paths of its first and its last entry where they stand in a
 * signed log.
 *
 *   juki-audit-segment/v1
 *   segment NUMBER              from 1
 *   entries FIRST LAST          from 1; whole tiles
 *   previous SHA256             of the text of the segment before, small hexadecimal digits; of the first:
 * zeros root HASH                   base64, of the tree of all entries up to LAST first HASHES the inclusion
 * proof of the first entry: a hash to a line, base64 last HASHES                 and of the last checkpoint
 * LINES            the note for which they are, witnesses' lines included
 */
enum { JU_SEGMENT_BYTES_MAX = 64 * 1024 };

typedef struct ju_segment {
    int64_t number;
    int64_t first;
    int64_t last;
    ju_hash previous;
    ju_hash root;
    ju_proof before; /* of the first entry: to its left stands the tree of the entries before */
    ju_proof after;  /* of the last */
    const char *note;
    int64_t size; /* of the note's log */
} ju_segment;

/* In arena memory; NULL when it is full. */
const char *ju_segment_text(const ju_segment *segment, ju_arena *arena);
/* JU_REJECT "segment_malformed": it is none, could be written otherwise, or what it says cannot be. The note
 * is read and not verified. */
ju_rc ju_segment_read(const char *text, ju_arena *arena, ju_segment *ret, ju_err *err) JU_MUST_CHECK;

/* SHA-256 of the text; JU_FATAL "digest" when OpenSSL has none. */
ju_rc ju_segment_digest(const char *text, ju_hash *ret, ju_err *err) JU_MUST_CHECK;

/* The tree of the tiles before the segment, its leaves being the roots of full tiles. */
ju_tree ju_segment_tree(const ju_segment *segment);

/* The root of the tree that ends with a leaf, out of its inclusion proof in a larger one. Indexes count from
 * 0. */
ju_hash ju_root_at_leaf(ju_hasher *hasher, int64_t index, int64_t size, const ju_hash *leaf,
                        const ju_proof *path);

#endif
