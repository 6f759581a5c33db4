#ifndef RESIDENT_ENTRY_ITEMS_H
#define RESIDENT_ENTRY_ITEMS_H

#include "services/resident/reason.h"
#include "services/resident/refusal.h"

#include "juki/resident/v1/command.pb-c.h"

/*
 * The form of what few entries say: 併記名, 本籍地コード, days since when (j80), 事実上の世帯主 (j740), and
 * items that are to be emptied. Part of entry_check, which has seen that the reason allows them.
 */
bool entry_items_check(const Juki__Resident__V1__SubmitChange *entry, const reason *why, const char *today,
                       refusal *ret);

/* Whether a change empties this item. */
bool entry_clears(const Juki__Resident__V1__SubmitChange *entry, const char *item);

/* 本籍地コード says where a 本籍 is: there is none of nothing, of なし nor of 不明 (j120). */
bool entry_domicile_fits(const char *domicile, const char *code, refusal *ret);

#endif
