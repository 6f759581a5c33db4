#include "services/audit/leaves.h"

#include <stdio.h>
#include <string.h>

void audit_leaves_meet(audit_leaves *leaves, int64_t index, const char *word)
{
    if (*word == '\0' || leaves->last != index || strcmp(leaves->word, word) != 0) {
        leaves->last = index;
        leaves->word[0] = '\0';
        leaves->count = 0;
    }
}

void audit_leaves_add(audit_leaves *leaves, const ju_hash *leaf)
{
    leaves->last++;
    leaves->leaf[leaves->last % AUDIT_LEAVES_KEPT] = *leaf;
    leaves->count += leaves->count < AUDIT_LEAVES_KEPT;
}

void audit_leaves_sign(audit_leaves *leaves, const char *word)
{
    (void)snprintf(leaves->word, sizeof leaves->word, "%s", word);
}

const ju_hash *audit_leaves_at(const audit_leaves *leaves, int64_t index)
{
    return index <= leaves->last && index > leaves->last - (int64_t)leaves->count
               ? &leaves->leaf[index % AUDIT_LEAVES_KEPT]
               : NULL;
}

void audit_leaves_taken(audit_leaves *leaves, int64_t index)
{
    int64_t left = leaves->last > index ? leaves->last - index : 0;
    if ((int64_t)leaves->count > left) {
        leaves->count = (size_t)left;
    }
}
