#ifndef AUDIT_STORE_TREE_H
#define AUDIT_STORE_TREE_H

#include "common/event/batch.h"
#include "services/audit/grow.h"

/* The last checkpoint. size 0: there is none yet. */
typedef struct audit_signed {
    int64_t size;
    char *note; /* in the arena */
    int64_t age_ms;
} audit_signed;

/* Three questions: the tree, locked until the transaction ends, and the records that are not in it yet. */
enum { TREE_QUESTIONS = 3 };
ju_rc tree_ask(ju_ctx *ctx, int64_t limit, ju_err *err) JU_MUST_CHECK;
/* ret has its arena and hasher; asked: the number of the first of the questions. */
ju_rc tree_got(const ju_ctx *ctx, int asked, audit_tree *ret, ju_err *err) JU_MUST_CHECK;
/* Appends them. */
ju_rc tree_got_leaves(const ju_ctx *ctx, int asked, audit_tree *tree, ju_err *err) JU_MUST_CHECK;

/* Keeps what has changed. */
ju_rc tree_put(ju_ctx *ctx, const audit_tree *tree, ju_err *err) JU_MUST_CHECK;

ju_rc checkpoint_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc checkpoint_got(const ju_ctx *ctx, int asked, audit_signed *ret, ju_err *err) JU_MUST_CHECK;
ju_rc checkpoint_put(ju_ctx *ctx, int64_t size, const char *note, ju_err *err) JU_MUST_CHECK;

#endif
