#include "services/gateway/numbering.h"

#include "common/code/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static gateway_numbering decide(gateway_known known)
{
    gateway_numbering ret;
    ju_err err;
    assert_int_equal(gateway_numbering_decide(&known, &ret, &err), JU_OK);
    return ret;
}

static void numbers_are_15_digits_with_check_digit(void **state)
{
    (void)state;
    char number[GATEWAY_INTEGRATED_SIZE];
    char before[GATEWAY_INTEGRATED_SIZE] = "";
    ju_err err;
    for (int64_t serial = 1; serial <= 2000; serial++) {
        assert_int_equal(gateway_integrated_number(serial, number, &err), JU_OK);
        assert_int_equal(strlen(number), 15);
        assert_true(ju_code_valid(JU_CODE_ADDRESSEE, number));
        assert_true(strcmp(number, before) > 0);
        memcpy(before, number, sizeof before);
    }
    assert_int_equal(gateway_integrated_number(1, number, &err), JU_OK);
    assert_string_equal(number, "000000000000019"); /* 2 x 1, remainder 2, 11 - 2 */
    assert_int_equal(gateway_integrated_number(INT64_C(99999999999999), number, &err), JU_OK);
    assert_memory_equal(number, "99999999999999", 14);
}

static void refuses_serials_that_do_not_fit(void **state)
{
    (void)state;
    char number[GATEWAY_INTEGRATED_SIZE];
    ju_err err;
    assert_int_equal(gateway_integrated_number(0, number, &err), JU_FATAL);
    assert_int_equal(gateway_integrated_number(INT64_C(100000000000000), number, &err), JU_FATAL);
}

static void somebody_new_gets_a_number(void **state)
{
    (void)state;
    gateway_numbering numbering =
        decide((gateway_known){.by_addressee = "", .by_number = "", .serial = 1, .has_number = true});
    assert_true(numbering.issue);
    assert_false(numbering.set_index);
    assert_string_equal(numbering.integrated_number, "000000000000019");
}

static void a_known_person_keeps_the_number(void **state)
{
    (void)state;
    gateway_known known = {.by_addressee = "A", .by_number = "A", .same_number = true, .has_number = true};
    gateway_numbering numbering = decide(known);
    assert_false(numbering.issue);
    assert_false(numbering.set_index);
    assert_string_equal(numbering.integrated_number, "A");
}

static void a_changed_individual_number_moves_only_the_index(void **state)
{
    (void)state;
    gateway_numbering numbering =
        decide((gateway_known){.by_addressee = "A", .by_number = "", .has_number = true});
    assert_false(numbering.issue);
    assert_true(numbering.set_index);
    assert_string_equal(numbering.integrated_number, "A");
}

static void a_message_without_number_leaves_the_index(void **state)
{
    (void)state;
    gateway_numbering numbering = decide((gateway_known){.by_addressee = "A", .by_number = ""});
    assert_false(numbering.issue);
    assert_false(numbering.set_index);
}

static void a_second_addressee_number_finds_the_person(void **state)
{
    (void)state;
    gateway_known known = {.by_addressee = "", .by_number = "A", .same_birth = true, .has_number = true};
    gateway_numbering numbering = decide(known);
    assert_false(numbering.issue);
    assert_false(numbering.set_index);
    assert_string_equal(numbering.integrated_number, "A");
}

static void a_number_of_somebody_else_is_refused(void **state)
{
    (void)state;
    const gateway_known cases[] = {
        {.by_addressee = "A", .by_number = "B", .has_number = true, .same_birth = true},
        {.by_addressee = "", .by_number = "B", .has_number = true, .same_birth = false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        gateway_numbering ret;
        ju_err err;
        assert_int_equal(gateway_numbering_decide(&cases[i], &ret, &err), JU_REJECT);
        assert_string_equal(err.code, "number_taken");
        assert_string_equal(err.item, "individual_number");
    }
}

static void a_number_given_up_is_nobody_elses(void **state)
{
    (void)state;
    gateway_known known = {
        .by_addressee = "", .by_number = "", .serial = 1, .has_number = true, .former = true};
    gateway_numbering ret;
    ju_err err;
    assert_int_equal(gateway_numbering_decide(&known, &ret, &err), JU_REJECT);
    assert_string_equal(err.code, "number_former");
    known.former = false; /* born on another day: it was recorded wrongly then, and is his */
    assert_true(decide(known).issue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_15_digits_with_check_digit),
        cmocka_unit_test(refuses_serials_that_do_not_fit),
        cmocka_unit_test(somebody_new_gets_a_number),
        cmocka_unit_test(a_known_person_keeps_the_number),
        cmocka_unit_test(a_changed_individual_number_moves_only_the_index),
        cmocka_unit_test(a_message_without_number_leaves_the_index),
        cmocka_unit_test(a_second_addressee_number_finds_the_person),
        cmocka_unit_test(a_number_of_somebody_else_is_refused),
        cmocka_unit_test(a_number_given_up_is_nobody_elses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
