#include "services/resident/two_persons.h"

#include <string.h>

bool two_persons_may(const Juki__Common__V1__Operator *who, Juki__Resident__V1__Decision decision,
                     const char *entered_by, const char *approved_by, refusal *why)
{
    if (who == NULL || *who->operator_id == '\0') {
        return refuse(why, "operator_missing", "operator");
    }
    bool enterer = strcmp(who->operator_id, entered_by) == 0;
    if (decision == JUKI__RESIDENT__V1__DECISION__DECISION_WITHDRAW) {
        return enterer ? true : refuse(why, "not_enterer", "operator");
    }
    if (enterer) {
        return refuse(why, "same_person", "operator");
    }
    if (strcmp(who->operator_id, approved_by) == 0) {
        return refuse(why, "same_reviewer", "operator");
    }
    return decision != JUKI__RESIDENT__V1__DECISION__DECISION_UNSPECIFIED
               ? true
               : refuse(why, "item_required", "decision");
}
