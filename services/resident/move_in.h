#ifndef RESIDENT_MOVE_IN_H
#define RESIDENT_MOVE_IN_H

#include "services/resident/entry.h"

#include "juki/identity/v1/move_in.pb-c.h"
#include "juki/resident/v1/record.pb-c.h"

/* 特例転入 (住基法24条の2): an entry that is made from 転出証明書情報 instead of the paper. Pure. */

typedef struct move_in_case {
    const Juki__Resident__V1__SubmitChange *entry;
    const entry_numbers *numbers;                              /* of its persons, opened */
    const Juki__Identity__V1__MoveOutCertificate *certificate; /* NULL: none is here */
    const entry_numbers *certified; /* of the persons of the certificate, opened, in their order */
    const char *presented_code;     /* 住民票コード of the card presented; "" without */
} move_in_case;

/* Whether an entry says anything of 特例: then it has to be one. */
bool move_in_is_special(const Juki__Resident__V1__SubmitChange *entry);

/*
 * Every person must be one of the certificate, by both numbers, the card presented must be one of theirs, and
 * shown as 本人確認 (seed 002 R-19, C2). False with *ret filled when refused: "item_required",
 * "certificate_missing", "certificate_differs", "card_needed", "card_mismatch".
 */
bool move_in_check(const move_in_case *known, refusal *ret);

/* Who leaves by card is known to 住基ネット by both numbers; else "number_missing". named: of its persons. */
bool move_out_by_card_fits(const Juki__Resident__V1__SubmitChange *entry,
                           Juki__Resident__V1__PersonRecord *const *named, refusal *ret);

#endif
