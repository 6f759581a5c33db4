#ifndef RESIDENT_DESTINATION_H
#define RESIDENT_DESTINATION_H

#include "services/resident/refusal.h"

#include "juki/resident/v1/destination.pb-c.h"

/* Rules of 居所 as destination of 送付先情報 (standard j1120), without I/O. */

/* Whether an entry can stand, by itself. place: what was sealed in it, opened; NULL when it has none. False
 * with *ret filled when it is refused. */
bool destination_entry_check(const Juki__Resident__V1__SubmitDestination *entry,
                             const Juki__Common__V1__Address *place, const char *today, refusal *ret);

/* Whether its last day has not passed. */
bool destination_stands(const Juki__Resident__V1__SubmitDestination *entry, const char *today);

#endif
