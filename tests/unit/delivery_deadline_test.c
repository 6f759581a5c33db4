/* When 送付先情報 is erased (seed 002 R-73): the next business day after the confirmation, the 30th day after
 * the hand-over at the latest, never before the confirmation. */
#include "services/delivery/deadline.h"

#include "common/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* 2026-05-01 is a Friday, followed by the holidays of Monday to Wednesday. Unsorted on purpose. */
#define HOLIDAYS "2026-05-06,振替休日\n2026-05-04,みどりの日\n\n2026-05-05,こどもの日\n"

static ju_date day(const char *text)
{
    ju_date date;
    assert_true(ju_date_parse(text, &date));
    return date;
}

static void expect(const char *holidays, const char *handed, const char *confirmed, int64_t keep,
                   const char *due)
{
    ju_calendar *calendar = NULL;
    ju_err err;
    char text[JU_DATE_SIZE];
    assert_int_equal(ju_calendar_parse(holidays, &calendar, &err), JU_OK);
    ju_date_format(delivery_erase_on(calendar, day(handed), day(confirmed), keep), text);
    assert_string_equal(text, due);
    ju_calendar_free(calendar);
}

static void r73_the_next_business_day(void **state)
{
    (void)state;
    expect("", "2026-04-09", "2026-04-09", 1, "2026-04-10");
    expect("", "2026-04-10", "2026-04-10", 1, "2026-04-13"); /* Friday to Monday */
    expect("", "2026-04-11", "2026-04-11", 1, "2026-04-13"); /* Saturday */
    expect("", "2026-04-12", "2026-04-12", 1, "2026-04-13"); /* Sunday */
    expect(HOLIDAYS, "2026-05-01", "2026-05-01", 1, "2026-05-07");
    expect("", "2026-05-01", "2026-05-01", 1, "2026-05-04");
}

static void r73_the_period_is_a_setting(void **state)
{
    (void)state;
    expect("", "2026-04-10", "2026-04-10", 0, "2026-04-10");
    expect("", "2026-04-10", "2026-04-10", 5, "2026-04-17");
    expect(HOLIDAYS, "2026-05-01", "2026-05-01", 2, "2026-05-08");
}

static void r73_the_30th_day_ends_all(void **state)
{
    (void)state;
    expect("", "2026-04-01", "2026-04-01", 30, "2026-05-01"); /* 30 business days would be six weeks */
    expect("", "2026-04-01", "2026-04-30", 1, "2026-05-01");
    expect(HOLIDAYS, "2026-04-06", "2026-05-05", 1, "2026-05-06"); /* a holiday is no excuse */
}

static void r73_never_before_the_confirmation(void **state)
{
    (void)state;
    expect("", "2026-04-01", "2026-05-01", 1, "2026-05-01");
    expect("", "2026-04-01", "2026-06-15", 1, "2026-06-15");
}

static void r73_the_alarm_comes_ahead_of_the_30th_day(void **state)
{
    (void)state;
    char text[JU_DATE_SIZE];
    ju_date_format(delivery_near_since(day("2026-05-06"), 5), text);
    assert_string_equal(text, "2026-04-11"); /* handed over then, its 30th day is 2026-05-11 */
}

static void a_bad_table_names_its_line(void **state)
{
    static const char *const BAD[] = {"2026-05-04,x\n2026-02-30,y", "2026-05-04,x\n2026-05-05\n",
                                      "2026-05-04,x\n 2026-05-05,y", "2026-05-04,x\nname,2026-05-05"};
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        ju_calendar *calendar = NULL;
        ju_err err;
        assert_int_equal(ju_calendar_parse(BAD[i], &calendar, &err), JU_FATAL);
        assert_string_equal(err.code, "holidays");
        assert_string_equal(err.message, "line 2 of the holidays is not \"YYYY-MM-DD,name\"");
    }
}

static void the_table_that_comes_along_can_be_read(void **state)
{
    ju_calendar *calendar = NULL;
    ju_err err;
    char text[JU_DATE_SIZE];
    (void)state;
    char *table = NULL;
    size_t length = 0;
    assert_int_equal(ju_file_read("services/delivery/holidays.csv", 65536, &table, &length, &err), JU_OK);
    assert_int_equal(ju_calendar_parse(table, &calendar, &err), JU_OK);
    ju_file_release(table, length);
    ju_date_format(ju_calendar_business_day_after(calendar, day("2026-12-28"), 1), text);
    assert_string_equal(text, "2027-01-04");
    ju_calendar_free(calendar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r73_the_next_business_day),
        cmocka_unit_test(r73_the_period_is_a_setting),
        cmocka_unit_test(r73_the_30th_day_ends_all),
        cmocka_unit_test(r73_never_before_the_confirmation),
        cmocka_unit_test(r73_the_alarm_comes_ahead_of_the_30th_day),
        cmocka_unit_test(a_bad_table_names_its_line),
        cmocka_unit_test(the_table_that_comes_along_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
