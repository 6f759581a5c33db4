#include "services/delivery/rule.h"

#include "common/base/uuid7.h"
#include "common/code/code.h"
#include "common/text/address.h"
#include "common/text/date.h"
#include "common/text/text.h"

#include <string.h>

static ju_rc check_required(const Juki__Delivery__V1__DeliveryRecord *record, ju_err *err)
{
    const struct {
        const char *item;
        bool there;
    } required[] = {
        {"delivery_number", *record->delivery_number != '\0'},
        {"destination", record->destination != NULL},
        {"address", record->address != NULL},
        {"birth_date", record->birth_date != NULL},
    };
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (!required[i].there) {
            return ju_reject(err, "item_missing", required[i].item, "%s is absent", required[i].item);
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

static ju_rc check_items(const Juki__Delivery__V1__DeliveryRecord *record, ju_err *err)
{
    const struct {
        const char *item;
        bool good;
    } items[] = {
        {"change_id", ju_uuid_valid(record->change_id)},
        {"municipality_code", ju_code_valid(JU_CODE_MUNICIPALITY, record->municipality_code)},
        {"person_count", record->person_count > 0},
        {"processed_date", *record->processed_date != '\0' && is_date_or_empty(record->processed_date)},
        {"name_external_characters",
         counts(record->name_external_characters, ju_text_external_count(record->name))},
        {"destination_external_characters",
         counts(record->destination_external_characters, ju_address_external_count(record->destination))},
        {"destination_name_external_characters", counts(record->destination_name_external_characters,
                                                        ju_text_external_count(record->destination_name))},
        {"address_external_characters",
         counts(record->address_external_characters, ju_address_external_count(record->address))},
        {"stay_until", is_date_or_empty(record->stay_until)},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (!items[i].good) {
            return ju_reject(err, "item_invalid", items[i].item, "%s has not the form it must have",
                             items[i].item);
        }
    }
    return JU_OK;
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

ju_rc delivery_check(const Juki__Delivery__V1__DeliveryRecord *record, ju_err *err)
{
    JU_TRY(check_required(record, err));
    JU_TRY(check_items(record, err));
    JU_TRY(check_sealed(record->resident_code, "resident_code", err));
    return check_sealed(record->individual_number, "individual_number", err);
}
