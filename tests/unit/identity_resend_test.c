/* A notice sent again under another reason, and the 9th item (seed 002 R-28; seed 004_001 O4). */
#include "services/identity/resend.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static const char *check(const char *reason, resend_facts facts)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Identity__V1__ResendNotice wish = JUKI__IDENTITY__V1__RESEND_NOTICE__INIT;
    who.operator_id = text("op1");
    wish.operator_ = &who;
    wish.purpose = text("誤り");
    wish.reason = text(reason);
    records_refusal why = resend_check(&wish, &facts);
    if (why.code != NULL) {
        assert_string_not_equal(records_refusal_message(why.code), "");
    }
    return why.code == NULL ? "" : why.code;
}

static resend_facts told(const char *reason)
{
    return (resend_facts){.found = true, .latest = true, .reason = reason, .exclusive_operator = ""};
}

static void the_kind_of_reason_stays(void **state)
{
    (void)state;
    assert_string_equal(check("overseas_move_out", told("domestic_move_out")), "");
    assert_string_equal(check("official_enter", told("birth")), "");
    assert_string_equal(check("official_correction", told("move_within")), "");
    assert_string_equal(check("head_change", told("household_change")), "");
    assert_string_equal(check("birth", told("domestic_move_out")), "reason_other_effect");
    assert_string_equal(check("death", told("move_within")), "reason_other_effect");
    assert_string_equal(check("move_within", told("birth")), "reason_other_effect");
    assert_string_equal(check("birth", told("birth")), "reason_unchanged");
    assert_string_equal(check("conquest", told("birth")), "reason_unknown");
    assert_string_equal(check("", told("birth")), "reason_unknown");
}

static void only_the_latest_and_only_who_may(void **state)
{
    resend_facts facts = told("birth");
    (void)state;
    facts.latest = false;
    assert_string_equal(check("official_enter", facts), "notice_not_latest");
    facts.exclusive_operator = "op2";
    assert_string_equal(check("official_enter", facts), "exclusive");
    facts.exclusive_operator = "op1";
    facts.latest = true;
    assert_string_equal(check("official_enter", facts), "");
    facts.found = false;
    assert_string_equal(check("official_enter", facts), "notice_unknown");
    Juki__Identity__V1__ResendNotice wish = JUKI__IDENTITY__V1__RESEND_NOTICE__INIT;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    facts = told("birth");
    assert_string_equal(resend_check(&wish, &facts).code, "operator_missing");
    wish.operator_ = &who;
    assert_string_equal(resend_check(&wish, &facts).code, "operator_missing");
    who.operator_id = text("op1");
    assert_string_equal(resend_check(&wish, &facts).code, "purpose_missing");
}

static void the_ninth_item_comes_on_its_day(void **state)
{
    (void)state;
    assert_false(notice_has_kana("", "2026-04-10"));
    assert_false(notice_has_kana("2026-04-11", "2026-04-10"));
    assert_true(notice_has_kana("2026-04-10", "2026-04-10"));
    assert_true(notice_has_kana("2025-12-31", "2026-04-10"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_of_reason_stays),
        cmocka_unit_test(only_the_latest_and_only_who_may),
        cmocka_unit_test(the_ninth_item_comes_on_its_day),
    };
    return cmocka_run_group_tests_name("identity_resend", tests, NULL, NULL);
}
