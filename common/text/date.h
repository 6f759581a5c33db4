#ifndef JU_TEXT_DATE_H
#define JU_TEXT_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { JU_DATE_SIZE = 11 }; /* YYYY-MM-DD and the NUL */

/*
 * A day of the Gregorian calendar, carried back before its adoption, from 0001-01-01 to 9999-12-31: the
 * days both the data layouts and PostgreSQL can write.
 */
typedef struct ju_date {
    int year;
    int month;
    int day;
} ju_date;

/* Whether the calendar has this day. The other functions expect that it does. */
bool ju_date_exists(ju_date date);

/* Reads exactly YYYY-MM-DD, a day that exists. On false *ret is untouched. */
bool ju_date_parse(const char *text, ju_date *ret);

void ju_date_format(ju_date date, char out[JU_DATE_SIZE]);

/* Less than, equal to or greater than 0 as a is before, on or after b. */
int ju_date_compare(ju_date a, ju_date b);

/* Days since 1970-01-01, negative before it, and back. A day past either end becomes that end. */
int ju_date_to_days(ju_date date);
ju_date ju_date_from_days(int days);

/* The day so many days later (earlier when negative); an open end such as 9999-12-31 stays the end. */
ju_date ju_date_add_days(ju_date date, int days);

/* Days from one to the other: 1 from today to tomorrow. */
int ju_date_days_between(ju_date from, ju_date to);

/* Reads a moment of ju_clock_moment, YYYY-MM-DDTHH:MM:SS, as seconds since 1970 by the same clock. On false
 * *ret is untouched. */
bool ju_moment_parse(const char *text, int64_t *ret_seconds);

/* 0 for Sunday to 6 for Saturday. */
int ju_date_weekday(ju_date date);

#endif
