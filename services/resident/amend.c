/* Changes of one person's items: 修正, 旧氏, 通称, numbers; the pairs 帰化 and 国籍喪失; 改製 and 再製. */
#include "services/resident/decide.h"
#include "services/resident/entry_items.h"
#include "services/resident/numbering.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Resident__V1__PersonEntry person_entry;

/* protobuf-c has its texts without const. */
#define NOTHING ((char *)(uintptr_t)protobuf_c_empty_string)

static char *or_before(char *given, char *before)
{
    return *given != '\0' ? given : before;
}

/* The code of a 本籍 says nothing about another one. */
static void take_domicile(record *after, const person_entry *given)
{
    if (*given->registered_domicile != '\0') {
        after->registered_domicile = given->registered_domicile;
        after->registered_domicile_code = given->registered_domicile_code;
    }
    after->registered_domicile_code =
        or_before(given->registered_domicile_code, after->registered_domicile_code);
}

/* What is given replaces what was. Numbers are sealed by the caller. */
static void take_given(record *after, const person_entry *given)
{
    after->name = or_before(given->name, after->name);
    after->name_kana = or_before(given->name_kana, after->name_kana);
    after->birth_date = given->birth_date != NULL ? given->birth_date : after->birth_date;
    after->sex = given->sex != JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED ? given->sex : after->sex;
    after->name_kanji = or_before(given->name_kanji, after->name_kanji);
    after->last_registered_address =
        or_before(given->last_registered_address, after->last_registered_address);
    after->alien_registered =
        given->alien_registered != NULL ? given->alien_registered : after->alien_registered;
    after->under_guardianship |= given->under_guardianship;
    take_domicile(after, given);
    since_given(given, after);
    after->family_register_head = or_before(given->family_register_head, after->family_register_head);
    after->nationality = or_before(given->nationality, after->nationality);
    after->former_name = or_before(given->former_name, after->former_name);
    after->former_name_kana = or_before(given->former_name_kana, after->former_name_kana);
    after->alias = or_before(given->alias, after->alias);
    after->alias_kana = or_before(given->alias_kana, after->alias_kana);
    after->foreign_stay = given->foreign_stay != NULL ? given->foreign_stay : after->foreign_stay;
}

/* 記載 needs none there, 変更 and 削除 need one (j70). */
static bool written_item_fits(const decision_frame *d, const record *before)
{
    const struct {
        const char *code;
        const char *item;
        const char *text;
        bool wanted;
    } rules[] = {
        {"former_name_record", "former_name", before->former_name, false},
        {"former_name_change", "former_name", before->former_name, true},
        {"former_name_delete", "former_name", before->former_name, true},
        {"alias_record", "alias", before->alias, false},
        {"alias_delete", "alias", before->alias, true},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        bool there = *rules[i].text != '\0';
        if (strcmp(d->why->code, rules[i].code) != 0 || there == rules[i].wanted) {
            continue;
        }
        return there ? refuse(d->refused, "item_there", rules[i].item)
                     : refuse(d->refused, "item_absent", rules[i].item);
    }
    return true;
}

static void clear_deleted(const decision_frame *d, record *after)
{
    if (strcmp(d->why->code, "former_name_delete") == 0) {
        after->former_name = after->former_name_kana = NOTHING;
    }
    if (strcmp(d->why->code, "alias_delete") == 0) {
        after->alias = after->alias_kana = NOTHING;
    }
}

static void clear_named(const Juki__Resident__V1__SubmitChange *entry, record *after)
{
    after->name_kanji = entry_clears(entry, "name_kanji") ? NOTHING : after->name_kanji;
    after->acting_head = entry_clears(entry, "acting_head") ? NULL : after->acting_head;
    after->last_registered_address =
        entry_clears(entry, "last_registered_address") ? NOTHING : after->last_registered_address;
    after->alien_registered = entry_clears(entry, "alien_registered") ? NULL : after->alien_registered;
    after->under_guardianship = entry_clears(entry, "under_guardianship") ? false : after->under_guardianship;
}

static bool same_since(const record *a, const record *b)
{
    return a->resident_since == b->resident_since && a->address_since == b->address_since &&
           a->foreign_resident_since == b->foreign_resident_since;
}

static bool same_items(const record *a, const record *b)
{
    return a->name == b->name && a->name_kana == b->name_kana && a->birth_date == b->birth_date &&
           a->sex == b->sex && a->registered_domicile == b->registered_domicile &&
           a->family_register_head == b->family_register_head && a->nationality == b->nationality &&
           a->former_name == b->former_name && a->former_name_kana == b->former_name_kana &&
           a->alias == b->alias && a->alias_kana == b->alias_kana && a->foreign_stay == b->foreign_stay &&
           a->address == b->address && a->previous_address == b->previous_address &&
           a->name_kanji == b->name_kanji && a->registered_domicile_code == b->registered_domicile_code &&
           a->acting_head == b->acting_head && same_since(a, b) && a->kana_confirmed == b->kana_confirmed &&
           a->last_registered_address == b->last_registered_address &&
           a->alien_registered == b->alien_registered && a->under_guardianship == b->under_guardianship;
}

