#include "common/text/date.h"

#include <string.h>

enum {
    DAYS_PER_YEAR = 365,
    DAYS_PER_4_YEARS = 4 * 365 + 1,
    DAYS_PER_100_YEARS = 100 * 365 + 24,
    DAYS_PER_400_YEARS = 400 * 365 + 97,
    DAYS_TO_1970 = 719162, /* from 0001-01-01 */
    LAST_DAY = 2932896,    /* 9999-12-31, days since 1970-01-01 */
};

/* Days of a common year before each month. */
static const int days_before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    int days = days_before[month] - days_before[month - 1];
    return month == 2 && is_leap(year) ? days + 1 : days;
}

bool ju_date_exists(ju_date date)
{
    return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= days_in_month(date.year, date.month);
}

static int digits(const char *text, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/* Digits where the shape has a 9, its very character elsewhere. */
static bool has_shape(const char *text, const char *shape)
{
    if (strlen(text) != strlen(shape)) {
        return false;
    }
    for (size_t i = 0; shape[i] != '\0'; i++) {
        bool fits = shape[i] == '9' ? text[i] >= '0' && text[i] <= '9' : text[i] == shape[i];
        if (!fits) {
            return false;
        }
    }
    return true;
}

bool ju_date_parse(const char *text, ju_date *ret)
{
    if (!has_shape(text, "9999-99-99")) {
        return false;
    }
    ju_date date = {digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)};
    if (!ju_date_exists(date)) {
        return false;
    }
    *ret = date;
    return true;
}

static void put_digits(char *out, int count, int value)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

void ju_date_format(ju_date date, char out[JU_DATE_SIZE])
{
    memcpy(out, "0000-00-00", JU_DATE_SIZE);
    put_digits(out, 4, date.year);
    put_digits(out + 5, 2, date.month);
    put_digits(out + 8, 2, date.day);
}

int ju_date_compare(ju_date a, ju_date b)
{
    return ju_date_days_between(b, a);
}

int ju_date_to_days(ju_date date)
{
    int years = date.year - 1;
    int days = years * DAYS_PER_YEAR + years / 4 - years / 100 + years / 400;
    days += days_before[date.month - 1] + date.day - 1;
    if (date.month > 2 && is_leap(date.year)) {
        days++;
    }
    return days - DAYS_TO_1970;
}

/* How many whole spans fit into *days, at most max: the last span of a cycle is a day longer. */
static int take(int *days, int span, int max)
{
    int count = *days / span;
    if (count > max) {
        count = max;
    }
    *days -= count * span;
    return count;
}

ju_date ju_date_from_days(int days)
{
    if (days > LAST_DAY) {
        return (ju_date){9999, 12, 31};
    }
    if (days < -DAYS_TO_1970) {
        return (ju_date){1, 1, 1};
    }
    int rest = days + DAYS_TO_1970;
    int year = 1;
    year += 400 * take(&rest, DAYS_PER_400_YEARS, rest);
    year += 100 * take(&rest, DAYS_PER_100_YEARS, 3);
    year += 4 * take(&rest, DAYS_PER_4_YEARS, rest);
    year += take(&rest, DAYS_PER_YEAR, 3);
    int month = 1;
    while (rest >= days_in_month(year, month)) {
        rest -= days_in_month(year, month);
        month++;
    }
    return (ju_date){year, month, rest + 1};
}

bool ju_moment_parse(const char *text, int64_t *ret_seconds)
{
    if (!has_shape(text, "9999-99-99T99:99:99")) {
        return false;
    }
    ju_date date = {digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)};
    int hour = digits(text + 11, 2);
    int minute = digits(text + 14, 2);
    int second = digits(text + 17, 2);
    if (!ju_date_exists(date) || hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    *ret_seconds = (((int64_t)ju_date_to_days(date) * 24 + hour) * 60 + minute) * 60 + second;
    return true;
}

ju_date ju_date_add_days(ju_date date, int days)
{
    int sum = 0;
    if (__builtin_add_overflow(ju_date_to_days(date), days, &sum)) {
        return days > 0 ? (ju_date){9999, 12, 31} : (ju_date){1, 1, 1};
    }
    return ju_date_from_days(sum);
}

int ju_date_days_between(ju_date from, ju_date to)
{
    return ju_date_to_days(to) - ju_date_to_days(from);
}

int ju_date_weekday(ju_date date)
{
    return (ju_date_to_days(date) + DAYS_TO_1970 + 1) % 7; /* 0001-01-01 was a Monday */
}
