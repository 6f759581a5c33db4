#include "services/identity/record.h"

#include "common/text/address.h"
#include "common/text/text.h"

#include <string.h>

static bool read_step(const char *word, size_t length, unsigned *steps)
{
    static const struct {
        const char *word;
        unsigned step;
    } table[] = {
        {"voiced", JU_SEION_VOICED},
        {"small", JU_SEION_SMALL},
        {"space", JU_SEION_SPACE},
        {"long", JU_SEION_LONG},
        {"none", 0},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strlen(table[i].word) == length && memcmp(table[i].word, word, length) == 0) {
            *steps |= table[i].step;
            return true;
        }
    }
    return false;
}

bool identity_seion_steps(const char *list, unsigned *ret)
{
    *ret = 0;
    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        if (!read_step(list, length, ret)) {
            return false;
        }
        list += length;
        list += *list == ',';
    }
    return true;
}

/* Items 4, 5, 11, 18 and 39, which are made from others. */
static bool make_texts(const Juki__Resident__V1__IdentityChanged *changed, unsigned seion, ju_arena *arena,
                       identity_record *record)
{
    record->name_kana = ju_text_hiragana(changed->name_kana, arena);
    record->name_kana_plain =
        record->name_kana == NULL ? NULL : ju_text_seion(record->name_kana, seion, arena);
    record->former_name_kana = ju_text_hiragana(changed->former_name_kana, arena);
    record->address = (char *)(uintptr_t)ju_text_address(changed->address, arena);
    record->previous_address = (char *)(uintptr_t)ju_text_address(changed->previous_address, arena);
    return record->name_kana_plain != NULL && record->former_name_kana != NULL && record->address != NULL &&
           record->previous_address != NULL;
}

static void count_external(identity_record *record)
{
    record->name_external_characters = (int32_t)ju_text_external_count(record->name);
    record->address_external_characters = (int32_t)ju_text_external_count(record->address);
    record->previous_address_external_characters = (int32_t)ju_text_external_count(record->previous_address);
    record->former_name_external_characters = (int32_t)ju_text_external_count(record->former_name);
    record->has_external_characters =
        record->name_external_characters > 0 || record->address_external_characters > 0 ||
        record->previous_address_external_characters > 0 || record->former_name_external_characters > 0;
}

static void copy_items(const Juki__Resident__V1__IdentityChanged *changed, identity_record *record)
{
    record->name = changed->name;
    record->birth_date = changed->birth_date;
    record->sex = changed->sex;
    record->municipality_code = changed->address->municipality_code;
    record->town_code = changed->address->town_code;
    record->postal_code = changed->address->postal_code;
    record->resident_since = changed->resident_since;
    record->address_since = changed->address_since;
    record->notified_date = changed->notified_date;
    if (changed->previous_address != NULL) {
        record->previous_municipality_code = changed->previous_address->municipality_code;
    }
    record->relationship = changed->relationship;
    record->reason = changed->reason;
    record->change_date = changed->change_date;
    record->resident_code_since = changed->resident_code_since;
    record->request_id = changed->request_id;
    record->operator_id = changed->operator_id;
    record->terminal_id = changed->terminal_id;
    record->former_name = changed->former_name;
}

/* Only of who has any. */
static void copy_foreign_items(const Juki__Resident__V1__IdentityChanged *changed, identity_record *record)
{
    if (*changed->alias != '\0' || *changed->nationality != '\0' || changed->foreign_stay != NULL) {
        record->alias = changed->alias;
        record->nationality = changed->nationality;
        record->foreign_resident_since = changed->foreign_resident_since;
        record->foreign_stay = changed->foreign_stay;
    }
}

ju_rc identity_record_of(const Juki__Resident__V1__IdentityChanged *changed, bool current, unsigned seion,
                         ju_arena *arena, identity_record *ret, ju_err *err)
{
    juki__identity__v1__identity_record__init(ret);
    copy_items(changed, ret);
    copy_foreign_items(changed, ret);
    ret->current = current;
    if (!make_texts(changed, seion, arena, ret)) {
        return ju_no_memory(err);
    }
    count_external(ret);
    return JU_OK;
}
