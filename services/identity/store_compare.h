#ifndef IDENTITY_STORE_COMPARE_H
#define IDENTITY_STORE_COMPARE_H

#include "common/compare/walk.h"
#include "services/identity/numbers.h"

#include "juki/identity/v1/compare.pb-c.h"
#include "juki/resident/v1/compare.pb-c.h"

/* 本人確認情報 as it is compared (整合性確認). */

/* For ju_compare_pair of the prefecture. */
ju_rc identity_ask_compare_page(ju_ctx *ctx, const char *after, int rows, ju_err *err) JU_MUST_CHECK;
ju_rc identity_ask_differing(ju_ctx *ctx, const char *compare_id, const char *after, int rows,
                             ju_err *err) JU_MUST_CHECK;

/* A row of both: who it is, and what is compared of it under the key of ring. Texts are the arena's. */
typedef struct identity_compared {
    const char *cursor; /* column 0 */
    const char *register_ref;
    unsigned char position[JU_COMPARE_BYTES];
    Juki__Identity__V1__ComparedResident *record;
} identity_compared;
ju_rc identity_got_compared(ju_ctx *ctx, const PGresult *rows, int row, const identity_rings *rings,
                            ju_keyring *ring, identity_compared *ret, ju_err *err) JU_MUST_CHECK;

/* ---- with the register ---- */

ju_rc identity_ask_register_page(ju_ctx *ctx, const char *after, int rows, ju_err *err) JU_MUST_CHECK;
ju_rc identity_ask_register_one(ju_ctx *ctx, const char *register_ref, ju_err *err) JU_MUST_CHECK;

/* A row of either. */
typedef struct identity_compared_person {
    const char *register_ref;
    Juki__Resident__V1__ComparedPerson *record;
} identity_compared_person;
ju_rc identity_got_compared_person(const ju_ctx *ctx, const PGresult *rows, int row,
                                   identity_compared_person *ret, ju_err *err) JU_MUST_CHECK;

#endif
