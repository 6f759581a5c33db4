#ifndef DELIVERY_CALENDAR_H
#define DELIVERY_CALENDAR_H

#include "common/base/err.h"
#include "common/text/date.h"

#include <stdint.h>

/*
 * The days on which the office works (営業日): neither Saturday nor Sunday nor in its table of holidays. A
 * day that the table does not reach counts as its weekday says: what is due then comes early, never late.
 */
typedef struct delivery_calendar delivery_calendar;

/* Reads "YYYY-MM-DD,name" lines; "" has no holidays. JU_FATAL "holidays" names a line of another form. Free
 * with delivery_calendar_free. */
ju_rc delivery_calendar_parse(const char *csv, delivery_calendar **ret, ju_err *err) JU_MUST_CHECK;

/* Accepts NULL. */
void delivery_calendar_free(delivery_calendar *calendar);

/* The day that is so many business days after this one; 0: this day itself, whatever it is. */
ju_date delivery_business_day_after(const delivery_calendar *calendar, ju_date day, int64_t business_days);

#endif
