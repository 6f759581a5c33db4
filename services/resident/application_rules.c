/* オンライン転出届 (seed 002, flow 1-①): what an application must be before it is entered for review. */
#include "services/resident/application_rules.h"

#include "services/resident/link_rules.h"

#include "common/text/date.h"

#include <string.h>

typedef Juki__Resident__V1__MoveOutApplication application;
typedef Juki__Resident__V1__PersonRecord record;

bool application_fits(const application *a, const char *key, const char *municipality, const char *today,
                      refusal *ret)
{
    ju_date now;
    ju_date made;
    ju_date moves;
    if (strcmp(a->application_id, key) != 0) {
        return refuse(ret, "application_mismatch", "application_id");
    }
    if (strcmp(a->municipality_code, municipality) != 0) {
        return refuse(ret, "address_outside", "municipality_code");
    }
    if (!ju_date_parse(a->signed_date, &made) || !ju_date_parse(today, &now)) {
        return refuse(ret, "date_invalid", "signed_date");
    }
    int age_days = ju_date_days_between(made, now);
    if (age_days < 0 || age_days > APPLICATION_DAYS) {
        return refuse(ret, "application_expired", "signed_date");
    }
    if (!ju_date_parse(a->move_date, &moves)) {
        return refuse(ret, "date_invalid", "move_date");
    }
    if (a->destination == NULL || a->individual_number == NULL) {
        return refuse(ret, "item_required", a->destination == NULL ? "destination" : "individual_number");
    }
    return a->n_member <= APPLICATION_MEMBERS_MAX ? true : refuse(ret, "persons_too_many", "member");
}

static record *find_member(const Juki__Resident__V1__MovingMember *wanted, record *const *household,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(household[i]->name, wanted->name) == 0 &&
            same_written_date(household[i]->birth_date, wanted->birth_date)) {
            return household[i];
        }
    }
    return NULL;
}

static bool among(const record *person, record *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == person) {
            return true;
        }
    }
    return false;
}

bool application_persons(const application *a, record *applicant, const char *signer_name,
                         const char *signer_birth_date, record *const *household, size_t household_count,
                         record **ret_moving, refusal *ret)
{
    if (applicant == NULL) {
        return refuse(ret, "person_unknown", "individual_number");
    }
    if (applicant->state != JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT) {
        return refuse(ret, "not_resident", "individual_number");
    }
    if (strcmp(applicant->name, signer_name) != 0 || applicant->birth_date == NULL ||
        strcmp(applicant->birth_date->date, signer_birth_date) != 0) {
        return refuse(ret, "person_differs", "cms");
    }
    ret_moving[0] = applicant;
    for (size_t i = 0; i < a->n_member; i++) {
        record *member = find_member(a->member[i], household, household_count);
        if (member == NULL || strcmp(member->household_number, applicant->household_number) != 0) {
            return refuse(ret, "member_unknown", "member");
        }
        if (among(member, ret_moving, i + 1)) {
            return refuse(ret, "person_twice", "member");
        }
        ret_moving[i + 1] = member;
    }
    return true;
}
