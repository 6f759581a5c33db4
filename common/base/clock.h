#ifndef JU_BASE_CLOCK_H
#define JU_BASE_CLOCK_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum {
    JU_CLOCK_SPEC_SIZE = 256,
    JU_CLOCK_TODAY_SIZE = 11,
    JU_CLOCK_MOMENT_SIZE = 20,
    JU_CLOCK_NOW_SIZE = 32
};

/*
 * Where the processing date (処理日) comes from. "Today" is an input, so that tests and replays repeat;
 * nothing else may ask the host for the date. Read-only after init: threads may share it.
 */
typedef struct ju_clock {
    enum { JU_CLOCK_SYSTEM, JU_CLOCK_FIXED, JU_CLOCK_FILE } source;
    char value[JU_CLOCK_SPEC_SIZE]; /* the date, or the path of the file */
} ju_clock;

/*
 * spec is "system" (today in Japan, UTC+9), a date YYYY-MM-DD, or "file:PATH" where the file holds such a
 * date, with or without a newline. The file is read at every call of ju_clock_today, so a change shows at
 * once; replace it by rename, lest a half-written one be read.
 * JU_FATAL for any other spec, or a file that cannot be read or holds no date.
 */
JU_MUST_CHECK ju_rc ju_clock_init(ju_clock *clock, const char *spec, ju_err *err);

/* Writes the processing date as YYYY-MM-DD. Fails (JU_FATAL) only for a file, as ju_clock_init. */
JU_MUST_CHECK ju_rc ju_clock_today(const ju_clock *clock, char out[JU_CLOCK_TODAY_SIZE], ju_err *err);

/* Writes the processing date and the time of day in Japan as YYYY-MM-DDTHH:MM:SS, for what lasts minutes.
 * Texts of this form compare as the moments do. Fails as ju_clock_today. */
JU_MUST_CHECK ju_rc ju_clock_moment(const ju_clock *clock, char out[JU_CLOCK_MOMENT_SIZE], ju_err *err);

/* Writes the day it is in Japan (UTC+9, without time zone data) at this moment, from 1970 on. */
void ju_clock_japan_date(time_t utc, char out[JU_CLOCK_TODAY_SIZE]);

/* Writes the host's wall time in UTC, RFC 3339 with microseconds: 2026-04-01T00:00:00.123456Z. */
void ju_clock_now_rfc3339(char out[JU_CLOCK_NOW_SIZE]);

/* Reads such a moment: microseconds since 1970. False: it is written otherwise, or there is no such day or
 * hour. */
bool ju_clock_read_rfc3339(const char *text, int64_t *ret_us);

/* Seconds since 1970 by the host's wall clock: for what others have dated by theirs, such as tokens. */
int64_t ju_clock_epoch_s(void);

/* Milliseconds since some fixed moment; never goes back. For timeouts and durations. */
int64_t ju_clock_monotonic_ms(void);

#endif
