#ifndef JU_RETENTION_RULE_H
#define JU_RETENTION_RULE_H

#include "common/db/db.h"
#include "common/text/calendar.h"

/*
 * For how long what stands in a service is kept (retention.csv), without I/O: the last day that is over.
 */
typedef enum ju_retention_unit { JU_YEARS, JU_DAYS, JU_BUSINESS_DAYS } ju_retention_unit;

/* Who erases it: time by itself, a person's wish that another has approved, or what the room does for it. */
typedef enum ju_retention_by { JU_BY_ITSELF, JU_BY_APPROVAL, JU_BY_ROOM } ju_retention_by;

/* A class of what is kept; made from retention.csv. */
typedef struct ju_retention_class {
    const char *name;
    int length;
    ju_retention_unit unit;
    ju_retention_by by;
    const char *source; /* law or requirement */
    /* $1 last day, $2 how many at most, $3 erasure_id: takes what ended by the last day, while the erasure is
     * running; with '' it only counts, as it always does of JU_BY_ROOM */
    const ju_sql *erase;
} ju_retention_class;

/*
 * The last day of which everything is over on the day today. A time in years or days begins on the day after
 * (民法140条); years end with the day before the one that answers to their first, and where a month has no
 * such day with the end of the month (143条). What is kept for business days goes on that business day, not
 * on the day after it (seed 002 R-73). calendar is needed for business days alone. False, and "" in ret:
 * today is no day, or none is so long ago.
 */
bool ju_retention_last_day(const ju_retention_class *class, const char *today, const ju_calendar *calendar,
                           char ret[JU_DATE_SIZE]);

/* Likewise for years. */
bool ju_retention_years(int years, const char *today, char ret[JU_DATE_SIZE]);

/* "years", "days" or "business days"; "itself", "approval" or "room". */
const char *ju_retention_unit_name(ju_retention_unit unit);
const char *ju_retention_by_name(ju_retention_by by);

#endif
