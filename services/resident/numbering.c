/* Changes of 個人番号 and 住民票コード that ask for the number (j870 - j900, j1130). */
#include "services/resident/numbering.h"

#include <string.h>

static const number_kind NONE = JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_UNSPECIFIED;
static const number_kind BOTH = JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_BOTH;
static const number_kind NUMBER = JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_INDIVIDUAL_NUMBER;
static const number_kind CODE = JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_RESIDENT_CODE;

number_kind number_asked(const Juki__Resident__V1__SubmitChange *entry)
{
    const struct {
        const char *reason;
        number_kind kind;
    } asks[] = {
        {"number_change", NUMBER}, {"number_correction", NUMBER}, {"number_recorded", BOTH},
        {"code_change", CODE},     {"code_recorded", CODE},
    };
    for (size_t i = 0; i < entry->n_person; i++) {
        if (entry->person[i]->individual_number != NULL || entry->person[i]->resident_code != NULL) {
            return NONE;
        }
    }
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
        if (strcmp(entry->reason, asks[i].reason) == 0) {
            return asks[i].kind;
        }
    }
    return NONE;
}

bool number_request_fits(const decision_frame *d)
{
    number_kind kind = number_asked(d->facts->entry);
    if (kind == NONE) {
        return true;
    }
    if (d->facts->entry->n_person != 1) {
        return refuse(d->refused, "number_one_person", "person");
    }
    const Juki__Resident__V1__PersonRecord *person = d->facts->named[0];
    bool numbered = person->individual_number != NULL;
    bool coded = person->resident_code != NULL;
    bool records = strcmp(d->facts->entry->reason, "code_recorded") == 0;
    if (kind == BOTH) {
        return !numbered ? true : refuse(d->refused, "item_there", "individual_number");
    }
    if (records) {
        return !coded ? true : refuse(d->refused, "item_there", "resident_code");
    }
    if (!coded) {
        return refuse(d->refused, "item_absent", "resident_code");
    }
    return numbered || kind == CODE ? true : refuse(d->refused, "item_absent", "individual_number");
}
