#include "services/resident/entry_items.h"

#include "services/resident/entry.h"

#include "common/code/code.h"
#include "common/text/text.h"
#include "common/text/written_date.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;

/* Items that an entry can empty: an absent field says nothing. */
static const char *const CLEARABLE[] = {"name_kanji",       "acting_head",        "last_registered_address",
                                        "alien_registered", "under_guardianship", NULL};

bool entry_clears(const submit *entry, const char *item)
{
    for (size_t i = 0; i < entry->n_cleared; i++) {
        if (strcmp(entry->cleared[i], item) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_cleared(const submit *entry, const reason *why, refusal *ret)
{
    for (size_t i = 0; i < entry->n_cleared; i++) {
        const char *item = entry->cleared[i];
        if (!reason_allows(CLEARABLE, item) ||
            (!reason_allows(why->person_items, item) && !reason_allows(why->change_items, item))) {
            return refuse(ret, "item_not_allowed", "cleared");
        }
    }
    return entry->acting_head == NULL || !entry_clears(entry, "acting_head")
               ? true
               : refuse(ret, "item_not_allowed", "cleared");
}

static bool check_acting_head(const Juki__Resident__V1__ActingHead *head, refusal *ret)
{
    if (head == NULL) {
        return true;
    }
    if (*head->name == '\0') {
        return refuse(ret, "item_required", "acting_head");
    }
    if (*head->name_kana != '\0' && !ju_text_is_katakana_name(head->name_kana)) {
        return refuse(ret, "kana_invalid", "acting_head");
    }
    return entry_widths_fit(&head->base, ret);
}

static bool check_since(const Juki__Common__V1__WrittenDate *day, const char *item, const char *today,
                        refusal *ret)
{
    if (day == NULL) {
        return true;
    }
    if (ju_written_date_check(item, day->date, day->uncertain, day->written, NULL) != JU_OK) {
        return refuse(ret, "date_invalid", item);
    }
    /* ISO dates compare as text */
    return strcmp(day->date, today) <= 0 ? true : refuse(ret, "date_in_future", item);
}

bool entry_domicile_fits(const char *domicile, const char *code, refusal *ret)
{
    bool nowhere = *domicile == '\0' || strcmp(domicile, "なし") == 0 || strcmp(domicile, "不明") == 0;
    return *code == '\0' || !nowhere ? true : refuse(ret, "item_required", "registered_domicile");
}

static bool check_domicile(const person_entry *person, bool enters, refusal *ret)
{
    const char *code = person->registered_domicile_code;
    if (*code != '\0' && !ju_code_valid(JU_CODE_MUNICIPALITY, code)) {
        return refuse(ret, "check_digit", "registered_domicile_code");
    }
    return (!enters && *person->registered_domicile == '\0') ||
           entry_domicile_fits(person->registered_domicile, code, ret);
}

/* An item is given or emptied, not both. */
static bool gives_what_it_clears(const submit *entry, const person_entry *person)
{
    return (*person->name_kanji != '\0' && entry_clears(entry, "name_kanji")) ||
           (*person->last_registered_address != '\0' && entry_clears(entry, "last_registered_address")) ||
           (person->alien_registered != NULL && entry_clears(entry, "alien_registered")) ||
           (person->under_guardianship && entry_clears(entry, "under_guardianship"));
}

/* 外国人登録法 ended with this day. */
static const char ALIEN_REGISTRATION_END[] = "2012-07-08";

static bool check_foreign_days(const person_entry *person, bool enters, const char *today, refusal *ret)
{
    bool foreign = person->resident_kind == JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
    if (enters && !foreign && person->foreign_resident_since != NULL) {
        return refuse(ret, "kind_item", "foreign_resident_since");
    }
    if (enters && !foreign && person->alien_registered != NULL) {
        return refuse(ret, "kind_item", "alien_registered");
    }
    if (!check_since(person->foreign_resident_since, "foreign_resident_since", today, ret) ||
        !check_since(person->alien_registered, "alien_registered", today, ret)) {
        return false;
    }
    /* ISO dates compare as text */
    return person->alien_registered == NULL ||
                   strcmp(person->alien_registered->date, ALIEN_REGISTRATION_END) <= 0
               ? true
               : refuse(ret, "date_invalid", "alien_registered");
}

static bool check_person(const submit *entry, const reason *why, const person_entry *person,
                         const char *today, refusal *ret)
{
    bool enters = why->rule == REASON_RULE_ENTER || why->rule == REASON_RULE_BIRTH;
    if (enters && *person->name_kanji != '\0' && *person->name == '\0') {
        return refuse(ret, "item_required", "name");
    }
    if (gives_what_it_clears(entry, person)) {
        return refuse(ret, "item_not_allowed", "cleared");
    }
    return check_domicile(person, enters, ret) &&
           check_since(person->resident_since, "resident_since", today, ret) &&
           check_since(person->address_since, "address_since", today, ret) &&
           check_foreign_days(person, enters, today, ret);
}

bool entry_items_check(const submit *entry, const reason *why, const char *today, refusal *ret)
{
    if (!check_cleared(entry, why, ret) || !check_acting_head(entry->acting_head, ret)) {
        return false;
    }
    for (size_t i = 0; i < entry->n_person; i++) {
        if (!check_person(entry, why, entry->person[i], today, ret)) {
            return false;
        }
    }
    return true;
}
