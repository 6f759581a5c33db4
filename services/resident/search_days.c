#include "services/resident/search.h"

#include "common/text/era.h"

#include <string.h>

typedef struct written_days {
    int year;
    int month; /* 0: the whole year */
    int day;   /* 0: the whole month */
} written_days;

static bool scan_year(const char **cursor, int *ret)
{
    ju_era era;
    int year = 0;
    if (ju_era_scan_year(cursor, &era, &year)) {
        *ret = ju_era_gregorian_year(era, year);
        return true;
    }
    return ju_era_scan_number(cursor, ret) && *ret > 999;
}

/* What stands behind a number: its Japanese word, which may end the text, or a hyphen before the next number.
 */
static bool scan_mark(const char **cursor, const char *word, bool *ret_end)
{
    bool worded = ju_era_scan_literal(cursor, word);
    *ret_end = **cursor == '\0';
    return worded || *ret_end || ju_era_scan_literal(cursor, "-");
}

static bool scan(const char *text, written_days *ret)
{
    bool end = false;
    if (!scan_year(&text, &ret->year) || !scan_mark(&text, "年", &end) || end) {
        return end && ret->year > 0;
    }
    if (!ju_era_scan_number(&text, &ret->month) || !scan_mark(&text, "月", &end) || end) {
        return end && ret->month > 0;
    }
    return ju_era_scan_number(&text, &ret->day) && ret->day > 0 &&
           (ju_era_scan_literal(&text, "日") || *text == '\0') && *text == '\0';
}

static int last_day(int year, int month)
{
    int day = 31;
    while (day > 28 && !ju_date_exists((ju_date){year, month, day})) {
        day--;
    }
    return day;
}

bool search_days(const char *text, ju_date *ret_from, ju_date *ret_to)
{
    written_days days = {0};
    if (!scan(text, &days)) {
        return false;
    }
    int last_month = days.month == 0 ? 12 : days.month;
    ju_date from = {days.year, days.month == 0 ? 1 : days.month, days.day == 0 ? 1 : days.day};
    ju_date to = {days.year, last_month, days.day == 0 ? last_day(days.year, last_month) : days.day};
    if (!ju_date_exists(from) || !ju_date_exists(to)) {
        return false;
    }
    *ret_from = from;
    *ret_to = to;
    return true;
}
