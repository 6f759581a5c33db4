#include "services/resident/destination.h"

#include "services/resident/entry.h"

#include "common/base/uuid7.h"
#include "common/text/date.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitDestination submit;

static bool named_once(const submit *entry, refusal *ret)
{
    if (entry->n_addressee_number == 0) {
        return refuse(ret, "persons_missing", "addressee_number");
    }
    if (entry->n_addressee_number > ENTRY_PERSONS_MAX) {
        return refuse(ret, "persons_too_many", "addressee_number");
    }
    for (size_t i = 0; i < entry->n_addressee_number; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(entry->addressee_number[i], entry->addressee_number[j]) == 0) {
                return refuse(ret, "person_twice", "addressee_number");
            }
        }
    }
    return true;
}

/* Anywhere in the country, in the municipality, too; complete enough for the post. */
static bool place_is_good(const Juki__Common__V1__Address *place, refusal *ret)
{
    if (place == NULL || *place->postal_code == '\0' || *place->prefecture == '\0' ||
        *place->municipality == '\0' || *place->town == '\0') {
        return refuse(ret, "item_required", "place");
    }
    return entry_place_outside(place, false, "place", "", ret);
}

static bool end_is_good(const submit *entry, const char *today, refusal *ret)
{
    ju_date ignored;
    bool good = *entry->end_date == '\0' ||
                (ju_date_parse(entry->end_date, &ignored) && strcmp(entry->end_date, today) >= 0);
    return good ? true : refuse(ret, "date_invalid", "end_date");
}

static bool set_is_good(const submit *entry, const Juki__Common__V1__Address *place, const char *today,
                        refusal *ret)
{
    if (entry->ground == JUKI__RESIDENT__V1__DESTINATION_GROUND__DESTINATION_GROUND_UNSPECIFIED) {
        return refuse(ret, "item_required", "ground");
    }
    return named_once(entry, ret) && place_is_good(place, ret) && end_is_good(entry, today, ret);
}

bool destination_entry_check(const submit *entry, const Juki__Common__V1__Address *place, const char *today,
                             refusal *ret)
{
    const Juki__Common__V1__Operator *who = entry->operator_;
    if (who == NULL || *who->operator_id == '\0' || *who->terminal_id == '\0') {
        return refuse(ret, "operator_missing", "operator");
    }
    if (*entry->reason == '\0') {
        return refuse(ret, "item_required", "reason");
    }
    switch (entry->act) {
    case JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_SET:
        return set_is_good(entry, place, today, ret);
    case JUKI__RESIDENT__V1__DESTINATION_ACT__DESTINATION_ACT_LIFT:
        return ju_uuid_valid(entry->designation_id) ? true : refuse(ret, "item_required", "designation_id");
    default:
        return refuse(ret, "item_required", "act");
    }
}

bool destination_stands(const submit *entry, const char *today)
{
    return *entry->end_date == '\0' || strcmp(entry->end_date, today) >= 0;
}
