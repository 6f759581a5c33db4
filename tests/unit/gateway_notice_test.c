/* お知らせ: what may be entered, who may send it, and that each delivery ends once (REQ-88). */
#include "services/gateway/notice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static Juki__Common__V1__Operator somebody(const char *id)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = TEXT(id);
    who.terminal_id = TEXT("w1");
    return who;
}

static void expect(notice_refusal why, const char *code)
{
    if (code == NULL) {
        assert_null(why.code);
    } else {
        assert_non_null(why.code);
        assert_string_equal(why.code, code);
    }
}

static void an_entry_is_whole(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = somebody("op-1");
    char *numbers[] = {TEXT("26"), TEXT("34")};
    Juki__Gateway__V1__EnterNotice wish = JUKI__GATEWAY__V1__ENTER_NOTICE__INIT;
    expect(notice_check_entry(&wish), "operator_missing");
    wish.operator_ = &who;
    expect(notice_check_entry(&wish), "key_mismatch");
    wish.request_id = TEXT("01a1feea-b2f1-7595-ba4f-510177e199bf");
    expect(notice_check_entry(&wish), "item_missing");
    wish.consumer = TEXT("tax");
    wish.title = TEXT("納期");
    wish.body = TEXT("本文");
    expect(notice_check_entry(&wish), "persons_invalid");
    wish.addressee_number = numbers;
    wish.n_addressee_number = 2;
    expect(notice_check_entry(&wish), NULL);
    wish.n_addressee_number = NOTICE_PERSONS_MAX + 1;
    expect(notice_check_entry(&wish), "persons_invalid");
}

static void persons_are_there_each_once_and_reachable(void **state)
{
    (void)state;
    notice_person persons[] = {{"a", true}, {"b", true}};
    expect(notice_check_persons(persons, 2, 2), NULL);
    expect(notice_check_persons(persons, 2, 3), "person_unknown");
    persons[1].acquired = false;
    expect(notice_check_persons(persons, 2, 2), "code_not_acquired");
    persons[1] = (notice_person){"a", true};
    expect(notice_check_persons(persons, 2, 2), "person_twice");
}

static void another_supervisor_sends_it_once(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = somebody("op-1");
    Juki__Gateway__V1__DecideNotice wish = JUKI__GATEWAY__V1__DECIDE_NOTICE__INIT;
    notice_row row = {.state = TEXT("entered"), .entered_by = TEXT("op-1")};
    expect(notice_check_decision(&wish, &row, true), "operator_missing");
    wish.operator_ = &who;
    expect(notice_check_decision(&wish, &row, true), "notice_unknown");
    row.found = true;
    expect(notice_check_decision(&wish, &row, false), "supervisor_required");
    expect(notice_check_decision(&wish, &row, true), "same_person");
    who.operator_id = TEXT("chief");
    expect(notice_check_decision(&wish, &row, true), NULL);
    row.state = TEXT("sent");
    expect(notice_check_decision(&wish, &row, true), "notice_decided");
}

static void a_delivery_has_one_end(void **state)
{
    (void)state;
    static const struct {
        const char *state;
        const char *told;
        const char *code;
        const char *why;
    } cases[] = {
        {NULL, "delivered", "", "delivery_unknown"},
        {"waiting", "delivered", "", NULL},
        {"waiting", "failed", "gone", NULL},
        {"waiting", "failed", "", "item_invalid"},
        {"waiting", "delivered", "x", "item_invalid"},
        {"waiting", "lost", "", "item_invalid"},
        {"waiting", "waiting", "", NULL},
        {"delivered", "delivered", "", NULL},
        {"delivered", "failed", "x", "delivery_ended"},
        {"failed", "delivered", "", "delivery_ended"},
        {"failed", "waiting", "", "delivery_ended"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Juki__Gateway__V1__NoticeTold told = JUKI__GATEWAY__V1__NOTICE_TOLD__INIT;
        told.state = TEXT(cases[i].told);
        told.code = TEXT(cases[i].code);
        expect(notice_check_told(&told, cases[i].state), cases[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_whole),
        cmocka_unit_test(persons_are_there_each_once_and_reachable),
        cmocka_unit_test(another_supervisor_sends_it_once),
        cmocka_unit_test(a_delivery_has_one_end),
    };
    return cmocka_run_group_tests_name("gateway_notice", tests, NULL, NULL);
}
