/* 異動の取消し (j980): a new row restores the state before; no row is taken away (invariant 5). */
#include "services/resident/decide.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;

/* 転出 is cancelled by 増 as well when it is planned only; what came after it, as a 転入通知, is part of it.
 */
static bool cancels_move_out(const decision_frame *d, size_t at)
{
    const record *now = d->facts->named[at];
    return now->move_out != NULL &&
           strcmp(now->move_out->change_id, d->facts->entry->cancelled_change_id) == 0;
}

/* Who became 世帯主 because the cancelled change left him alone (j490) goes back beside those whom it struck
 * off. */
static bool goes_back_beside(const decision_frame *d, const record *now, const record *before)
{
    bool beside = false;
    for (size_t i = 0; i < d->facts->entry->n_person; i++) {
        const record *other = d->facts->named[i];
        beside |= other != NULL && !is_current(other);
    }
    return beside && is_current(now) && is_current(before) && strcmp(now->reason, REASON_HEAD_CHANGE) == 0;
}

/* Only the latest change of a person can be cancelled; what it was tells which of the three reasons fits:
 * 増 brings back who was struck off, 減 takes out who came, 修正 changes neither. */
static bool may_cancel(const decision_frame *d, size_t at)
{
    const record *now = d->facts->named[at];
    const record *before = d->facts->before == NULL ? NULL : d->facts->before[at];
    if (now == NULL) {
        return refuse(d->refused, "person_unknown", "addressee_number");
    }
    bool of_move_out = cancels_move_out(d, at);
    if (!of_move_out && strcmp(now->change_id, d->facts->entry->cancelled_change_id) != 0) {
        return refuse(d->refused, "cancel_not_latest", "cancelled_change_id");
    }
    bool comes_back = of_move_out || !is_current(now) || goes_back_beside(d, now, before);
    const char *fitting = comes_back            ? "cancel_enter"
                          : !is_current(before) ? "cancel_delete"
                                                : "cancel_amend";
    return strcmp(fitting, d->why->code) == 0 ? true : refuse(d->refused, "cancel_reason_differs", "reason");
}

/* The items as before; numbers once given stay when the row before had none. */
static record *restore(decision_frame *d, size_t at)
{
    const record *before = d->facts->before == NULL ? NULL : d->facts->before[at];
    record *after = stack(d, at);
    if (after == NULL) {
        return NULL;
    }
    if (before == NULL) { /* the person came with the cancelled change: nothing to go back to */
        after->state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DELETED;
        return after;
    }
    const record marks = *after;
    *after = *before;
    after->history_number = marks.history_number;
    after->reason = marks.reason;
    after->change_date = marks.change_date;
    after->change_date_written = marks.change_date_written;
    after->notified_date = marks.notified_date;
    after->processed_date = marks.processed_date;
    after->change_id = marks.change_id;
    after->operator_id = marks.operator_id;
    after->terminal_id = marks.terminal_id;
    if (before->individual_number == NULL) {
        after->individual_number = marks.individual_number;
    }
    if (before->resident_code == NULL) {
        after->resident_code = marks.resident_code;
    }
    return after;
}

/* 転出取消. Before the day nothing but the plan goes, of which nobody had been told; afterwards the row
 * before is restored, and that may be younger than the plan. */
static record *cancel_move_out(decision_frame *d, size_t at)
{
    bool planned = is_current(d->facts->named[at]);
    record *after = planned ? stack(d, at) : restore(d, at);
    if (after != NULL) {
        after->move_out = NULL;
        after->destination = NULL;
        d->result->untold[at] = planned;
    }
    return after;
}

static bool is_of_entry(const decision_frame *d, const record *member)
{
    for (size_t i = 0; i < d->facts->entry->n_person; i++) {
        if (strcmp(d->result->record[i]->addressee_number, member->addressee_number) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the household is where the row says: the others of it tell, or else who is of it now and goes back
 * with it. */
static bool home_is_there(const decision_frame *d, const record *after)
{
    bool own = false;
    for (size_t i = 0; i < d->facts->member_count; i++) {
        const record *member = d->facts->member[i];
        if (strcmp(member->household_number, after->household_number) != 0) {
            continue;
        }
        if (!is_of_entry(d, member)) {
            return same_address(member->address, after->address);
        }
        own = true;
    }
    return own;
}

/* Back to the old household at the old address; where it is no more, to a new one there, of which somebody
 * who comes alone is 世帯主. */
static bool go_home(decision_frame *d, record *after)
{
    if (is_current(after) && !home_is_there(d, after)) {
        after->household_number = (char *)(uintptr_t)d->numbers->household_number;
        if (d->facts->entry->n_person == 1) {
            after->relationship = (char *)(uintptr_t)HOUSEHOLD_HEAD;
        }
    }
    if (d->result->household_number == NULL) {
        d->result->household_number = after->household_number;
    }
    return strcmp(d->result->household_number, after->household_number) == 0
               ? true
               : refuse(d->refused, "household_mixed", "person");
}

/* What stood before may have been a household without 世帯主 (j100); a new one has one. */
static bool heads_as_before(const decision_frame *d)
{
    bool ignored = false;
    size_t heads = heads_after(d, &ignored);
    bool anew = strcmp(d->result->household_number, d->numbers->household_number) == 0;
    return heads == 1 || (heads == 0 && !anew) ? true : refuse(d->refused, "household_head", "relationship");
}

static bool take_back(decision_frame *d, size_t at)
{
    const record *now = d->facts->named[at];
    const record *before = d->facts->before == NULL ? NULL : d->facts->before[at];
    if (!may_cancel(d, at)) {
        return false;
    }
    record *after = cancels_move_out(d, at) ? cancel_move_out(d, at) : restore(d, at);
    if (after != NULL && goes_back_beside(d, now, before)) {
        /* for him it is 修正: nobody may hear of a second 記載 */
        after->reason = (char *)(uintptr_t) "cancel_amend";
    }
    return after != NULL;
}

bool decide_cancel(decision_frame *d)
{
    for (size_t i = 0; i < d->facts->entry->n_person; i++) {
        if (!take_back(d, i)) {
            return false;
        }
    }
    for (size_t i = 0; i < d->facts->entry->n_person; i++) {
        if (!go_home(d, d->result->record[i])) {
            return false;
        }
    }
    return strcmp(d->why->code, "cancel_delete") == 0 || heads_as_before(d);
}
