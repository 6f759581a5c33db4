#include "services/resident/change.h"

#include "services/resident/decide.h"
#include "services/resident/move_out.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Common__V1__Address address;

static const Juki__Resident__V1__PersonState RESIDENT =
    JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;

static const Juki__Resident__V1__PersonState DEAD = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD;

bool is_current(const record *person)
{
    return person != NULL && person->state == RESIDENT;
}

bool is_foreign(const record *person)
{
    return person->resident_kind == JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
}

bool same_address(const address *a, const address *b)
{
    return strcmp(a->municipality_code, b->municipality_code) == 0 && strcmp(a->town, b->town) == 0 &&
           strcmp(a->number, b->number) == 0 && strcmp(a->building, b->building) == 0;
}

const record *member_of(const change_facts *facts, const char *household_number)
{
    for (size_t i = 0; i < facts->member_count; i++) {
        if (strcmp(facts->member[i]->household_number, household_number) == 0) {
            return facts->member[i];
        }
    }
    return NULL;
}

record *stack_on(decision_frame *d, const record *before)
{
    const submit *entry = d->facts->entry;
    record *after = ju_arena_alloc(d->arena, sizeof *after);
    if (after == NULL) {
        (void)refuse(d->refused, NULL, "");
        return NULL;
    }
    if (before != NULL) {
        *after = *before;
    } else {
        juki__resident__v1__person_record__init(after);
    }
    after->history_number++;
    after->reason = entry->reason;
    after->change_date = entry->change_date;
    after->change_date_written = entry->change_date_written;
    after->notified_date = entry->notified_date;
    after->processed_date = (char *)(uintptr_t)d->facts->today;
    after->change_id = entry->change_id;
    after->operator_id = entry->operator_->operator_id;
    after->terminal_id = entry->operator_->terminal_id;
    return after;
}

record *stack(decision_frame *d, size_t at)
{
    record *after = stack_on(d, d->facts->named[at]);
    d->result->record[at] = after;
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
    after->resident_kind = person->resident_kind;
    after->nationality = person->nationality;
    after->former_name = person->former_name;
    after->former_name_kana = person->former_name_kana;
    after->alias = person->alias;
    after->alias_kana = person->alias_kana;
    after->foreign_stay = person->foreign_stay;
    after->name_kanji = person->name_kanji;
    after->registered_domicile_code = person->registered_domicile_code;
    after->last_registered_address = person->last_registered_address;
    after->alien_registered = person->alien_registered;
    after->under_guardianship = person->under_guardianship;
}

/* A person who enters: with the old 宛名番号 when struck off before (再転入, j600), else with a new one.
 * Numbers that the entry does not give stay as they were. */
static record *enter(decision_frame *d, size_t at)
{
    const person_entry *person = d->facts->entry->person[at];
    record *after = stack(d, at);
    if (after == NULL) {
        return NULL;
    }
    if (d->facts->named[at] == NULL) {
        after->addressee_number = (char *)(uintptr_t)d->numbers->addressee_number[at];
        after->register_ref = (char *)(uintptr_t)d->numbers->register_ref[at];
    }
    take_items(after, person);
    carry_names_over(d->why, d->facts->named[at], after);
    if (!kana_confirmed_after(d, NULL, person->kana_confirmed, after)) {
        return NULL;
    }
    after->state = RESIDENT;
    after->individual_number = person->individual_number != NULL ? NULL : after->individual_number;
    after->resident_code = person->resident_code != NULL ? NULL : after->resident_code;
    after->destination = NULL;
    after->move_out = NULL;
    after->household_number = (char *)(uintptr_t)d->result->household_number;
    return after;
}

size_t heads_after(const decision_frame *d, bool *ret_empty)
{
    const change_facts *facts = d->facts;
    const char *household_number = d->result->household_number;
    record *const *after = d->result->record;
    size_t heads = 0;
    *ret_empty = true;
    for (size_t i = 0; i < facts->member_count; i++) {
        const record *member = facts->member[i];
        bool leaves = false;
        for (size_t p = 0; p < facts->entry->n_person; p++) {
            leaves |= strcmp(after[p]->addressee_number, member->addressee_number) == 0;
        }
        if (!leaves && strcmp(member->household_number, household_number) == 0) {
            heads += strcmp(member->relationship, HOUSEHOLD_HEAD) == 0;
            *ret_empty = false;
        }
    }
    for (size_t p = 0; p < facts->entry->n_person; p++) {
        heads += strcmp(after[p]->relationship, HOUSEHOLD_HEAD) == 0;
    }
    return heads;
}

