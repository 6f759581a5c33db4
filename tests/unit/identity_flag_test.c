/* 更新禁止フラグ, 排他フラグ and 異常時更新順番号 (seed 002 R-30). */
#include "services/identity/flag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef Juki__Identity__V1__SetRecordFlag set_flag;

enum { FORBID = 1, EXCLUSIVE = 2 };

static bool act(record_flags *flags, const char *operator_id, int flag, bool set, records_refusal *why)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    set_flag wish = JUKI__IDENTITY__V1__SET_RECORD_FLAG__INIT;
    who.operator_id = (char *)(uintptr_t)operator_id;
    wish.operator_ = &who;
    wish.flag = (Juki__Identity__V1__RecordFlag)flag;
    wish.set = set;
    wish.purpose = (char *)(uintptr_t) "調査中";
    return record_flag_set(&wish, flags, why);
}

static void refused(record_flags *flags, const char *operator_id, int flag, bool set, const char *code)
{
    records_refusal why;
    record_flags before = *flags;
    assert_false(act(flags, operator_id, flag, set, &why));
    assert_string_equal(why.code, code);
    assert_string_not_equal(records_refusal_message(why.code), "");
    assert_memory_equal(flags, &before, sizeof before);
}

static void done(record_flags *flags, const char *operator_id, int flag, bool set, int64_t number)
{
    records_refusal why;
    assert_true(act(flags, operator_id, flag, set, &why));
    assert_null(why.code);
    assert_int_equal(flags->recovery_update_number, number);
}

static void a_flag_is_set_once_and_counted(void **state)
{
    record_flags flags = {.found = true, .exclusive_operator = ""};
    (void)state;
    refused(&flags, "op1", FORBID, false, "flag_unchanged");
    done(&flags, "op1", FORBID, true, 1);
    assert_true(flags.update_forbidden);
    refused(&flags, "op2", FORBID, true, "flag_unchanged");
    done(&flags, "op2", FORBID, false, 2);
    assert_false(flags.update_forbidden);
}

static void who_has_the_record_in_hand_keeps_others_off(void **state)
{
    record_flags flags = {.found = true, .exclusive_operator = ""};
    (void)state;
    done(&flags, "op1", EXCLUSIVE, true, 1);
    assert_true(record_held_by_another(&flags, "op2"));
    assert_false(record_held_by_another(&flags, "op1"));
    refused(&flags, "op2", EXCLUSIVE, true, "exclusive");
    refused(&flags, "op2", EXCLUSIVE, false, "exclusive");
    refused(&flags, "op2", FORBID, true, "exclusive");
    done(&flags, "op1", FORBID, true, 2);
    done(&flags, "op1", EXCLUSIVE, false, 3);
    done(&flags, "op2", FORBID, false, 4);
}

static void the_wish_is_complete(void **state)
{
    record_flags flags = {.found = true, .exclusive_operator = ""};
    record_flags none = {.exclusive_operator = ""};
    records_refusal why;
    set_flag nobody = JUKI__IDENTITY__V1__SET_RECORD_FLAG__INIT;
    (void)state;
    refused(&flags, "", FORBID, true, "operator_missing");
    refused(&flags, "op1", 0, true, "flag_unknown");
    refused(&flags, "op1", 7, true, "flag_unknown");
    refused(&none, "op1", FORBID, true, "record_unknown");
    assert_false(record_flag_set(&nobody, &flags, &why));
    assert_string_equal(why.code, "operator_missing");
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = (char *)(uintptr_t) "op1";
    nobody.operator_ = &who;
    assert_false(record_flag_set(&nobody, &flags, &why));
    assert_string_equal(why.code, "purpose_missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flag_is_set_once_and_counted),
        cmocka_unit_test(who_has_the_record_in_hand_keeps_others_off),
        cmocka_unit_test(the_wish_is_complete),
    };
    return cmocka_run_group_tests_name("identity_flag", tests, NULL, NULL);
}
