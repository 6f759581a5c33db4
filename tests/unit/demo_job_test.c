#include "tests/demo/job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
    PROVISIONAL = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL,
    REGISTERED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED,
    RETURNED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_RETURNED,
    REFUSED = JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REFUSED,
};

static const town_change MOVE = {.kind = TOWN_MOVE};

static bool answer(demo_job *job, int status, const char *refusal, const char *ce_id)
{
    Juki__Resident__V1__ChangeReply reply = JUKI__RESIDENT__V1__CHANGE_REPLY__INIT;
    Juki__Common__V1__Refusal why = JUKI__COMMON__V1__REFUSAL__INIT;
    why.code = (char *)(uintptr_t)refusal;
    reply.status = (Juki__Resident__V1__ChangeStatus)status;
    reply.refusal = refusal == NULL ? NULL : &why;
    return job_take_reply(job, &reply, ce_id);
}

static void test_good_change(void **state)
{
    (void)state;
    demo_job job = {.stage = JOB_SUBMITTED, .change = &MOVE};
    assert_true(answer(&job, PROVISIONAL, NULL, "a"));
    assert_int_equal(job.stage, JOB_REVIEWED);
    assert_false(answer(&job, REGISTERED, NULL, "b"));
    assert_int_equal(job.stage, JOB_REGISTERED);
    assert_true(job_ended(&job));
    assert_false(job.unexpected);
}

static void test_repeated_answer_changes_nothing(void **state)
{
    (void)state;
    demo_job job = {.stage = JOB_SUBMITTED, .change = &MOVE};
    assert_true(answer(&job, PROVISIONAL, NULL, "a"));
    assert_false(answer(&job, PROVISIONAL, NULL, "a"));
    assert_int_equal(job.stage, JOB_REVIEWED);
    assert_false(answer(&job, REGISTERED, NULL, "b"));
    assert_false(answer(&job, REGISTERED, NULL, "b"));
    assert_false(job.unexpected);
}

/* Seed 002 R-22: the answer to the first review asks for a second reviewer; one alone is not enough. */
static void test_moving_in_is_seen_by_two(void **state)
{
    (void)state;
    Juki__Resident__V1__ChangeReply approved = JUKI__RESIDENT__V1__CHANGE_REPLY__INIT;
    approved.status = (Juki__Resident__V1__ChangeStatus)PROVISIONAL;
    approved.approvals = 1;
    demo_job job = {.stage = JOB_SUBMITTED};
    assert_true(answer(&job, PROVISIONAL, NULL, "a"));
    assert_int_equal(job.stage, JOB_REVIEWED);
    assert_true(job_take_reply(&job, &approved, "b"));
    assert_int_equal(job.stage, JOB_REVIEWED_TWICE);
    assert_false(job_take_reply(&job, &approved, "b"));
    assert_false(answer(&job, REGISTERED, NULL, "c"));
    assert_false(job.unexpected);

    demo_job by_one = {.stage = JOB_REVIEWED};
    assert_false(answer(&by_one, REGISTERED, NULL, "a"));
    assert_true(by_one.unexpected);

    demo_job move = {.stage = JOB_REVIEWED, .change = &MOVE};
    assert_false(job_take_reply(&move, &approved, "a"));
    assert_true(move.unexpected);
}

static void test_same_reviewer_needs_another(void **state)
{
    (void)state;
    const town_change change = {.kind = TOWN_MOVE, .fault = TOWN_FAULT_SAME_REVIEWER};
    demo_job job = {.stage = JOB_SUBMITTED, .change = &change};
    assert_true(answer(&job, PROVISIONAL, NULL, "a"));
    assert_int_equal(job.stage, JOB_SELF_REVIEWED);
    assert_true(answer(&job, PROVISIONAL, "same_person", "b"));
    assert_int_equal(job.stage, JOB_REVIEWED);
    assert_false(answer(&job, REGISTERED, NULL, "c"));
    assert_false(job.unexpected);
}

static void test_self_review_that_registers_is_unexpected(void **state)
{
    (void)state;
    const town_change change = {.kind = TOWN_MOVE, .fault = TOWN_FAULT_SAME_REVIEWER};
    demo_job job = {.stage = JOB_SUBMITTED, .change = &change};
    assert_true(answer(&job, PROVISIONAL, NULL, "a"));
    assert_false(answer(&job, REGISTERED, NULL, "b"));
    assert_true(job_ended(&job));
    assert_true(job.unexpected);
}

static void test_expected_refusal(void **state)
{
    (void)state;
    demo_job job = {.stage = JOB_SUBMITTED, .expected_refusal = "check_digit"};
    assert_false(answer(&job, REFUSED, "check_digit", "a"));
    assert_int_equal(job.stage, JOB_REFUSED);
    assert_string_equal(job.refusal, "check_digit");
    assert_false(job.unexpected);
}

static void test_other_outcomes_are_unexpected(void **state)
{
    (void)state;
    demo_job refused = {.stage = JOB_SUBMITTED};
    assert_false(answer(&refused, REFUSED, "check_digit", "a"));
    assert_true(refused.unexpected);

    demo_job refused_otherwise = {.stage = JOB_SUBMITTED, .expected_refusal = "not_resident"};
    assert_false(answer(&refused_otherwise, REFUSED, "check_digit", "a"));
    assert_true(refused_otherwise.unexpected);

    demo_job registered = {.stage = JOB_REVIEWED, .change = &MOVE, .expected_refusal = "check_digit"};
    assert_false(answer(&registered, REGISTERED, NULL, "a"));
    assert_true(registered.unexpected);

    demo_job unreviewed = {.stage = JOB_SUBMITTED};
    assert_false(answer(&unreviewed, REGISTERED, NULL, "a"));
    assert_true(unreviewed.unexpected);

    demo_job returned = {.stage = JOB_REVIEWED};
    assert_false(answer(&returned, RETURNED, NULL, "a"));
    assert_true(returned.unexpected);
}

static void test_second_final_answer_is_unexpected(void **state)
{
    (void)state;
    demo_job job = {.stage = JOB_REVIEWED, .change = &MOVE};
    assert_false(answer(&job, REGISTERED, NULL, "a"));
    assert_false(job.unexpected);
    assert_false(answer(&job, REGISTERED, NULL, "b"));
    assert_true(job.unexpected);
    assert_int_equal(job.stage, JOB_REGISTERED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_change),
        cmocka_unit_test(test_repeated_answer_changes_nothing),
        cmocka_unit_test(test_moving_in_is_seen_by_two),
        cmocka_unit_test(test_same_reviewer_needs_another),
        cmocka_unit_test(test_self_review_that_registers_is_unexpected),
        cmocka_unit_test(test_expected_refusal),
        cmocka_unit_test(test_other_outcomes_are_unexpected),
        cmocka_unit_test(test_second_final_answer_is_unexpected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
