#ifndef RESIDENT_FOREIGN_H
#define RESIDENT_FOREIGN_H

#include "services/resident/refusal.h"

#include "juki/resident/v1/record.pb-c.h"

/* 法第30条の45に規定する事項 of a foreign resident: each section has its items, some of which may not be
 * empty (standard j20, j60); days and the number of the card have their form. False with *ret filled when
 * refused. */
bool foreign_stay_check(const Juki__Resident__V1__ForeignStay *stay, refusal *ret);

/* Whether the stay has ended before this day, YYYY-MM-DD. */
bool foreign_stay_over(const Juki__Resident__V1__ForeignStay *stay, const char *day);

#endif
