#include "services/resident/change.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Common__V1__Address address;

static const Juki__Resident__V1__PersonState RESIDENT =
    JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;

static const Juki__Resident__V1__PersonState DEAD = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD;

#define HEAD "世帯主"

static bool is_current(const record *person)
{
    return person != NULL && person->state == RESIDENT;
}

static bool same_address(const address *a, const address *b)
{
    return strcmp(a->municipality_code, b->municipality_code) == 0 && strcmp(a->town, b->town) == 0 &&
           strcmp(a->number, b->number) == 0 && strcmp(a->building, b->building) == 0;
}

static const record *member_of(const change_facts *facts, const char *household_number)
{
    for (size_t i = 0; i < facts->member_count; i++) {
        if (strcmp(facts->member[i]->household_number, household_number) == 0) {
            return facts->member[i];
        }
    }
    return NULL;
}

/* The row every change stacks: what was, with the marks of this change. */
static record *stack(const change_facts *facts, const record *before, ju_arena *arena)
{
    record *after = ju_arena_alloc(arena, sizeof *after);
    if (after == NULL) {
        return NULL;
    }
    if (before != NULL) {
        *after = *before;
    } else {
        juki__resident__v1__person_record__init(after);
    }
    after->history_number++;
    after->reason = facts->entry->reason;
    after->change_date = facts->entry->change_date;
    after->notified_date = facts->entry->notified_date;
    after->processed_date = (char *)(uintptr_t)facts->today;
    after->change_id = facts->entry->change_id;
    after->operator_id = facts->entry->operator_->operator_id;
    after->terminal_id = facts->entry->operator_->terminal_id;
    return after;
}

static void take_items(record *after, const person_entry *person)
{
    after->name = person->name;
    after->name_kana = person->name_kana;
    after->birth_date = person->birth_date;
    after->sex = person->sex;
    after->relationship = person->relationship;
    after->registered_domicile = person->registered_domicile;
    after->family_register_head = person->family_register_head;
}

/* A person who enters: with the old 宛名番号 when struck off before (再転入, j600), else with a new one. */
static record *enter(const change_facts *facts, const change_numbers *numbers, size_t at, ju_arena *arena)
{
    const record *before = facts->named[at];
    record *after = stack(facts, before, arena);
    if (after == NULL) {
        return NULL;
    }
    if (before == NULL) {
        after->addressee_number = (char *)(uintptr_t)numbers->addressee_number[at];
        after->register_ref = (char *)(uintptr_t)numbers->register_ref[at];
    }
    take_items(after, facts->entry->person[at]);
    after->state = RESIDENT;
    after->individual_number = NULL;
    after->resident_code = NULL;
    after->destination = NULL;
    after->resident_since = facts->entry->change_date;
    after->address_since = facts->entry->change_date;
    return after;
}

/* How many 世帯主 a household has after the change: its remaining members and the persons of the entry. */
static size_t count_heads(const change_facts *facts, const char *household_number, record *const *after,
                          bool *ret_empty)
{
    size_t heads = 0;
    *ret_empty = true;
    for (size_t i = 0; i < facts->member_count; i++) {
        const record *member = facts->member[i];
        bool leaves = false;
        for (size_t p = 0; p < facts->entry->n_person; p++) {
            leaves |= strcmp(after[p]->addressee_number, member->addressee_number) == 0;
        }
        if (!leaves && strcmp(member->household_number, household_number) == 0) {
            heads += strcmp(member->relationship, HEAD) == 0;
            *ret_empty = false;
        }
    }
    for (size_t p = 0; p < facts->entry->n_person; p++) {
        heads += strcmp(after[p]->relationship, HEAD) == 0;
    }
    return heads;
}

/* Nobody may become a second 世帯主; a new household starts with exactly one. A household that lost its head
 * may stay without (j100). */
static bool heads_are_right(const change_facts *facts, const char *household_number, record *const *after,
                            refusal *ret)
{
    bool starts_empty = false;
    size_t heads = count_heads(facts, household_number, after, &starts_empty);
    return heads == 1 || (heads == 0 && !starts_empty) ? true : refuse(ret, "household_head", "relationship");
}

static bool decide_move_in(const change_facts *facts, const change_numbers *numbers, ju_arena *arena,
                           change_result *result, refusal *ret)
{
    const submit *entry = facts->entry;
    bool joins = *entry->household_number != '\0';
    const record *host = joins ? member_of(facts, entry->household_number) : NULL;
    if (joins && host == NULL) {
        return refuse(ret, "household_unknown", "household_number");
    }
    if (joins && !same_address(host->address, entry->address)) {
        return refuse(ret, "household_unknown", "address");
    }
    result->household_number = joins ? entry->household_number : numbers->household_number;
    for (size_t i = 0; i < entry->n_person; i++) {
        if (is_current(facts->named[i])) {
            return refuse(ret, "already_resident", "individual_number");
        }
        if (facts->named[i] != NULL && facts->named[i]->state == DEAD) {
            return refuse(ret, "person_dead", "individual_number");
        }
        record *after = result->record[i] = enter(facts, numbers, i, arena);
        if (after == NULL) {
            return refuse(ret, NULL, "");
        }
        after->household_number = (char *)(uintptr_t)result->household_number;
        after->address = entry->address;
        after->previous_address = entry->previous_address;
    }
    return heads_are_right(facts, result->household_number, result->record, ret);
}

