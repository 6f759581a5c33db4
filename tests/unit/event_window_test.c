/* The hours and the pace of a link: edges of the hours, holidays, what counts as late, no burst. */
#include "common/event/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* 2026-05-01 is a Friday; Monday to Wednesday behind it are holidays. */
#define HOLIDAYS "2026-05-04,みどりの日\n2026-05-05,こどもの日\n2026-05-06,振替休日\n"
#define OFFICE   "mon-fri 08:30-17:30"

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S };

static ju_calendar *calendar;

static int open_calendar(void **state)
{
    ju_err err;
    (void)state;
    return ju_calendar_parse(HOLIDAYS, &calendar, &err);
}

static int close_calendar(void **state)
{
    (void)state;
    ju_calendar_free(calendar);
    return 0;
}

static ju_window window_of(const char *text)
{
    ju_window window;
    ju_err err;
    assert_int_equal(ju_window_parse(text, &window, &err), JU_OK);
    return window;
}

static void expect(const char *text, const char *moment, bool open)
{
    ju_window window = window_of(text);
    if (ju_window_is_open(&window, calendar, moment) != open) {
        fail_msg("\"%s\" at %s", text, moment);
    }
}

static void hours_begin_and_end(void **state)
{
    (void)state;
    expect(OFFICE, "2026-05-01T08:29:59", false);
    expect(OFFICE, "2026-05-01T08:30:00", true);
    expect(OFFICE, "2026-05-01T17:29:59", true);
    expect(OFFICE, "2026-05-01T17:30:00", false);
    expect("fri 09:00-12:00,13:00-15:00; sat 10:00-11:00", "2026-05-01T12:30:00", false);
    expect("fri 09:00-12:00,13:00-15:00; sat 10:00-11:00", "2026-05-01T13:00:00", true);
    expect("fri 09:00-12:00,13:00-15:00; sat 10:00-11:00", "2026-05-02T10:59:59", true);
}

static void days_of_the_week(void **state)
{
    (void)state;
    expect(OFFICE, "2026-05-02T12:00:00", false);
    expect(OFFICE, "2026-05-03T12:00:00", false);
    expect(OFFICE, "2026-05-07T12:00:00", true);
    expect("fri-sun 08:00-09:00", "2026-05-03T08:30:00", true); /* over the end of the week */
    expect("fri-sun 08:00-09:00", "2026-04-30T08:30:00", false);
    expect("thu 08:00-09:00", "2026-04-30T08:30:00", true);
}

static void holidays_have_their_own(void **state)
{
    (void)state;
    expect(OFFICE, "2026-05-04T12:00:00", false);
    expect(OFFICE "; holiday 09:00-13:00", "2026-05-04T12:00:00", true);
    expect(OFFICE "; holiday 09:00-13:00", "2026-05-04T14:00:00", false);
    expect("daily 09:00-13:00", "2026-05-04T12:00:00", true);
    expect("daily 09:00-13:00", "2026-05-03T12:00:00", true);
}

static void midnight(void **state)
{
    static const char night[] = "fri 22:00-24:00; sat 00:00-06:00";
    (void)state;
    expect(night, "2026-05-01T23:59:59", true);
    expect(night, "2026-05-02T00:00:00", true);
    expect(night, "2026-05-02T06:00:00", false);
    expect("daily 00:00-24:00", "2026-05-03T23:59:59", true);
    expect("daily 00:00-24:00", "2026-05-04T00:00:00", true);
}

/* Europe and America change their clocks on these days; Japan has none of it. */
static void no_summer_time(void **state)
{
    (void)state;
    expect("daily 02:00-03:00", "2026-03-29T02:30:00", true);
    expect("daily 02:00-03:00", "2026-03-08T02:30:00", true);
    expect("daily 02:00-03:00", "2026-10-25T03:00:00", false);
}

static void nothing_said_is_always_open(void **state)
{
    (void)state;
    expect(NULL, "2026-05-03T03:00:00", true);
    expect("", "2026-05-04T03:00:00", true);
}

static void another_form_is_told(void **state)
{
    static const char *const bad[] = {"mon-fri",
                                      "08:30-17:30",
                                      "mon 8:30-17:30",
                                      "mon 08:30",
                                      "mon 17:30-08:30",
                                      "mon 08:30-08:30",
                                      "mon 08:30-24:01",
                                      "mon 08:60-09:00",
                                      "mo 08:30-09:00",
                                      "mon-xyz 08:00-09:00",
                                      "xyz-mon 08:00-09:00",
                                      "mon 08:00-09:00;",
                                      "mon 08:00-09:00,",
                                      "mon 08:00-09:00 x",
                                      "holiday-mon 08:00-09:00",
                                      "Mon 08:00-09:00",
                                      ";",
                                      "mon  "};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ju_link link = {.peer = "prefecture", .hours = (char *)(uintptr_t)bad[i]};
        ju_err err;
        if (ju_link_open(&link, calendar, &err) != JU_FATAL) {
            fail_msg("taken: %s", bad[i]);
        }
        assert_string_equal(err.code, "window");
        assert_non_null(strstr(err.message, "prefecture"));
    }
}

