/* The clock: where the processing date comes from, and wall time. */
#include "common/base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const char *today(const ju_clock *clock)
{
    static char text[JU_CLOCK_TODAY_SIZE];
    ju_err err = {0};
    if (ju_clock_today(clock, text, &err) != JU_OK) {
        fail_msg("%s", err.message);
    }
    return text;
}

static void a_fixed_clock_keeps_its_date(void **state)
{
    (void)state;
    ju_clock clock;
    assert_int_equal(ju_clock_init(&clock, "2026-04-01", NULL), JU_OK);
    assert_string_equal(today(&clock), "2026-04-01");
    assert_string_equal(today(&clock), "2026-04-01");
}

static void japanese_days_begin_at_15_utc(void **state)
{
    (void)state;
    char text[JU_CLOCK_TODAY_SIZE];
    ju_clock_japan_date(1775055599, text); /* 2026-04-01T14:59:59Z */
    assert_string_equal(text, "2026-04-01");
    ju_clock_japan_date(1775055600, text);
    assert_string_equal(text, "2026-04-02");
    ju_clock_japan_date(0, text);
    assert_string_equal(text, "1970-01-01");
}

static void the_system_clock_is_on_japanese_days(void **state)
{
    (void)state;
    ju_clock clock;
    assert_int_equal(ju_clock_init(&clock, "system", NULL), JU_OK);
    char before[JU_CLOCK_TODAY_SIZE];
    char after[JU_CLOCK_TODAY_SIZE];
    ju_clock_japan_date(time(NULL), before);
    const char *got = today(&clock);
    ju_clock_japan_date(time(NULL), after);
    assert_true(strcmp(got, before) == 0 || strcmp(got, after) == 0);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void a_file_clock_follows_its_file(void **state)
{
    (void)state;
    char path[] = "/tmp/juki-clock-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)close(fd);
    char spec[64];
    (void)snprintf(spec, sizeof spec, "file:%s", path);

    ju_clock clock;
    write_file(path, "2026-04-01\n");
    assert_int_equal(ju_clock_init(&clock, spec, NULL), JU_OK);
    assert_string_equal(today(&clock), "2026-04-01");
    write_file(path, "2026-04-02"); /* at once, though the file's time may not have moved on */
    assert_string_equal(today(&clock), "2026-04-02");

    static const char *const wrong[] = {
        "",           "\n", "today", "2026-02-29\n", "2026-04-01\n\n", "2026-04-01x", "2026-04-01\nmore",
        " 2026-04-01"};
    ju_err err;
    char text[JU_CLOCK_TODAY_SIZE];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        write_file(path, wrong[i]);
        assert_int_equal(ju_clock_today(&clock, text, &err), JU_FATAL);
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(ju_clock_today(&clock, text, &err), JU_FATAL);
    assert_int_equal(ju_clock_init(&clock, spec, &err), JU_FATAL);
}

static void other_clock_specs_are_fatal(void **state)
{
    (void)state;
    char long_path[JU_CLOCK_SPEC_SIZE + 10] = "file:";
    memset(long_path + 5, 'x', sizeof long_path - 6);
    const char *const wrong[] = {"", "now", "System", "2026-02-30", "2026-4-1", "file:", "file:/", long_path};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ju_clock clock;
        ju_err err;
        assert_int_equal(ju_clock_init(&clock, wrong[i], &err), JU_FATAL);
    }
}

static int64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void wall_time_is_utc_with_microseconds(void **state)
{
    (void)state;
    char text[JU_CLOCK_NOW_SIZE];
    int64_t before_us = now_us();
    ju_clock_now_rfc3339(text);
    int64_t after_us = now_us();
    assert_int_equal(strlen(text), strlen("2026-04-01T00:00:00.123456Z"));
    struct tm tm = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    assert_non_null(rest);
    assert_int_equal(rest[0], '.');
    assert_string_equal(rest + 7, "Z");
    int64_t microsecond = 0;
    for (int i = 1; i <= 6; i++) {
        assert_true(rest[i] >= '0' && rest[i] <= '9');
        microsecond = microsecond * 10 + (rest[i] - '0');
    }
    int64_t read_us = (int64_t)timegm(&tm) * 1000000 + microsecond;
    assert_true(read_us >= before_us && read_us <= after_us);
}