static bool decide_birth(const change_facts *facts, const change_numbers *numbers, ju_arena *arena,
                         change_result *result, refusal *ret)
{
    const submit *entry = facts->entry;
    const record *parent = member_of(facts, entry->household_number);
    if (parent == NULL) {
        return refuse(ret, "household_unknown", "household_number");
    }
    result->household_number = entry->household_number;
    for (size_t i = 0; i < entry->n_person; i++) {
        record *after = result->record[i] = enter(facts, numbers, i, arena);
        if (after == NULL) {
            return refuse(ret, NULL, "");
        }
        after->household_number = entry->household_number;
        after->address = parent->address;
    }
    return heads_are_right(facts, entry->household_number, result->record, ret);
}

static bool all_current(const change_facts *facts, refusal *ret)
{
    for (size_t i = 0; i < facts->entry->n_person; i++) {
        if (!is_current(facts->named[i])) {
            return refuse(ret, "not_resident", "addressee_number");
        }
    }
    return true;
}

/* Whether the persons of the entry are all the members of the one household they belong to. */
static bool whole_household(const change_facts *facts)
{
    const char *household = facts->named[0]->household_number;
    size_t members = 0;
    for (size_t i = 0; i < facts->member_count; i++) {
        members += strcmp(facts->member[i]->household_number, household) == 0;
    }
    for (size_t i = 0; i < facts->entry->n_person; i++) {
        if (strcmp(facts->named[i]->household_number, household) != 0) {
            return false;
        }
    }
    return members == facts->entry->n_person;
}

static bool decide_move_within(const change_facts *facts, const change_numbers *numbers, ju_arena *arena,
                               change_result *result, refusal *ret)
{
    const submit *entry = facts->entry;
    bool joins = *entry->household_number != '\0';
    if (!all_current(facts, ret)) {
        return false;
    }
    const record *host = joins ? member_of(facts, entry->household_number) : NULL;
    if (joins && (host == NULL || !same_address(host->address, entry->address))) {
        return refuse(ret, "household_unknown", "household_number");
    }
    bool whole = whole_household(facts);
    result->household_number = joins   ? entry->household_number
                               : whole ? facts->named[0]->household_number
                                       : numbers->household_number;
    for (size_t i = 0; i < entry->n_person; i++) {
        const person_entry *person = entry->person[i];
        if (same_address(facts->named[i]->address, entry->address)) {
            return refuse(ret, "same_address", "address");
        }
        record *after = result->record[i] = stack(facts, facts->named[i], arena);
        if (after == NULL) {
            return refuse(ret, NULL, "");
        }
        after->address = entry->address;
        after->address_since = entry->change_date;
        after->household_number = (char *)(uintptr_t)result->household_number;
        after->relationship = *person->relationship != '\0' ? person->relationship : after->relationship;
    }
    return heads_are_right(facts, result->household_number, result->record, ret);
}

static bool decide_delete(const change_facts *facts, ju_arena *arena, int state, change_result *result,
                          refusal *ret)
{
    const submit *entry = facts->entry;
    if (!all_current(facts, ret)) {
        return false;
    }
    result->household_number = facts->named[0]->household_number;
    for (size_t i = 0; i < entry->n_person; i++) {
        record *after = result->record[i] = stack(facts, facts->named[i], arena);
        if (after == NULL) {
            return refuse(ret, NULL, "");
        }
        after->state = (Juki__Resident__V1__PersonState)state;
        after->destination = entry->destination;
    }
    return true;
}

static int state_after(const reason *why)
{
    switch (why->after) {
    case REASON_STATE_MOVED_OUT:
        return JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT;
    case REASON_STATE_DEAD:
        return DEAD;
    case REASON_STATE_DELETED:
        return JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DELETED;
    default:
        return RESIDENT;
    }
}

bool change_decide(const change_facts *facts, const change_numbers *numbers, ju_arena *arena,
                   change_result *ret_result, refusal *ret_refusal)
{
    const reason *why = reason_find(facts->entry->reason);
    *ret_refusal = (refusal){0};
    if (why == NULL) {
        return refuse(ret_refusal, "reason_unknown", "reason");
    }
    ret_result->record = ju_arena_alloc(arena, facts->entry->n_person * sizeof(record *));
    if (ret_result->record == NULL) {
        return refuse(ret_refusal, NULL, "");
    }
    switch (why->rule) {
    case REASON_RULE_ENTER:
        return decide_move_in(facts, numbers, arena, ret_result, ret_refusal);
    case REASON_RULE_BIRTH:
        return decide_birth(facts, numbers, arena, ret_result, ret_refusal);
    case REASON_RULE_MOVE:
        return decide_move_within(facts, numbers, arena, ret_result, ret_refusal);
    case REASON_RULE_DELETE:
        return decide_delete(facts, arena, state_after(why), ret_result, ret_refusal);
    default:
        return refuse(ret_refusal, "reason_unknown", "reason");
    }
}
