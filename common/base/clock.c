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
