#include "services/identity/flag.h"

#include <string.h>

static const Juki__Identity__V1__RecordFlag FORBIDDEN =
    JUKI__IDENTITY__V1__RECORD_FLAG__RECORD_FLAG_UPDATE_FORBIDDEN;
static const Juki__Identity__V1__RecordFlag EXCLUSIVE =
    JUKI__IDENTITY__V1__RECORD_FLAG__RECORD_FLAG_EXCLUSIVE;

bool record_held_by_another(const record_flags *flags, const char *operator_id)
{
    return *flags->exclusive_operator != '\0' && strcmp(flags->exclusive_operator, operator_id) != 0;
}

static bool is_set(const record_flags *flags, Juki__Identity__V1__RecordFlag flag)
{
    return flag == FORBIDDEN ? flags->update_forbidden : *flags->exclusive_operator != '\0';
}

static records_refusal check(const Juki__Identity__V1__SetRecordFlag *act, const record_flags *flags)
{
    if (act->operator_ == NULL || *act->operator_->operator_id == '\0') {
        return (records_refusal){"operator_missing", "operator"};
    }
    if (*act->purpose == '\0') {
        return (records_refusal){"purpose_missing", "purpose"};
    }
    if (act->flag != FORBIDDEN && act->flag != EXCLUSIVE) {
        return (records_refusal){"flag_unknown", "flag"};
    }
    if (!flags->found) {
        return (records_refusal){"record_unknown", "register_ref"};
    }
    if (record_held_by_another(flags, act->operator_->operator_id)) {
        return (records_refusal){"exclusive", "register_ref"};
    }
    return is_set(flags, act->flag) == (act->set != 0) ? (records_refusal){"flag_unchanged", "flag"}
                                                       : (records_refusal){0};
}

bool record_flag_set(const Juki__Identity__V1__SetRecordFlag *act, record_flags *flags,
                     records_refusal *ret_why)
{
    *ret_why = check(act, flags);
    if (ret_why->code != NULL) {
        return false;
    }
    if (act->flag == FORBIDDEN) {
        flags->update_forbidden = act->set;
    } else {
        flags->exclusive_operator = act->set ? act->operator_->operator_id : "";
    }
    flags->recovery_update_number++;
    return true;
}
