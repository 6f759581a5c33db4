#include "services/audit/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOW "2026-03-01T04:59:59"

/* In place of the table of store_kinds.c: these rules need no statement. */
const report_kind report_kinds[] = {{.name = "bulk", .every = REPORT_DAILY},
                                    {.name = "unused-ids", .every = REPORT_MONTHLY}};
const size_t report_kind_count = 2;

static char *text(const char *literal)
{
    return (char *)(uintptr_t)literal;
}

static void is_last(report_every every, const char *now, int64_t hour, const char *begins, const char *ends)
{
    report_period period;
    report_last(every, now, hour, &period);
    assert_string_equal(period.begins, begins);
    assert_string_equal(period.ends, ends);
}

/* The day and the month before, once the hour has come; the half hour before, a minute later. */
static void test_last(void **state)
{
    (void)state;
    is_last(REPORT_DAILY, NOW, 5, "2026-02-27T00:00:00", "2026-02-28T00:00:00");
    is_last(REPORT_DAILY, "2026-03-01T05:00:00", 5, "2026-02-28T00:00:00", "2026-03-01T00:00:00");
    is_last(REPORT_MONTHLY, NOW, 5, "2026-01-01T00:00:00", "2026-02-01T00:00:00");
    is_last(REPORT_MONTHLY, "2026-03-01T05:00:00", 5, "2026-02-01T00:00:00", "2026-03-01T00:00:00");
    is_last(REPORT_HALF_HOURLY, "2026-03-01T05:01:00", 5, "2026-03-01T04:30:00", "2026-03-01T05:00:00");
    is_last(REPORT_HALF_HOURLY, "2026-03-01T05:00:59", 5, "2026-03-01T04:00:00", "2026-03-01T04:30:00");
    is_last(REPORT_HALF_HOURLY, "2026-03-01T00:01:00", 5, "2026-02-28T23:30:00", "2026-03-01T00:00:00");
    is_last(REPORT_MONTHLY, "2026-01-31T00:00:00", 0, "2025-12-01T00:00:00", "2026-01-01T00:00:00");
}

static const audit_refusal *check(const char *name, const char *period, const char *purpose,
                                  report_period *ret)
{
    Juki__Audit__V1__MakeReport wish = JUKI__AUDIT__V1__MAKE_REPORT__INIT;
    wish.name = text(name);
    wish.period = text(period);
    wish.purpose = text(purpose);
    return report_check_wish(&wish, NOW, ret);
}

static void is_refused(const char *name, const char *period, const char *purpose, const char *code)
{
    report_period ignored;
    const audit_refusal *why = check(name, period, purpose, &ignored);
    assert_non_null(why);
    assert_string_equal(why->code, code);
}

static void is_about(const char *name, const char *period, const char *begins, const char *ends)
{
    report_period about;
    assert_null(check(name, period, "p", &about));
    assert_string_equal(about.begins, begins);
    assert_string_equal(about.ends, ends);
}

/* A day or a month that has begun; without one the last that is over. */
static void test_wish(void **state)
{
    (void)state;
    is_about("bulk", "2026-03-01", "2026-03-01T00:00:00", "2026-03-02T00:00:00");
    is_about("bulk", "2025-12", "2025-12-01T00:00:00", "2026-01-01T00:00:00");
    is_about("bulk", "", "2026-02-28T00:00:00", "2026-03-01T00:00:00");
    is_about("unused-ids", "", "2026-02-01T00:00:00", "2026-03-01T00:00:00");
    is_refused("bulk", "2026-03-02", "p", "period_invalid");
    is_refused("bulk", "2026-04", "p", "period_invalid");
    is_refused("bulk", "2026-02-29", "p", "period_invalid");
    is_refused("bulk", "2026-2", "p", "period_invalid");
    is_refused("bulk", "2026-02-01T00:00:00", "p", "period_invalid");
    is_refused("bulk", "2026", "p", "period_invalid");
    is_refused("nothing", "", "p", "report_unknown");
    is_refused("bulk", "", "", "purpose_missing");
}

/* A moment that is counted on by minutes stays a moment. */
static void test_moment(void **state)
{
    char moment[REPORT_MOMENT_SIZE];
    int64_t seconds = 0;
    (void)state;
    assert_true(ju_moment_parse("2026-02-28T23:59:00", &seconds));
    report_moment(seconds, moment);
    assert_string_equal(moment, "2026-02-28T23:59:00");
    report_moment(seconds + 60, moment);
    assert_string_equal(moment, "2026-03-01T00:00:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_last),
        cmocka_unit_test(test_wish),
        cmocka_unit_test(test_moment),
    };
    return cmocka_run_group_tests_name("audit_report", tests, NULL, NULL);
}
