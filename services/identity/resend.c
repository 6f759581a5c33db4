#include "services/identity/resend.h"

#include "services/identity/rule.h"

#include <string.h>

static records_refusal check_reason(const char *before, const char *after)
{
    identity_effect old_effect;
    identity_effect new_effect;
    if (!identity_effect_of(after, &new_effect) || !identity_effect_of(before, &old_effect)) {
        return (records_refusal){"reason_unknown", "reason"};
    }
    if (strcmp(before, after) == 0) {
        return (records_refusal){"reason_unchanged", "reason"};
    }
    return identity_same_kind(old_effect, new_effect) ? (records_refusal){0}
                                                      : (records_refusal){"reason_other_effect", "reason"};
}

records_refusal resend_check(const Juki__Identity__V1__ResendNotice *wish, const resend_facts *facts)
{
    if (wish->operator_ == NULL || *wish->operator_->operator_id == '\0') {
        return (records_refusal){"operator_missing", "operator"};
    }
    if (*wish->purpose == '\0') {
        return (records_refusal){"purpose_missing", "purpose"};
    }
    if (!facts->found) {
        return (records_refusal){"notice_unknown", "event_id"};
    }
    if (*facts->exclusive_operator != '\0' &&
        strcmp(facts->exclusive_operator, wish->operator_->operator_id) != 0) {
        return (records_refusal){"exclusive", "event_id"};
    }
    return facts->latest ? check_reason(facts->reason, wish->reason)
                         : (records_refusal){"notice_not_latest", "event_id"};
}

bool notice_has_kana(const char *since, const char *today)
{
    return *since != '\0' && strcmp(since, today) <= 0;
}
