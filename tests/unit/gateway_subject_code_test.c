/* 符号取得状況: every path of the table, and what a result is worth. */
#include "services/gateway/subject_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOT_ACQUIRED SUBJECT_CODE_NOT_ACQUIRED
#define REQUESTED    SUBJECT_CODE_REQUESTED
#define ACQUIRED     SUBJECT_CODE_ACQUIRED
#define FAILED       SUBJECT_CODE_FAILED

static const struct {
    subject_code_state state;
    subject_code_event event;
    subject_code_state next;
    const char *code;
} PATHS[] = {
    {NOT_ACQUIRED, SUBJECT_CODE_ASK, REQUESTED, NULL},
    {NOT_ACQUIRED, SUBJECT_CODE_RENEW, REQUESTED, NULL},
    {NOT_ACQUIRED, SUBJECT_CODE_ISSUED, NOT_ACQUIRED, "request_unknown"},
    {NOT_ACQUIRED, SUBJECT_CODE_REFUSED, NOT_ACQUIRED, "request_unknown"},
    {REQUESTED, SUBJECT_CODE_ASK, REQUESTED, NULL},
    {REQUESTED, SUBJECT_CODE_RENEW, REQUESTED, NULL},
    {REQUESTED, SUBJECT_CODE_ISSUED, ACQUIRED, NULL},
    {REQUESTED, SUBJECT_CODE_REFUSED, FAILED, NULL},
    {ACQUIRED, SUBJECT_CODE_ASK, ACQUIRED, "code_acquired"},
    {ACQUIRED, SUBJECT_CODE_RENEW, REQUESTED, NULL},
    {ACQUIRED, SUBJECT_CODE_ISSUED, ACQUIRED, "request_answered"},
    {ACQUIRED, SUBJECT_CODE_REFUSED, ACQUIRED, "request_answered"},
    {FAILED, SUBJECT_CODE_ASK, REQUESTED, NULL},
    {FAILED, SUBJECT_CODE_RENEW, REQUESTED, NULL},
    {FAILED, SUBJECT_CODE_ISSUED, FAILED, "request_answered"},
    {FAILED, SUBJECT_CODE_REFUSED, FAILED, "request_answered"},
};

static void expect_code(const char *code, const char *expected)
{
    if (expected == NULL) {
        assert_null(code);
    } else {
        assert_non_null(code);
        assert_string_equal(code, expected);
    }
}

static void every_path(void **state)
{
    (void)state;
    assert_int_equal(sizeof PATHS / sizeof PATHS[0], SUBJECT_CODE_STATES_ * SUBJECT_CODE_EVENTS_);
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        subject_code_step step = subject_code_next(PATHS[i].state, PATHS[i].event);
        assert_int_equal(step.next, PATHS[i].next);
        expect_code(step.code, PATHS[i].code);
    }
}

static void a_result_counts_for_its_own_request_alone(void **state)
{
    (void)state;
    expect_code(subject_code_result(true, true, REQUESTED, SUBJECT_CODE_ISSUED).code, NULL);
    assert_int_equal(subject_code_result(true, true, REQUESTED, SUBJECT_CODE_ISSUED).next, ACQUIRED);
    expect_code(subject_code_result(false, false, NOT_ACQUIRED, SUBJECT_CODE_ISSUED).code, "request_unknown");
    expect_code(subject_code_result(true, false, REQUESTED, SUBJECT_CODE_ISSUED).code, "request_superseded");
    expect_code(subject_code_result(true, false, ACQUIRED, SUBJECT_CODE_REFUSED).code, "request_superseded");
    expect_code(subject_code_result(true, true, ACQUIRED, SUBJECT_CODE_ISSUED).code, "request_answered");
}

static void words(void **state)
{
    (void)state;
    for (int i = 0; i < SUBJECT_CODE_STATES_; i++) {
        assert_int_equal(subject_code_of(subject_code_word((subject_code_state)i)), i);
    }
    assert_int_equal(subject_code_of(""), NOT_ACQUIRED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_path),
        cmocka_unit_test(a_result_counts_for_its_own_request_alone),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
