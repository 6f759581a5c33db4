#include "services/audit/store_tree.h"

#include "audit_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASKED_LOCK, ASKED_EDGE, ASKED_LEAVES };

ju_rc tree_ask(ju_ctx *ctx, int64_t limit, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, limit);
    JU_TRY(ju_ask(ctx, &audit_sql_tree_lock, NULL, err));
    JU_TRY(ju_ask(ctx, &audit_sql_tree_edge, NULL, err));
    return ju_ask(ctx, &audit_sql_tree_leaves, &args, err);
}

static ju_rc take_edge(const PGresult *rows, audit_tree *ret, ju_err *err)
{
    if (PQntuples(rows) != JU_TILE_LEVELS) {
        return ju_fail(err, JU_FATAL, "tree_head",
                       "tree_head does not hold the one row that it was made with");
    }
    ret->size = ju_col_i64(rows, 0, 0);
    for (int row = 0; row < JU_TILE_LEVELS; row++) {
        size_t size = 0;
        const unsigned char *hashes = ju_col_bytes(rows, row, 2, ret->arena, &size);
        if (hashes == NULL && !PQgetisnull(rows, row, 2)) {
            return ju_no_memory(err);
        }
        if (hashes != NULL) {
            JU_TRY(audit_tree_edge(ret, (int)ju_col_i64(rows, row, 1), hashes, size, err));
        }
    }
    return audit_tree_check(ret, err);
}

bool tree_damaged(const ju_err *err)
{
    return strcmp(err->code, "tile") == 0 || strcmp(err->code, "tree_head") == 0;
}