bool heads_are_right(const decision_frame *d)
{
    bool starts_empty = false;
    size_t heads = heads_after(d, &starts_empty);
    return heads == 1 || (heads == 0 && !starts_empty) ? true
                                                       : refuse(d->refused, "household_head", "relationship");
}

static bool may_enter(const decision_frame *d, const record *named)
{
    if (is_current(named)) {
        return refuse(d->refused, "already_resident", "individual_number");
    }
    return named == NULL || named->state != DEAD ? true
                                                 : refuse(d->refused, "person_dead", "individual_number");
}

static bool decide_enter(decision_frame *d)
{
    const submit *entry = d->facts->entry;
    bool joins = *entry->household_number != '\0';
    const record *host = joins ? member_of(d->facts, entry->household_number) : NULL;
    if (joins && host == NULL) {
        return refuse(d->refused, "household_unknown", "household_number");
    }
    if (joins && !same_address(host->address, entry->address)) {
        return refuse(d->refused, "household_unknown", "address");
    }
    d->result->household_number = joins ? entry->household_number : d->numbers->household_number;
    for (size_t i = 0; i < entry->n_person; i++) {
        if (*entry->person[i]->addressee_number != '\0' && d->facts->named[i] == NULL) {
            return refuse(d->refused, "person_unknown", "addressee_number");
        }
        if (!may_enter(d, d->facts->named[i])) {
            return false;
        }
        record *after = enter(d, i);
        if (after == NULL) {
            return false;
        }
        after->address = entry->address;
        after->previous_address = entry->previous_address;
        since_change(after);
        since_given(entry->person[i], after);
        if (!acting_head_there(d, host, after)) {
            return false;
        }
    }
    return heads_are_right(d);
}

static bool decide_birth(decision_frame *d)
{
    const submit *entry = d->facts->entry;
    const record *parent = member_of(d->facts, entry->household_number);
    if (parent == NULL) {
        return refuse(d->refused, "household_unknown", "household_number");
    }
    d->result->household_number = entry->household_number;
    for (size_t i = 0; i < entry->n_person; i++) {
        record *after = enter(d, i);
        if (after == NULL) {
            return false;
        }
        after->address = parent->address;
        after->change_date_written = entry->person[i]->birth_date->written; /* 異動日 is the birth date */
        after->acting_head = parent->acting_head;
        since_change(after);
    }
    return heads_are_right(d);
}

bool all_current(const decision_frame *d)
{
    for (size_t i = 0; i < d->facts->entry->n_person; i++) {
        if (!is_current(d->facts->named[i])) {
            return refuse(d->refused, "not_resident", "addressee_number");
        }
    }
    return true;
}

bool whole_household(const change_facts *facts)
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

/* A household that stays together keeps its 事実上の世帯主. */
static bool move_acting_head(const decision_frame *d, const record *host, record *after)
{
    if (host == NULL && whole_household(d->facts)) {
        acting_head_given(d, after);
        return true;
    }
    return acting_head_there(d, host, after);
}

static bool decide_move(decision_frame *d)
{
    const change_facts *facts = d->facts;
    const submit *entry = facts->entry;
    bool joins = *entry->household_number != '\0';
    if (!all_current(d)) {
        return false;
    }
    const record *host = joins ? member_of(facts, entry->household_number) : NULL;
    if (joins && (host == NULL || !same_address(host->address, entry->address))) {
        return refuse(d->refused, "household_unknown", "household_number");
    }
    d->result->household_number = joins                    ? entry->household_number
                                  : whole_household(facts) ? facts->named[0]->household_number
                                                           : d->numbers->household_number;
    for (size_t i = 0; i < entry->n_person; i++) {
        const person_entry *person = entry->person[i];
        if (same_address(facts->named[i]->address, entry->address)) {
            return refuse(d->refused, "same_address", "address");
        }
        record *after = stack(d, i);
        if (after == NULL) {
            return false;
        }
        after->address = entry->address;
        after->address_since = entry->change_date;
        after->address_since_written = entry->change_date_written;
        after->household_number = (char *)(uintptr_t)d->result->household_number;
        after->relationship = *person->relationship != '\0' ? person->relationship : after->relationship;
        if (!move_acting_head(d, host, after)) {
            return false;
        }
    }
    return heads_are_right(d);
}

static Juki__Resident__V1__PersonState state_after(const reason *why)
{
    switch (why->after) {
    case REASON_STATE_MOVED_OUT:
        return JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT;
    case REASON_STATE_DEAD:
        return DEAD;
    default:
        return JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DELETED;
    }
}

