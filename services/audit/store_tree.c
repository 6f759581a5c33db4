#include "services/audit/store_tree.h"

#include "audit_sql.h"

enum { ASKED_HEAD, ASKED_EDGE, ASKED_LEAVES };

ju_rc tree_ask(ju_ctx *ctx, int64_t limit, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, limit);
    JU_TRY(ju_ask(ctx, &audit_sql_tree_lock, NULL, err));
    JU_TRY(ju_ask(ctx, &audit_sql_tree_edge, NULL, err));
    return ju_ask(ctx, &audit_sql_tree_leaves, &args, err);
}

ju_rc tree_got(const ju_ctx *ctx, int asked, audit_tree *ret, ju_err *err)
{
    const PGresult *head = ju_answer(ctx, asked + ASKED_HEAD);
    const PGresult *edge = ju_answer(ctx, asked + ASKED_EDGE);
    if (PQntuples(head) != 1) {
        return ju_fail(err, JU_FATAL, "tree_head",
                       "tree_head does not hold the one row that it was made with");
    }
    ret->size = ju_col_i64(head, 0, 0);
    for (int row = 0; row < PQntuples(edge); row++) {
        size_t size = 0;
        const unsigned char *hashes = ju_col_bytes(edge, row, 1, ctx->arena, &size);
        if (hashes == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(audit_tree_edge(ret, (int)ju_col_i64(edge, row, 0), hashes, size, err));
    }
    return audit_tree_check(ret, err);
}

ju_rc tree_got_leaves(const ju_ctx *ctx, int asked, audit_tree *tree, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked + ASKED_LEAVES);
    for (int row = 0; row < PQntuples(rows); row++) {
        size_t size = 0;
        const unsigned char *record = ju_col_bytes(rows, row, 0, ctx->arena, &size);
        if (record == NULL) {
            return ju_no_memory(err);
        }
        ju_hash leaf = ju_hash_leaf(tree->hasher, record, size);
        JU_TRY(audit_tree_append(tree, &leaf, err));
    }
    return JU_OK;
}

static ju_rc put_tile(ju_ctx *ctx, const audit_tile *tile, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, tile->level);
    ju_arg_i64(&args, tile->index);
    ju_arg_bytes(&args, tile->hash, (size_t)tile->width * sizeof tile->hash[0]);
    return ju_do(ctx, &audit_sql_tile_put, &args, err);
}

ju_rc tree_put(ju_ctx *ctx, const audit_tree *tree, ju_err *err)
{
    for (const audit_tile *tile = tree->changed; tile != NULL; tile = tile->next) {
        JU_TRY(put_tile(ctx, tile, err));
    }
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, tree->size);
    return ju_do(ctx, &audit_sql_tree_move, &args, err);
}

/* ---- checkpoints -------------------------------------------------------------------------------------- */

ju_rc checkpoint_ask(ju_ctx *ctx, ju_err *err)
{
    return ju_ask(ctx, &audit_sql_checkpoint_last, NULL, err);
}

ju_rc checkpoint_got(const ju_ctx *ctx, int asked, audit_signed *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    *ret = (audit_signed){0};
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    *ret = (audit_signed){.size = ju_col_i64(rows, 0, 0),
                          .note = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 1)),
                          .age_ms = ju_col_i64(rows, 0, 2)};
    return ret->note == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc checkpoint_put(ju_ctx *ctx, int64_t size, const char *note, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, size);
    ju_arg_text(&args, note);
    return ju_do(ctx, &audit_sql_checkpoint_put, &args, err);
}
