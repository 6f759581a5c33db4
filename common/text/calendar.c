#include "common/text/calendar.h"

#include "common/base/file.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_MAX_BYTES = 256 * 1024 };

struct ju_calendar {
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

ju_rc ju_calendar_parse(const char *csv, ju_calendar **ret, ju_err *err)
{
    ju_calendar *calendar = calloc(1, sizeof *calendar + count_lines(csv) * sizeof(int));
    if (calendar == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    for (size_t number = 1; *csv != '\0'; number++) {
        size_t length = strcspn(csv, "\n");
        if (length > 0 && !read_line(csv, length, &calendar->holiday[calendar->count++])) {
            ju_calendar_free(calendar);
            return ju_fail(err, JU_FATAL, "holidays", "line %zu of the holidays is not \"YYYY-MM-DD,name\"",
                           number);
        }
        csv += length + (csv[length] == '\n');
    }
    qsort(calendar->holiday, calendar->count, sizeof(int), by_day);
    *ret = calendar;
    return JU_OK;
}

ju_rc ju_calendar_read(const char *path, ju_calendar **ret, ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    if (path == NULL) {
        return ju_calendar_parse("", ret, err);
    }
    JU_TRY(ju_file_read(path, TABLE_MAX_BYTES, &text, &length, err));
    ju_rc rc = ju_calendar_parse(text, ret, err);
    ju_file_release(text, length);
    return rc;
}

void ju_calendar_free(ju_calendar *calendar)
{
    free(calendar);
}

bool ju_calendar_is_holiday(const ju_calendar *calendar, ju_date day)
{
    int days = ju_date_to_days(day);
    return bsearch(&days, calendar->holiday, calendar->count, sizeof(int), by_day) != NULL;
}

static bool is_business_day(const ju_calendar *calendar, ju_date day)
{
    enum { SUNDAY = 0, SATURDAY = 6 };
    int weekday = ju_date_weekday(day);
    return weekday != SUNDAY && weekday != SATURDAY && !ju_calendar_is_holiday(calendar, day);
}

ju_date ju_calendar_business_day_after(const ju_calendar *calendar, ju_date day, int64_t business_days)
{
    while (business_days > 0) {
        day = ju_date_add_days(day, 1);
        business_days -= is_business_day(calendar, day);
    }
    return day;
}
