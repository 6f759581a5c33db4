/* 事実上の世帯主 (j740): who acts as 世帯主 without being a resident, as a member of foreign forces or the
 * head of a children's home. An item of the household, kept with each of its members. */
#include "services/resident/decide.h"

typedef Juki__Resident__V1__PersonRecord record;

bool acting_head_there(const decision_frame *d, const record *host, record *after)
{
    if (host != NULL && d->facts->entry->acting_head != NULL) {
        return refuse(d->refused, "household_incomplete", "acting_head");
    }
    after->acting_head = host != NULL ? host->acting_head : d->facts->entry->acting_head;
    return true;
}

void acting_head_given(const decision_frame *d, record *after)
{
    if (d->facts->entry->acting_head != NULL) {
        after->acting_head = d->facts->entry->acting_head;
    }
}
