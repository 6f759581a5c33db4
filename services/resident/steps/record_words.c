#include "services/resident/steps/record_words.h"

/* Fields of the blind index: what was written is found under these alone. */
static const char DISTRICT[] = "record district";
static const char ADDRESS[] = "record address";
static const char ALIKE[] = "record alike";
static const char CARD[] = "record card";

ju_rc record_alike_word(const ju_keeper *keeper, const char *name, const char *birth_date, int sex,
                        ju_arena *arena, int64_t *ret, ju_err *err)
{
    const char *text = ju_arena_printf(arena, "%s\x1f%s\x1f%d", name, birth_date, sex);
    return text == NULL ? ju_no_memory(err) : ju_blind_word(keeper, ALIKE, text, ret, err);
}

ju_rc record_card_index(const ju_keeper *keeper, const char *card_number, ju_arena *arena,
                        const unsigned char **ret, ju_err *err)
{
    unsigned char *index = ju_arena_alloc(arena, JU_BLIND_INDEX_BYTES);
    *ret = index;
    return index == NULL ? ju_no_memory(err) : ju_blind_index(keeper->ring, CARD, card_number, index, err);
}

/* No address is one whose parts are all empty. */
static ju_rc address_word(const ju_keeper *keeper, const Juki__Common__V1__Address *address, ju_arena *arena,
                          int64_t *ret, ju_err *err)
{
    static const Juki__Common__V1__Address none = JUKI__COMMON__V1__ADDRESS__INIT;
    const Juki__Common__V1__Address *a = address == NULL ? &none : address;
    const char *text = ju_arena_printf(arena, "%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s", a->postal_code,
                                       a->municipality_code, a->town_code, a->prefecture, a->municipality,
                                       a->town, a->number, a->building);
    return text == NULL ? ju_no_memory(err) : ju_blind_word(keeper, ADDRESS, text, ret, err);
}

ju_rc record_words_of(const ju_keeper *keeper, const Juki__Resident__V1__PersonRecord *record,
                      ju_arena *arena, record_words *ret, ju_err *err)
{
    const char *town = record->address == NULL ? "" : record->address->town;
    const char *birth = record->birth_date == NULL ? "" : record->birth_date->date;
    const bool resident = record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    *ret = (record_words){.has_district = *town != '\0',
                          .has_removed = !resident && *record->name != '\0' && *birth != '\0'};
    JU_TRY(address_word(keeper, record->address, arena, &ret->address, err));
    if (ret->has_district) {
        JU_TRY(ju_blind_word(keeper, DISTRICT, town, &ret->district, err));
    }
    if (ret->has_removed) {
        JU_TRY(record_alike_word(keeper, record->name, birth, (int)record->sex, arena, &ret->removed, err));
    }
    return record->foreign_stay == NULL || *record->foreign_stay->card_number == '\0'
               ? JU_OK
               : record_card_index(keeper, record->foreign_stay->card_number, arena, &ret->card, err);
}
