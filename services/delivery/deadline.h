#ifndef DELIVERY_DEADLINE_H
#define DELIVERY_DEADLINE_H

#include "common/text/calendar.h"

/* The day after provision by which 送付先情報 must be erased in any case (seed 002 R-73). */
enum { DELIVERY_LAST_DAY = 30 };

/*
 * The day on which a record is erased (seed 002 R-73): so many business days after the card system confirmed
 * it, on the 30th day after it was handed over at the latest, never before it was confirmed.
 */
ju_date delivery_erase_on(const ju_calendar *calendar, ju_date handed_on, ju_date confirmed_on,
                          int64_t business_days);

/* A record that was handed over on this day or earlier and is not confirmed is near the 30th day, or past it.
 */
ju_date delivery_near_since(ju_date today, int64_t days_before);

#endif
