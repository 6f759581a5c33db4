#include "services/audit/prove.h"

#include "common/base/uuid7.h"
#include "common/merkle/tile.h"

enum { TILE_BITS = 8 };

static const audit_refusal NO_PURPOSE = {"purpose_missing", "purpose", "目的がありません。"};
static const audit_refusal TOO_MANY = {"entries_invalid", "index",
                                       "記録番号は1以上、1回に64件まで、または記録ID1件で指定してください。"};
static const audit_refusal BAD_SIZES = {"size_invalid", "size",
                                        "署名の大きさは、前のものが1以上、後のものがそれ以上です。"};

const audit_refusal audit_refusal_entry_unknown = {"entry_unknown", "index", "その記録はありません。"};
const audit_refusal audit_refusal_not_signed = {"not_signed", "index",
                                                "その記録は、この署名の範囲にありません。しばらくしてから"
                                                "やり直してください。"};
const audit_refusal audit_refusal_checkpoint_unknown = {"checkpoint_unknown", "size",
                                                        "その大きさで署名されたことはありません。"};

const audit_refusal *audit_check_proof(const Juki__Audit__V1__QueryProof *query)
{
    if (*query->purpose == '\0') {
        return &NO_PURPOSE;
    }
    bool by_id = *query->record_id != '\0';
    if (by_id ? query->n_index > 0 || !ju_uuid_valid(query->record_id)
              : query->n_index < 1 || query->n_index > AUDIT_PROOF_MAX_ENTRIES) {
        return &TOO_MANY;
    }
    for (size_t i = 0; i < query->n_index; i++) {
        if (query->index[i] < 1) {
            return &TOO_MANY;
        }
    }
    return query->size < 0 ? &BAD_SIZES : NULL;
}

const audit_refusal *audit_check_growth(const Juki__Audit__V1__QueryGrowth *query)
{
    if (*query->purpose == '\0') {
        return &NO_PURPOSE;
    }
    return query->earlier < 1 || (query->size != 0 && query->size < query->earlier) ? &BAD_SIZES : NULL;
}

const audit_refusal audit_refusal_tile_broken = {
    "tile_broken", "index", "木のその部分が失われています。監査証跡を確認してください。"};

const audit_refusal *audit_refusal_expired(int64_t segment, ju_arena *arena)
{
    const audit_refusal expired = {
        "entry_expired", "index",
        ju_arena_printf(arena, "その記録の内容は保存期間を過ぎ、保存区分%lldにのみあります。",
                        (long long)segment)};
    return expired.message == NULL ? NULL : ju_arena_memdup(arena, &expired, sizeof expired);
}

/* ---- proofs ------------------------------------------------------------------------------------------- */

static const prove_tile *find(const prove_tiles *tiles, int level, int64_t index)
{
    for (size_t i = 0; i < tiles->count; i++) {
        if (tiles->tile[i].level == level && tiles->tile[i].index == index) {
            return &tiles->tile[i];
        }
    }
    return NULL;
}

/* A complete subtree of any level lies in one tile: that of the level of tiles below it. */
static ju_rc read_subtree(void *opaque, int level, int64_t index, ju_hash *ret, ju_err *err)
{
    const prove_tiles *tiles = opaque;
    int within = level % TILE_BITS;
    int64_t first = index << within;
    const prove_tile *tile = find(tiles, level / TILE_BITS, first >> TILE_BITS);
    int at = (int)(first % JU_TILE_WIDTH);
    if (tile == NULL || at + (1 << within) > tile->width) {
        return ju_reject(err, "tile", "index", "tile %lld of level %d is missing or too short",
                         (long long)(first >> TILE_BITS), level / TILE_BITS);
    }
    *ret = ju_tile_root(tiles->hasher, &tile->hash[at], 1 << within);
    return JU_OK;
}

static ju_rc keep(const ju_proof *proof, ju_arena *arena, ProtobufCBinaryData *ret, ju_err *err)
{
    ret->len = proof->count * sizeof proof->hash[0];
    ret->data = ju_arena_memdup(arena, proof->hash, ret->len);
    return ret->data == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc audit_prove_entry(const prove_tiles *tiles, int64_t index, int64_t size, ju_arena *arena,
                        ProtobufCBinaryData *ret, ju_err *err)
{
    ju_proof proof;
    const ju_subtrees from = {read_subtree, (void *)(uintptr_t)tiles};
    JU_TRY(ju_prove_inclusion(tiles->hasher, &from, index - 1, size, &proof, err));
    return keep(&proof, arena, ret, err);
}

ju_rc audit_prove_growth(const prove_tiles *tiles, int64_t earlier, int64_t size, ju_arena *arena,
                         ProtobufCBinaryData *ret, ju_err *err)
{
    ju_proof proof;
    const ju_subtrees from = {read_subtree, (void *)(uintptr_t)tiles};
    JU_TRY(ju_prove_consistency(tiles->hasher, &from, earlier, size, &proof, err));
    return keep(&proof, arena, ret, err);
}
