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
}

ju_rc tree_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return tree_ask(ctx, LEAVES_AT_ONCE, err);
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
    JU_TRY(tree_got_leaves(ctx, asked, &tree, err));
    JU_TRY(ju_hasher_check(keeper->hasher, err));
    keeper->size = tree.size;
    ju_gauge_set(keeper->shown, (double)tree.size);
    return tree.changed != NULL ? tree_put(ctx, &tree, err) : JU_OK;
}
