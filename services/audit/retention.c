#include "services/audit/retention.h"

#include "common/base/hex.h"
#include "common/base/uuid7.h"
#include "common/merkle/tile.h"

#include <string.h>

/* Seven years in the system (seed 002; seed 003 REQ-44, REQ-47). */
static const retention_class CLASSES[] = {
    {"", 7, 7},
    /* About nobody: starts and stops of services, and connections that the broker refused. */
    {"service", 2, 7},
    {"transport", 2, 7},
    /* By these the looks at protected persons are found: as long as a 除票 (住民基本台帳法施行令34条). */
    {"restraint", 150, 150},
    {"retention", 150, 150}, /* what left the log, and on whose word */
};

static const audit_refusal NO_PURPOSE = {"purpose_missing", "purpose", "目的がありません。"};
static const audit_refusal BAD_PLACE = {"after_invalid", "after", "続きの番号が正しくありません。"};
static const audit_refusal NOT_NEXT = {"segment_order", "text", "前の区分に続いていません。"};
static const audit_refusal BROKEN_CHAIN = {"segment_chain", "text", "前の区分の要約値が一致しません。"};
static const audit_refusal CHANGED = {"segment_known", "text",
                                      "この番号の区分は既に別の内容で登録されています。"};
static const audit_refusal TOO_LARGE = {"segment_too_large", "text", "区分の件数が多すぎます。"};
static const audit_refusal NOT_OURS = {"segment_differs", "text", "この監査証跡の記録と一致しません。"};
static const audit_refusal UNKNOWN = {"segment_unknown", "segment", "その区分は保存されていません。"};
static const audit_refusal BAD_DIGEST = {"digest_differs", "digest", "確認した区分の要約値が一致しません。"};
static const audit_refusal OPEN = {"expiry_open", "segment", "この区分には手続中の消去があります。"};
static const audit_refusal NOTHING = {"nothing_due", "segment", "保存期間を過ぎた記録はありません。"};
static const audit_refusal NO_EXPIRY = {"expiry_unknown", "expiry_id", "その消去の申請はありません。"};
static const audit_refusal DECIDED = {"expiry_decided", "expiry_id", "既に決裁されています。"};
static const audit_refusal NOT_APPROVED = {"expiry_not_approved", "expiry_id",
                                           "保存区分からの消去は承認されていません。"};
static const audit_refusal SAME_PERSON = {"same_person", "operator", "申請者は決裁できません。"};

const audit_refusal retention_refusal_malformed = {"segment_malformed", "text",
                                                   "区分の記載として読めません。"};

const retention_class *retention_classes(size_t *ret_count)
{
    *ret_count = sizeof CLASSES / sizeof CLASSES[0];
    return CLASSES;
}

const audit_refusal *retention_check_purpose(const char *purpose)
{
    return *purpose == '\0' ? &NO_PURPOSE : NULL;
}

const audit_refusal *retention_check_query(const Juki__Audit__V1__QuerySegments *query)
{
    const audit_refusal *refused = retention_check_purpose(query->purpose);
    return refused == NULL && query->after < 0 ? &BAD_PLACE : refused;
}

/* ---- a segment ---------------------------------------------------------------------------------------- */

const audit_refusal *retention_check_order(const ju_segment *s, const char *digest,
                                           const retention_segment *last, const retention_segment *known,
                                           bool *ret_known)
{
    char previous[2 * JU_HASH_BYTES + 1];
    char none[2 * JU_HASH_BYTES + 1];
    *ret_known = known != NULL && strcmp(known->digest, digest) == 0;
    if (known != NULL) {
        return *ret_known ? NULL : &CHANGED;
    }
    if (s->number != (last == NULL ? 1 : last->number + 1) ||
        s->first != (last == NULL ? 1 : last->last + 1)) {
        return &NOT_NEXT;
    }
    if (s->last - s->first >= RETENTION_SEGMENT_ENTRIES_MAX) {
        return &TOO_LARGE;
    }
    memset(none, '0', sizeof none - 1);
    none[sizeof none - 1] = '\0';
    ju_hex(s->previous.byte, JU_HASH_BYTES, previous);
    return strcmp(previous, last == NULL ? none : last->digest) == 0 ? NULL : &BROKEN_CHAIN;
}

/* The hash of an entry that is the last of its tile; NULL: the tile is not there. */
static const ju_hash *leaf_of(const prove_tiles *tiles, int64_t entry)
{
    for (size_t i = 0; i < tiles->count; i++) {
        const prove_tile *tile = &tiles->tile[i];
        if (tile->level == 0 && tile->index == (entry - 1) / JU_TILE_WIDTH && tile->width == JU_TILE_WIDTH) {
            return &tile->hash[JU_TILE_WIDTH - 1];
        }
    }
    return NULL;
}

ju_rc retention_check_place(const ju_segment *s, const prove_tiles *tiles, ju_arena *arena,
                            const audit_refusal **ret, ju_err *err)
{
    ProtobufCBinaryData path;
    const ju_hash *leaf = leaf_of(tiles, s->last);
    *ret = &NOT_OURS;
    if (leaf == NULL) {
        return JU_OK;
    }
    JU_TRY(audit_prove_entry(tiles, s->last, s->size, arena, &path, err));
    ju_hash root = ju_root_at_leaf(tiles->hasher, s->last - 1, s->size, leaf, &s->after);
    bool same = path.len == s->after.count * sizeof(ju_hash) &&
                memcmp(path.data, s->after.hash, path.len) == 0 && ju_hash_equal(&root, &s->root);
    *ret = same ? NULL : &NOT_OURS;
    return JU_OK;
}

/* ---- an expiry ---------------------------------------------------------------------------------------- */

const audit_refusal *retention_check_wish(const Juki__Audit__V1__RequestExpiry *wish,
                                          const retention_segment *of, int64_t due)
{
    if (*wish->purpose == '\0') {
        return &NO_PURPOSE;
    }
    if (of == NULL) {
        return &UNKNOWN;
    }
    if (wish->preview) {
        return NULL;
    }
    if (strcmp(wish->digest, of->digest) != 0) {
        return &BAD_DIGEST;
    }
    const Juki__Audit__V1__Expiry *before = of->expiry;
    if (before != NULL && (strcmp(before->state, "asked") == 0 || strcmp(before->state, "approved") == 0)) {
        return &OPEN;
    }
    return due == 0 ? &NOTHING : NULL;
}

const audit_refusal *retention_check_decision(const Juki__Audit__V1__DecideExpiry *decision,
                                              const Juki__Audit__V1__Expiry *of, const char *digest)
{
    if (of == NULL || !ju_uuid_valid(decision->expiry_id)) {
        return &NO_EXPIRY;
    }
    if (strcmp(of->state, "asked") != 0) {
        return &DECIDED;
    }
    if (strcmp(of->entered_by, decision->operator_->operator_id) == 0) {
        return &SAME_PERSON;
    }
    return decision->approved && strcmp(decision->digest, digest) != 0 ? &BAD_DIGEST : NULL;
}

const audit_refusal *retention_check_purge(const Juki__Audit__V1__TellPurged *told,
                                           const Juki__Audit__V1__Expiry *of, const char *digest)
{
    if (*told->purpose == '\0') {
        return &NO_PURPOSE;
    }
    if (of == NULL) {
        return &NO_EXPIRY;
    }
    if (!of->archive || (strcmp(of->state, "approved") != 0 && strcmp(of->state, "done") != 0)) {
        return &NOT_APPROVED;
    }
    return strcmp(told->digest, digest) == 0 ? NULL : &BAD_DIGEST;
}
