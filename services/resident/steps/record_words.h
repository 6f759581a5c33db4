#ifndef RESIDENT_RECORD_WORDS_H
#define RESIDENT_RECORD_WORDS_H

#include "common/db/kept.h"
#include "juki/resident/v1/record.pb-c.h"

/*
 * What person_record has of a sealed record to look up, compare or count by, where that is of a name, an
 * address or a card: words (common/db/kept.h) and blind indexes under the service's own key. Errors as
 * ju_blind_index, JU_FATAL when memory is out.
 */
typedef struct record_words {
    bool has_district; /* 町字 */
    int64_t district;
    int64_t address;  /* of all its parts, also of none */
    bool has_removed; /* of a 除票 with name and birth */
    int64_t removed;
    const unsigned char *card; /* JU_BLIND_INDEX_BYTES; NULL: none */
} record_words;

ju_rc record_words_of(const ju_keeper *keeper, const Juki__Resident__V1__PersonRecord *record,
                      ju_arena *arena, record_words *ret, ju_err *err) JU_MUST_CHECK;

/* By name, representative day of birth and 性別 together: a 除票 may be alike (j600). */
ju_rc record_alike_word(const ju_keeper *keeper, const char *name, const char *birth_date, int sex,
                        ju_arena *arena, int64_t *ret, ju_err *err) JU_MUST_CHECK;

/* Of 在留カード等の番号; in the arena. */
ju_rc record_card_index(const ju_keeper *keeper, const char *card_number, ju_arena *arena,
                        const unsigned char **ret, ju_err *err) JU_MUST_CHECK;

#endif