/* j10, j20: what a foreign resident has no Japanese one gets, and the reverse. */
static bool kind_fits(const decision_frame *d, const record *before, const person_entry *given)
{
    bool foreign = is_foreign(before);
    const struct {
        const char *item;
        bool is_given;
        bool of_foreign;
    } items[] = {
        {"nationality", *given->nationality != '\0', true},
        {"foreign_stay", given->foreign_stay != NULL, true},
        {"name_kanji", *given->name_kanji != '\0', true},
        {"foreign_resident_since", given->foreign_resident_since != NULL, true},
        {"alien_registered", given->alien_registered != NULL, true},
        {"registered_domicile", *given->registered_domicile != '\0', false},
        {"family_register_head", *given->family_register_head != '\0', false},
        {"registered_domicile_code", *given->registered_domicile_code != '\0', false},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (items[i].is_given && items[i].of_foreign != foreign) {
            return refuse(d->refused, "kind_item", items[i].item);
        }
    }
    return true;
}

static bool gives_a_number(const person_entry *given)
{
    return given->individual_number != NULL || given->resident_code != NULL;
}

/* A corrected address, and who acts as 世帯主, hold for all who live there together. */
static bool together(const decision_frame *d)
{
    const Juki__Resident__V1__SubmitChange *entry = d->facts->entry;
    const char *item = entry->address != NULL                                             ? "address"
                       : entry->acting_head != NULL || entry_clears(entry, "acting_head") ? "acting_head"
                                                                                          : NULL;
    return item == NULL || whole_household(d->facts) ? true
                                                     : refuse(d->refused, "household_incomplete", item);
}

bool decide_items(decision_frame *d)
{
    const change_facts *facts = d->facts;
    if (!all_current(d) || !number_request_fits(d)) {
        return false;
    }
    bool asks_a_number =
        number_asked(facts->entry) != JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_UNSPECIFIED;
    d->result->household_number = facts->named[0]->household_number;
    for (size_t i = 0; i < facts->entry->n_person; i++) {
        const record *before = facts->named[i];
        const person_entry *given = facts->entry->person[i];
        if (!written_item_fits(d, before) || !kind_fits(d, before, given)) {
            return false;
        }
        record *after = stack(d, i);
        if (after == NULL) {
            return false;
        }
        take_given(after, given);
        acting_head_given(d, after);
        clear_deleted(d, after);
        clear_named(facts->entry, after);
        if (!kana_confirmed_after(d, before, given->kana_confirmed, after)) {
            return false;
        }
        if (!entry_domicile_fits(after->registered_domicile, after->registered_domicile_code, d->refused)) {
            return false;
        }
        after->address = facts->entry->address != NULL ? facts->entry->address : after->address;
        after->previous_address =
            facts->entry->previous_address != NULL ? facts->entry->previous_address : after->previous_address;
        if (same_items(before, after) && !gives_a_number(given) && !asks_a_number) {
            return refuse(d->refused, "nothing_changed", "person");
        }
    }
    return together(d);
}

/* The 消除 row that comes before the 記載 row of the same change. */
static bool strike_first(decision_frame *d, size_t at)
{
    record *struck = stack(d, at);
    if (struck == NULL) {
        return false;
    }
    struck->state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DELETED;
    struck->reason = (char *)(uintptr_t)reason_struck(d->why)->code;
    d->result->struck[at] = struck;
    return true;
}

/* j930, j940: what the 日本人 row does not take over from the 外国人 row, and 住民となった日. */
static void become_japanese(record *after)
{
    after->resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_JAPANESE;
    if (*after->foreign_resident_since != '\0') {
        after->resident_since = after->foreign_resident_since;
        after->resident_since_written = after->foreign_resident_since_written;
    }
    after->foreign_resident_since = after->foreign_resident_since_written = NOTHING;
    after->nationality = after->alias = after->alias_kana = after->name_kanji = NOTHING;
    after->foreign_stay = NULL;
    after->alien_registered = NULL;
}

/* j950 */
static void become_foreign(record *after)
{
    after->resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
    bool later = strcmp(after->change_date, after->resident_since) >= 0; /* ISO dates compare as text */
    after->foreign_resident_since = later ? after->change_date : after->resident_since;
    after->foreign_resident_since_written =
        later ? after->change_date_written : after->resident_since_written;
    after->registered_domicile = after->registered_domicile_code = after->family_register_head = NOTHING;
    after->former_name = after->former_name_kana = NOTHING;
}

/* The second row of a person whose first is struck. */
static record *enter_again(decision_frame *d, size_t at)
{
    if (!strike_first(d, at)) {
        return NULL;
    }
    record *after = stack(d, at);
    if (after != NULL) {
        after->history_number = d->result->struck[at]->history_number + 1;
    }
    return after;
}

bool decide_pair(decision_frame *d)
{
    const change_facts *facts = d->facts;
    if (!all_current(d)) {
        return false;
    }
    d->result->household_number = facts->named[0]->household_number;
    for (size_t i = 0; i < facts->entry->n_person; i++) {
        record *after = enter_again(d, i);
        if (after == NULL) {
            return false;
        }
        if (is_foreign(facts->named[i])) {
            become_japanese(after);
        } else {
            become_foreign(after);
        }
        take_given(after, facts->entry->person[i]);
        if (!kana_confirmed_after(d, facts->named[i], facts->entry->person[i]->kana_confirmed, after)) {
            return false;
        }
    }
    return true;
}

bool decide_restate(decision_frame *d)
{
    const change_facts *facts = d->facts;
    if (!all_current(d)) {
        return false;
    }
    d->result->household_number = facts->named[0]->household_number;
    for (size_t i = 0; i < facts->entry->n_person; i++) {
        if (enter_again(d, i) == NULL) {
            return false;
        }
    }
    return true;
}
