#ifndef RESIDENT_PREPARE_H
#define RESIDENT_PREPARE_H

#include "services/resident/change.h"
#include "services/resident/steps/state.h"
#include "services/resident/store.h"

/* What one person of an entry may hold at most: himself by number and by card, and households. */
enum { ENTRY_HELD_EACH = 4 };

/* An entry made ready: numbers opened, what it names and locks listed. Lives in the batch arena. */
typedef struct prepared_entry {
    const Juki__Resident__V1__SubmitChange *entry;
    entry_numbers *numbers; /* per person; wiped by prepared_wipe */
    entry_keys keys;
    const unsigned char **number_index; /* per person, NULL when it has no number */
    const unsigned char **code_index;
    refusal broken; /* a number that cannot be opened; else its code is NULL */
} prepared_entry;

/* JU_FATAL when the arena is full or OpenSSL fails. */
ju_rc prepare_entry(ju_ctx *ctx, const Juki__Resident__V1__SubmitChange *entry, prepared_entry **ret,
                    ju_err *err) JU_MUST_CHECK;

/* Takes the opened numbers out of memory. */
void prepared_wipe(prepared_entry *prepared);

/*
 * What change_decide needs, from the records asked for: whom each person of the entry names - by 宛名番号, or
 * by 個人番号 or 住民票コード compared after opening what is stored - and the current members of the
 * households concerned. An entry whose numbers are those of two persons, or that names one twice, is refused.
 */
ju_rc prepared_facts(ju_ctx *ctx, const prepared_entry *prepared, int answer, change_facts *ret,
                     refusal *ret_why, ju_err *err) JU_MUST_CHECK;

/* Opens numbers that came sealed for subject; absent ones are "". A seal that does not open is the sender's
 * fault: it is noted in *broken, with JU_OK. */
ju_rc open_pair(ju_ctx *ctx, const char *subject, const Juki__Common__V1__Sealed *individual_number,
                const Juki__Common__V1__Sealed *resident_code, entry_numbers *ret, refusal *broken,
                ju_err *err) JU_MUST_CHECK;

/* Opens the numbers of a stored record. */
ju_rc open_numbers(ju_ctx *ctx, const person_record *record, entry_numbers *ret, ju_err *err) JU_MUST_CHECK;
void wipe_numbers(entry_numbers *numbers);

#endif
