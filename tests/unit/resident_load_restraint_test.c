/* What stands against a person in a register from another system (standard j410, j440; seed 001, M1). */
#include "services/resident/load_restraint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static load_restraint found[LOAD_RESTRAINTS_MAX];
static size_t count;
static char cut[1024];

static bool read(const char *text, refusal *why)
{
    *why = (refusal){0};
    (void)snprintf(cut, sizeof cut, "%s", text);
    return load_restraints_read(cut, found, &count, why);
}

static void expect_refused(const char *text, const char *code)
{
    refusal why;
    if (read(text, &why)) {
        fail_msg("'%s' was taken", text);
    }
    assert_string_equal(why.code, code);
    assert_string_equal(why.item, "restraints");
}

static void what_stands_is_read(void **state)
{
    refusal why;
    (void)state;
    assert_true(read("", &why));
    assert_int_equal(count, 0);
    assert_true(read("A1/1/1/2/0000000027/2026-04-01/2027-03-31;B2/2/4/1//2025-01-01/", &why));
    assert_int_equal(count, 2);
    assert_string_equal(found[0].key, "A1");
    assert_int_equal(found[0].position, 1);
    assert_int_equal(found[0].row.kind, JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_SUPPORT);
    assert_int_equal(found[0].row.level, JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR);
    assert_int_equal(found[0].row.act, JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_SET);
    assert_int_equal(found[0].row.history_number, 1);
    assert_string_equal(found[0].row.household_number, "0000000027");
    assert_string_equal(found[0].row.start_date, "2026-04-01");
    assert_string_equal(found[0].row.end_date, "2027-03-31");
    assert_string_equal(found[1].key, "B2");
    assert_int_equal(found[1].position, 2);
    assert_string_equal(found[1].row.end_date, "");
}

/* j410: the end of a period lifts nothing, so one that is over is taken over, too. */
static void j410_a_period_that_is_over_stands(void **state)
{
    refusal why;
    (void)state;
    assert_true(read("A1/1/1/2//2020-04-01/2021-03-31", &why));
    assert_int_equal(count, 1);
}

static void j440_support_has_its_level_and_its_year(void **state)
{
    refusal why;
    (void)state;
    expect_refused("A1/1/1/1//2026-04-01/2027-03-31", "restraint_level");
    expect_refused("A1/1/2/1//2026-04-01/", "restraint_level");
    expect_refused("A1/1/1/2//2026-04-01/", "date_invalid");
    assert_true(read("A1/1/2/2//2026-04-01/", &why));
}

/* M1: texts are compared as they are, so each restraint has one spelling. */
static void M1_there_is_one_spelling(void **state)
{
    static const char *const malformed[] = {
        "A1",
        "A1/1/3/2//2026-04-01",
        "A1/1/3/2//2026-04-01//",
        "/1/3/2//2026-04-01/",
        "A-1/1/3/2//2026-04-01/",
        "ABCDEFGHIJKLMNOP/1/3/2//2026-04-01/",
        "A1/0/3/2//2026-04-01/",
        "A1/01/3/2//2026-04-01/",
        "A1/1/6/2//2026-04-01/",
        "A1/1/03/2//2026-04-01/",
        "A1/1/3/3//2026-04-01/",
        "A1/1/3//2026-04-01//",
        "A1/1/3/2/x/2026-04-01/",
        "A1/1/3/2//2026-04-01/;",
        "B1/1/3/2//2026-04-01/;A1/1/3/2//2026-04-01/",
        "A1/1/3/2//2026-04-01/;A1/1/4/2//2026-04-01/",
    };
    (void)state;
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        expect_refused(malformed[i], "restraints_malformed");
    }
    expect_refused("A1/1/3/2//2026-4-1/", "date_invalid");
    expect_refused("A1/1/3/2//2026-04-01-/", "date_invalid");
    expect_refused("A1/1/3/2//2026-04-01/2026-02-30", "date_invalid");
    expect_refused("A1/1/3/2//2026-04-01/2026-03-31", "restraint_period");
}

static void sixteen_stand_against_a_person_at_most(void **state)
{
    char text[1024] = "";
    refusal why;
    (void)state;
    for (int i = 0; i < LOAD_RESTRAINTS_MAX; i++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, "%sK%02d/1/3/2//2026-04-01/", i == 0 ? "" : ";", i);
    }
    assert_true(read(text, &why));
    assert_int_equal(count, LOAD_RESTRAINTS_MAX);
    size_t used = strlen(text);
    (void)snprintf(text + used, sizeof text - used, ";K99/1/3/2//2026-04-01/");
    expect_refused(text, "restraints_malformed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_is_read),
        cmocka_unit_test(j410_a_period_that_is_over_stands),
        cmocka_unit_test(j440_support_has_its_level_and_its_year),
        cmocka_unit_test(M1_there_is_one_spelling),
        cmocka_unit_test(sixteen_stand_against_a_person_at_most),
    };
    return cmocka_run_group_tests_name("resident_load_restraint", tests, NULL, NULL);
}
