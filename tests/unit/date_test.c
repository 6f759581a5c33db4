/* Calendar days, eras, and days that are 不詳. */
#include "common/text/date.h"
#include "common/text/era.h"
#include "common/text/written_date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static ju_date day(const char *text)
{
    ju_date date = {0};
    if (!ju_date_parse(text, &date)) {
        fail_msg("%s is no day", text);
    }
    return date;
}

static void assert_day(ju_date date, const char *expected)
{
    char text[JU_DATE_SIZE];
    ju_date_format(date, text);
    assert_string_equal(text, expected);
}

static void reads_only_days_that_exist(void **state)
{
    (void)state;
    assert_day(day("2026-04-01"), "2026-04-01");
    assert_day(day("2024-02-29"), "2024-02-29");
    assert_day(day("0001-01-01"), "0001-01-01");
    assert_day(day("9999-12-31"), "9999-12-31");
    static const char *const wrong[] = {
        "",           "2026-4-1",   "2026-04-1",  "2026-04-011", "2026/04/01", "20260401",   " 2026-04-01",
        "2026-04-0a", "2026-02-29", "1900-02-29", "2026-04-31",  "2026-00-01", "2026-13-01", "2026-01-00",
        "0000-01-01", "+026-04-01",
    };
    ju_date untouched = {1, 2, 3};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(ju_date_parse(wrong[i], &untouched));
    }
    assert_int_equal(untouched.year, 1);
    assert_int_equal(untouched.day, 3);
}

/* Every day of the calendar against the C library, which counts by itself. */
static void agrees_with_the_c_library_on_every_day(void **state)
{
    (void)state;
    int last = ju_date_to_days((ju_date){9999, 12, 31});
    for (int days = ju_date_to_days((ju_date){1, 1, 1}); days <= last; days++) {
        time_t seconds = (time_t)days * 24 * 60 * 60;
        struct tm tm;
        assert_non_null(gmtime_r(&seconds, &tm));
        ju_date date = ju_date_from_days(days);
        bool same = date.year == tm.tm_year + 1900 && date.month == tm.tm_mon + 1 && date.day == tm.tm_mday &&
                    ju_date_weekday(date) == tm.tm_wday && ju_date_to_days(date) == days;
        if (!same) {
            fail_msg("day %d", days);
        }
    }
}

static void counts_days(void **state)
{
    (void)state;
    assert_day(ju_date_add_days(day("2026-12-31"), 1), "2027-01-01");
    assert_day(ju_date_add_days(day("2024-03-01"), -1), "2024-02-29");
    assert_day(ju_date_add_days(day("2026-04-01"), 14), "2026-04-15");
    assert_int_equal(ju_date_days_between(day("2026-04-01"), day("2027-04-01")), 365);
    assert_int_equal(ju_date_days_between(day("2026-04-02"), day("2026-04-01")), -1);
    assert_int_equal(ju_date_weekday(day("2026-04-01")), 3);
}

static void open_ends_stay_open(void **state)
{
    (void)state;
    assert_day(ju_date_add_days(day("9999-12-31"), 1), "9999-12-31");
    assert_day(ju_date_add_days(day("9999-12-31"), INT32_MAX), "9999-12-31");
    assert_day(ju_date_add_days(day("0001-01-01"), -1), "0001-01-01");
    assert_day(ju_date_add_days(day("0001-01-01"), INT32_MIN), "0001-01-01");
}

static void compares_days(void **state)
{
    (void)state;
    assert_true(ju_date_compare(day("2026-04-01"), day("2026-04-02")) < 0);
    assert_true(ju_date_compare(day("2026-04-01"), day("2025-12-31")) > 0);
    assert_int_equal(ju_date_compare(day("2026-04-01"), day("2026-04-01")), 0);
}

static void writes_and_reads_eras(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        const char *text;
    } pairs[] = {
        {"2026-04-01", "令和8年4月1日"},      {"2019-05-01", "令和元年5月1日"},
        {"2019-04-30", "平成31年4月30日"},    {"1989-01-08", "平成元年1月8日"},
        {"1989-01-07", "昭和64年1月7日"},     {"1926-12-25", "昭和元年12月25日"},
        {"1926-12-24", "大正15年12月24日"},   {"1912-07-30", "大正元年7月30日"},
        {"1912-07-29", "明治45年7月29日"},    {"1873-01-01", "明治6年1月1日"},
        {"9999-12-31", "令和7981年12月31日"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char text[JU_ERA_TEXT_SIZE];
        ju_date date;
        assert_true(ju_era_format(day(pairs[i].date), text));
        assert_string_equal(text, pairs[i].text);
        assert_true(ju_era_parse(pairs[i].text, &date));
        assert_day(date, pairs[i].date);
    }
}

