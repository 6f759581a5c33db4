#include "services/audit/steps/tree.h"

#include "common/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAVES_AT_ONCE = 4096, PATH_BYTES = 4096 };

ju_rc tree_open(tree_keeper *keeper, const char *key_dir, const char *prefix, int64_t checkpoint_ms,
                ju_err *err)
{
    char path[PATH_BYTES];
    keeper->checkpoint_ms = checkpoint_ms;
    if (asprintf(&keeper->origin, "%s/audit", prefix) < 0) {
        keeper->origin = NULL;
        return ju_no_memory(err);
    }
    (void)snprintf(path, sizeof path, "%s/audit-log.pem", key_dir);
    JU_TRY(ju_hasher_new(&keeper->hasher, err));
    return ju_note_key_open(keeper->origin, JU_NOTE_LOG, path, &keeper->key, err);
}

void tree_close(tree_keeper *keeper)
{
    ju_note_key_free(keeper->key);
    ju_hasher_free(keeper->hasher);
    free(keeper->origin);
}

void tree_metrics(tree_keeper *keeper, ju_registry *registry)
{
    keeper->size = ju_gauge_new(registry, "juki_audit_tree_size", "Entries that are in the tree of the log",
                                JU_NO_LABELS);
    keeper->signed_size = ju_gauge_new(registry, "juki_audit_checkpoint_size",
                                       "Entries that the last signed checkpoint covers", JU_NO_LABELS);
}

ju_rc tree_idle_ask(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(tree_ask(ctx, LEAVES_AT_ONCE, err));
    return checkpoint_ask(ctx, err);
}

static ju_rc sign(const tree_keeper *keeper, ju_ctx *ctx, const audit_tree *tree, ju_err *err)
{
    const ju_checkpoint checkpoint = {keeper->origin, tree->size, audit_tree_root(tree)};
    const char *text = ju_checkpoint_text(&checkpoint, ctx->arena);
    const char *line = NULL;
    if (text == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_hasher_check(keeper->hasher, err));
    JU_TRY(ju_note_sign(keeper->key, ctx->arena, text, ju_clock_epoch_s(), &line, err));
    const char *note = ju_arena_printf(ctx->arena, "%s\n%s", text, line);
    if (note == NULL) {
        return ju_no_memory(err);
    }
    ju_gauge_set(keeper->signed_size, (double)tree->size);
    return checkpoint_put(ctx, tree->size, note, err);
}

ju_rc tree_idle_begin(const tree_keeper *keeper, ju_ctx *ctx, int asked, ju_err *err)
{
    audit_tree tree = {.arena = ctx->arena, .hasher = keeper->hasher};
    audit_signed last;
    JU_TRY(tree_got(ctx, asked, &tree, err));
    JU_TRY(tree_got_leaves(ctx, asked, &tree, err));
    JU_TRY(checkpoint_got(ctx, asked + TREE_QUESTIONS, &last, err));
    JU_TRY(ju_hasher_check(keeper->hasher, err));
    ju_gauge_set(keeper->size, (double)tree.size);
    if (tree.changed != NULL) {
        JU_TRY(tree_put(ctx, &tree, err));
    }
    bool due = tree.size > last.size && (last.size == 0 || last.age_ms >= keeper->checkpoint_ms);
    return due ? sign(keeper, ctx, &tree, err) : JU_OK;
}
