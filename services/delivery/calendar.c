#include "services/delivery/calendar.h"

#include <stdlib.h>
#include <string.h>

struct delivery_calendar {
    size_t count;
    int holiday[]; /* days since 1970-01-01, ascending */
};

static int by_day(const void *a, const void *b)
{
    int left = *(const int *)a;
    int right = *(const int *)b;
    return (left > right) - (left < right);
}

static bool read_line(const char *line, size_t length, int *ret)
{
    char text[JU_DATE_SIZE] = "";
    ju_date date;
    if (length < JU_DATE_SIZE || line[JU_DATE_SIZE - 1] != ',') {
        return false;
    }
    memcpy(text, line, JU_DATE_SIZE - 1);
    if (!ju_date_parse(text, &date)) {
        return false;
    }
    *ret = ju_date_to_days(date);
    return true;
}

static size_t count_lines(const char *text)
{
    size_t count = 1;
    for (; *text != '\0'; text++) {
        count += *text == '\n';
    }
    return count;
}

ju_rc delivery_calendar_parse(const char *csv, delivery_calendar **ret, ju_err *err)
{
    delivery_calendar *calendar = calloc(1, sizeof *calendar + count_lines(csv) * sizeof(int));
    if (calendar == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    for (size_t number = 1; *csv != '\0'; number++) {
        size_t length = strcspn(csv, "\n");
        if (length > 0 && !read_line(csv, length, &calendar->holiday[calendar->count++])) {
            delivery_calendar_free(calendar);
            return ju_fail(err, JU_FATAL, "holidays", "line %zu of the holidays is not \"YYYY-MM-DD,name\"",
                           number);
        }
        csv += length + (csv[length] == '\n');
    }
    qsort(calendar->holiday, calendar->count, sizeof(int), by_day);
    *ret = calendar;
    return JU_OK;
}

void delivery_calendar_free(delivery_calendar *calendar)
{
    free(calendar);
}

static bool is_business_day(const delivery_calendar *calendar, ju_date day)
{
    enum { SUNDAY = 0, SATURDAY = 6 };
    int weekday = ju_date_weekday(day);
    int days = ju_date_to_days(day);
    return weekday != SUNDAY && weekday != SATURDAY &&
           bsearch(&days, calendar->holiday, calendar->count, sizeof(int), by_day) == NULL;
}

ju_date delivery_business_day_after(const delivery_calendar *calendar, ju_date day, int64_t business_days)
{
    while (business_days > 0) {
        day = ju_date_add_days(day, 1);
        business_days -= is_business_day(calendar, day);
    }
    return day;
}
