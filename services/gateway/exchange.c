#include "services/gateway/exchange.h"

#include "common/base/uuid7.h"
#include "common/base/word.h"
#include "common/staff/approval.h"

#include <string.h>

static exchange_refusal because(const char *code, const char *item)
{
    return (exchange_refusal){code, item};
}

static exchange_refusal check_operator(const Juki__Common__V1__Operator *who)
{
    return who == NULL || *who->operator_id == '\0' || *who->terminal_id == '\0'
               ? because("operator_missing", "operator")
               : because(NULL, "");
}

static exchange_refusal check_purpose(const char *purpose)
{
    return *purpose == '\0'                            ? because("purpose_missing", "purpose")
           : strlen(purpose) > EXCHANGE_TEXT_MAX_BYTES ? because("text_too_long", "purpose")
                                                       : because(NULL, "");
}

static bool is_day(const char *text)
{
    ju_date ignored;
    return ju_date_parse(text, &ignored);
}

static bool is_direction(const char *word)
{
    static const char *const words[] = {"asked", "provided", "self", "notice"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* A whole list of everybody is nobody's need: a person, or a period with both its ends. */
static exchange_refusal check_filter(const Juki__Gateway__V1__ExchangeFilter *filter, bool of_person)
{
    if (filter == NULL || (!of_person && (*filter->from == '\0' || *filter->to == '\0'))) {
        return because("filter_missing", "filter");
    }
    if ((*filter->from != '\0' && !is_day(filter->from)) || (*filter->to != '\0' && !is_day(filter->to))) {
        return because("date_invalid", "filter");
    }
    return *filter->direction == '\0' || is_direction(filter->direction)
               ? because(NULL, "")
               : because("direction_unknown", "direction");
}

exchange_refusal exchange_check_query(const Juki__Gateway__V1__QueryExchanges *query)
{
    exchange_refusal why = check_operator(query->operator_);
    if (why.code == NULL) {
        why = check_purpose(query->purpose);
    }
    return why.code != NULL ? why : check_filter(query->filter, *query->addressee_number != '\0');
}

exchange_refusal exchange_check_statistics(const Juki__Gateway__V1__QueryExchangeStatistics *query)
{
    exchange_refusal why = check_operator(query->operator_);
    ju_date from;
    ju_date to;
    if (why.code == NULL && (!ju_date_parse(query->from, &from) || !ju_date_parse(query->to, &to))) {
        why = because("date_invalid", "from");
    }
    if (why.code == NULL && ju_date_to_days(to) - ju_date_to_days(from) >= EXCHANGE_COUNTED_DAYS) {
        why = because("too_many", "from");
    }
    return why;
}

void exchange_suppress(Juki__Gateway__V1__ExchangeCount **count, size_t n, int64_t minimum)
{
    for (size_t i = 0; i < n; i++) {
        count[i]->suppressed = count[i]->count < minimum;
        if (count[i]->suppressed) {
            count[i]->count = 0;
        }
    }
}

/* Of 29 February the 28th: a record is kept a day longer rather than shorter. */
void exchange_erasable_before(const char *today, char ret[JU_DATE_SIZE])
{
    ju_date day = {1, 1, 1};
    (void)ju_date_parse(today, &day);
    day.year -= EXCHANGE_KEPT_YEARS;
    ju_date_format(day, ret);
    if (!is_day(ret)) {
        ju_date_format((ju_date){day.year, 2, 28}, ret);
    }
}

/* Days as YYYY-MM-DD compare as texts. */
exchange_refusal exchange_check_erasure(const Juki__Gateway__V1__RequestExchangeErasure *wish,
                                        const char *today)
{
    char latest[JU_DATE_SIZE];
    exchange_refusal why = check_operator(wish->operator_);
    if (why.code == NULL) {
        why = check_purpose(wish->purpose);
    }
    if (why.code == NULL && !ju_uuid_valid(wish->request_id)) {
        why = because("key_mismatch", "request_id");
    }
    if (why.code == NULL && !is_day(wish->erase_before)) {
        why = because("date_invalid", "erase_before");
    }
    exchange_erasable_before(today, latest);
    if (why.code == NULL && strcmp(wish->erase_before, latest) > 0) {
        why = because("kept_seven_years", "erase_before");
    }
    return why;
}

exchange_refusal exchange_check_decision(const Juki__Gateway__V1__DecideExchangeErasure *wish,
                                         const exchange_waiting *is)
{
    exchange_refusal why = check_operator(wish->operator_);
    if (why.code != NULL) {
        return why;
    }
    if (!is->found) {
        return because("erasure_unknown", "erasure_id");
    }
    if (strcmp(is->asked_by, wish->operator_->operator_id) == 0) {
        return because("same_person", "operator");
    }
    if (!is->supervisor) {
        return because("supervisor_required", "operator");
    }
    return strcmp(is->state, "asked") == 0 ? because(NULL, "") : because("erasure_decided", "erasure_id");
}

const char *exchange_refusal_text(const char *code)
{
    static const ju_word table[] = {
        {"operator_missing", "操作者IDと操作端末IDが必要です。"},
        {"purpose_missing", "利用目的が入力されていません。"},
        {"text_too_long", "入力された項目が長すぎます。"},
        {"key_mismatch", "申請の番号はUUIDです。"},
        {"filter_missing", "宛名番号か、期間の初日と末日の両方が必要です。"},
        {"date_invalid", "日付が正しくありません。"},
        {"direction_unknown", "区分が正しくありません。"},
        {"person_unknown", "該当する宛名番号の者がいません。"},
        {"too_many", "件数が多すぎます。期間を短くしてください。"},
        {"kept_seven_years", "情報提供等記録は7年間保存しなければなりません。"},
        {"erasure_known", "この番号の消去の申請は既にあります。"},
        {"erasure_unknown", "該当する消去の申請がありません。"},
        {"erasure_decided", "この消去の申請は既に決裁されています。"},
        {"supervisor_required", "上長として登録された者だけが決裁できます。"},
        {"same_person", "申請者本人は決裁できません。"},
    };
    const char *common = ju_approval_refusal_text(code);
    return ju_word_of(table, sizeof table / sizeof table[0], code,
                      common == NULL ? "情報提供等記録を扱うことができません。" : common);
}
