#include "services/delivery/card_entry.h"

#include "common/base/word.h"
#include "common/text/date.h"

#include <string.h>

typedef Juki__Delivery__V1__EnterCardAct enter;

static const Juki__Delivery__V1__CardAct CONTINUE = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_CONTINUE;
static const Juki__Delivery__V1__CardAct REVOKE = JUKI__DELIVERY__V1__CARD_ACT__CARD_ACT_REVOKE;

const char *card_refusal_message(const char *code)
{
    static const ju_word table[] = {
        {"operator_missing", "操作者IDと操作端末IDが必要です。"},
        {"purpose_missing", "理由がありません。"},
        {"item_missing", "必要な項目がありません。"},
        {"item_not_allowed", "この処理では入力できない項目です。"},
        {"act_unknown", "処理の種類が正しくありません。"},
        {"act_pending", "カード管理システムの回答を待っている継続利用の処理があります。"},
        {"reason_unknown", "廃止の事由が正しくありません。"},
        {"reason_derived", "この事由による廃止は住民票の異動により行われます。入力できません。"},
        {"date_invalid", "日付が正しくありません。"},
        {"seal_audience", "カードの番号がカード管理システム宛てに封緘されていません。"},
        {"notified_late", "転入をした日から転入届までの期間を過ぎているため、継続利用はできません。"},
        {"continued_late", "転入届をした日からの期間を過ぎているため、継続利用はできません。"},
        {"card_unknown", "この者のカードではないか、カードがありません。"},
        {"card_issued", "既に交付されたカードです。"},
        {"card_not_issued", "まだ交付されていないカードです。"},
        {"card_not_suspended", "一時停止中のカードではありません。"},
        {"card_suspended", "一時停止中のカードです。先に一時停止を解除してください。"},
        {"card_revoked", "廃止されたカードです。"},
        {"card_expired", "有効期間が満了したカードです。"},
        {"card_elsewhere", "他の市町村で継続利用されているカードです。"},
        {"card_collected", "既に回収したカードです。"},
        {"card_not_collected", "回収したカードではありません。"},
    };
    return ju_word_of(table, sizeof table / sizeof table[0], code, "");
}

static bool refuse(card_refusal *ret, const char *code, const char *item)
{
    *ret = (card_refusal){code, item};
    return false;
}

bool card_asker_named(const Juki__Common__V1__Operator *who, const char *purpose, card_refusal *ret)
{
    *ret = (card_refusal){0};
    if (who == NULL || *who->operator_id == '\0' || *who->terminal_id == '\0') {
        return refuse(ret, "operator_missing", "operator");
    }
    return *purpose != '\0' ? true : refuse(ret, "purpose_missing", "purpose");
}

/* A 廃止 has a reason that an operator can know of; nothing else has one. */
static bool reason_fits(const enter *entry, card_refusal *ret)
{
    int reason = (int)entry->reason;
    if (entry->act != REVOKE) {
        return reason == 0 ? true : refuse(ret, "item_not_allowed", "reason");
    }
    if (reason <= 0 || reason > JUKI__COMMON__V1__CARD_REASON__CARD_REASON_NOT_CONTINUED) {
        return refuse(ret, "reason_unknown", "reason");
    }
    return reason <= JUKI__COMMON__V1__CARD_REASON__CARD_REASON_NOT_CLAIMED
               ? true
               : refuse(ret, "reason_derived", "reason");
}

static bool number_fits(const enter *entry, card_refusal *ret)
{
    static const char audience[] = "card/";
    bool given = entry->card_number != NULL;
    if (entry->act != CONTINUE) {
        return given ? refuse(ret, "item_not_allowed", "card_number") : true;
    }
    if (!given) {
        return refuse(ret, "item_missing", "card_number");
    }
    return strncmp(entry->card_number->key_id, audience, sizeof audience - 1) == 0
               ? true
               : refuse(ret, "seal_audience", "card_number");
}

static bool days_fit(const enter *entry, const card_days *days, const char *today, card_refusal *ret)
{
    ju_date now;
    ju_date arrived;
    ju_date notified;
    if (entry->act != CONTINUE) {
        return *entry->arrived_on == '\0' && *entry->notified_on == '\0'
                   ? true
                   : refuse(ret, "item_not_allowed", "arrived_on");
    }
    /* ISO dates compare as text */
    if (!ju_date_parse(today, &now) || !ju_date_parse(entry->arrived_on, &arrived) ||
        strcmp(entry->arrived_on, today) > 0) {
        return refuse(ret, "date_invalid", "arrived_on");
    }
    if (!ju_date_parse(entry->notified_on, &notified) || strcmp(entry->notified_on, today) > 0 ||
        strcmp(entry->notified_on, entry->arrived_on) < 0) {
        return refuse(ret, "date_invalid", "notified_on");
    }
    if (ju_date_compare(notified, ju_date_add_days(arrived, (int)days->notify)) > 0) {
        return refuse(ret, "notified_late", "notified_on");
    }
    return ju_date_compare(now, ju_date_add_days(notified, (int)days->go_on)) <= 0
               ? true
               : refuse(ret, "continued_late", "notified_on");
}

static bool waits_for_continuation(const card_file *file)
{
    for (size_t i = 0; i < file->pending_count; i++) {
        if (file->pending[i].act == CONTINUE) {
            return true;
        }
    }
    return false;
}

bool card_decide(const enter *entry, const card_file *file, const card_days *days, const char *today,
                 card_standing *ret_after, card_refusal *ret)
{
    static const card_standing nothing = {0};
    bool by_number = entry->act == CONTINUE && *entry->card_ref == '\0';
    if (!card_asker_named(entry->operator_, entry->purpose, ret) || !reason_fits(entry, ret) ||
        !number_fits(entry, ret) || !days_fit(entry, days, today, ret)) {
        return false;
    }
    if (*entry->register_ref == '\0') {
        return refuse(ret, "item_missing", "register_ref");
    }
    if (!by_number && *entry->card_ref == '\0') {
        return refuse(ret, "item_missing", "card_ref");
    }
    if (entry->act == CONTINUE && waits_for_continuation(file)) {
        return refuse(ret, "act_pending", "act");
    }
    const card_row *card = by_number ? NULL : card_file_find(file, entry->card_ref);
    if (card == NULL && !by_number) {
        return refuse(ret, "card_unknown", "card_ref");
    }
    const char *code =
        card_after_act(card == NULL ? &nothing : &card->expected, entry->act, entry->reason, ret_after);
    return code == NULL ? true : refuse(ret, code, "act");
}
