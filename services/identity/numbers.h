#ifndef IDENTITY_NUMBERS_H
#define IDENTITY_NUMBERS_H

#include "common/seal/seal.h"

#include "juki/identity/v1/identity.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

/*
 * The only file of identity that sees a 個人番号 or 住民票コード in clear, each for the length of one call.
 * Keyrings: identity opens what is meant for this service; resident and prefecture seal what leaves it; audit
 * makes subjects for the audit trail.
 */
typedef struct identity_rings {
    ju_keyring *identity;
    ju_keyring *resident;
    ju_keyring *prefecture;
    ju_keyring *audit;
} identity_rings;

/* Errors as ju_keyring_open; what was opened is freed by identity_rings_close in either case. */
ju_rc identity_rings_open(identity_rings *rings, const char *dir, ju_err *err) JU_MUST_CHECK;
void identity_rings_close(identity_rings *rings);

/* Both numbers of a person: as blind indexes for this service, and sealed for the next reader. */
typedef struct identity_numbers {
    unsigned char code_index[JU_BLIND_INDEX_BYTES];
    unsigned char number_index[JU_BLIND_INDEX_BYTES];
    Juki__Common__V1__Sealed *resident_code;
    Juki__Common__V1__Sealed *individual_number;
} identity_numbers;

/*
 * From the register toward the prefecture, for the notice with this ce_id. JU_REJECT: as ju_unseal, and
 * "check_digit" with the item at fault (seed 002 R-25).
 */
ju_rc identity_numbers_of_change(identity_rings *rings, ju_arena *arena,
                                 const Juki__Resident__V1__IdentityChanged *changed, const char *notice_id,
                                 identity_numbers *ret, ju_err *err) JU_MUST_CHECK;

/* From the national body toward the register, for the person of this register_ref. Errors likewise. */
ju_rc identity_numbers_of_answer(identity_rings *rings, ju_arena *arena,
                                 const Juki__Identity__V1__NumberGenerated *generated,
                                 const char *register_ref, identity_numbers *ret, ju_err *err) JU_MUST_CHECK;

#endif
