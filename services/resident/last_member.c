/* 世帯主不在となる場合の処理 (j490): the one who stays alone becomes 世帯主 ex officio, in the change that
 * leaves him so. */
#include "services/resident/decide.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;

#define FLAG "last_becomes_head"

static bool become_head(decision_frame *d, const record *last)
{
    record *after = stack_on(d, last);
    if (after == NULL) {
        return false;
    }
    after->reason = (char *)(uintptr_t)REASON_HEAD_CHANGE;
    after->relationship = (char *)(uintptr_t)HOUSEHOLD_HEAD;
    d->result->follower[d->result->follower_count++] = after;
    return true;
}

bool decide_last_member(decision_frame *d)
{
    const change_facts *facts = d->facts;
    if (!facts->entry->last_becomes_head) {
        return true;
    }
    /* ISO dates compare as text; who leaves on a day ahead is 世帯主 until then */
    if (strcmp(facts->entry->change_date, facts->today) > 0) {
        return refuse(d->refused, "date_not_reached", FLAG);
    }
    for (size_t i = 0; i < facts->entry->n_person; i++) {
        const record *before = facts->named[i];
        const record *last = NULL;
        bool was_head = before != NULL && strcmp(before->relationship, HOUSEHOLD_HEAD) == 0;
        if (was_head && left_without_head(d, before->household_number, &last) == 1 && !become_head(d, last)) {
            return false;
        }
    }
    return d->result->follower_count > 0 ? true : refuse(d->refused, "last_member", FLAG);
}
