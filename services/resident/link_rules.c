#include "services/resident/link_rules.h"

#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Resident__V1__ResidenceNotice notice;

static bool begins(const char *text, const char *with, size_t length)
{
    return length > 0 && strncmp(text, with, length) == 0;
}

/* 札幌市中央区 is of 札幌市; 市 also ends other names, as of 四日市市. */
static size_t city_length(const char *municipality)
{
    static const char city[] = "市";
    static const char ward[] = "区";
    size_t length = strlen(municipality);
    const char *found = strstr(municipality, city);
    size_t end = length < sizeof ward - 1 ? length : length - (sizeof ward - 1);
    if (found == NULL || strcmp(municipality + end, ward) != 0) {
        return length;
    }
    return (size_t)(found - municipality) + sizeof city - 1;
}

bool domicile_is_here(const record *person)
{
    const Juki__Common__V1__Address *here = person->address;
    const char *domicile = person->registered_domicile;
    if (here == NULL || *domicile == '\0') {
        return false;
    }
    if (*person->registered_domicile_code != '\0' &&
        strcmp(person->registered_domicile_code, here->municipality_code) == 0) {
        return true;
    }
    size_t prefecture = strlen(here->prefecture);
    if (begins(domicile, here->prefecture, prefecture)) {
        domicile += prefecture;
    }
    return begins(domicile, here->municipality, city_length(here->municipality));
}

bool annex_follows(const reason *why, bool new_address)
{
    if (why->rule == REASON_RULE_ENTER || why->rule == REASON_RULE_BIRTH || why->rule == REASON_RULE_MOVE ||
        why->rule == REASON_RULE_CANCEL || strcmp(why->code, "naturalization_enter") == 0) {
        return true;
    }
    return new_address || strcmp(why->code, "overseas_move_out") == 0 ||
           strcmp(why->code, "official_delete") == 0;
}

Juki__Resident__V1__NoticeLaw notice_law(const reason *why)
{
    bool residence =
        why->basis == REASON_BY_NOTICE && (why->rule == REASON_RULE_ENTER || why->rule == REASON_RULE_MOVE);
    return residence ? JUKI__RESIDENT__V1__NOTICE_LAW__NOTICE_LAW_BOTH
                     : JUKI__RESIDENT__V1__NOTICE_LAW__NOTICE_LAW_RESIDENTS;
}

bool same_written_date(const Juki__Common__V1__WrittenDate *a, const Juki__Common__V1__WrittenDate *b)
{
    return a != NULL && b != NULL && strcmp(a->date, b->date) == 0 && a->uncertain == b->uncertain &&
           strcmp(a->written, b->written) == 0;
}

static bool says_what_changed(const notice *n)
{
    return *n->new_name != '\0' || *n->new_nationality != '\0' || n->new_birth_date != NULL ||
           n->new_foreign_stay != NULL || n->new_sex != JUKI__COMMON__V1__SEX__SEX_UNSPECIFIED;
}

bool residence_notice_fits(const notice *n, const record *person, refusal *ret)
{
    if (person == NULL) {
        return refuse(ret, "person_unknown", "person_ref");
    }
    if (person->state != JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT) {
        return refuse(ret, "not_resident", "person_ref");
    }
    if (person->resident_kind != JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN) {
        return refuse(ret, "for_foreign", "person_ref");
    }
    if (strcmp(n->name, person->name) != 0) {
        return refuse(ret, "person_differs", "name");
    }
    if (!same_written_date(n->birth_date, person->birth_date)) {
        return refuse(ret, "person_differs", "birth_date");
    }
    if (*n->change_date == '\0') {
        return refuse(ret, "item_required", "change_date");
    }
    switch (n->kind) {
    case JUKI__RESIDENT__V1__RESIDENCE_NOTICE_KIND__RESIDENCE_NOTICE_KIND_AMEND:
        return says_what_changed(n) ? true : refuse(ret, "nothing_changed", "kind");
    case JUKI__RESIDENT__V1__RESIDENCE_NOTICE_KIND__RESIDENCE_NOTICE_KIND_END:
        return !says_what_changed(n) ? true : refuse(ret, "item_not_allowed", "kind");
    default:
        return refuse(ret, "item_required", "kind");
    }
}