static void takes_both_eras_on_a_day_of_change(void **state)
{
    (void)state;
    ju_date date;
    assert_true(ju_era_parse("明治45年7月30日", &date));
    assert_day(date, "1912-07-30");
    assert_true(ju_era_parse("大正15年12月25日", &date));
    assert_day(date, "1926-12-25");
    assert_true(ju_era_to_date((ju_era_date){JU_ERA_TAISHO, 15, 12, 25}, &date));
    assert_day(date, "1926-12-25");
    assert_true(ju_era_parse("令和１年５月１日", &date));
    assert_day(date, "2019-05-01");
}

static void refuses_days_outside_their_era(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "明治45年7月31日",
        "大正15年12月26日",
        "昭和64年1月8日",
        "平成31年5月1日",
        "令和元年4月30日",
        "平成元年1月7日",
        "昭和元年12月24日",
        "明治5年12月31日",
        "平成13年2月29日",
        "令和0年5月1日",
        "令和8年4月1",
        "令和8年4月1日 ",
        "R8年4月1日",
        "8年4月1日",
        "令和8-4-1",
        "令和12345年1月1日",
        "",
    };
    ju_date date;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (ju_era_parse(wrong[i], &date)) {
            fail_msg("accepts %s", wrong[i]);
        }
    }
    char text[JU_ERA_TEXT_SIZE];
    ju_era_date before;
    assert_false(ju_era_format(day("1872-12-31"), text));
    assert_false(ju_era_from_date(day("1872-12-31"), &before));
}

static void knows_the_ways_to_write_an_unknown_day(void **state)
{
    (void)state;
    static const char *const known[] = {
        "令和元年頃",
        "昭和20年3月頃",
        "昭和20年3月10日頃",
        "推定昭和20年3月10日",
        "推定昭和20年3月",
        "大正5年春",
        "大正5年冬",
        "明治40年6月上旬",
        "明治40年6月中旬頃",
        "明治40年6月下旬",
        "年月日不詳",
        "昭和2年　月日不詳",
        "昭和2年月日不詳",
        "昭和2年3月 日不詳",
        "昭和20年3月10日から4月1日頃までの間",
        "昭和20年3月推定10日から15日までの間",
        "昭和20年3月10日頃から15日頃までの間",
        "1985年頃",
        "昭和２０年３月頃",
        "平成13年2月29日",
        "平成13年2月30日",
        "2001年2月29日",
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!ju_written_date_is_known(known[i])) {
            fail_msg("refuses %s", known[i]);
        }
    }
}

static void refuses_other_ways_to_write_an_unknown_day(void **state)
{
    (void)state;
    static const char *const unknown[] = {
        "",
        "不明",
        "平成13年2月28日",
        "平成12年2月29日",
        "2001年2月28日",
        "平成13年13月1日",
        "平成13年2月32日",
        "平成32年頃",
        "大正16年頃",
        "慶応3年頃",
        "20年頃",
        "昭和20年13月頃",
        "昭和20年3月0日頃",
        "昭和20年頃頃",
        "昭和20年3月上旬 頃",
        "昭和2年  月日不詳",
        "昭和20年3月10日頃から4月1日頃までの間",
        "推定昭和20年",
    };
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        if (ju_written_date_is_known(unknown[i])) {
            fail_msg("accepts %s", unknown[i]);
        }
    }
}

static void assert_refused(const char *date, bool uncertain, const char *written, const char *code)
{
    ju_err err;
    assert_int_equal(ju_written_date_check("birth_date", date, uncertain, written, &err), JU_REJECT);
    assert_string_equal(err.code, code);
    assert_string_equal(err.item, "birth_date");
}

static void checks_a_day_with_its_written_form(void **state)
{
    (void)state;
    ju_err err;
    assert_int_equal(ju_written_date_check("birth_date", "2001-02-28", false, "", &err), JU_OK);
    assert_int_equal(ju_written_date_check("birth_date", "2001-02-28", true, "平成13年2月29日", &err), JU_OK);
    assert_refused("2001-02-29", false, "", "date_not_in_calendar");
    assert_refused("2001-02-29", true, "平成13年2月29日", "date_not_in_calendar");
    assert_refused("2001-02-28", true, "", "written_required");
    assert_refused("2001-02-28", true, "そのころ", "written_unknown");
    assert_refused("2001-02-28", false, "平成13年頃", "written_without_uncertain");
}

