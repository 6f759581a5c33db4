#include "services/gateway/provision.h"

#include "common/base/uuid7.h"
#include "common/base/word.h"
#include "common/staff/approval.h"
#include "common/text/date.h"

#include <string.h>

typedef Juki__Gateway__V1__Question question;

bool provision_listed(const char *list, const char *word)
{
    return ju_word_listed(list, word);
}

/* What is longer is no text of the law, and would find no room in 情報提供等記録 and the trail. */
bool provision_fits(const question *asked)
{
    enum { ITEMS_MAX = 100, ITEM_MAX_BYTES = 300 };
    const struct {
        const char *text;
        size_t most_bytes;
    } texts[] = {{asked->law_table, 200},     {asked->item, 40},        {asked->inquirer_kind, 100},
                 {asked->inquirer, 40},       {asked->affair, 200},     {asked->provider, 40},
                 {asked->provider_kind, 100}, {asked->information, 200}};
    bool fits = asked->n_asked_item <= ITEMS_MAX;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fits = fits && strlen(texts[i].text) <= texts[i].most_bytes;
    }
    for (size_t i = 0; fits && i < asked->n_asked_item; i++) {
        fits = strlen(asked->asked_item[i]) <= ITEM_MAX_BYTES;
    }
    return fits;
}

bool provision_readable(const question *asked)
{
    return ju_uuid_valid(asked->inquiry_id) && provision_fits(asked);
}

static bool same(const char *one, const char *other)
{
    return strcmp(one, other) == 0;
}

bool provision_same_question(const question *one, const question *other)
{
    bool equal = same(one->inquiry_id, other->inquiry_id) && same(one->law_table, other->law_table) &&
                 same(one->item, other->item) && same(one->inquirer_kind, other->inquirer_kind) &&
                 same(one->inquirer, other->inquirer) && same(one->affair, other->affair) &&
                 same(one->provider, other->provider) && same(one->provider_kind, other->provider_kind) &&
                 same(one->information, other->information) && one->n_asked_item == other->n_asked_item;
    for (size_t i = 0; equal && i < one->n_asked_item; i++) {
        equal = same(one->asked_item[i], other->asked_item[i]);
    }
    return equal;
}

static bool asks_once(const question *asked)
{
    for (size_t i = 0; i < asked->n_asked_item; i++) {
        for (size_t j = 0; j < i; j++) {
            if (same(asked->asked_item[i], asked->asked_item[j])) {
                return false;
            }
        }
    }
    return asked->n_asked_item > 0;
}

/* Moments compare as texts; what is none never began. */
bool provision_permit_over(const Juki__Gateway__V1__Permit *permit, const char *now)
{
    int64_t ignored_s = 0;
    return !ju_moment_parse(permit->expires_at, &ignored_s) || strcmp(permit->expires_at, now) <= 0;
}

/* Of what the network allows and the inquirer asks; NULL: nothing is against it. */
static const char *against_permit(const provision_facts *facts)
{
    const Juki__Gateway__V1__Permit *permit = facts->permit;
    if (facts->permit_used) {
        return "permit_used";
    }
    if (!same(permit->question->provider, facts->municipality)) {
        return "permit_not_for_us";
    }
    if (provision_permit_over(permit, facts->now)) {
        return "permit_expired";
    }
    if (facts->question == NULL || !provision_same_question(facts->question, permit->question)) {
        return "permit_mismatch";
    }
    if (!asks_once(facts->question)) {
        return "item_missing";
    }
    return provision_listed(facts->routes, permit->route) ? NULL : "route_unknown";
}

/* Of the person and what we hold of him; NULL: nothing is against it. */
static const char *against_person(const provision_facts *facts)
{
    return !facts->subject_known  ? "subject_unknown"
           : !facts->copy_found   ? "copy_missing"
           : facts->not_disclosed ? "not_disclosed"
                                  : NULL;
}

static const char *against_sending(const provision_facts *facts)
{
    return facts->certificate_code != NULL ? facts->certificate_code
           : facts->law_code != NULL       ? facts->law_code
                                           : against_person(facts);
}

provision_decision provision_decide(const provision_facts *facts)
{
    const char *code = against_permit(facts);
    code = code != NULL ? code : against_sending(facts);
    if (code != NULL) {
        return (provision_decision){PROVISION_REFUSE, code};
    }
    return facts->no_auto_answer ? (provision_decision){PROVISION_HOLD, "held"}
                                 : (provision_decision){PROVISION_ANSWER, NULL};
}

provision_decision provision_release(const provision_facts *facts, bool same_content)
{
    const char *code = against_sending(facts);
    if (code != NULL) {
        return (provision_decision){PROVISION_REFUSE, code};
    }
    return same_content ? (provision_decision){PROVISION_ANSWER, NULL}
                        : (provision_decision){PROVISION_HOLD, "content_changed"};
}

const char *provision_told(const char *code)
{
    static const char *const one_to_him[] = {"subject_unknown", "copy_missing", "not_disclosed",
                                             "not_released", "release_timeout"};
    for (size_t i = 0; i < sizeof one_to_him / sizeof one_to_him[0]; i++) {
        if (same(one_to_him[i], code)) {
            return "information_unavailable";
        }
    }
    return same(code, "held") ? "pending" : code;
}

const char *provision_text(const char *code)
{
    static const ju_word texts[] = {
        {"provision_unknown", "保留中の照会ではありません。"},
        {"purpose_missing", "利用目的を記載してください。"},
        {"text_too_long", "入力された項目が長すぎます。"},
        {"not_checked", "送信内容の再確認が済んでいません。"},
        {"same_person", "確認者と承認者は別の職員でなければなりません。"},
        {"supervisor_needed", "上長の承認が必要です。"},
        {"content_changed", "確認後に内容が変わりました。もう一度確認してください。"},
        {"document_missing", "依頼文の文書番号を記載してください。"},
        {"persons_not_distinct", "操作者・承認者・立会者は別の職員でなければなりません。"},
        {"person_unknown", "該当する宛名番号の記録がありません。"},
        {"question_missing", "照会の内容を記載してください。"},
        {"copy_missing", "提供できる副本がありません。"},
        {"not_disclosed", "不開示が設定されています。"},
        {"certificate_expired", "照会者の証明書の有効期間が過ぎています。"},
    };
    const char *common = ju_approval_refusal_text(code);
    return ju_word_of(texts, sizeof texts / sizeof texts[0], code,
                      common == NULL ? "番号法の定める提供に当たりません。" : common);
}
