#ifndef RESIDENT_IDENTITY_CHECK_H
#define RESIDENT_IDENTITY_CHECK_H

#include "services/resident/reason.h"
#include "services/resident/refusal.h"

#include "juki/resident/v1/command.pb-c.h"

/*
 * How it was made sure who notifies (本人確認, seed 002 R-19): every 届出 and every 請求・申出 says by what,
 * and that the 4情報 were compared with what is known. What is only shown at the counter is named, never its
 * number. A difference blocks the entry. False with *ret filled when refused.
 */
bool identity_check_good(const Juki__Resident__V1__IdentityCheck *check, const reason *why, refusal *ret);

/* The word of a method for the audit trail; "none" when there was no check. */
const char *identity_check_word(const Juki__Resident__V1__IdentityCheck *check);

#endif
