#include "common/base/clock.h"

#include "common/base/file.h"
#include "common/text/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SECONDS_PER_DAY = 24 * 60 * 60, JAPAN_OFFSET_S = 9 * 60 * 60 };

static const char file_prefix[] = "file:";

ju_rc ju_clock_init(ju_clock *clock, const char *spec, ju_err *err)
{
    *clock = (ju_clock){.source = JU_CLOCK_FIXED};
    const char *value = spec;
    ju_date date;
    if (strcmp(spec, "system") == 0) {
        clock->source = JU_CLOCK_SYSTEM;
    } else if (strncmp(spec, file_prefix, strlen(file_prefix)) == 0) {
        clock->source = JU_CLOCK_FILE;
        value = spec + strlen(file_prefix);
    } else if (!ju_date_parse(spec, &date)) {
        return ju_fail(err, JU_FATAL, "clock_spec", "the clock is system, YYYY-MM-DD or file:PATH");
    }
    if (strlen(value) >= sizeof clock->value) {
        return ju_fail(err, JU_FATAL, "clock_spec", "the path of the clock file is too long");
    }
    memcpy(clock->value, value, strlen(value) + 1);
    char today[JU_CLOCK_TODAY_SIZE];
    return ju_clock_today(clock, today, err);
}

static ju_rc read_date(const char *path, char out[JU_CLOCK_TODAY_SIZE], ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    JU_TRY(ju_file_read(path, JU_CLOCK_TODAY_SIZE, &text, &length, err));
    if (length > 0 && text[length - 1] == '\n') {
        text[length - 1] = '\0';
    }
    ju_date date;
    bool is_date = ju_date_parse(text, &date);
    ju_file_release(text, length);
    if (!is_date) {
        return ju_fail(err, JU_FATAL, "clock_file", "%s holds no date YYYY-MM-DD", path);
    }
    ju_date_format(date, out);
    return JU_OK;
}

ju_rc ju_clock_today(const ju_clock *clock, char out[JU_CLOCK_TODAY_SIZE], ju_err *err)
{
    if (clock->source == JU_CLOCK_FILE) {
        return read_date(clock->value, out, err);
    }
    if (clock->source == JU_CLOCK_FIXED) {
        memcpy(out, clock->value, JU_CLOCK_TODAY_SIZE);
        return JU_OK;
    }
    ju_clock_japan_date(time(NULL), out);
    return JU_OK;
}

ju_rc ju_clock_moment(const ju_clock *clock, char out[JU_CLOCK_MOMENT_SIZE], ju_err *err)
{
    char day[JU_CLOCK_TODAY_SIZE];
    time_t now = time(NULL);
    int second = (int)((now + JAPAN_OFFSET_S) % SECONDS_PER_DAY);
    if (clock->source == JU_CLOCK_SYSTEM) {
        ju_clock_japan_date(now, day); /* of the same reading: midnight does not fall between */
    } else {
        JU_TRY(ju_clock_today(clock, day, err));
    }
    (void)snprintf(out, JU_CLOCK_MOMENT_SIZE, "%sT%02u:%02u:%02u", day, (unsigned)second / 3600 % 24,
                   (unsigned)second / 60 % 60, (unsigned)second % 60);
    return JU_OK;
}

void ju_clock_japan_date(time_t utc, char out[JU_CLOCK_TODAY_SIZE])
{
    ju_date_format(ju_date_from_days((int)((utc + JAPAN_OFFSET_S) / SECONDS_PER_DAY)), out);
}

void ju_clock_now_rfc3339(char out[JU_CLOCK_NOW_SIZE])
{
    enum { LAST_DIGIT = sizeof "YYYY-mm-ddTHH:MM:SS.uuuuuu" - 2 };
    /* A batch asks for many moments of the same second. */
    static _Thread_local time_t second = -1;
    static _Thread_local char text[JU_CLOCK_NOW_SIZE];
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (now.tv_sec != second) {
        struct tm utc;
        (void)gmtime_r(&now.tv_sec, &utc);
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000000Z", &utc);
        second = now.tv_sec;
    }
    long microsecond = now.tv_nsec / 1000;
    for (size_t i = LAST_DIGIT; text[i] != '.'; i--, microsecond /= 10) {
        text[i] = (char)('0' + microsecond % 10);
    }
    memcpy(out, text, sizeof text);
}

/* Midnight of YYYY-MM-DD in seconds since 1970; false: there is no such day. */
static bool read_day(const char *text, int64_t *ret)
{
    /* A batch reads many moments of the same day. */
    enum { DAY_LENGTH = 10 };
    static _Thread_local char known[DAY_LENGTH];
    static _Thread_local int64_t known_start;
    if (memcmp(text, known, DAY_LENGTH) != 0) {
        int year = 1000 * (text[0] - '0') + 100 * (text[1] - '0') + 10 * (text[2] - '0') + text[3] - '0';
        int month = 10 * (text[5] - '0') + text[6] - '0';
        int day = 10 * (text[8] - '0') + text[9] - '0';
        struct tm utc = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
        time_t start = timegm(&utc);
        if (utc.tm_mon != month - 1 || utc.tm_mday != day) {
            return false;
        }
        memcpy(known, text, DAY_LENGTH);
        known_start = start;
    }
    *ret = known_start;
    return true;
}

bool ju_clock_read_rfc3339(const char *text, int64_t *ret_us)
{
    static const char form[] = "0000-00-00T00:00:00.000000Z";
    enum { HOUR = 11, MINUTE = 14, SECOND = 17, MICROSECOND = 20, MICROSECOND_END = 26 };
    for (size_t i = 0; i < sizeof form; i++) {
        if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) {
            return false;
        }
    }
    int64_t seconds = 0;
    if (strncmp(text + HOUR, "24", 2) >= 0 || text[MINUTE] > '5' || text[SECOND] > '5' ||
        !read_day(text, &seconds)) {
        return false;
    }
    seconds += 3600 * (10 * (text[HOUR] - '0') + text[HOUR + 1] - '0');
    seconds += 60 * (10 * (text[MINUTE] - '0') + text[MINUTE + 1] - '0');
    seconds += 10 * (text[SECOND] - '0') + text[SECOND + 1] - '0';
    int64_t microseconds = 0;
    for (int i = MICROSECOND; i < MICROSECOND_END; i++) {
        microseconds = 10 * microseconds + (text[i] - '0');
    }
    *ret_us = seconds * 1000000 + microseconds;
    return true;
}

int64_t ju_clock_epoch_s(void)
{
    return (int64_t)time(NULL);
}

int64_t ju_clock_monotonic_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
