#include "services/delivery/record.h"

typedef Juki__Delivery__V1__DeliveryRecord delivery_record;
typedef Juki__Delivery__V1__DeliveryPerson person_block;

static void move_person(delivery_record *record, person_block *ret)
{
    const delivery_record none = JUKI__DELIVERY__V1__DELIVERY_RECORD__INIT;
    ret->resident_code = record->resident_code;
    ret->name = record->name;
    ret->name_external_characters = record->name_external_characters;
    ret->name_kana = record->name_kana;
    ret->address = record->address;
    ret->address_external_characters = record->address_external_characters;
    ret->birth_date = record->birth_date;
    ret->sex = record->sex;
    ret->individual_number = record->individual_number;
    ret->foreign_section = record->foreign_section;
    ret->stay_until = record->stay_until;
    record->resident_code = record->individual_number = NULL;
    record->name = record->name_kana = record->stay_until = none.name;
    record->name_external_characters = record->address_external_characters = 0;
    record->address = NULL;
    record->birth_date = NULL;
    record->sex = none.sex;
    record->foreign_section = none.foreign_section;
}

bool delivery_view_of(const delivery_record *record, const char *key, ju_arena *arena, delivery_view *ret)
{
    *ret = (delivery_view){.record = *record, .old_form = record->n_person == 0};
    if (!ret->old_form) {
        return true;
    }
    person_block *block = ju_arena_alloc(arena, sizeof *block);
    person_block **list = ju_arena_alloc(arena, sizeof *list);
    if (block == NULL || list == NULL) {
        return false;
    }
    juki__delivery__v1__delivery_person__init(block);
    block->register_ref = (char *)(uintptr_t)key;
    move_person(&ret->record, block);
    list[0] = block;
    ret->record.person = list;
    ret->record.n_person = 1;
    return true;
}

char *delivery_seal_subject(const delivery_view *view, size_t at, ju_arena *arena)
{
    const char *number = view->record.delivery_number;
    return view->old_form ? ju_arena_strdup(arena, number)
                          : ju_arena_printf(arena, "%s/%s", number, view->record.person[at]->register_ref);
}
