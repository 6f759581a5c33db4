#include "services/identity/record.h"

#include "common/text/address.h"
#include "common/text/text.h"

/* Items 4, 5, 11 and 18, which are made from others. Our reading of 清音化 keeps ー (common/text/text.h). */
static bool make_texts(const Juki__Resident__V1__IdentityChanged *changed, ju_arena *arena,
                       identity_record *record)
{
    record->name_kana = ju_text_hiragana(changed->name_kana, arena);
    record->name_kana_plain =
        record->name_kana == NULL
            ? NULL
            : ju_text_seion(record->name_kana, JU_SEION_VOICED | JU_SEION_SMALL | JU_SEION_SPACE, arena);
    record->address = ju_text_address(changed->address, arena);
    record->previous_address = ju_text_address(changed->previous_address, arena);
    return record->name_kana_plain != NULL && record->address != NULL && record->previous_address != NULL;
}

static void count_external(identity_record *record)
{
    record->name_external_characters = (int64_t)ju_text_external_count(record->name);
    record->address_external_characters = (int64_t)ju_text_external_count(record->address);
    record->previous_address_external_characters = (int64_t)ju_text_external_count(record->previous_address);
    record->has_external_characters = record->name_external_characters > 0 ||
                                      record->address_external_characters > 0 ||
                                      record->previous_address_external_characters > 0;
}

ju_rc identity_record_of(const Juki__Resident__V1__IdentityChanged *changed, bool current, ju_arena *arena,
                         identity_record *ret, ju_err *err)
{
    *ret = (identity_record){
        .name = changed->name,
        .birth_date = changed->birth_date->date,
        .birth_date_uncertain = changed->birth_date->uncertain,
        .birth_date_written = changed->birth_date->written,
        .sex = (int)changed->sex,
        .municipality_code = changed->address->municipality_code,
        .town_code = changed->address->town_code,
        .postal_code = changed->address->postal_code,
        .resident_since = changed->resident_since,
        .address_since = changed->address_since,
        .notified_date = changed->notified_date,
        .previous_municipality_code =
            changed->previous_address == NULL ? "" : changed->previous_address->municipality_code,
        .relationship = changed->relationship,
        .reason = changed->reason,
        .change_date = changed->change_date,
        .resident_code_since = changed->resident_code_since,
        .operator_id = changed->operator_id,
        .terminal_id = changed->terminal_id,
        .current = current,
    };
    if (!make_texts(changed, arena, ret)) {
        return ju_no_memory(err);
    }
    count_external(ret);
    return JU_OK;
}
