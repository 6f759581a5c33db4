#include "services/audit/steps/tree.h"

#include <string.h>

enum { LEAVES_AT_ONCE = 4096 };

ju_rc tree_open(tree_keeper *keeper, ju_err *err)
{
    return ju_hasher_new(&keeper->hasher, err);
}

void tree_close(tree_keeper *keeper)
{
    ju_hasher_free(keeper->hasher);
}

void tree_metrics(tree_keeper *keeper, ju_registry *registry)
{
    keeper->shown = ju_gauge_new(registry, "juki_audit_tree_size", "Entries that are in the tree of the log",
                                 JU_NO_LABELS);
    keeper->read =
        ju_counter_new(registry, "juki_audit_leaves_read_total",
                       "Entries that were read back from the log to take them into its tree", JU_NO_LABELS);
}

void tree_appended(tree_keeper *keeper, const audit_append *append, const char *word)
{
    ju_err ignored = {0}; /* told of where the tree grows: entries are taken in as before */
    for (size_t i = 0; i < append->count; i++) {
        const ProtobufCBinaryData *record = &append->row[i].packed;
        ju_hash leaf = ju_hash_leaf(keeper->hasher, record->data, record->len);
        audit_leaves_add(&keeper->leaves, &leaf);
    }
    audit_leaves_sign(&keeper->leaves, ju_hasher_check(keeper->hasher, &ignored) == JU_OK ? word : "");
}

ju_rc tree_idle_ask(tree_keeper *keeper, ju_ctx *ctx, ju_err *err)
{
    keeper->at_hand = audit_leaves_at(&keeper->leaves, keeper->size + 1) != NULL;
    return tree_ask(ctx, keeper->at_hand ? 0 : LEAVES_AT_ONCE, err);
}

/* When another appended or grew the tree in between, nothing is at hand, and the records are read the next
 * time. */
static ju_rc take_kept(tree_keeper *keeper, audit_head head, audit_tree *tree, ju_err *err)
{
    audit_leaves_meet(&keeper->leaves, head.index, head.word);
    const ju_hash *leaf = audit_leaves_at(&keeper->leaves, tree->size + 1);
    for (int i = 0; leaf != NULL && i < LEAVES_AT_ONCE; i++) {
        JU_TRY(audit_tree_append(tree, leaf, err));
        leaf = audit_leaves_at(&keeper->leaves, tree->size + 1);
    }
    return JU_OK;
}

static ju_rc take_read(tree_keeper *keeper, const ju_ctx *ctx, int asked, audit_tree *tree, ju_err *err)
{
    int64_t before = tree->size;
    JU_TRY(tree_got_leaves(ctx, asked, tree, err));
    ju_counter_add(keeper->read, (uint64_t)(tree->size - before));
    return JU_OK;
}

ju_rc tree_idle_begin(tree_keeper *keeper, ju_ctx *ctx, int asked, ju_err *err)
{
    audit_tree tree = {.arena = ctx->arena, .hasher = keeper->hasher};
    ju_rc rc = tree_got(ctx, asked, &tree, err);
    if (rc == JU_FATAL &&
        tree_damaged(err)) { /* told of where it is signed; entries are taken in as before */
        return JU_OK;
    }
    JU_TRY(rc);
    JU_TRY(keeper->at_hand ? take_kept(keeper, tree_got_head(ctx, asked), &tree, err)
                           : take_read(keeper, ctx, asked, &tree, err));
    JU_TRY(ju_hasher_check(keeper->hasher, err));
    audit_leaves_taken(&keeper->leaves, tree.size);
    keeper->size = tree.size;
    ju_gauge_set(keeper->shown, (double)tree.size);
    return tree.changed != NULL ? tree_put(ctx, &tree, err) : JU_OK;
}
