/* 世帯分離, 世帯合併, 世帯変更, 世帯主変更: the household and the 続柄 change, the address never (j720). */
#include "services/resident/decide.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;

static bool from_one_household(const decision_frame *d)
{
    const change_facts *facts = d->facts;
    for (size_t i = 1; i < facts->entry->n_person; i++) {
        if (strcmp(facts->named[i]->household_number, facts->named[0]->household_number) != 0) {
            return refuse(d->refused, "household_mixed", "person");
        }
    }
    return true;
}

/* The household that is joined is another one, at the same address. */
static bool may_join(const decision_frame *d)
{
    const change_facts *facts = d->facts;
    const char *target = facts->entry->household_number;
    const record *host = member_of(facts, target);
    if (host == NULL) {
        return refuse(d->refused, "household_unknown", "household_number");
    }
    if (strcmp(target, facts->named[0]->household_number) == 0) {
        return refuse(d->refused, "household_same", "household_number");
    }
    return same_address(host->address, facts->named[0]->address)
               ? true
               : refuse(d->refused, "household_elsewhere", "household_number");
}

/* 世帯主変更 names the whole household, because every 続柄 is one to the 世帯主 (j730). */
static bool head_changes(const decision_frame *d)
{
    const change_facts *facts = d->facts;
    if (!whole_household(facts)) {
        return refuse(d->refused, "household_incomplete", "person");
    }
    for (size_t i = 0; i < facts->entry->n_person; i++) {
        if (strcmp(facts->named[i]->relationship, HOUSEHOLD_HEAD) == 0 &&
            strcmp(facts->entry->person[i]->relationship, HOUSEHOLD_HEAD) == 0) {
            return refuse(d->refused, "head_unchanged", "relationship");
        }
    }
    return true;
}

/* Where the persons are after the change; NULL when it is refused. */
static const char *household_after(const decision_frame *d)
{
    const change_facts *facts = d->facts;
    const char *code = d->why->code;
    if (strcmp(code, REASON_HEAD_CHANGE) == 0) {
        return head_changes(d) ? facts->named[0]->household_number : NULL;
    }
    bool whole = whole_household(facts);
    if (strcmp(code, "household_split") == 0 && whole) {
        (void)refuse(d->refused, "household_whole", "person");
        return NULL;
    }
    if (strcmp(code, "household_merge") == 0 && !whole) {
        (void)refuse(d->refused, "household_incomplete", "person");
        return NULL;
    }
    if (strcmp(code, "household_split") == 0) {
        return d->numbers->household_number;
    }
    return may_join(d) ? facts->entry->household_number : NULL;
}

static bool take_acting_head(const decision_frame *d, record *after)
{
    if (strcmp(d->why->code, REASON_HEAD_CHANGE) == 0) {
        acting_head_given(d, after);
        return true;
    }
    return acting_head_there(d, member_of(d->facts, d->facts->entry->household_number), after);
}

bool decide_household(decision_frame *d)
{
    const change_facts *facts = d->facts;
    if (!all_current(d) || !from_one_household(d)) {
        return false;
    }
    d->result->household_number = household_after(d);
    if (d->result->household_number == NULL) {
        return false;
    }
    for (size_t i = 0; i < facts->entry->n_person; i++) {
        record *after = stack(d, i);
        if (after == NULL) {
            return false;
        }
        after->household_number = (char *)(uintptr_t)d->result->household_number;
        after->relationship = facts->entry->person[i]->relationship;
        if (!take_acting_head(d, after)) {
            return false;
        }
    }
    return heads_are_right(d);
}
