#include "common/staff/approval.h"

#include "common/base/hex.h"
#include "common/base/word.h"

#include <openssl/evp.h>
#include <string.h>

enum { DIGEST_BYTES = 32 };

/* ---- the text ---------------------------------------------------------------------------------------- */

/* Room for a value of which every byte is escaped. */
static size_t room_for(const ju_approval_item *item)
{
    return strlen(item->name) + 2 * strlen(item->value) + 2;
}

static char *put_value(char *at, const char *value)
{
    for (; *value != '\0'; value++) {
        if (*value == ';' || *value == '\\') {
            *at++ = '\\';
        }
        *at++ = *value;
    }
    return at;
}

static char *put_item(char *at, const ju_approval_item *item)
{
    size_t length = strlen(item->name);
    memcpy(at, item->name, length);
    at += length;
    *at++ = '=';
    at = put_value(at, item->value);
    *at++ = ';';
    return at;
}

char *ju_approval_text(ju_arena *arena, const char *kind, const char *approval_id, const char *asked_by,
                       const ju_approval_item *item, size_t count)
{
    const ju_approval_item head[] = {{"kind", kind}, {"id", approval_id}, {"asked_by", asked_by}};
    const size_t heads = sizeof head / sizeof head[0];
    size_t size = 1;
    for (size_t i = 0; i < heads + count; i++) {
        size += room_for(i < heads ? &head[i] : &item[i - heads]);
    }
    char *text = ju_arena_alloc(arena, size);
    char *at = text;
    for (size_t i = 0; text != NULL && i < heads + count; i++) {
        at = put_item(at, i < heads ? &head[i] : &item[i - heads]);
    }
    return text;
}

ju_rc ju_approval_digest(const char *text, char ret[JU_APPROVAL_DIGEST_SIZE], ju_err *err)
{
    unsigned char digest[DIGEST_BYTES];
    if (EVP_Digest(text, strlen(text), digest, NULL, EVP_sha256(), NULL) != 1) {
        return ju_fail(err, JU_FATAL, "digest", "SHA-256 failed");
    }
    ju_hex(digest, DIGEST_BYTES, ret);
    return JU_OK;
}

/* ---- judging ----------------------------------------------------------------------------------------- */

static bool is(const char *one, const char *other)
{
    return strcmp(one, other) == 0;
}

static bool expired(const ju_approval *of, const char *today)
{
    return strcmp(today, of->valid_until) > 0;
}

static const char *check_content(const ju_approval *of, const ju_approval_word *word)
{
    return expired(of, word->today)                           ? "approval_expired"
           : !is(word->digest, of->digest)                    ? "digest_differs"
           : word->now != NULL && !is(word->now, of->request) ? "request_changed"
                                                              : NULL;
}

const char *ju_approval_check_decision(const ju_approval *of, const ju_approval_word *word)
{
    return !of->found                   ? "approval_unknown"
           : is(word->by, of->asked_by) ? "same_person"
           : !word->in_role             ? "supervisor_required"
           : !is(of->state, "asked")    ? "approval_decided"
           : word->approves             ? check_content(of, word)
                                        : NULL;
}

const char *ju_approval_check_use(const ju_approval *of, const char *by, const char *now, const char *today)
{
    return !of->found                   ? "approval_unknown"
           : is(of->state, "used")      ? "approval_used"
           : !is(of->state, "approved") ? "not_approved"
           : !is(by, of->asked_by)      ? "other_person"
           : expired(of, today)         ? "approval_expired"
           : !is(now, of->request)      ? "request_changed"
                                        : NULL;
}

const char *ju_approval_refusal_text(const char *code)
{
    static const ju_word texts[] = {
        {"approval_unknown", "該当する申請がありません。"},
        {"supervisor_required", "上長として登録された者だけが決裁できます。"},
        {"same_person", "申請者本人は決裁できません。"},
        {"approval_decided", "この申請は既に決裁されています。"},
        {"approval_expired", "申請の有効期限を過ぎています。"},
        {"digest_differs", "確認した申請の要約値が一致しません。"},
        {"request_changed", "申請された内容と異なります。"},
        {"approval_used", "この承認は既に使用されています。"},
        {"not_approved", "承認されていません。"},
        {"other_person", "申請した者ではありません。"},
        {"approval_known", "この番号の申請は既にあります。"},
        {"kind_unknown", "この種類の申請はここでは扱いません。"},
        {"item_invalid", "申請の項目が正しくありません。"},
        {"purpose_missing", "目的がありません。"},
        {"operator_missing", "操作者IDがありません。"},
        {"class_unknown", "該当する保存区分がありません。"},
        {"class_automatic", "この区分は期限の経過により自動的に消去されます。"},
        {"nothing_due", "保存期間を過ぎたものはありません。"},
        {"erasure_open", "この区分には手続中の消去があります。"},
        {"erasure_unknown", "該当する消去がありません。"},
    };
    return ju_word_of(texts, sizeof texts / sizeof texts[0], code, NULL);
}