/* j80: the 14 patterns, each with days that can stand for it in the register and one that cannot. */
static void a_representative_day_is_one_of_those_written(void **state)
{
    (void)state;
    static const struct {
        const char *written;
        const char *first;
        const char *last;
        const char *other;
    } days[] = {
        {"令和2年頃", "2020-01-01", "2020-12-31", "2021-01-01"},
        {"令和2年3月頃", "2020-03-01", "2020-03-31", "2020-04-01"},
        {"令和2年3月5日頃", "2020-03-05", "2020-03-31", "2020-02-29"},
        {"推定令和2年3月5日", "2020-03-05", "2020-03-01", "2019-03-05"},
        {"推定令和2年3月", "2020-03-01", "2020-03-31", "2020-04-01"},
        {"令和2年春", "2020-01-01", "2020-12-31", "2019-12-31"},
        {"令和2年3月上旬", "2020-03-01", "2020-03-10", "2020-02-01"},
        {"令和2年3月中旬頃", "2020-03-11", "2020-03-20", "2020-04-11"},
        {"年月日不詳", "1900-01-01", "2026-04-10", NULL},
        {"令和2年 月日不詳", "2020-01-01", "2020-12-31", "2021-01-01"},
        {"令和2年3月 日不詳", "2020-03-01", "2020-03-31", "2020-04-01"},
        {"令和2年3月5日から4月2日頃までの間", "2020-03-05", "2020-04-02", "2020-05-01"},
        {"令和2年3月推定5日から9日までの間", "2020-03-05", "2020-03-09", "2020-04-05"},
        {"令和2年3月5日頃から9日頃までの間", "2020-03-05", "2020-03-09", "2020-04-05"},
        /* over New Year */
        {"令和元年12月30日から1月3日頃までの間", "2019-12-30", "2020-01-03", "2020-02-01"},
        /* a day behind the end of its month; the first and last year of an era */
        {"平成13年2月29日", "2001-02-28", "2001-03-01", "2001-03-02"},
        {"平成31年頃", "2019-01-01", "2019-12-31", "2018-12-31"},
        {"令和元年頃", "2019-01-01", "2019-12-31", "2020-01-01"},
        {"大正15年12月 日不詳", "1926-12-01", "1926-12-31", "1927-12-01"},
    };
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        ju_err err;
        if (ju_written_date_check("birth_date", days[i].first, true, days[i].written, &err) != JU_OK ||
            ju_written_date_check("birth_date", days[i].last, true, days[i].written, &err) != JU_OK) {
            fail_msg("%s: %s", days[i].written, err.code);
        }
        if (days[i].other != NULL) {
            assert_refused(days[i].other, true, days[i].written, "written_differs");
        }
    }
}

static void a_written_form_has_at_most_72_characters(void **state)
{
    (void)state;
    char written[(JU_WRITTEN_DATE_LENGTH_MAX + 1) * 3 + 1] = "";
    for (int i = 0; i < JU_WRITTEN_DATE_LENGTH_MAX; i++) {
        memcpy(written + 3 * i, "年", 4);
    }
    assert_refused("2001-02-28", true, written, "written_unknown");
    memcpy(written + 3 * JU_WRITTEN_DATE_LENGTH_MAX, "年", 4);
    assert_refused("2001-02-28", true, written, "written_too_long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_only_days_that_exist),
        cmocka_unit_test(agrees_with_the_c_library_on_every_day),
        cmocka_unit_test(counts_days),
        cmocka_unit_test(open_ends_stay_open),
        cmocka_unit_test(compares_days),
        cmocka_unit_test(writes_and_reads_eras),
        cmocka_unit_test(takes_both_eras_on_a_day_of_change),
        cmocka_unit_test(refuses_days_outside_their_era),
        cmocka_unit_test(knows_the_ways_to_write_an_unknown_day),
        cmocka_unit_test(refuses_other_ways_to_write_an_unknown_day),
        cmocka_unit_test(checks_a_day_with_its_written_form),
        cmocka_unit_test(a_representative_day_is_one_of_those_written),
        cmocka_unit_test(a_written_form_has_at_most_72_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
