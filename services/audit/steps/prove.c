#include "services/audit/steps/prove.h"

enum { ASKED_TILES, ASKED_ENTRIES, ASKED_EARLIER = ASKED_ENTRIES };

ju_rc prove_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryProof *query = body;
    const audit_refusal *refused = audit_check_proof(query);
    const char *id = *query->record_id == '\0' ? NULL : query->record_id;
    ctx->work = (void *)(uintptr_t)refused;
    if (refused != NULL) {
        return JU_OK;
    }
    const prove_wish wish = {query->index, query->n_index, id, query->size};
    JU_TRY(prove_ask_tiles(ctx, &wish, err));
    return prove_ask_entries(ctx, &wish, err);
}

/* What was asked for without being there, twice or behind what was signed. */
static const audit_refusal *why_not(const Juki__Audit__V1__QueryProof *query,
                                    const Juki__Audit__V1__ProofReply *reply, int64_t size)
{
    size_t wanted = *query->record_id == '\0' ? query->n_index : 1;
    if (size == 0) {
        return &audit_refusal_checkpoint_unknown;
    }
    if (reply->n_entry != wanted) {
        return &audit_refusal_entry_unknown;
    }
    return reply->entry[reply->n_entry - 1]->index > size ? &audit_refusal_not_signed : NULL;
}

/* Who asks is told of a tree with a hole in it; the trail goes on. */
static ju_rc unless_broken(ju_rc rc, const audit_refusal **ret_refused)
{
    if (rc == JU_REJECT) {
        *ret_refused = &audit_refusal_tile_broken;
        return JU_OK;
    }
    return rc;
}

ju_rc prove_answer(const ju_ctx *ctx, ju_hasher *hasher, const Juki__Audit__V1__QueryProof *query,
                   Juki__Audit__V1__ProofReply *reply, const audit_refusal **ret_refused, ju_err *err)
{
    prove_note note;
    prove_tiles tiles = {.hasher = hasher};
    int64_t expired = 0;
    JU_TRY(prove_tiles_got(ju_answer(ctx, ASKED_TILES), ctx->arena, &note, &tiles, err));
    JU_TRY(prove_entries_got(ctx, ASKED_ENTRIES, reply, &expired, err));
    *ret_refused = why_not(query, reply, note.size);
    if (*ret_refused == NULL && expired > 0) {
        *ret_refused = audit_refusal_expired(expired, ctx->arena);
        JU_TRY(*ret_refused == NULL ? ju_no_memory(err) : JU_OK);
    }
    if (*ret_refused != NULL) {
        reply->n_entry = 0;
        return JU_OK;
    }
    for (size_t i = 0; i < reply->n_entry && *ret_refused == NULL; i++) {
        Juki__Audit__V1__ProvedEntry *entry = reply->entry[i];
        ju_rc rc = audit_prove_entry(&tiles, entry->index, note.size, ctx->arena, &entry->path, err);
        JU_TRY(unless_broken(rc, ret_refused));
    }
    reply->n_entry = *ret_refused == NULL ? reply->n_entry : 0;
    reply->checkpoint = note.note;
    return JU_OK;
}

ju_rc prove_growth_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__QueryGrowth *query = body;
    const audit_refusal *refused = audit_check_growth(query);
    ctx->work = (void *)(uintptr_t)refused;
    if (refused != NULL) {
        return JU_OK;
    }
    JU_TRY(prove_ask_tiles(ctx, &(prove_wish){&query->earlier, 1, NULL, query->size}, err));
    return prove_ask_note(ctx, query->earlier, err);
}

ju_rc prove_growth_answer(const ju_ctx *ctx, ju_hasher *hasher, const Juki__Audit__V1__QueryGrowth *query,
                          Juki__Audit__V1__ProofReply *reply, const audit_refusal **ret_refused, ju_err *err)
{
    prove_note later;
    prove_note earlier;
    prove_tiles tiles = {.hasher = hasher};
    JU_TRY(prove_tiles_got(ju_answer(ctx, ASKED_TILES), ctx->arena, &later, &tiles, err));
    JU_TRY(prove_note_got(ctx, ASKED_EARLIER, &earlier, err));
    if (earlier.size == 0 || later.size < query->earlier) {
        *ret_refused = &audit_refusal_checkpoint_unknown;
        return JU_OK;
    }
    ju_rc rc = audit_prove_growth(&tiles, earlier.size, later.size, ctx->arena, &reply->growth, err);
    JU_TRY(unless_broken(rc, ret_refused));
    reply->checkpoint = later.note;
    reply->earlier = earlier.note;
    return JU_OK;
}