static void expect_span(const char *text, const char *moment, int64_t open_s, int64_t span_s)
{
    ju_window window = window_of(text);
    int64_t got_s = ju_window_span_s(&window, calendar, moment, open_s);
    if (got_s != span_s) {
        fail_msg("\"%s\" at %s: %lld, not %lld", text, moment, (long long)got_s, (long long)span_s);
    }
}

/* What is late counts the hours in which the other side could have answered. */
static void closed_hours_do_not_count(void **state)
{
    (void)state;
    expect_span(NULL, "2026-05-01T12:00:00", 300, 300);
    expect_span(OFFICE, "2026-05-01T12:00:00", 300, 300);
    expect_span(OFFICE, "2026-05-01T17:30:00", 300, 300);
    expect_span(OFFICE, "2026-05-01T18:00:00", 300, 300 + HOUR_S / 2);
    expect_span(OFFICE, "2026-05-01T08:31:10", 300, 300 + 15 * HOUR_S);
    expect_span(OFFICE, "2026-05-01T08:35:00", 300, 300);
    expect_span(OFFICE, "2026-05-01T08:35:01", 300, 300);
    expect_span(OFFICE, "2026-05-01T08:34:59", 300, 300 + 15 * HOUR_S);
    expect_span(OFFICE, "2026-05-07T08:30:00", 60, 60 + 5 * DAY_S + 15 * HOUR_S); /* over the holidays */
    expect_span("daily 00:00-24:00", "2026-05-02T00:00:30", 300, 300);
}

/* Never open again: an end is found in any case. */
static void the_span_has_an_end(void **state)
{
    (void)state;
    expect_span("holiday 00:00-00:01", "2026-05-01T12:00:00", 300, JU_WINDOW_SPAN_MAX_S);
}

/* How many leave in so many ms when all that may always do. */
static size_t leave_in(ju_gate *gate, int64_t from_ms, int64_t ms)
{
    size_t left = 0;
    for (int64_t now_ms = from_ms; now_ms < from_ms + ms; now_ms += 20) {
        ju_gate_fill(gate, now_ms);
        size_t count = ju_gate_permits(gate, 500);
        ju_gate_use(gate, count);
        left += count;
    }
    return left;
}

static void the_pace_is_even(void **state)
{
    const ju_link link = {.rate = 50};
    ju_gate gate = {.link = &link, .open = true, .held = 1000};
    (void)state;
    ju_gate_fill(&gate, 1000 * 1000); /* after a long quiet */
    assert_int_equal(ju_gate_permits(&gate, 500), 5);
    assert_in_range(leave_in(&gate, 1000 * 1000, 1000), 50, 55);
    assert_in_range(leave_in(&gate, 1001 * 1000, 1000), 49, 51);
    assert_in_range(leave_in(&gate, 1002 * 1000, 1000), 49, 51);
    assert_in_range(leave_in(&gate, 3600 * 1000, 1000), 50, 55);
}

static void slow_and_unlimited(void **state)
{
    const ju_link slow = {.rate = 1};
    const ju_link quick = {.rate = 0};
    ju_gate gate = {.link = &slow, .open = true, .held = 1000};
    (void)state;
    assert_in_range(leave_in(&gate, 1000, 10 * 1000), 9, 11);
    gate = (ju_gate){.link = &quick, .open = true};
    assert_int_equal(ju_gate_permits(&gate, 500), 500);
    assert_true(ju_gate_passes(&gate));
}

static void who_comes_waits_behind_who_waits(void **state)
{
    const ju_link link = {.rate = 10};
    ju_gate gate = {.link = &link, .open = true};
    (void)state;
    ju_gate_fill(&gate, 1000);
    assert_true(ju_gate_passes(&gate));
    assert_false(ju_gate_passes(&gate)); /* no permit is left */
    ju_gate_fill(&gate, 2000);
    gate.held = 1;
    assert_false(ju_gate_passes(&gate));
    gate.held = 0;
    gate.open = false;
    assert_false(ju_gate_passes(&gate));
    gate.open = true;
    assert_true(ju_gate_passes(&gate));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_begin_and_end),     cmocka_unit_test(days_of_the_week),
        cmocka_unit_test(holidays_have_their_own), cmocka_unit_test(midnight),
        cmocka_unit_test(no_summer_time),          cmocka_unit_test(nothing_said_is_always_open),
        cmocka_unit_test(another_form_is_told),    cmocka_unit_test(closed_hours_do_not_count),
        cmocka_unit_test(the_span_has_an_end),     cmocka_unit_test(the_pace_is_even),
        cmocka_unit_test(slow_and_unlimited),      cmocka_unit_test(who_comes_waits_behind_who_waits),
    };
    return cmocka_run_group_tests(tests, open_calendar, close_calendar);
}
