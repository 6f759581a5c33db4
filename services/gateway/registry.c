#include "services/gateway/registry.h"

#include "common/base/word.h"
#include "common/event/audience.h"
#include "common/staff/approval.h"
#include "common/text/date.h"
#include "services/gateway/affairs_table.h"
#include "services/gateway/filter.h"
#include "services/gateway/projection.h"

#include <string.h>

enum { ID_MIN = 2, ID_MAX = 31, ITEMS_MAX = 64 };

static const registry_refusal FINE = {0};

/* What every consumer gets: whose record it is and whether it may be disclosed. */
static const char *const BASE_ITEMS[] = {"change_id", "addressee_number", "restrained", "state"};

/* Names that mean somebody else on the bus. */
static const char *const RESERVED[] = {"resident", "identity",     "delivery", "gateway", "audit",
                                       "counter",  "operator",     "koseki",   "justice", "portal",
                                       "kiosk",    "municipality", "national", "card",    "prefecture",
                                       "network",  "request",      "consumer", "juki",    "kafka",
                                       "topics",   "postgres",     "admin",    "auditor", "peers"};

/* By its certificate somebody becomes a role of PostgreSQL, too (deploy/postgres/pg_ident.conf). */
static bool is_migrator(const char *id)
{
    static const char SUFFIX[] = "-migrator";
    size_t length = strlen(id);
    return length >= sizeof SUFFIX - 1 && strcmp(id + length - (sizeof SUFFIX - 1), SUFFIX) == 0;
}

static const ju_word TEXTS[] = {
    {"consumer_missing", "提供先が入力されていません。"},
    {"id_invalid", "提供先の識別子は英小文字で始まる英小文字・数字・ハイフン2〜31文字です。"},
    {"id_reserved", "この識別子は使用できません。"},
    {"item_missing", "必須の項目が入力されていません。"},
    {"text_too_long", "入力が長すぎます。"},
    {"legal_basis_missing", "根拠法令が入力されていません。"},
    {"affair_unknown", "この事務への移転は定められていません。"},
    {"item_unknown", "存在しない項目です。"},
    {"item_twice", "同じ項目が重複しています。"},
    {"item_required", "すべての提供先に必要な項目が欠けています。"},
    {"item_not_foreseen", "この事務に必要な範囲を超える項目です。"},
    {"number_not_used", "個人番号を利用しない事務に個人番号を提供することはできません。"},
    {"number_item_missing", "個人番号を利用する事務の項目に個人番号がありません。"},
    {"number_not_foreseen", "この事務は個人番号利用事務として定められていません。"},
    {"filter_invalid", "対象者の条件が正しくありません。"},
    {"day_invalid", "日付が正しくありません。"},
    {"period_invalid", "終了日が開始日より前です。"},
    {"period_over", "有効期間が過ぎています。"},
    {"delivery_unknown", "提供方法はtopic・file・restのいずれかです。"},
    {"request_known", "この受付番号は既に使用されています。"},
    {"application_unknown", "該当する申請がありません。"},
    {"application_decided", "この申請は既に決裁されています。"},
    {"same_person", "申請者本人は決裁できません。"},
    {"other_person", "取り下げは申請者本人だけができます。"},
    {"decision_invalid", "決裁の区分が正しくありません。"},
    {"version_changed", "申請の後に提供先の登録が変わりました。改めて申請してください。"},
    {"consumer_unknown", "該当する提供先がありません。"},
    {"consumer_revoked", "この提供先は既に停止されています。"},
    {"reason_missing", "理由が入力されていません。"},
};

const char *registry_refusal_text(const char *code)
{
    const char *common = ju_approval_refusal_text(code);
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code,
                      common == NULL ? "この手続はできません。" : common);
}

const registry_affair *registry_affair_of(const char *name)
{
    for (size_t i = 0; i < sizeof AFFAIRS / sizeof AFFAIRS[0]; i++) {
        if (strcmp(AFFAIRS[i].name, name) == 0) {
            return &AFFAIRS[i];
        }
    }
    return NULL;
}

