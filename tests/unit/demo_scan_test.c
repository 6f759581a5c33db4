#include "tests/demo/held.h"
#include "tests/demo/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Of the synthetic block (tests/town/town.h); the check digits do not matter here. */
#define NUMBER "000012345678"
#define CODE   "00001234567"
#define OTHER  "000019999999"
/* What the house gives out itself, such that a digit behind it makes CODE, NUMBER or both. */
#define ADDRESSEE  "0000123456"
#define INTEGRATED "000000000123456"

static void add(scan_numbers *numbers, const char *number)
{
    assert_int_equal(scan_numbers_add(numbers, number, NULL), JU_OK);
}

static size_t found_in(const scan_numbers *numbers, const char *text)
{
    return scan_bytes(numbers, text, strlen(text));
}

static void test_finds_the_number_wherever_it_stands(void **state)
{
    (void)state;
    scan_numbers numbers = {0};
    add(&numbers, NUMBER);
    assert_int_equal(found_in(&numbers, NUMBER), 1);
    assert_int_equal(found_in(&numbers, "a" NUMBER "b"), 1);
    assert_int_equal(found_in(&numbers, "9" NUMBER "9"), 1);
    assert_int_equal(found_in(&numbers, NUMBER "," NUMBER), 2);
    assert_int_equal(scan_bytes(&numbers, "\0\x0c" NUMBER "\0", sizeof NUMBER + 2), 1);
    scan_numbers_free(&numbers);
}

static void test_finds_nothing_else(void **state)
{
    (void)state;
    scan_numbers numbers = {0};
    assert_int_equal(found_in(&numbers, NUMBER), 0);
    add(&numbers, NUMBER);
    add(&numbers, "");
    assert_int_equal(found_in(&numbers, OTHER), 0);
    assert_int_equal(found_in(&numbers, CODE), 0);
    assert_int_equal(found_in(&numbers, "000012345 678"), 0);
    assert_int_equal(found_in(&numbers, ""), 0);
    scan_numbers_free(&numbers);
}

static void test_resident_code_has_eleven_digits(void **state)
{
    (void)state;
    scan_numbers numbers = {0};
    add(&numbers, CODE);
    assert_int_equal(found_in(&numbers, "code=" CODE ";"), 1);
    assert_int_equal(found_in(&numbers, "0000123456"), 0);
    scan_numbers_free(&numbers);
}

/* How often something is found in a value with one byte before it, which is its length in one way or another,
 * and what follows it. */
static size_t found_behind(const scan_numbers *numbers, int before, const char *text)
{
    char bytes[64];
    (void)snprintf(bytes, sizeof bytes, "%c%s", before, text);
    return found_in(numbers, bytes);
}

/* A byte that happens to be a digit follows in protobuf, in Kafka's files and in PostgreSQL's. */
static void test_what_ends_where_its_length_says(void **state)
{
    (void)state;
    static const int lengths[][2] = {{10, 15}, {20, 30}, {23, 33}};
    scan_numbers numbers = {0};
    add(&numbers, NUMBER);
    add(&numbers, CODE);
    assert_int_equal(found_behind(&numbers, 10, ADDRESSEE "7"),
                     1); /* a code after a new line, as far as known */
    add(&numbers, ADDRESSEE);
    add(&numbers, INTEGRATED);
    assert_int_equal(numbers.searched, 2);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_int_equal(found_behind(&numbers, lengths[i][0], ADDRESSEE "7"), 0);
        assert_int_equal(found_behind(&numbers, lengths[i][0], ADDRESSEE "78"), 0);
        assert_int_equal(found_behind(&numbers, lengths[i][1], INTEGRATED "7"), 0);
        assert_int_equal(found_behind(&numbers, lengths[i][0], ADDRESSEE CODE), 1);
        assert_int_equal(found_behind(&numbers, lengths[i][1], INTEGRATED CODE), 1);
    }
    assert_int_equal(found_behind(&numbers, 11, CODE), 1);
    assert_int_equal(found_behind(&numbers, 12, NUMBER), 2); /* CODE is the beginning of it */
    assert_int_equal(found_behind(&numbers, '"', ADDRESSEE "7"), 1);
    assert_int_equal(found_in(&numbers, ADDRESSEE "7"), 1);
    scan_numbers_free(&numbers);
}

/* Where the pages of the write-ahead log are compressed no length stands before a number, but something else.
 */
static void test_what_is_a_part_of_no_secret(void **state)
{
    (void)state;
    scan_numbers numbers = {0};
    add(&numbers, CODE);
    assert_int_equal(found_in(&numbers, "(9999" CODE ")"), 1);
    add(&numbers, "9999" CODE);
    assert_int_equal(found_in(&numbers, "(9999" CODE ")"), 0);
    assert_int_equal(found_in(&numbers, "9999" CODE), 0);
    assert_int_equal(found_in(&numbers, "(9999" CODE "1"), 1); /* digits that are more than it */
    assert_int_equal(found_in(&numbers, "(" CODE ")"), 1);
    scan_numbers_free(&numbers);
}

static void test_many_numbers(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    scan_numbers numbers = {0};
    char number[16];
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(number, sizeof number, "00001%07d", i * 3);
        add(&numbers, number);
    }
    assert_int_equal(numbers.count, MANY);
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(number, sizeof number, "00001%07d", i * 3);
        assert_int_equal(found_in(&numbers, number), 1);
        (void)snprintf(number, sizeof number, "00001%07d", i * 3 + 1);
        assert_int_equal(found_in(&numbers, number), 0);
    }
    scan_numbers_free(&numbers);
}

static void test_folder(void **state)
{
    (void)state;
    char folder[] = "/tmp/demo_scan_XXXXXX";
    char path[64];
    scan_numbers numbers = {0};
    scan_result result = {0};
    add(&numbers, NUMBER);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/x.log", folder);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    (void)fputs("{\"number\":\"" NUMBER "\"}\n", file);
    (void)fclose(file);
    assert_int_equal(scan_folder(&numbers, folder, &result, NULL), JU_OK);
    assert_int_equal(result.found, 1);
    assert_string_equal(result.first, path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(scan_folder(&numbers, folder, &result, NULL), JU_FATAL);
    scan_numbers_free(&numbers);
}

static void test_compare(void **state)
{
    (void)state;
    static const char *const should_keys[] = {"c", "a", "b", "d"};
    static const char *const is_keys[] = {"b", "e", "a", "c"};
    demo_held should = {0};
    demo_held is = {0};
    held_differences empty = held_compare(&should, &is);
    assert_int_equal(empty.missing + empty.differing + empty.extra, 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(held_add(&should, should_keys[i], "same", NULL), JU_OK);
        assert_int_equal(held_add(&is, is_keys[i], strcmp(is_keys[i], "b") == 0 ? "other" : "same", NULL),
                         JU_OK);
    }
    held_differences found = held_compare(&should, &is);
    assert_int_equal(found.missing, 1);
    assert_int_equal(found.differing, 1);
    assert_int_equal(found.extra, 1);
    assert_string_equal(found.first, "b");
    held_free(&should);
    held_free(&is);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_the_number_wherever_it_stands),
        cmocka_unit_test(test_finds_nothing_else),
        cmocka_unit_test(test_resident_code_has_eleven_digits),
        cmocka_unit_test(test_what_ends_where_its_length_says),
        cmocka_unit_test(test_what_is_a_part_of_no_secret),
        cmocka_unit_test(test_many_numbers),
        cmocka_unit_test(test_folder),
        cmocka_unit_test(test_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
