#ifndef AUDIT_STEPS_CHECKPOINT_H
#define AUDIT_STEPS_CHECKPOINT_H

#include "common/merkle/note.h"
#include "common/metrics/metrics.h"
#include "services/audit/store_tree.h"

#include <stdatomic.h>

/*
 * What the log says of itself: every every_ms the tree is signed if it has grown, and only if it proves to
 * have grown out of the last one that was signed. That one is remembered in a file and not in the database,
 * so that who may write all of the database cannot have another past signed. A tree that is not that tree's
 * growth is a trouble: nothing is signed while it lasts, metric, /readyz and an act tell of it.
 */
typedef struct checkpoint_keeper {
    ju_note_key *key;
    ju_hasher *hasher;
    char *origin;
    const char *path; /* of the file */
    int64_t every_ms;
    int witnesses;     /* who are asked to cosign */
    int64_t looked_ms; /* by ju_clock_monotonic_ms; 0: never */
    int64_t signed_ms;
    int64_t size;                  /* of the last one signed */
    int64_t stored;                /* of the last one known to be in the database */
    char *note;                    /* that one; NULL: none */
    _Atomic(const char *) trouble; /* its code, or NULL */
    const char *told;              /* the trouble that an act tells of */
    const char *telling;           /* in the transaction under way */
    ju_gauge *shown_size;
    ju_gauge *shown_trouble;
} checkpoint_keeper;

typedef struct checkpoint_setup {
    const char *key_dir; /* has audit-log.pem */
    const char *prefix;  /* the log and its key are named <prefix>/audit */
    const char *path;    /* of the file; kept as pointer */
    int64_t every_ms;
    int witnesses; /* how many are asked to cosign */
} checkpoint_setup;

/* JU_FATAL: no key is there, or the file cannot be used. */
ju_rc checkpoint_open(checkpoint_keeper *keeper, const checkpoint_setup *setup, ju_err *err) JU_MUST_CHECK;
void checkpoint_close(checkpoint_keeper *keeper);
void checkpoint_metrics(checkpoint_keeper *keeper, ju_registry *registry);

/* In a batch without messages: tells of a trouble as an act, once. */
ju_rc checkpoint_idle_begin(checkpoint_keeper *keeper, ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

/* After it, outside a transaction: looks at the tree, which had so many entries, when that is due, and signs.
 */
ju_rc checkpoint_look(checkpoint_keeper *keeper, ju_db *db, int64_t size, ju_err *err) JU_MUST_CHECK;

#endif
