/* For how long what stands in a service is kept: the day before, on and after the last one, by the law's
 * calendar. */
#include "common/retention/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void last_day(const ju_retention_class *of, const char *today, const char *wanted)
{
    ju_calendar *calendar = NULL;
    ju_err err;
    char day[JU_DATE_SIZE];
    assert_int_equal(ju_calendar_read("services/delivery/holidays.csv", &calendar, &err), JU_OK);
    assert_int_equal(ju_retention_last_day(of, today, calendar, day), *wanted != '\0');
    assert_string_equal(day, wanted);
    ju_calendar_free(calendar);
}

static const ju_retention_class CENTURY = {.length = 150, .unit = JU_YEARS};
static const ju_retention_class YEAR = {.length = 1, .unit = JU_YEARS};
static const ju_retention_class MONTH = {.length = 30, .unit = JU_DAYS};
static const ju_retention_class NEXT_DAY = {.length = 1, .unit = JU_BUSINESS_DAYS};
static const ju_retention_class FIVE_DAYS = {.length = 5, .unit = JU_BUSINESS_DAYS};

/* 住民基本台帳法施行令34条: what ended on 10 April 1876 stays on 10 April 2026 and goes on the 11th. */
static void test_century(void **state)
{
    (void)state;
    last_day(&CENTURY, "2026-04-10", "1876-04-09");
    last_day(&CENTURY, "2026-04-11", "1876-04-10");
    last_day(&CENTURY, "2050-02-28", "1900-02-27"); /* 1900 had no leap day */
    last_day(&CENTURY, "2050-03-01", "1900-02-28");
    last_day(&CENTURY, "2174-02-28", "2024-02-27");
    last_day(&CENTURY, "2174-03-01", "2024-02-29"); /* the 28th, too: its time ends with the month */
    last_day(&CENTURY, "0100-01-01", "");
    last_day(&CENTURY, "tomorrow", "");
}

static void test_leap_day(void **state)
{
    (void)state;
    last_day(&YEAR, "2025-02-28", "2024-02-27");
    last_day(&YEAR, "2025-03-01", "2024-02-29");
    last_day(&YEAR, "2028-02-29", "2027-02-27");
    last_day(&YEAR, "2028-03-01", "2027-02-28");
}

/* Day 30 is kept, day 31 is not (seed 002 R-75). */
static void test_days(void **state)
{
    (void)state;
    last_day(&MONTH, "2026-03-31", "2026-02-28");
    last_day(&MONTH, "2026-04-01", "2026-03-01");
    last_day(&MONTH, "2028-03-31", "2028-02-29");
}

/* What was confirmed goes on the next business day, not before it. */
static void test_business_days(void **state)
{
    (void)state;
    last_day(&NEXT_DAY, "2026-04-10", "2026-04-09"); /* a Friday */
    last_day(&NEXT_DAY, "2026-04-12", "2026-04-09");
    last_day(&NEXT_DAY, "2026-04-13", "2026-04-12"); /* Monday: of Friday to Sunday */
    last_day(&NEXT_DAY, "2026-05-06", "2026-04-30"); /* Golden Week */
    last_day(&NEXT_DAY, "2026-05-07", "2026-05-06");
    last_day(&FIVE_DAYS, "2026-05-13", "2026-05-06");
    last_day(&NEXT_DAY, "2027-01-03", "2026-12-27"); /* over New Year */
    last_day(&NEXT_DAY, "2027-01-04", "2027-01-03");
    last_day(&FIVE_DAYS, "2027-01-04", "2026-12-22");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_century),
        cmocka_unit_test(test_leap_day),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_business_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