/* ---- an application ---------------------------------------------------------------------------------- */

static registry_refusal check_id(const char *id)
{
    size_t length = strlen(id);
    bool formed = length >= ID_MIN && length <= ID_MAX && id[0] >= 'a' && id[0] <= 'z' &&
                  strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
    if (!formed) {
        return (registry_refusal){"id_invalid", "id"};
    }
    for (size_t i = 0; i < sizeof RESERVED / sizeof RESERVED[0]; i++) {
        if (strcmp(RESERVED[i], id) == 0) {
            return (registry_refusal){"id_reserved", "id"};
        }
    }
    if (is_migrator(id) || ju_audience_taken(id)) {
        return (registry_refusal){"id_reserved", "id"};
    }
    return FINE;
}

static registry_refusal check_texts(const Juki__Gateway__V1__Consumer *consumer)
{
    const struct {
        const char *text;
        const char *item;
        const char *code;
    } texts[] = {{consumer->office, "office", "item_missing"},
                 {consumer->affair, "affair", "item_missing"},
                 {consumer->legal_basis, "legal_basis", "legal_basis_missing"}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].text[strspn(texts[i].text, " ")] == '\0') {
            return (registry_refusal){texts[i].code, texts[i].item};
        }
        if (strlen(texts[i].text) > REGISTRY_TEXT_MAX_BYTES) {
            return (registry_refusal){"text_too_long", texts[i].item};
        }
    }
    return FINE;
}

static bool has_item(const Juki__Gateway__V1__Consumer *consumer, size_t before, const char *item)
{
    for (size_t i = 0; i < before; i++) {
        if (strcmp(consumer->item[i], item) == 0) {
            return true;
        }
    }
    return false;
}

static registry_refusal check_item(const Juki__Gateway__V1__Consumer *consumer, size_t number,
                                   gateway_items allowed)
{
    const char *item = consumer->item[number];
    gateway_items one;
    if (*item == '\0' || strchr(item, ' ') != NULL || !gateway_items_read(item, &one)) {
        return (registry_refusal){"item_unknown", "item"};
    }
    if (has_item(consumer, number, item)) {
        return (registry_refusal){"item_twice", "item"};
    }
    return (one & ~allowed) == 0 ? FINE : (registry_refusal){"item_not_foreseen", "item"};
}

static registry_refusal check_items(const Juki__Gateway__V1__Consumer *consumer,
                                    const registry_affair *affair)
{
    gateway_items allowed = 0;
    if (!gateway_items_read(affair->items, &allowed) || consumer->n_item > ITEMS_MAX) {
        return (registry_refusal){"item_not_foreseen", "item"};
    }
    for (size_t i = 0; i < consumer->n_item; i++) {
        registry_refusal why = check_item(consumer, i, allowed);
        if (why.code != NULL) {
            return why;
        }
    }
    for (size_t i = 0; i < sizeof BASE_ITEMS / sizeof BASE_ITEMS[0]; i++) {
        if (!has_item(consumer, consumer->n_item, BASE_ITEMS[i])) {
            return (registry_refusal){"item_required", BASE_ITEMS[i]};
        }
    }
    return FINE;
}

/* 個人番号 goes to an affair that uses it and to no other. */
static registry_refusal check_number(const Juki__Gateway__V1__Consumer *consumer,
                                     const registry_affair *affair)
{
    bool item = has_item(consumer, consumer->n_item, "individual_number");
    if (consumer->uses_number && !affair->uses_number) {
        return (registry_refusal){"number_not_foreseen", "uses_number"};
    }
    if (item && !consumer->uses_number) {
        return (registry_refusal){"number_not_used", "uses_number"};
    }
    return consumer->uses_number && !item ? (registry_refusal){"number_item_missing", "item"} : FINE;
}