ju_rc tree_got(const ju_ctx *ctx, int asked, audit_tree *ret, ju_err *err)
{
    return take_edge(ju_answer(ctx, asked + ASKED_EDGE), ret, err);
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

static ju_rc take_note(const PGresult *rows, ju_arena *arena, const char **ret, ju_err *err)
{
    *ret = PQntuples(rows) == 0 ? "" : ju_arena_strdup(arena, ju_col(rows, 0, 1));
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc checkpoint_got(const ju_ctx *ctx, int asked, const char **ret, ju_err *err)
{
    return take_note(ju_answer(ctx, asked), ctx->arena, ret, err);
}

ju_rc checkpoint_read(ju_db *db, ju_arena *arena, const char **ret, ju_err *err)
{
    PGresult *rows = NULL;
    JU_TRY(ju_db_run(db, &audit_sql_checkpoint_last, NULL, &rows, err));
    ju_rc rc = take_note(rows, arena, ret, err);
    PQclear(rows);
    return rc;
}

/* A write that is done when it returns. */
static ju_rc put(ju_db *db, const ju_sql *sql, const ju_args *args, ju_err *err)
{
    PGresult *done = NULL;
    ju_rc rc = ju_db_run(db, sql, args, &done, err);
    PQclear(done);
    return rc;
}

ju_rc checkpoint_put(ju_db *db, ju_arena *arena, const audit_checkpoint *one, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_i64(&args, one->size);
    ju_arg_text(&args, one->note);
    ju_arg_i64(&args, one->witnesses);
    return put(db, &audit_sql_checkpoint_put, &args, err);
}

ju_rc cosignature_put(ju_db *db, ju_arena *arena, const audit_cosignature *by, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_i64(&args, by->size);
    ju_arg_text(&args, by->witness);
    ju_arg_text(&args, by->line);
    return put(db, &audit_sql_cosignature_put, &args, err);
}

/* ---- outside a transaction ---------------------------------------------------------------------------- */

ju_rc tree_read(ju_db *db, audit_tree *ret, ju_err *err)
{
    PGresult *rows = NULL;
    JU_TRY(ju_db_run(db, &audit_sql_tree_edge, NULL, &rows, err));
    ju_rc rc = take_edge(rows, ret, err);
    PQclear(rows);
    return rc;
}

ju_rc tile_read(ju_db *db, ju_arena *arena, int level, int64_t index, const unsigned char **ret,
                size_t *ret_size, ju_err *err)
{
    PGresult *rows = NULL;
    ju_args args;
    ju_args_init(&args, arena);
    ju_arg_i64(&args, level);
    ju_arg_i64(&args, index);
    JU_TRY(ju_db_run(db, &audit_sql_tile_get, &args, &rows, err));
    bool found = PQntuples(rows) == 1;
    *ret_size = 0;
    *ret = found ? ju_col_bytes(rows, 0, 0, arena, ret_size) : NULL;
    PQclear(rows);
    return found && *ret == NULL ? ju_no_memory(err) : JU_OK;
}

/* Appends one; false: it is too long, or memory is out. */
static bool add_entry(const PGresult *rows, int row, ju_arena *arena, FILE *bundle)
{
    size_t size = 0;
    const unsigned char *record = ju_col_bytes(rows, row, 0, arena, &size);
    return record != NULL && size <= UINT16_MAX && putc((int)(size >> 8), bundle) != EOF &&
           putc((int)(size & 0xffU), bundle) != EOF && fwrite(record, 1, size, bundle) == size;
}

static ju_rc bundle_of(const PGresult *rows, int width, ju_arena *arena, audit_entries *ret, ju_err *err)
{
    char *bytes = NULL;
    size_t size = 0;
    for (int row = 0; row < PQntuples(rows); row++) {
        int64_t segment = ju_col_i64(rows, row, 1);
        ret->expired = segment > 0 ? segment : ret->expired;
    }
    if (PQntuples(rows) != width || ret->expired > 0) {
        return JU_OK;
    }
    FILE *bundle = open_memstream(&bytes, &size);
    bool whole = bundle != NULL;
    for (int row = 0; whole && row < width; row++) {
        whole = add_entry(rows, row, arena, bundle);
    }
    whole = bundle != NULL && fclose(bundle) == 0 && whole;
    ret->bytes = whole ? ju_arena_memdup(arena, bytes, size) : NULL;
    ret->size = size;
    free(bytes);
    return ret->bytes == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc entries_read(ju_db *db, ju_arena *arena, int64_t index, int width, audit_entries *ret, ju_err *err)
{
    PGresult *rows = NULL;
    ju_args args;
    *ret = (audit_entries){0};
    if (index > INT64_MAX / JU_TILE_WIDTH - 1) {
        return JU_OK;
    }
    ju_args_init(&args, arena);
    ju_arg_i64(&args, index * JU_TILE_WIDTH + 1);
    ju_arg_i64(&args, index * JU_TILE_WIDTH + width);
    JU_TRY(ju_db_run(db, &audit_sql_entries_get, &args, &rows, err));
    ju_rc rc = bundle_of(rows, width, arena, ret, err);
    PQclear(rows);
    return rc;
}

ju_rc audit_store_open(const char *conninfo, ju_db **ret, ju_err *err)
{
    const ju_sql *const *const tables[] = {audit_sql, NULL};
    return ju_db_open(conninfo, "audit", tables, ret, err);
}

ju_rc audit_tiles_subtree(void *opaque, int level, int64_t index, ju_hash *ret, ju_err *err)
{
    audit_tiles *tiles = opaque;
    const ju_tile_place at = ju_tile_of_subtree(level, index);
    if (tiles->hashes == NULL || tiles->level != at.level || tiles->index != at.index) {
        JU_TRY(tile_read(tiles->db, tiles->arena, at.level, at.index, &tiles->hashes, &tiles->size, err));
        tiles->level = at.level;
        tiles->index = at.index;
    }
    if (tiles->size < (size_t)(at.first + at.width) * JU_HASH_BYTES) {
        return ju_fail(err, JU_FATAL, "tile", "hashes are missing in tile %d/%lld", at.level,
                       (long long)at.index);
    }
    const ju_hash *hashes = (const ju_hash *)tiles->hashes;
    *ret = ju_tile_root(tiles->hasher, hashes + at.first, at.width);
    return JU_OK;
}
