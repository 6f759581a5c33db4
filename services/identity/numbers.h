#ifndef IDENTITY_NUMBERS_H
#define IDENTITY_NUMBERS_H

#include "common/seal/seal.h"

#include "juki/identity/v1/identity.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdbool.h>

/*
 * The only file of identity that sees a 個人番号 or 住民票コード in clear, each for the length of one call.
 * Keyrings: identity opens what is meant for this service; resident, prefecture, national, municipality
 * and card seal what leaves it; audit makes subjects for the audit trail.
 */
typedef struct identity_rings {
    ju_keyring *identity;
    ju_keyring *resident;
    ju_keyring *prefecture;
    ju_keyring *national;
    ju_keyring *municipality;
    ju_keyring *card;
    ju_keyring *audit;
} identity_rings;

/* Errors as ju_keyring_open; what was opened is freed by identity_rings_close in either case. */
ju_rc identity_rings_open(identity_rings *rings, const char *dir, ju_err *err) JU_MUST_CHECK;
void identity_rings_close(identity_rings *rings);

/* Both numbers of a person: as blind indexes for this service, and sealed for the next reader. */
typedef struct identity_numbers {
    bool renumbered; /* the change gave another 住民票コード */
    unsigned char code_index[JU_BLIND_INDEX_BYTES];
    unsigned char old_code_index[JU_BLIND_INDEX_BYTES]; /* 旧住民票コード, when renumbered */
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

/* The subject under which a free code rests in the stock; codes in it are nobody's. */
#define IDENTITY_STOCK "code_stock"

/* From one record to another: who may open a number now and then, and what each seal is bound to. */
typedef struct identity_route {
    ju_keyring *from;
    const char *from_subject;
    ju_keyring *to;
    const char *to_subject;
} identity_route;

/*
 * Seals a number anew for its next reader and makes its blind index for this service. Errors as
 * identity_numbers_of_change.
 */
ju_rc identity_pass_code(const identity_route *route, ju_arena *arena, const Juki__Common__V1__Sealed *sealed,
                         Juki__Common__V1__Sealed **ret_sealed, unsigned char ret_index[JU_BLIND_INDEX_BYTES],
                         ju_err *err) JU_MUST_CHECK;
ju_rc identity_pass_number(const identity_route *route, ju_arena *arena,
                           const Juki__Common__V1__Sealed *sealed, Juki__Common__V1__Sealed **ret_sealed,
                           unsigned char ret_index[JU_BLIND_INDEX_BYTES], ju_err *err) JU_MUST_CHECK;

/* Both numbers of a record in clear, for a file that is encrypted at once; the caller wipes them. Errors as
 * ju_unseal, and "check_digit". */
typedef struct identity_plain {
    char resident_code[12];
    char individual_number[13];
} identity_plain;
ju_rc identity_open_numbers(const identity_rings *rings, ju_arena *arena, const char *register_ref,
                            const Juki__Common__V1__Sealed *resident_code,
                            const Juki__Common__V1__Sealed *individual_number, identity_plain *ret,
                            ju_err *err) JU_MUST_CHECK;

/* The blind index of a number under the key of route->to, with which both can order and compare their records
 * (整合性確認). Errors as ju_unseal. */
ju_rc identity_index_code(const identity_route *route, ju_arena *arena,
                          const Juki__Common__V1__Sealed *sealed,
                          unsigned char ret_index[JU_BLIND_INDEX_BYTES], ju_err *err) JU_MUST_CHECK;
ju_rc identity_index_number(const identity_route *route, ju_arena *arena,
                            const Juki__Common__V1__Sealed *sealed,
                            unsigned char ret_index[JU_BLIND_INDEX_BYTES], ju_err *err) JU_MUST_CHECK;

#endif
