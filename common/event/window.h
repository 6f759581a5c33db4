#ifndef JU_EVENT_WINDOW_H
#define JU_EVENT_WINDOW_H

#include "common/base/err.h"
#include "common/text/calendar.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The hours in which a body outside takes what is sent to it (稼働時間, seed 002 S3), without I/O. Japan has
 * no summer time, so a day has always 24 hours.
 *
 * Written as "mon-fri 08:30-17:30; sat 09:00-12:00,13:00-15:00": parts of days and hours. Days are mon to
 * sun, a range of them, holiday, or daily. A holiday of the office's calendar is open in the hours of
 * "holiday" and "daily" alone, whatever its weekday. Hours begin at their first minute, end before their
 * last and lie within one day, 00:00-24:00 at most; what goes over midnight is written as two parts.
 */
enum { JU_WINDOW_HOLIDAY = 7, JU_WINDOW_DAYS = 8, JU_WINDOW_MINUTES = 24 * 60 };

typedef struct ju_window {
    bool always;
    unsigned char open[JU_WINDOW_DAYS][JU_WINDOW_MINUTES / 8]; /* a bit for each minute; 0 is Sunday */
} ju_window;

/* NULL or "" is always open. JU_FATAL "window" tells which part is of another form. */
ju_rc ju_window_parse(const char *text, ju_window *ret, ju_err *err) JU_MUST_CHECK;

/* Whether it is open at a moment as ju_clock_moment writes it. */
bool ju_window_is_open(const ju_window *window, const ju_calendar *calendar, const char *moment);

/* The seconds before the moment in which the window was open for so long: more than open_s by the hours in
 * which it was closed, JU_WINDOW_SPAN_MAX_S at most. */
enum { JU_WINDOW_SPAN_MAX_S = 40 * 24 * 60 * 60 };
int64_t ju_window_span_s(const ju_window *window, const ju_calendar *calendar, const char *moment,
                         int64_t open_s);

#endif