static registry_refusal check_delivery(const Juki__Gateway__V1__Consumer *consumer)
{
    static const char *const WAYS[] = {"", "topic", "file", "rest"};
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
        if (strcmp(WAYS[i], consumer->delivery) == 0) {
            return FINE;
        }
    }
    return (registry_refusal){"delivery_unknown", "delivery"};
}

static registry_refusal check_days(const Juki__Gateway__V1__Consumer *consumer, const char *today)
{
    ju_date from;
    ju_date to;
    if (!ju_date_parse(consumer->valid_from, &from)) {
        return (registry_refusal){"day_invalid", "valid_from"};
    }
    if (*consumer->valid_to == '\0') {
        return FINE;
    }
    if (!ju_date_parse(consumer->valid_to, &to)) {
        return (registry_refusal){"day_invalid", "valid_to"};
    }
    if (ju_date_compare(to, from) < 0) {
        return (registry_refusal){"period_invalid", "valid_to"};
    }
    return strcmp(consumer->valid_to, today) < 0 ? (registry_refusal){"period_over", "valid_to"} : FINE;
}

registry_refusal registry_check(const Juki__Gateway__V1__Consumer *consumer, const char *today)
{
    if (consumer == NULL) {
        return (registry_refusal){"consumer_missing", "consumer"};
    }
    registry_refusal why = check_id(consumer->id);
    why = why.code == NULL ? check_texts(consumer) : why;
    if (why.code != NULL) {
        return why;
    }
    const registry_affair *affair = registry_affair_of(consumer->affair);
    if (affair == NULL) {
        return (registry_refusal){"affair_unknown", "affair"};
    }
    why = check_number(consumer, affair);
    why = why.code == NULL ? check_items(consumer, affair) : why;
    why = why.code == NULL ? check_delivery(consumer) : why;
    const char *fault = gateway_filter_fault(consumer->filter);
    if (why.code == NULL && fault != NULL) {
        return (registry_refusal){"filter_invalid", fault};
    }
    return why.code == NULL ? check_days(consumer, today) : why;
}

/* ---- its decision ------------------------------------------------------------------------------------ */

registry_refusal registry_check_decision(const Juki__Gateway__V1__DecideConsumer *wish,
                                         const registry_application *application, const char *today)
{
    bool approve = strcmp(wish->decision, "approve") == 0;
    bool withdraw = strcmp(wish->decision, "withdraw") == 0;
    if (!approve && !withdraw && strcmp(wish->decision, "reject") != 0) {
        return (registry_refusal){"decision_invalid", "decision"};
    }
    if (!application->found) {
        return (registry_refusal){"application_unknown", "application_id"};
    }
    bool same = strcmp(wish->operator_->operator_id, application->applied_by) == 0;
    if (same != withdraw) {
        return (registry_refusal){same ? "same_person" : "other_person", "operator"};
    }
    if (strcmp(application->state, "applied") != 0) {
        return (registry_refusal){"application_decided", "application_id"};
    }
    if (approve && application->changed) {
        return (registry_refusal){"version_changed", "application_id"};
    }
    bool over = *application->valid_to != '\0' && strcmp(application->valid_to, today) < 0;
    return approve && over ? (registry_refusal){"period_over", "valid_to"} : FINE;
}

registry_refusal registry_check_revocation(const Juki__Gateway__V1__RevokeConsumer *wish,
                                           int64_t current_version, bool revoked)
{
    if (current_version == 0) {
        return (registry_refusal){"consumer_unknown", "consumer"};
    }
    if (revoked) {
        return (registry_refusal){"consumer_revoked", "consumer"};
    }
    if (*wish->reason == '\0') {
        return (registry_refusal){"reason_missing", "reason"};
    }
    return strlen(wish->reason) > REGISTRY_TEXT_MAX_BYTES ? (registry_refusal){"text_too_long", "reason"}
                                                          : FINE;
}
