#include "services/identity/rule.h"

#include "common/base/uuid7.h"
#include "common/code/code.h"
#include "common/text/date.h"
#include "common/text/text.h"
#include "common/text/written_date.h"

#include <string.h>

bool identity_effect_of(const char *reason, identity_effect *ret)
{
    static const struct {
        const char *reason;
        identity_effect effect;
    } table[] = {
        {"domestic_move_in", IDENTITY_ENTER},
        {"overseas_move_in", IDENTITY_ENTER},
        {"birth", IDENTITY_ENTER},
        {"official_enter", IDENTITY_ENTER},
        {"cancel_enter", IDENTITY_ENTER},
        {"move_within", IDENTITY_MOVE_WITHIN},
        {"domestic_move_out", IDENTITY_LEAVE},
        {"overseas_move_out", IDENTITY_LEAVE},
        {"death", IDENTITY_LEAVE},
        {"official_delete", IDENTITY_LEAVE},
        {"cancel_delete", IDENTITY_LEAVE},
        {"naturalization_enter", IDENTITY_AMEND},
        {"nationality_loss_enter", IDENTITY_AMEND},
        {"rewrite_enter", IDENTITY_AMEND},
        {"recreate_enter", IDENTITY_AMEND},
        {"minor_correction", IDENTITY_AMEND},
        {"official_correction", IDENTITY_AMEND},
        {"error_correction", IDENTITY_AMEND},
        {"number_change", IDENTITY_NUMBER},
        {"number_correction", IDENTITY_NUMBER},
        {"number_recorded", IDENTITY_NUMBER},
        {"household_split", IDENTITY_HOUSEHOLD},
        {"household_merge", IDENTITY_HOUSEHOLD},
        {"household_change", IDENTITY_HOUSEHOLD},
        {"head_change", IDENTITY_HOUSEHOLD},
        {"former_name_record", IDENTITY_AMEND},
        {"former_name_change", IDENTITY_AMEND},
        {"former_name_delete", IDENTITY_AMEND},
        {"alias_record", IDENTITY_AMEND},
        {"alias_delete", IDENTITY_AMEND},
        {"cancel_amend", IDENTITY_AMEND},
        {"code_change", IDENTITY_RENUMBER},
        {"code_recorded", IDENTITY_RENUMBER},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].reason, reason) == 0) {
            *ret = table[i].effect;
            return true;
        }
    }
    return false;
}

static ju_rc check_required(const Juki__Resident__V1__IdentityChanged *changed, ju_err *err)
{
    const struct {
        const char *item;
        bool there;
    } required[] = {
        {"register_ref", *changed->register_ref != '\0'},
        {"birth_date", changed->birth_date != NULL},
        {"address", changed->address != NULL},
        {"reason", *changed->reason != '\0'},
        {"change_date", *changed->change_date != '\0'},
    };
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (!required[i].there) {
            return ju_reject(err, "item_missing", required[i].item, "%s is absent", required[i].item);
        }
    }
    return JU_OK;
}

static bool is_day_or_absent(const char *text)
{
    ju_date ignored;
    return *text == '\0' || ju_date_parse(text, &ignored);
}

static bool is_kana_or_absent(const char *text)
{
    return *text == '\0' || ju_text_is_katakana_name(text);
}

static bool is_postal_code_or_absent(const char *text)
{
    size_t length = strspn(text, "0123456789");
    return text[length] == '\0' && (length == 0 || length == 7);
}

static ju_rc check_items(const Juki__Resident__V1__IdentityChanged *changed, ju_err *err)
{
    const struct {
        const char *item;
        bool good;
    } items[] = {
        {"change_id", ju_uuid_valid(changed->change_id)},
        {"name_kana", is_kana_or_absent(changed->name_kana)},
        {"former_name_kana", is_kana_or_absent(changed->former_name_kana)},
        {"address.municipality_code",
         ju_code_valid(JU_CODE_MUNICIPALITY, changed->address->municipality_code)},
        {"sex",
         protobuf_c_enum_descriptor_get_value(&juki__common__v1__sex__descriptor, (int)changed->sex) != NULL},
        {"address.postal_code", is_postal_code_or_absent(changed->address->postal_code)},
        {"change_date", is_day_or_absent(changed->change_date)},
        {"resident_code_since", is_day_or_absent(changed->resident_code_since)},
        {"notified_date", is_day_or_absent(changed->notified_date)},
        {"resident_since", is_day_or_absent(changed->resident_since)},
        {"address_since", is_day_or_absent(changed->address_since)},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (!items[i].good) {
            return ju_reject(err, "item_invalid", items[i].item, "%s has not the form it must have",
                             items[i].item);
        }
    }
    return ju_written_date_check("birth_date", changed->birth_date->date, changed->birth_date->uncertain,
                                 changed->birth_date->written, err);
}

