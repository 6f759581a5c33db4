#include "services/delivery/rule.h"

#include "common/base/uuid7.h"
#include "common/code/code.h"
#include "common/text/address.h"
#include "common/text/date.h"
#include "common/text/text.h"

#include <string.h>

typedef Juki__Delivery__V1__DeliveryRecord delivery_record;
typedef Juki__Delivery__V1__DeliveryPerson person_block;
typedef Juki__Delivery__V1__DeliveryPlace place;

/* An item and whether it is as it must be. */
typedef struct finding {
    const char *item;
    bool good;
} finding;

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

static ju_rc all_there(const finding *items, size_t count, ju_err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!items[i].good) {
            return ju_reject(err, "item_missing", items[i].item, "%s is absent", items[i].item);
        }
    }
    return JU_OK;
}

static ju_rc all_good(const finding *items, size_t count, ju_err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!items[i].good) {
            return ju_reject(err, "item_invalid", items[i].item, "%s has not the form it must have",
                             items[i].item);
        }
    }
    return JU_OK;
}

static bool counts(int32_t written, size_t found)
{
    return (int64_t)written == (int64_t)found;
}

static bool is_date_or_empty(const char *text)
{
    ju_date ignored;
    return *text == '\0' || ju_date_parse(text, &ignored);
}

static bool place_counts(const place *where)
{
    return where == NULL ||
           (counts(where->name_external_characters, ju_text_external_count(where->name)) &&
            counts(where->address_external_characters, ju_text_external_count(where->address)));
}

static bool all_different(const delivery_record *record)
{
    for (size_t i = 0; i < record->n_person; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(record->person[i]->register_ref, record->person[j]->register_ref) == 0) {
                return false;
            }
        }
    }
    return true;
}

static ju_rc check_addressee(const delivery_record *record, ju_err *err)
{
    const finding required[] = {{"delivery_number", *record->delivery_number != '\0'},
                                {"destination", record->destination != NULL}};
    JU_TRY(all_there(required, COUNT_OF(required), err));
    const finding items[] = {
        {"change_id", ju_uuid_valid(record->change_id)},
        {"municipality_code", ju_code_valid(JU_CODE_MUNICIPALITY, record->municipality_code)},
        {"person_count", record->n_person > 0 && counts(record->person_count, record->n_person)},
        {"register_ref", all_different(record)},
        {"processed_date", *record->processed_date != '\0' && is_date_or_empty(record->processed_date)},
        {"destination_external_characters",
         counts(record->destination_external_characters, ju_address_external_count(record->destination))},
        {"destination_name_external_characters", counts(record->destination_name_external_characters,
                                                        ju_text_external_count(record->destination_name))},
        {"office", place_counts(record->office)},
        {"issue_place", place_counts(record->issue_place)},
        {"card_place", place_counts(record->card_place)},
    };
    return all_good(items, COUNT_OF(items), err);
}

static ju_rc check_sealed(const Juki__Common__V1__Sealed *sealed, const char *item, ju_err *err)
{
    static const char audience[] = "card/";
    if (sealed == NULL) {
        return ju_reject(err, "item_missing", item, "%s is absent", item);
    }
    if (strncmp(sealed->key_id, audience, sizeof audience - 1) != 0) {
        return ju_reject(err, "seal_audience", item, "%s is not sealed to the card system", item);
    }
    return JU_OK;
}

static ju_rc check_person(const person_block *person, ju_err *err)
{
    const finding required[] = {{"register_ref", *person->register_ref != '\0'},
                                {"address", person->address != NULL},
                                {"birth_date", person->birth_date != NULL}};
    JU_TRY(all_there(required, COUNT_OF(required), err));
    const finding items[] = {
        {"name_external_characters",
         counts(person->name_external_characters, ju_text_external_count(person->name))},
        {"address_external_characters",
         counts(person->address_external_characters, ju_address_external_count(person->address))},
        {"stay_until", is_date_or_empty(person->stay_until)},
    };
    JU_TRY(all_good(items, COUNT_OF(items), err));
    JU_TRY(check_sealed(person->resident_code, "resident_code", err));
    return check_sealed(person->individual_number, "individual_number", err);
}

ju_rc delivery_check(const delivery_view *view, ju_err *err)
{
    JU_TRY(check_addressee(&view->record, err));
    for (size_t i = 0; i < view->record.n_person; i++) {
        JU_TRY(check_person(view->record.person[i], err));
    }
    return JU_OK;
}
