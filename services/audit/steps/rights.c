#include "services/audit/steps/rights.h"

#include "common/event/topic_names.h"
#include "juki/audit/v1/right.pb-c.h"

#include <string.h>

static char *value(const register_case *of, const char *item)
{
    return (char *)(uintptr_t)register_value(of, item);
}

ju_rc rights_opened(ju_ctx *ctx, const char *case_id, const register_case *now, ju_err *err)
{
    Juki__Audit__V1__StaffRevoked told = JUKI__AUDIT__V1__STAFF_REVOKED__INIT;
    if (strcmp(now->name, REGISTER_REVOCATION) != 0 ||
        strcmp(value(now, "kind"), REGISTER_BACKUP_PLACE) == 0) { /* which no door knows */
        return JU_OK;
    }
    told.revocation_id = (char *)(uintptr_t)case_id;
    told.kind = value(now, "kind");
    told.value = value(now, "value");
    return ju_emit(ctx, JU_TOPIC_STAFF_RIGHT, told.value, &told.base, NULL, err);
}

static ju_rc tell_terminals(ju_ctx *ctx, const char *case_id, const register_case *now, ju_err *err)
{
    Juki__Audit__V1__TerminalSet told = JUKI__AUDIT__V1__TERMINAL_SET__INIT;
    told.registration_id = (char *)(uintptr_t)case_id;
    told.terminals = value(now, "terminals");
    told.department = value(now, "department");
    told.place = value(now, "place");
    told.begins_on = value(now, "begins_on");
    told.ends_on = value(now, "until");
    return ju_emit(ctx, JU_TOPIC_STAFF_RIGHT, case_id, &told.base, NULL, err);
}

static ju_rc tell_grant(ju_ctx *ctx, const char *case_id, const register_case *now, ju_err *err)
{
    Juki__Audit__V1__GrantSet told = JUKI__AUDIT__V1__GRANT_SET__INIT;
    told.grant_id = (char *)(uintptr_t)case_id;
    told.person = value(now, "staff");
    told.person_class = value(now, "class");
    told.affair = value(now, "affair");
    told.department = value(now, "department");
    told.roles = value(now, "roles");
    told.place = value(now, "place");
    told.begins_on = value(now, "begins_on");
    told.ends_on = value(now, "until");
    return ju_emit(ctx, JU_TOPIC_STAFF_RIGHT, told.person, &told.base, NULL, err);
}

ju_rc rights_closed(ju_ctx *ctx, const char *case_id, const register_case *now, ju_err *err)
{
    return strcmp(now->name, REGISTER_GRANT) == 0      ? tell_grant(ctx, case_id, now, err)
           : strcmp(now->name, REGISTER_TERMINAL) == 0 ? tell_terminals(ctx, case_id, now, err)
                                                       : JU_OK;
}
