#ifndef JU_TEXT_CALENDAR_H
#define JU_TEXT_CALENDAR_H

#include "common/base/err.h"
#include "common/text/date.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The days on which the office works (営業日): neither Saturday nor Sunday nor in its table of holidays. A
 * day that the table does not reach counts as its weekday says: what is due then comes early, never late.
 */
typedef struct ju_calendar ju_calendar;

/* Reads "YYYY-MM-DD,name" lines; "" has no holidays. JU_FATAL "holidays" names a line of another form. Free
 * with ju_calendar_free. */
ju_rc ju_calendar_parse(const char *csv, ju_calendar **ret, ju_err *err) JU_MUST_CHECK;

/* Reads such a file; without a path there are no holidays. */
ju_rc ju_calendar_read(const char *path, ju_calendar **ret, ju_err *err) JU_MUST_CHECK;

/* Accepts NULL. */
void ju_calendar_free(ju_calendar *calendar);

/* Whether the table has this day. */
bool ju_calendar_is_holiday(const ju_calendar *calendar, ju_date day);

/* The day that is so many business days after this one; 0: this day itself, whatever it is. */
ju_date ju_calendar_business_day_after(const ju_calendar *calendar, ju_date day, int64_t business_days);

#endif
