#include "common/text/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { FIELDS_MAX = 8, LINE_SIZE = 64 };

static bool split(const char *text, size_t length, ju_csv_field *field, size_t *ret_count)
{
    static char line[LINE_SIZE];
    memcpy(line, text, length);
    return ju_csv_split(line, length, field, FIELDS_MAX, ret_count);
}

static void fields_come_apart(void **state)
{
    static const struct {
        const char *line;
        size_t count;
        const char *field[4];
    } rows[] = {
        {"", 1, {""}},
        {"a", 1, {"a"}},
        {"a,b,c", 3, {"a", "b", "c"}},
        {",", 2, {"", ""}},
        {"a,,", 3, {"a", "", ""}},
        {"\"a,b\",c", 2, {"a,b", "c"}},
        {"\"\",x", 2, {"", "x"}},
        {"\"say \"\"yes\"\"\"", 1, {"say \"yes\""}},
        {"x,\"\"\"\"", 2, {"x", "\""}},
        {"一番,\"二,番\"", 2, {"一番", "二,番"}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ju_csv_field field[FIELDS_MAX];
        size_t count = 0;
        assert_true(split(rows[i].line, strlen(rows[i].line), field, &count));
        assert_int_equal(count, rows[i].count);
        for (size_t f = 0; f < count; f++) {
            assert_string_equal(field[f].text, rows[i].field[f]);
            assert_int_equal(field[f].length, strlen(rows[i].field[f]));
        }
    }
}

static void misplaced_quotes_are_found(void **state)
{
    static const char *const lines[] = {"\"",       "\"a",   "a\"b",  "\"a\"b",
                                        "\"a\" ,b", "a,\"b", "a,b\"", "\"a\"\""};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        ju_csv_field field[FIELDS_MAX];
        size_t count = 0;
        if (split(lines[i], strlen(lines[i]), field, &count)) {
            fail_msg("taken: %s", lines[i]);
        }
    }
}

static void more_fields_than_room_are_counted(void **state)
{
    ju_csv_field field[FIELDS_MAX];
    size_t count = 0;
    (void)state;
    assert_true(split("1,2,3,4,5,6,7,8,9,10", 20, field, &count));
    assert_int_equal(count, 10);
    assert_string_equal(field[FIELDS_MAX - 1].text, "8");
}

static void a_nul_stays_in_its_field(void **state)
{
    ju_csv_field field[FIELDS_MAX];
    size_t count = 0;
    (void)state;
    assert_true(split("a\0b,c", 5, field, &count));
    assert_int_equal(count, 2);
    assert_int_equal(field[0].length, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_come_apart),
        cmocka_unit_test(misplaced_quotes_are_found),
        cmocka_unit_test(more_fields_than_room_are_counted),
        cmocka_unit_test(a_nul_stays_in_its_field),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
