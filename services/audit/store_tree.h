#ifndef AUDIT_STORE_TREE_H
#define AUDIT_STORE_TREE_H

#include "common/event/batch.h"
#include "services/audit/grow.h"

/* Three questions: the tree, locked until the transaction ends, and the records that are not in it yet. */
enum { TREE_QUESTIONS = 3 };
ju_rc tree_ask(ju_ctx *ctx, int64_t limit, ju_err *err) JU_MUST_CHECK;
/* ret has its arena and hasher; asked: the number of the first of the questions. JU_FATAL of which
 * tree_damaged is true: what the database holds is no tree. */
ju_rc tree_got(const ju_ctx *ctx, int asked, audit_tree *ret, ju_err *err) JU_MUST_CHECK;
bool tree_damaged(const ju_err *err);
/* Appends them. */
ju_rc tree_got_leaves(const ju_ctx *ctx, int asked, audit_tree *tree, ju_err *err) JU_MUST_CHECK;

/* Keeps what has changed. */
ju_rc tree_put(ju_ctx *ctx, const audit_tree *tree, ju_err *err) JU_MUST_CHECK;

/* The note of the last checkpoint that is told of, with its cosignatures, in arena memory; "" when there is
 * none. As a question, or at once. */
ju_rc checkpoint_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc checkpoint_got(const ju_ctx *ctx, int asked, const char **ret, ju_err *err) JU_MUST_CHECK;
ju_rc checkpoint_read(ju_db *db, ju_arena *arena, const char **ret, ju_err *err) JU_MUST_CHECK;

typedef struct audit_checkpoint {
    int64_t size;
    const char *note;
    int witnesses; /* who are asked to cosign it */
} audit_checkpoint;
/* Durable when it returns. One of this size that is there already stays. */
ju_rc checkpoint_put(ju_db *db, ju_arena *arena, const audit_checkpoint *one, ju_err *err) JU_MUST_CHECK;

typedef struct audit_cosignature {
    int64_t size;
    const char *witness;
    const char *line;
} audit_cosignature;
ju_rc cosignature_put(ju_db *db, ju_arena *arena, const audit_cosignature *by, ju_err *err) JU_MUST_CHECK;

/* ---- outside a transaction ---------------------------------------------------------------------------- */

/* The edge of the tree as it is; ret has its arena and hasher. */
ju_rc tree_read(ju_db *db, audit_tree *ret, ju_err *err) JU_MUST_CHECK;

/* The hashes of a tile in arena memory; *ret_size 0: there is none. */
ju_rc tile_read(ju_db *db, ju_arena *arena, int level, int64_t index, const unsigned char **ret,
                size_t *ret_size, ju_err *err) JU_MUST_CHECK;

/* A bundle of the entries of a tile of level 0, each behind its size in two bytes; size 0: not all of them
 * are there, and with expired > 0 stand in that segment of the archive. */
typedef struct audit_entries {
    const unsigned char *bytes;
    size_t size;
    int64_t expired;
} audit_entries;
ju_rc entries_read(ju_db *db, ju_arena *arena, int64_t index, int width, audit_entries *ret,
                   ju_err *err) JU_MUST_CHECK;

/* A connection of one's own, for another thread. */
ju_rc audit_store_open(const char *conninfo, ju_db **ret, ju_err *err) JU_MUST_CHECK;

/* What proofs are made of, for ju_prove_inclusion and ju_prove_consistency: ju_subtrees with this as opaque.
 */
typedef struct audit_tiles {
    ju_db *db;
    ju_arena *arena;
    ju_hasher *hasher;
    /* the tile that was read last */
    int level;
    int64_t index;
    const unsigned char *hashes;
    size_t size;
} audit_tiles;
ju_rc audit_tiles_subtree(void *opaque, int level, int64_t index, ju_hash *ret, ju_err *err) JU_MUST_CHECK;

#endif
