#ifndef AUDIT_LEAVES_H
#define AUDIT_LEAVES_H

#include "common/base/uuid7.h"
#include "common/merkle/hash.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Hashes of the entries that this process appended last, so that the tree grows without reading their records
 * back. Which of its transactions were committed it knows by the head of the log: the index of the last
 * entry, and the word that no other transaction wrote beside it. While that is the word of the last batch
 * here, all that is kept is in the log; else nothing is, and the tree reads.
 */
enum { AUDIT_LEAVES_KEPT = 8192 };

typedef struct audit_leaves {
    int64_t last; /* index of the newest entry */
    char word[JU_UUID_SIZE];
    size_t count;                    /* how many are kept, the newest */
    ju_hash leaf[AUDIT_LEAVES_KEPT]; /* of entry n at n modulo so many */
} audit_leaves;

/* The head of the log as it stands committed; word may be "". Forgets everything unless this process wrote
 * it. */
void audit_leaves_meet(audit_leaves *leaves, int64_t index, const char *word);

/* The next entry; counts once audit_leaves_sign was told the word that is written with it. The oldest makes
 * room. */
void audit_leaves_add(audit_leaves *leaves, const ju_hash *leaf);
void audit_leaves_sign(audit_leaves *leaves, const char *word); /* "": they count for nothing */

/* The hash of this entry, or NULL: it is not kept. */
const ju_hash *audit_leaves_at(const audit_leaves *leaves, int64_t index);

/* Entries up to this one are in the tree: if they have to be taken in again, out of the log. */
void audit_leaves_taken(audit_leaves *leaves, int64_t index);

#endif
