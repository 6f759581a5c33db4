#include "services/identity/media.h"

#include "common/base/word.h"
#include "common/staff/approval.h"

#include <string.h>

static const media_refusal FINE = {0};

/* The exports that the law foresees (seed 002, 別添1 flows 1-④ and 11-①). */
static const struct {
    const char *kind;
    const char *receiver;
} FORESEEN[] = {
    {"notices", "prefecture"}, /* 本人確認情報の通知 when the line is down: those without receipt */
    {"comparison", "prefecture"}, /* 整合性確認用本人確認情報 */
    {"comparison", "national"},
};

static const ju_word TEXTS[] = {
    {"operator_missing", "操作者IDと操作端末IDが必要です。"},
    {"purpose_missing", "利用目的が入力されていません。"},
    {"purpose_too_long", "利用目的が長すぎます。"},
    {"media_not_foreseen", "この種類の情報を、この提供先へ媒体で提供することはできません。"},
    {"persons_invalid", "件数の上限は1から5000までです。"},
    {"permit_unknown", "該当する許可がありません。"},
    {"same_person", "申請者本人は許可できません。"},
    {"permit_decided", "この申請は既に決裁されています。"},
    {"permit_not_granted", "許可されていません。"},
    {"permit_used", "この許可は既に使用されています。"},
    {"permit_expired", "許可の有効期限を過ぎています。"},
    {"other_person", "許可を申請した者ではありません。"},
    {"other_request", "許可された内容と異なります。"},
    {"too_many_persons", "許可された件数を超えています。"},
    {"number_unreadable", "個人番号又は住民票コードを開封できない者が含まれています。"},
    {"receiver_without_certificate", "提供先の有効な証明書がありません。"},
};

const char *media_refusal_text(const char *code)
{
    const char *common = ju_approval_refusal_text(code);
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code,
                      common == NULL ? "媒体への出力はできません。" : common);
}

bool media_foreseen(const char *kind, const char *receiver)
{
    for (size_t i = 0; i < sizeof FORESEEN / sizeof FORESEEN[0]; i++) {
        if (strcmp(FORESEEN[i].kind, kind) == 0 && strcmp(FORESEEN[i].receiver, receiver) == 0) {
            return true;
        }
    }
    return false;
}

media_refusal media_check_operator(const Juki__Common__V1__Operator *who)
{
    return who == NULL || *who->operator_id == '\0' || *who->terminal_id == '\0'
               ? (media_refusal){"operator_missing", "operator"}
               : FINE;
}

media_refusal media_check_request(const Juki__Identity__V1__RequestMediaPermit *wish)
{
    media_refusal why = media_check_operator(wish->operator_);
    if (why.code != NULL) {
        return why;
    }
    if (*wish->purpose == '\0') {
        return (media_refusal){"purpose_missing", "purpose"};
    }
    if (strlen(wish->purpose) > MEDIA_PURPOSE_MAX_BYTES) {
        return (media_refusal){"purpose_too_long", "purpose"};
    }
    if (!media_foreseen(wish->kind, wish->receiver)) {
        return (media_refusal){"media_not_foreseen", "kind"};
    }
    return wish->max_persons < 1 || wish->max_persons > MEDIA_PERSONS_MAX
               ? (media_refusal){"persons_invalid", "max_persons"}
               : FINE;
}

/* Days as YYYY-MM-DD compare as texts. */
static bool expired(const media_permit *permit, const char *today)
{
    return strcmp(today, permit->as.valid_until) > 0;
}

media_refusal media_check_decision(const Juki__Identity__V1__DecideMediaPermit *wish,
                                   const media_permit *permit, const char *today)
{
    media_refusal why = media_check_operator(wish->operator_);
    if (why.code != NULL) {
        return why;
    }
    if (!permit->found) {
        return (media_refusal){"permit_unknown", "permit_id"};
    }
    if (strcmp(permit->as.asked_by, wish->operator_->operator_id) == 0) {
        return (media_refusal){"same_person", "operator"};
    }
    if (strcmp(permit->as.state, "asked") != 0) {
        return (media_refusal){"permit_decided", "permit_id"};
    }
    return expired(permit, today) ? (media_refusal){"permit_expired", "permit_id"} : FINE;
}

static bool is_what_was_asked(const Juki__Identity__V1__ExportMedia *wish, const media_permit *permit)
{
    return strcmp(wish->kind, permit->as.kind) == 0 && strcmp(wish->receiver, permit->as.receiver) == 0 &&
           strcmp(wish->purpose, permit->as.purpose) == 0;
}

media_refusal media_check_export(const Juki__Identity__V1__ExportMedia *wish, const media_permit *permit,
                                 const char *today)
{
    media_refusal why = media_check_operator(wish->operator_);
    if (why.code != NULL) {
        return why;
    }
    if (!permit->found) {
        return (media_refusal){"permit_unknown", "permit_id"};
    }
    if (strcmp(permit->as.state, "used") == 0) {
        return (media_refusal){"permit_used", "permit_id"};
    }
    if (strcmp(permit->as.state, "granted") != 0) {
        return (media_refusal){"permit_not_granted", "permit_id"};
    }
    if (expired(permit, today)) {
        return (media_refusal){"permit_expired", "permit_id"};
    }
    if (strcmp(permit->as.asked_by, wish->operator_->operator_id) != 0) {
        return (media_refusal){"other_person", "operator"};
    }
    return is_what_was_asked(wish, permit) ? FINE : (media_refusal){"other_request", "kind"};
}
