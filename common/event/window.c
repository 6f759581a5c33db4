#include "common/event/window.h"

#include "common/base/clock.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_SIZE = 512, DAY_S = 24 * 60 * 60, SUNDAY_TO_SATURDAY = (1 << JU_WINDOW_HOLIDAY) - 1 };

/* ---- reading ----------------------------------------------------------------------------------------- */

/* The number of a weekday; JU_WINDOW_HOLIDAY when it is none. */
static int weekday_of(const char *word)
{
    static const char *const names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    int day = 0;
    while (day < JU_WINDOW_HOLIDAY && strcmp(names[day], word) != 0) {
        day++;
    }
    return day;
}

/* A bit for each day that the word names. A range may go over the end of the week. */
static bool read_days(char *word, unsigned *ret)
{
    if (strcmp(word, "daily") == 0 || strcmp(word, "holiday") == 0) {
        *ret = 1U << JU_WINDOW_HOLIDAY | (*word == 'd' ? (unsigned)SUNDAY_TO_SATURDAY : 0);
        return true;
    }
    char *last_word = word;
    const char *first_word = strsep(&last_word, "-");
    int first = weekday_of(first_word);
    int last = last_word == NULL ? first : weekday_of(last_word);
    *ret = 1U << last;
    for (int day = first; day != last; day = (day + 1) % JU_WINDOW_HOLIDAY) {
        if (day == JU_WINDOW_HOLIDAY || last == JU_WINDOW_HOLIDAY) {
            return false;
        }
        *ret |= 1U << day;
    }
    return last != JU_WINDOW_HOLIDAY;
}

/* HH:MM as the minute of the day. */
static bool read_minute(const char *text, int *ret)
{
    if (strlen(text) != 5 || text[2] != ':') {
        return false;
    }
    for (int i = 0; i < 5; i++) {
        if (i != 2 && (text[i] < '0' || text[i] > '9')) {
            return false;
        }
    }
    int minutes = (text[3] - '0') * 10 + text[4] - '0';
    *ret = ((text[0] - '0') * 10 + text[1] - '0') * 60 + minutes;
    return minutes < 60 && *ret <= JU_WINDOW_MINUTES;
}

static void open_minutes(ju_window *window, unsigned days, int from, int until)
{
    for (int day = 0; day < JU_WINDOW_DAYS; day++) {
        for (int minute = from; (days >> day & 1) != 0 && minute < until; minute++) {
            window->open[day][minute / 8] |= (unsigned char)(1 << minute % 8);
        }
    }
}

/* "08:30-12:00,13:00-17:30" */
static bool read_hours(char *text, unsigned days, ju_window *window)
{
    for (char *hours = strsep(&text, ","); hours != NULL; hours = strsep(&text, ",")) {
        int from = 0;
        int until = 0;
        const char *begin = strsep(&hours, "-");
        if (hours == NULL || !read_minute(begin, &from) || !read_minute(hours, &until) || from >= until) {
            return false;
        }
        open_minutes(window, days, from, until);
    }
    return true;
}

/* One part; the text is taken apart. */
static bool read_part(char *text, ju_window *window)
{
    unsigned days = 0;
    text += strspn(text, " ");
    char *hours = text;
    char *word = strsep(&hours, " ");
    if (hours == NULL || !read_days(word, &days)) {
        return false;
    }
    size_t end = strlen(hours);
    while (end > 0 && hours[end - 1] == ' ') {
        hours[--end] = '\0';
    }
    return read_hours(hours + strspn(hours, " "), days, window);
}

ju_rc ju_window_parse(const char *text, ju_window *ret, ju_err *err)
{
    char copy[TEXT_SIZE];
    char *rest = copy;
    *ret = (ju_window){.always = text == NULL || *text == '\0'};
    if (ret->always) {
        return JU_OK;
    }
    if (snprintf(copy, sizeof copy, "%s", text) >= (int)sizeof copy) {
        return ju_fail(err, JU_FATAL, "window", "the hours are longer than %d bytes", TEXT_SIZE - 1);
    }
    int number = 1;
    for (char *part = strsep(&rest, ";"); part != NULL; part = strsep(&rest, ";"), number++) {
        if (!read_part(part, ret)) {
            return ju_fail(err, JU_FATAL, "window",
                           "part %d of the hours is not as in \"mon-fri 08:30-17:30\"", number);
        }
    }
    return JU_OK;
}

/* ---- asking ------------------------------------------------------------------------------------------ */

/* A moment as ju_clock_moment writes it; anything else is 1970-01-01. */
static ju_date read_moment(const char *moment, int *ret_second)
{
    char day[JU_DATE_SIZE] = "";
    ju_date date = {1970, 1, 1};
    int minute = 0;
    *ret_second = 0;
    if (strlen(moment) != JU_CLOCK_MOMENT_SIZE - 1) {
        return date;
    }
    (void)snprintf(day, sizeof day, "%.10s", moment);
    char time[6];
    (void)snprintf(time, sizeof time, "%.5s", moment + JU_DATE_SIZE);
    if (ju_date_parse(day, &date) && read_minute(time, &minute)) {
        *ret_second = minute * 60 + (moment[17] - '0') * 10 + moment[18] - '0';
    }
    return date;
}

static bool open_in_minute(const ju_window *window, const ju_calendar *calendar, ju_date date, int minute)
{
    int day = ju_calendar_is_holiday(calendar, date) ? JU_WINDOW_HOLIDAY : ju_date_weekday(date);
    return (window->open[day][minute / 8] >> minute % 8 & 1) != 0;
}

bool ju_window_is_open(const ju_window *window, const ju_calendar *calendar, const char *moment)
{
    int second = 0;
    ju_date date = read_moment(moment, &second);
    return window->always || open_in_minute(window, calendar, date, second / 60);
}

int64_t ju_window_span_s(const ju_window *window, const ju_calendar *calendar, const char *moment,
                         int64_t open_s)
{
    int second = 0; /* of the day: the end of the piece that is looked at */
    int64_t span_s = 0;
    ju_date date = read_moment(moment, &second);
    if (window->always) {
        return open_s;
    }
    while (open_s > 0 && span_s < JU_WINDOW_SPAN_MAX_S) {
        if (second == 0) {
            date = ju_date_add_days(date, -1);
            second = DAY_S;
        }
        int64_t piece_s = second % 60 == 0 ? 60 : second % 60;
        if (open_in_minute(window, calendar, date, (second - 1) / 60)) {
            piece_s = piece_s < open_s ? piece_s : open_s;
            open_s -= piece_s;
        }
        second -= (int)piece_s;
        span_s += piece_s;
    }
    return span_s;
}
