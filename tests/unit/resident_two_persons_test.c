/* 二人以上による確認 (seed 002 ): who may decide how about an entry. */
#include "services/resident/two_persons.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { NOTHING, APPROVE, RETURN, WITHDRAW }; /* juki.resident.v1.Decision */

/* The code of the refusal, "" when he may. */
static const char *decides(const char *who, int decision, const char *approved_by)
{
    Juki__Common__V1__Operator operator_ = JUKI__COMMON__V1__OPERATOR__INIT;
    static refusal why;
    why = (refusal){0};
    operator_.operator_id = (char *)(uintptr_t)who;
    bool may = two_persons_may(who == NULL ? NULL : &operator_, (Juki__Resident__V1__Decision)decision,
                               "clerk", approved_by, &why);
    assert_int_equal(may, why.code == NULL);
    return may ? "" : why.code;
}

static void r21_nobody_reviews_what_he_entered(void **state)
{
    (void)state;
    assert_string_equal(decides("clerk", APPROVE, ""), "same_person");
    assert_string_equal(decides("clerk", RETURN, ""), "same_person");
    assert_string_equal(decides("clerk", WITHDRAW, ""), "");
    assert_string_equal(decides("chief", WITHDRAW, ""), "not_enterer");
    assert_string_equal(decides("chief", APPROVE, ""), "");
    assert_string_equal(decides("chief", RETURN, ""), "");
}

static void r22_two_reviewers_are_two(void **state)
{
    (void)state;
    assert_string_equal(decides("chief", APPROVE, "chief"), "same_reviewer");
    assert_string_equal(decides("deputy", APPROVE, "chief"), "");
    assert_string_equal(decides("clerk", WITHDRAW, "chief"), "");
}

static void a_decision_is_somebodys_and_one(void **state)
{
    (void)state;
    assert_string_equal(decides(NULL, APPROVE, ""), "operator_missing");
    assert_string_equal(decides("", APPROVE, ""), "operator_missing");
    assert_string_equal(decides("chief", NOTHING, ""), "item_required");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r21_nobody_reviews_what_he_entered),
        cmocka_unit_test(r22_two_reviewers_are_two),
        cmocka_unit_test(a_decision_is_somebodys_and_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
