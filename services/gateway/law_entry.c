#include "services/gateway/law_entry.h"

#include "common/base/word.h"
#include "common/staff/approval.h"
#include "common/text/date.h"
#include "services/gateway/law_file.h"

#include <string.h>

static const law_refusal FINE = {0};

static const ju_word TEXTS[] = {
    {"version_unknown", "該当する版がありません。"},
    {"version_taken", "この名称の版は既に登録されています。"},
    {"version_decided", "この版は既に決裁されています。"},
    {"same_person", "登録した本人は決裁できません。"},
    {"supervisor_required", "上長として登録された者だけが決裁できます。"},
    {"date_invalid", "日付はYYYY-MM-DDの実在する日です。"},
    {"parties_unlisted", "照会者・提供者の記載がない一覧を適用することはできません。"},
    {"item_missing", "必要な項目が空欄です。"},
};

const char *law_refusal_text(const char *code)
{
    const char *common = ju_approval_refusal_text(code);
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code,
                      common == NULL ? law_file_fault_text(code) : common);
}

law_refusal law_check_decision(const Juki__Gateway__V1__DecideLaw *wish, const law_known *known,
                               bool supervisor)
{
    ju_date day;
    if (!known->found) {
        return (law_refusal){"version_unknown", "version"};
    }
    if (strcmp(known->as.loaded_by, wish->operator_->operator_id) == 0) {
        return (law_refusal){"same_person", "operator"};
    }
    if (!supervisor) {
        return (law_refusal){"supervisor_required", "operator"};
    }
    if (strcmp(known->as.state, "loaded") != 0) {
        return (law_refusal){"version_decided", "version"};
    }
    if (!wish->activated) {
        return FINE;
    }
    if (!ju_date_parse(wish->effective_from, &day)) {
        return (law_refusal){"date_invalid", "effective_from"};
    }
    return known->has_parties ? FINE : (law_refusal){"parties_unlisted", "version"};
}

law_refusal law_check_question(const Juki__Gateway__V1__ExplainLaw *wish)
{
    const struct {
        const char *value;
        const char *name;
    } parts[] = {
        {wish->law_table, "law_table"},         {wish->item, "item"},
        {wish->inquirer_kind, "inquirer_kind"}, {wish->affair_code, "affair_code"},
        {wish->provider_kind, "provider_kind"}, {wish->information, "information"},
    };
    ju_date day;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (*parts[i].value == '\0') {
            return (law_refusal){"item_missing", parts[i].name};
        }
    }
    return *wish->day == '\0' || ju_date_parse(wish->day, &day) ? FINE : (law_refusal){"date_invalid", "day"};
}