ju_rc identity_check_form(const Juki__Resident__V1__IdentityChanged *changed, const char *key,
                          identity_effect *ret_effect, ju_err *err)
{
    JU_TRY(check_required(changed, err));
    if (strcmp(changed->register_ref, key) != 0) {
        return ju_reject(err, "key_mismatch", "register_ref", "the message stands under another key");
    }
    if (!identity_effect_of(changed->reason, ret_effect)) {
        return ju_reject(err, "reason_unknown", "reason", "this version does not know the reason");
    }
    return check_items(changed, err);
}

static bool same_day(const Juki__Common__V1__WrittenDate *a, const Juki__Common__V1__WrittenDate *b)
{
    return strcmp(a->date, b->date) == 0 && a->uncertain == b->uncertain &&
           strcmp(a->written, b->written) == 0;
}

/*
 * 転居 may change 住所, 郵便番号, 大字・字コード and 住所を定めた日, and 続柄, because the person may join
 * another household (standard 転居); a change of households keeps the address (j720); a new 個人番号 is
 * nothing else. Whatever tells of the change itself differs always.
 */
static ju_rc check_same(identity_effect effect, const identity_record *record,
                        const identity_numbers *numbers, const identity_known *known, ju_err *err)
{
    const identity_record *before = known->record;
    const struct {
        const char *item;
        bool same;
    } items[] = {
        {"individual_number", effect == IDENTITY_NUMBER || memcmp(numbers->number_index, known->number_index,
                                                                  JU_BLIND_INDEX_BYTES) == 0},
        {"name", strcmp(record->name, before->name) == 0},
        {"name_kana", strcmp(record->name_kana, before->name_kana) == 0},
        {"birth_date", same_day(record->birth_date, before->birth_date)},
        {"sex", record->sex == before->sex},
        {"address", effect == IDENTITY_MOVE_WITHIN || strcmp(record->address, before->address) == 0},
        {"resident_since", strcmp(record->resident_since, before->resident_since) == 0},
        {"former_name", strcmp(record->former_name, before->former_name) == 0 &&
                            strcmp(record->former_name_kana, before->former_name_kana) == 0},
        {"previous_address",
         strcmp(record->previous_municipality_code, before->previous_municipality_code) == 0 &&
             strcmp(record->previous_address, before->previous_address) == 0},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (!items[i].same) {
            return ju_reject(err, "item_changed", items[i].item,
                             "%s differs, but the reason does not change it", items[i].item);
        }
    }
    return JU_OK;
}

static int kind_of(identity_effect effect)
{
    if (effect == IDENTITY_ENTER || effect == IDENTITY_LEAVE) {
        return (int)effect;
    }
    return IDENTITY_AMEND;
}

bool identity_same_kind(identity_effect a, identity_effect b)
{
    return kind_of(a) == kind_of(b);
}

ju_rc identity_check_flags(const identity_known *known, ju_err *err)
{
    if (known->update_forbidden) {
        return ju_reject(err, "update_forbidden", "register_ref", "updates of this record are forbidden");
    }
    return known->exclusive
               ? ju_reject(err, "exclusive", "register_ref", "an operator has this record in hand")
               : JU_OK;
}

void identity_carry(const identity_known *known, identity_record *record)
{
    if (known->found) {
        record->recovery_update_number = known->record->recovery_update_number;
        record->resident_code_since = *record->resident_code_since == '\0'
                                          ? known->record->resident_code_since
                                          : record->resident_code_since;
    }
}

ju_rc identity_check_known(identity_effect effect, const identity_record *record, const char *register_ref,
                           const identity_numbers *numbers, const identity_known *known, ju_err *err)
{
    bool current = known->found && known->record->current;
    bool may_be_new = effect == IDENTITY_ENTER || effect == IDENTITY_RENUMBER;
    if (effect == IDENTITY_ENTER && current) {
        return ju_reject(err, "already_current", "reason", "the person is a resident already");
    }
    if (may_be_new && !known->found) {
        return JU_OK;
    }
    if (effect != IDENTITY_ENTER && !current) {
        return ju_reject(err, "not_current", "reason", "the file holds no resident of this code");
    }
    if (strcmp(known->register_ref, register_ref) != 0) {
        return ju_reject(err, "register_ref", "register_ref",
                         "the code belongs to another record of the register");
    }
    bool keeps_items =
        effect == IDENTITY_MOVE_WITHIN || effect == IDENTITY_HOUSEHOLD || effect == IDENTITY_NUMBER;
    return keeps_items ? check_same(effect, record, numbers, known, err) : JU_OK;
}

ju_rc identity_check_renumbered(const char *register_ref, const identity_known *known,
                                const identity_known *replaced, ju_err *err)
{
    if (!replaced->found || !replaced->record->current) {
        return ju_reject(err, "not_current", "old_resident_code",
                         "the file holds no resident of the old code");
    }
    if (strcmp(replaced->register_ref, register_ref) != 0) {
        return ju_reject(err, "register_ref", "old_resident_code",
                         "the old code belongs to another record of the register");
    }
    bool once_his = known->found && !known->record->current && strcmp(known->register_ref, register_ref) == 0;
    return !known->found || once_his
               ? JU_OK
               : ju_reject(err, "already_current", "resident_code", "the new code is somebody's");
}
