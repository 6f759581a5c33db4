#include "services/resident/move_in.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;

bool move_in_is_special(const submit *entry)
{
    bool of_certificate = false;
    for (size_t i = 0; i < entry->n_person; i++) {
        of_certificate = of_certificate || entry->person[i]->certificate_place != 0;
    }
    return of_certificate || *entry->move_ref != '\0' || entry->presented_code != NULL || entry->by_card;
}

/* Nobody of the certificate twice. */
static bool is_first_of_place(const submit *entry, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (entry->person[i]->certificate_place == entry->person[at]->certificate_place) {
            return false;
        }
    }
    return true;
}

static bool is_certified(const move_in_case *known, size_t at)
{
    int32_t place = known->entry->person[at]->certificate_place;
    if (place < 1 || (size_t)place > known->certificate->n_person || !is_first_of_place(known->entry, at)) {
        return false;
    }
    const entry_numbers *certified = &known->certified[place - 1];
    return strcmp(certified->resident_code, known->numbers[at].resident_code) == 0 &&
           strcmp(certified->individual_number, known->numbers[at].individual_number) == 0;
}

static bool check_card(const move_in_case *known, refusal *ret)
{
    const Juki__Resident__V1__IdentityCheck *shown = known->entry->identity_check;
    if (shown == NULL || shown->method != JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NUMBER_CARD ||
        *known->presented_code == '\0') {
        return refuse(ret, "card_needed", "presented_code");
    }
    for (size_t i = 0; i < known->entry->n_person; i++) {
        if (strcmp(known->numbers[i].resident_code, known->presented_code) == 0) {
            return true;
        }
    }
    return refuse(ret, "card_mismatch", "presented_code");
}

bool move_in_check(const move_in_case *known, refusal *ret)
{
    if (known->entry->by_card) {
        return true;
    }
    if (*known->entry->move_ref == '\0') {
        return refuse(ret, "item_required", "move_ref");
    }
    if (known->certificate == NULL) {
        return refuse(ret, "certificate_missing", "move_ref");
    }
    for (size_t i = 0; i < known->entry->n_person; i++) {
        if (!is_certified(known, i)) {
            return refuse(ret, "certificate_differs", "person");
        }
    }
    return check_card(known, ret);
}

bool move_out_by_card_fits(const submit *entry, Juki__Resident__V1__PersonRecord *const *named, refusal *ret)
{
    for (size_t i = 0; entry->by_card && i < entry->n_person; i++) {
        if (named[i]->resident_code == NULL || named[i]->individual_number == NULL) {
            return refuse(ret, "number_missing", "person");
        }
    }
    return true;
}
