#include "services/delivery/waiting.h"

#include "common/base/word.h"
#include "common/text/date.h"

static const char *refuse(const char *code, const char *item, const char **ret_item)
{
    *ret_item = item;
    return code;
}

static bool is_named(const Juki__Common__V1__Operator *who)
{
    return who != NULL && *who->operator_id != '\0' && *who->terminal_id != '\0';
}

const char *waiting_query_check(const Juki__Delivery__V1__QueryWaiting *question, const char **ret_item)
{
    return is_named(question->operator_) ? NULL : refuse("operator_missing", "operator", ret_item);
}

const char *waiting_decision_check(const Juki__Delivery__V1__DecideWaiting *decision, const char **ret_item)
{
    ju_date ignored;
    if (!is_named(decision->operator_)) {
        return refuse("operator_missing", "operator", ret_item);
    }
    if (*decision->purpose == '\0') {
        return refuse("purpose_missing", "purpose", ret_item);
    }
    switch (decision->act) {
    case JUKI__DELIVERY__V1__WAITING_ACT__WAITING_ACT_RENEW:
    case JUKI__DELIVERY__V1__WAITING_ACT__WAITING_ACT_WITHDRAW:
        return NULL;
    case JUKI__DELIVERY__V1__WAITING_ACT__WAITING_ACT_RELEASE:
        return ju_date_parse(decision->batch, &ignored) ? NULL : refuse("batch_invalid", "batch", ret_item);
    default:
        return refuse("act_unknown", "act", ret_item);
    }
}

const char *waiting_refusal_message(const char *code)
{
    static const ju_word table[] = {
        {"operator_missing", "操作者IDまたは操作端末IDがありません。"},
        {"purpose_missing", "理由がありません。"},
        {"act_unknown", "処理の種類が正しくありません。"},
        {"batch_invalid", "受付日が正しくありません。"},
        {"record_unknown", "提供待ちの送付先情報がありません。"},
        {"batch_not_held", "この受付日の送付先情報は保留されていません。"},
    };
    return ju_word_of(table, sizeof table / sizeof table[0], code, "");
}
