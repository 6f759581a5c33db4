#include "services/resident/delivery.h"

#include "common/text/address.h"
#include "common/text/text.h"

#include <string.h>

typedef Juki__Delivery__V1__DeliveryRecord delivery_record;
typedef Juki__Delivery__V1__DeliveryPerson person_block;

bool delivery_together(const delivery_person *a, const delivery_person *b)
{
    if (a->designation_id != NULL || b->designation_id != NULL) {
        return a->designation_id != NULL && b->designation_id != NULL &&
               strcmp(a->designation_id, b->designation_id) == 0;
    }
    return !a->apart && !b->apart && strcmp(a->record->household_number, b->record->household_number) == 0;
}

void delivery_take(delivery_people *people, delivery_people *ret)
{
    const delivery_person first = people->item[0];
    size_t left = 0;
    ret->count = 0;
    for (size_t i = 0; i < people->count; i++) {
        if (i == 0 || delivery_together(&first, &people->item[i])) {
            ret->item[ret->count++] = people->item[i];
        } else {
            people->item[left++] = people->item[i];
        }
    }
    people->count = left;
}

static void fill_person(const Juki__Resident__V1__PersonRecord *record, person_block *ret)
{
    juki__delivery__v1__delivery_person__init(ret);
    ret->register_ref = record->register_ref;
    ret->name = record->name;
    ret->name_external_characters = (int32_t)ju_text_external_count(record->name);
    ret->name_kana = record->name_kana;
    ret->address = record->address;
    ret->address_external_characters = (int32_t)ju_address_external_count(record->address);
    ret->birth_date = record->birth_date;
    ret->sex = record->sex;
    if (record->foreign_stay != NULL) {
        ret->foreign_section = record->foreign_stay->section;
        ret->stay_until = record->foreign_stay->until;
    }
}

static bool fill_persons(const delivery_people *people, ju_arena *arena, delivery_record *ret)
{
    person_block *block = ju_arena_alloc(arena, people->count * sizeof *block);
    person_block **list = ju_arena_alloc(arena, people->count * sizeof *list);
    if (block == NULL || list == NULL) {
        return false;
    }
    for (size_t i = 0; i < people->count; i++) {
        fill_person(people->item[i].record, &block[i]);
        list[i] = &block[i];
    }
    ret->person = list;
    ret->n_person = people->count;
    ret->person_count = (int32_t)people->count;
    return true;
}

/* 世帯主 gets what is for the household; at a designated 居所 who was named for it. */
static char *name_of_addressee(const delivery_person *first)
{
    if (first->designation_id != NULL) {
        return (char *)(uintptr_t)first->place_name;
    }
    bool to_head = !first->apart && *first->head_name != '\0';
    return to_head ? (char *)(uintptr_t)first->head_name : first->record->name;
}

static void fill_addressee(const delivery_person *first, delivery_record *ret)
{
    ret->destination = first->designation_id != NULL ? first->place : first->record->address;
    ret->destination_name = name_of_addressee(first);
    ret->destination_external_characters = (int32_t)ju_address_external_count(ret->destination);
    ret->destination_name_external_characters = (int32_t)ju_text_external_count(ret->destination_name);
}

bool delivery_fill(const delivery_people *people, const office_places *places, ju_arena *arena,
                   delivery_record *ret)
{
    const delivery_person *first = &people->item[0];
    juki__delivery__v1__delivery_record__init(ret);
    fill_addressee(first, ret);
    ret->municipality_code = first->record->address->municipality_code;
    ret->municipality_name = first->record->address->municipality;
    ret->processed_date = first->record->processed_date;
    ret->operator_id = first->record->operator_id;
    ret->terminal_id = first->record->terminal_id;
    ret->office = places->office;
    ret->issue_place = places->issue_place;
    ret->card_place = places->card_place;
    return fill_persons(people, arena, ret);
}