/* The planned day and place stay beside what the other municipality will confirm (j680). */
static bool note_plan(decision_frame *d)
{
    const submit *entry = d->facts->entry;
    for (size_t i = 0; i < entry->n_person; i++) {
        if (move_out_is_planned(d->facts->named[i])) {
            return refuse(d->refused, "move_out_planned", "addressee_number");
        }
        Juki__Resident__V1__MoveOut *planned = ju_arena_alloc(d->arena, sizeof *planned);
        if (planned == NULL) {
            return refuse(d->refused, NULL, "");
        }
        juki__resident__v1__move_out__init(planned);
        planned->planned_date = entry->change_date;
        planned->change_id = entry->change_id;
        d->result->record[i]->move_out = planned;
    }
    return true;
}

/* Who is to leave on a day ahead remains a resident until then, and the others hear of it then (j50, j480).
 */
static void plan_ahead(decision_frame *d)
{
    const submit *entry = d->facts->entry;
    if (d->why->after != REASON_STATE_MOVED_OUT || strcmp(entry->change_date, d->facts->today) <= 0) {
        return; /* ISO dates compare as text */
    }
    for (size_t i = 0; i < entry->n_person; i++) {
        d->result->record[i]->state = RESIDENT;
        d->result->untold[i] = true;
    }
}

static bool decide_delete(decision_frame *d)
{
    const submit *entry = d->facts->entry;
    if (!all_current(d)) {
        return false;
    }
    d->result->household_number = d->facts->named[0]->household_number;
    for (size_t i = 0; i < entry->n_person; i++) {
        record *after = stack(d, i);
        if (after == NULL) {
            return false;
        }
        after->state = state_after(d->why);
        after->destination = entry->destination;
        after->move_out = NULL;
    }
    return d->why->after != REASON_STATE_MOVED_OUT || note_plan(d);
}

/* 日本人のみ, 外国人のみ (j210); and a number belongs to one person. */
static bool persons_fit(const decision_frame *d)
{
    reason_applies applies = d->why->applies_to;
    for (size_t i = 0; i < d->facts->entry->n_person; i++) {
        const record *named = d->facts->named[i];
        if (is_current(named) && applies == REASON_FOR_JAPANESE && is_foreign(named)) {
            return refuse(d->refused, "for_japanese", "reason");
        }
        if (is_current(named) && applies == REASON_FOR_FOREIGN && !is_foreign(named)) {
            return refuse(d->refused, "for_foreign", "reason");
        }
        if (d->facts->taken != NULL && d->facts->taken[i]) {
            return refuse(d->refused, "number_in_use", "person");
        }
    }
    return true;
}

static bool decide_by_rule(decision_frame *d)
{
    static bool (*const rules[])(decision_frame *) = {
        [REASON_RULE_ENTER] = decide_enter,   [REASON_RULE_BIRTH] = decide_birth,
        [REASON_RULE_PAIR] = decide_pair,     [REASON_RULE_RESTATE] = decide_restate,
        [REASON_RULE_CANCEL] = decide_cancel, [REASON_RULE_DELETE] = decide_delete,
        [REASON_RULE_DERIVED] = NULL,         [REASON_RULE_MOVE] = decide_move,
        [REASON_RULE_ITEMS] = decide_items,   [REASON_RULE_HOUSEHOLD] = decide_household,
    };
    return d->why == NULL || rules[d->why->rule] == NULL ? refuse(d->refused, "reason_unknown", "reason")
                                                         : persons_fit(d) && rules[d->why->rule](d);
}

bool change_decide(const change_facts *facts, const change_numbers *numbers, ju_arena *arena,
                   change_result *ret_result, refusal *ret_refusal)
{
    size_t n = facts->entry->n_person;
    decision_frame d = {.facts = facts,
                        .numbers = numbers,
                        .why = reason_find(facts->entry->reason),
                        .arena = arena,
                        .result = ret_result,
                        .refused = ret_refusal};
    *ret_refusal = (refusal){0};
    *ret_result = (change_result){.record = ju_arena_alloc(arena, n * sizeof(record *)),
                                  .struck = ju_arena_alloc(arena, n * sizeof(record *)),
                                  .untold = ju_arena_alloc(arena, n * sizeof(bool)),
                                  .follower = ju_arena_alloc(arena, n * sizeof(record *))};
    if (ret_result->record == NULL || ret_result->struck == NULL || ret_result->untold == NULL ||
        ret_result->follower == NULL) {
        return refuse(ret_refusal, NULL, "");
    }
    if (!decide_by_rule(&d) || !decide_last_member(&d) || !change_unrestrained(&d) || !alerts_confirmed(&d)) {
        return false;
    }
    plan_ahead(&d);
    return true;
}
