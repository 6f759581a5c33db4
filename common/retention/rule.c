#include "common/retention/rule.h"

bool ju_retention_years(int years, const char *today, char ret[JU_DATE_SIZE])
{
    ju_date begin;
    ret[0] = '\0';
    if (!ju_date_parse(today, &begin) || begin.year <= years) {
        return false;
    }
    begin.year -= years;
    begin.day -= ju_date_exists(begin) ? 0 : 1; /* 29 February */
    ju_date_format(ju_date_add_days(begin, -1), ret);
    return true;
}

static ju_date business_days_ago(const ju_calendar *calendar, ju_date today, int length)
{
    ju_date day = today;
    while (ju_date_compare(ju_calendar_business_day_after(calendar, day, length), today) > 0) {
        day = ju_date_add_days(day, -1);
    }
    return day;
}

bool ju_retention_last_day(const ju_retention_class *class, const char *today, const ju_calendar *calendar,
                           char ret[JU_DATE_SIZE])
{
    ju_date day;
    ret[0] = '\0';
    if (class->unit == JU_YEARS) {
        return ju_retention_years(class->length, today, ret);
    }
    if (!ju_date_parse(today, &day)) {
        return false;
    }
    ju_date_format(class->unit == JU_DAYS ? ju_date_add_days(day, -class->length - 1)
                                          : business_days_ago(calendar, day, class->length),
                   ret);
    return true;
}

const char *ju_retention_by_name(ju_retention_by by)
{
    return by == JU_BY_ITSELF ? "itself" : by == JU_BY_APPROVAL ? "approval" : "room";
}

const char *ju_retention_unit_name(ju_retention_unit unit)
{
    return unit == JU_YEARS ? "years" : unit == JU_DAYS ? "days" : "business days";
}
