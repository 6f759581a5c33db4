#include "services/audit/question.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SUBJECT "00112233445566778899aabbccddeeff"

static char *text(const char *literal)
{
    return (char *)(uintptr_t)literal;
}

static void refused(const audit_refusal *why, const char *code)
{
    assert_non_null(why);
    assert_string_equal(why->code, code);
}

static void acts_are_asked_for_a_purpose(void **state)
{
    (void)state;
    Juki__Audit__V1__QueryActs query = JUKI__AUDIT__V1__QUERY_ACTS__INIT;
    char *subject = text(SUBJECT);
    query.of = JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PERSON;
    refused(question_check_acts(&query), "purpose_missing");
    query.purpose = text("開示請求");
    refused(question_check_acts(&query), "subject_invalid");
    query.subject = &subject;
    query.n_subject = 1;
    assert_null(question_check_acts(&query));
    assert_string_equal(question_action(&query), "audit.person");
    query.after_index = -1;
    refused(question_check_acts(&query), "after_index_invalid");
}

static void a_subject_is_a_hash_and_no_number(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__QueryActs query = JUKI__AUDIT__V1__QUERY_ACTS__INIT;
    char *bad[] = {text("123456789018"), text(SUBJECT "0"), text("00112233445566778899AABBCCDDEEFF")};
    who.operator_id = text("auditor");
    query.operator_ = &who;
    query.purpose = text("開示請求");
    query.of = JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PERSON;
    query.n_subject = 1;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        query.subject = &bad[i];
        refused(question_check_acts(&query), "subject_invalid");
    }
    char *many[QUESTION_SUBJECTS_MAX + 1];
    for (size_t i = 0; i < sizeof many / sizeof many[0]; i++) {
        many[i] = text(SUBJECT);
    }
    query.subject = many;
    query.n_subject = QUESTION_SUBJECTS_MAX;
    assert_null(question_check_acts(&query));
    query.n_subject = QUESTION_SUBJECTS_MAX + 1;
    refused(question_check_acts(&query), "subject_invalid");
}

static void each_kind_of_question_says_what_it_needs(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__QueryActs query = JUKI__AUDIT__V1__QUERY_ACTS__INIT;
    who.operator_id = text("auditor");
    query.operator_ = &who;
    query.purpose = text("点検");
    refused(question_check_acts(&query), "question_unknown");
    assert_string_equal(question_action(&query), "audit.acts");
    query.of = (Juki__Audit__V1__ActsOf)99;
    refused(question_check_acts(&query), "question_unknown");
    assert_string_equal(question_action(&query), "audit.acts");
    query.of = JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_OPERATOR;
    refused(question_check_acts(&query), "of_operator_missing");
    query.of_operator = text("clerk1");
    assert_null(question_check_acts(&query));
    query.of = JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_INQUIRIES;
    assert_null(question_check_acts(&query));
    query.of = JUKI__AUDIT__V1__ACTS_OF__ACTS_OF_PROTECTED;
    assert_null(question_check_acts(&query));
}

static void a_period_is_days_in_their_order(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        const char *to;
        bool good;
    } cases[] = {
        {"", "", true},
        {"2026-04-01", "", true},
        {"", "2026-04-01", true},
        {"2026-04-01", "2026-04-01", true},
        {"2026-04-02", "2026-04-01", false},
        {"2026-04-31", "", false},
        {"", "2026-02-29", false},
        {"'; DROP", "", false},
    };
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Audit__V1__QueryCounts query = JUKI__AUDIT__V1__QUERY_COUNTS__INIT;
    who.operator_id = text("auditor");
    query.operator_ = &who;
    refused(question_check_counts(&query), "purpose_missing");
    query.purpose = text("点検");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        query.from = text(cases[i].from);
        query.to = text(cases[i].to);
        const audit_refusal *why = question_check_counts(&query);
        if (cases[i].good) {
            assert_null(why);
        } else {
            refused(why, "period_invalid");
        }
    }
}

static void days_begin_in_japan_and_the_last_one_counts(void **state)
{
    (void)state;
    char from[QUESTION_MOMENT_SIZE];
    char until[QUESTION_MOMENT_SIZE];
    question_period("2026-04-01", "2026-12-31", from, until);
    assert_string_equal(from, "2026-04-01 00:00:00+09");
    assert_string_equal(until, "2027-01-01 00:00:00+09");
    question_period("", "", from, until);
    assert_string_equal(from, "-infinity");
    assert_string_equal(until, "infinity");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acts_are_asked_for_a_purpose),
        cmocka_unit_test(a_subject_is_a_hash_and_no_number),
        cmocka_unit_test(each_kind_of_question_says_what_it_needs),
        cmocka_unit_test(a_period_is_days_in_their_order),
        cmocka_unit_test(days_begin_in_japan_and_the_last_one_counts),
    };
    return cmocka_run_group_tests_name("audit_question", tests, NULL, NULL);
}
