#ifndef AUDIT_STEPS_TREE_H
#define AUDIT_STEPS_TREE_H

#include "common/merkle/note.h"
#include "common/metrics/metrics.h"
#include "services/audit/store_tree.h"

/*
 * The log grows into its tree and says so: entries that are durable are taken in, some thousand at once, and
 * every checkpoint_ms the tree is signed if it has grown.
 */
typedef struct tree_keeper {
    ju_hasher *hasher;
    ju_note_key *key;
    char *origin;
    int64_t checkpoint_ms;
    ju_gauge *size;
    ju_gauge *signed_size;
} tree_keeper;

/* The key is <key_dir>/audit-log.pem, its name and the log's <prefix>/audit. JU_FATAL: none is there. */
ju_rc tree_open(tree_keeper *keeper, const char *key_dir, const char *prefix, int64_t checkpoint_ms,
                ju_err *err) JU_MUST_CHECK;
void tree_close(tree_keeper *keeper);
void tree_metrics(tree_keeper *keeper, ju_registry *registry);

/* In a batch without messages; asked: how many questions were asked before. */
enum { TREE_IDLE_QUESTIONS = TREE_QUESTIONS + 1 };
ju_rc tree_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc tree_idle_begin(const tree_keeper *keeper, ju_ctx *ctx, int asked, ju_err *err) JU_MUST_CHECK;

#endif