static void a_moment_is_the_day_of_the_clock_and_the_time_in_japan(void **state)
{
    (void)state;
    static const char *const specs[] = {"2026-04-01", "system"};
    for (size_t i = 0; i < 2; i++) {
        ju_clock clock;
        char moment[JU_CLOCK_MOMENT_SIZE];
        char of_day[16];
        assert_int_equal(ju_clock_init(&clock, specs[i], NULL), JU_OK);
        time_t before = time(NULL);
        assert_int_equal(ju_clock_moment(&clock, moment, NULL), JU_OK);
        time_t after = time(NULL);
        assert_int_equal(strlen(moment), strlen("2026-04-01T00:00:00"));
        if (i == 0) {
            assert_memory_equal(moment, "2026-04-01T", 11);
        } else {
            assert_memory_equal(moment, today(&clock), 10);
        }
        bool found = false;
        for (time_t second = before; second <= after; second++) {
            struct tm japan;
            time_t shifted = second + 9 * 60 * 60;
            (void)gmtime_r(&shifted, &japan);
            (void)strftime(of_day, sizeof of_day, "%H:%M:%S", &japan);
            found = found || strcmp(moment + 11, of_day) == 0;
        }
        assert_true(found);
    }
}

static void monotonic_time_moves_on(void **state)
{
    (void)state;
    int64_t start_ms = ju_clock_monotonic_ms();
    (void)usleep(20 * 1000);
    int64_t passed_ms = ju_clock_monotonic_ms() - start_ms;
    assert_true(passed_ms >= 19 && passed_ms < 10000);
}

static void a_moment_is_read_as_it_is_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t us;
    } there[] = {{"1970-01-01T00:00:00.000000Z", 0},
                 {"1969-12-31T23:59:59.999999Z", -1},
                 {"2026-04-01T12:34:56.123456Z", 1775046896123456},
                 {"2024-02-29T00:00:00.000001Z", 1709164800000001},
                 {"2024-02-29T23:59:59.999999Z", 1709251199999999}};
    static const char *const none[] = {"2025-02-29T00:00:00.000000Z", "2026-13-01T00:00:00.000000Z",
                                       "2026-00-01T00:00:00.000000Z", "2026-04-00T00:00:00.000000Z",
                                       "2026-04-31T00:00:00.000000Z", "2026-04-01T24:00:00.000000Z",
                                       "2026-04-01T00:60:00.000000Z", "2026-04-01T00:00:60.000000Z",
                                       "2026-04-01T00:00:00.00000Z",  "2026-04-01T00:00:00.0000000",
                                       "2026-04-01 00:00:00.000000Z", "2026-04-01T00:00:00.000000Z ",
                                       "2026-04-01T00:00:00.000000",  "",
                                       "2026-04-01T00:00:00.00000xZ"};
    char now[JU_CLOCK_NOW_SIZE];
    int64_t us = 0;
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++) {
        assert_true(ju_clock_read_rfc3339(there[i].text, &us));
        assert_int_equal(us, there[i].us);
    }
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_false(ju_clock_read_rfc3339(none[i], &us));
    }
    ju_clock_now_rfc3339(now);
    assert_true(ju_clock_read_rfc3339(now, &us));
    assert_in_range(ju_clock_epoch_s() - us / 1000000, 0, 5);
}

int main(void)
{
    (void)setenv("TZ", "FAR-13:45", 1); /* nothing here may depend on the zone of the host */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fixed_clock_keeps_its_date),
        cmocka_unit_test(japanese_days_begin_at_15_utc),
        cmocka_unit_test(the_system_clock_is_on_japanese_days),
        cmocka_unit_test(a_file_clock_follows_its_file),
        cmocka_unit_test(other_clock_specs_are_fatal),
        cmocka_unit_test(wall_time_is_utc_with_microseconds),
        cmocka_unit_test(a_moment_is_read_as_it_is_written),
        cmocka_unit_test(a_moment_is_the_day_of_the_clock_and_the_time_in_japan),
        cmocka_unit_test(monotonic_time_moves_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
