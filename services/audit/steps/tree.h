#ifndef AUDIT_STEPS_TREE_H
#define AUDIT_STEPS_TREE_H

#include "common/metrics/metrics.h"
#include "services/audit/store_tree.h"

/* The log grows into its tree: entries that are durable are taken in, some thousand at once. */
typedef struct tree_keeper {
    ju_hasher *hasher;
    int64_t size; /* when last looked at */
    ju_gauge *shown;
} tree_keeper;

ju_rc tree_open(tree_keeper *keeper, ju_err *err) JU_MUST_CHECK;
void tree_close(tree_keeper *keeper);
void tree_metrics(tree_keeper *keeper, ju_registry *registry);

/* In a batch without messages; asked: how many questions were asked before. */
enum { TREE_IDLE_QUESTIONS = TREE_QUESTIONS };
ju_rc tree_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc tree_idle_begin(tree_keeper *keeper, ju_ctx *ctx, int asked, ju_err *err) JU_MUST_CHECK;

#endif
