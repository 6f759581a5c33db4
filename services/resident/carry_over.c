/* 旧氏 and 通称 of who left for abroad and comes back (j70). Within the country they come with the
 * 転出証明書. */
#include "services/resident/decide.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;

/* The latest row tells: whoever was a resident elsewhere in between does not come from abroad. */
static bool left_for_abroad(const record *before)
{
    return before != NULL && strcmp(before->reason, "overseas_move_out") == 0;
}

void carry_names_over(const reason *why, const record *before, record *after)
{
    if (strcmp(why->code, "overseas_move_in") != 0 || !left_for_abroad(before)) {
        return;
    }
    if (is_foreign(after) && *after->alias == '\0') {
        after->alias = before->alias;
        after->alias_kana = before->alias_kana;
    }
    if (!is_foreign(after) && *after->former_name == '\0') {
        after->former_name = before->former_name;
        after->former_name_kana = before->former_name_kana;
    }
}
