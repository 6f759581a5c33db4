#include "services/audit/store_prove.h"

#include "audit_sql.h"

#include <string.h>

ju_rc prove_ask_note(ju_ctx *ctx, int64_t size, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64(&args, size);
    return ju_ask(ctx, &audit_sql_checkpoint_at, &args, err);
}

ju_rc prove_note_got(const ju_ctx *ctx, int asked, prove_note *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    *ret = (prove_note){0};
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    const char *note = ju_arena_strdup(ctx->arena, ju_col(rows, 0, 1));
    if (note == NULL) {
        return ju_no_memory(err);
    }
    ret->size = ju_col_i64(rows, 0, 0);
    ret->note = (ProtobufCBinaryData){.len = strlen(note), .data = (uint8_t *)(uintptr_t)note};
    return JU_OK;
}

ju_rc prove_ask_entries(ju_ctx *ctx, const prove_wish *wish, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64_array(&args, wish->index, wish->count);
    ju_arg_text(&args, wish->record_id);
    return ju_ask(ctx, &audit_sql_log_wanted, &args, err);
}

static Juki__Audit__V1__ProvedEntry *read_entry(const PGresult *rows, int row, ju_arena *arena)
{
    Juki__Audit__V1__ProvedEntry *entry = ju_arena_alloc(arena, sizeof *entry);
    if (entry == NULL) {
        return NULL;
    }
    juki__audit__v1__proved_entry__init(entry);
    entry->index = ju_col_i64(rows, row, 0);
    entry->record.data = ju_col_bytes(rows, row, 1, arena, &entry->record.len);
    return arena->full ? NULL : entry;
}

ju_rc prove_entries_got(const ju_ctx *ctx, int asked, Juki__Audit__V1__ProofReply *reply,
                        int64_t *ret_expired, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, asked);
    int count = PQntuples(rows);
    *ret_expired = 0;
    reply->entry = ju_arena_alloc(ctx->arena, (size_t)count * sizeof(void *));
    if (reply->entry == NULL) {
        return ju_no_memory(err);
    }
    for (int row = 0; row < count; row++) {
        reply->entry[row] = read_entry(rows, row, ctx->arena);
        if (reply->entry[row] == NULL) {
            return ju_no_memory(err);
        }
        int64_t segment = ju_col_i64(rows, row, 2);
        *ret_expired = segment > 0 ? segment : *ret_expired;
    }
    reply->n_entry = (size_t)count;
    return JU_OK;
}

ju_rc prove_ask_tiles(ju_ctx *ctx, const prove_wish *wish, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_i64_array(&args, wish->index, wish->count);
    ju_arg_text(&args, wish->record_id);
    ju_arg_i64(&args, wish->size);
    return ju_ask(ctx, &audit_sql_proof_from, &args, err);
}

ju_rc prove_tiles_got(const PGresult *rows, ju_arena *arena, prove_note *ret_note, prove_tiles *ret,
                      ju_err *err)
{
    int count = PQntuples(rows);
    prove_tile *tile = ju_arena_alloc(arena, (size_t)count * sizeof *tile);
    *ret_note = (prove_note){0};
    ret->count = 0;
    for (int row = 0; tile != NULL && row < count; row++) {
        size_t size = 0;
        unsigned char *bytes = ju_col_bytes(rows, row, 2, arena, &size);
        int level = (int)ju_col_i64(rows, row, 0);
        int64_t index = ju_col_i64(rows, row, 1);
        if (bytes == NULL) {
            return ju_no_memory(err);
        }
        if (level < 0) {
            *ret_note = (prove_note){index, {.len = size, .data = bytes}};
        } else {
            tile[ret->count++] = (prove_tile){level, index, (int)(size / sizeof(ju_hash)),
                                              (const ju_hash *)(const void *)bytes};
        }
    }
    ret->tile = tile;
    return tile == NULL ? ju_no_memory(err) : JU_OK;
}
