/* 情報提供: which check decides, in which order, and what the inquirer is told (R-52 to R-54, K42 to K47). */
#include "services/gateway/provision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal))

typedef Juki__Gateway__V1__Permit permit;
typedef Juki__Gateway__V1__Question question;

/* A good inquiry, to be spoilt. */
typedef struct inquiry {
    char *items[3];
    char *permitted[3];
    question asked;
    question allowed;
    permit permit;
    provision_facts facts;
} inquiry;

static question good_question(char **items)
{
    question it = JUKI__GATEWAY__V1__QUESTION__INIT;
    it.inquiry_id = TEXT("0198c0de-0000-7000-8000-000000000001");
    it.law_table = TEXT("番号法第19条第8号に基づく主務省令 第2条の表");
    it.item = TEXT("155");
    it.inquirer_kind = TEXT("市町村長");
    it.inquirer = TEXT("131016");
    it.affair = TEXT("155.1");
    it.provider = TEXT("132071");
    it.provider_kind = TEXT("市町村長");
    it.information = TEXT("住民票関係情報");
    it.asked_item = items;
    it.n_asked_item = 2;
    return it;
}

static inquiry *good(void)
{
    static inquiry it;
    it = (inquiry){.items = {TEXT("householder"), TEXT("relationship"), TEXT("tax")},
                   .permitted = {TEXT("householder"), TEXT("relationship"), TEXT("tax")}};
    it.asked = good_question(it.items);
    it.allowed = good_question(it.permitted);
    juki__gateway__v1__permit__init(&it.permit);
    it.permit.permit_id = TEXT("0198c0de-0000-7000-8000-000000000002");
    it.permit.question = &it.allowed;
    it.permit.expires_at = TEXT("2026-04-10T10:00:01");
    it.permit.route = TEXT("network");
    it.facts = (provision_facts){.permit = &it.permit,
                                 .question = &it.asked,
                                 .municipality = "132071",
                                 .now = "2026-04-10T10:00:00",
                                 .routes = "closed network",
                                 .subject_known = true,
                                 .copy_found = true};
    return &it;
}

/* Each spoils one thing; the first of several decides. */
static void not_for_us(inquiry *it)
{
    it->facts.municipality = "132080";
}
static void expired(inquiry *it)
{
    it->permit.expires_at = TEXT("2026-04-10T10:00:00");
}
static void used(inquiry *it)
{
    it->facts.permit_used = true;
}
static void other_question(inquiry *it)
{
    it->asked.item = TEXT("17");
}
static void nothing_asked(inquiry *it)
{
    it->asked.n_asked_item = it->allowed.n_asked_item = 0;
}
static void no_route(inquiry *it)
{
    it->permit.route = TEXT("elsewhere");
}
static void bad_certificate(inquiry *it)
{
    it->facts.certificate_code = "certificate_mismatch";
}
static void unlawful(inquiry *it)
{
    it->facts.law_code = "information_wrong";
}
static void stranger(inquiry *it)
{
    it->facts.subject_known = false;
}
static void no_copy(inquiry *it)
{
    it->facts.copy_found = false;
}
static void undisclosed(inquiry *it)
{
    it->facts.not_disclosed = true;
}
static void held(inquiry *it)
{
    it->facts.no_auto_answer = true;
}

static const struct {
    void (*spoil)(inquiry *it);
    const char *code;
    const char *told;
    bool at_release; /* is looked at then, too */
} CHECKS[] = {
    {used, "permit_used", "permit_used", false},
    {not_for_us, "permit_not_for_us", "permit_not_for_us", false},
    {expired, "permit_expired", "permit_expired", false},
    {other_question, "permit_mismatch", "permit_mismatch", false},
    {nothing_asked, "item_missing", "item_missing", false},
    {no_route, "route_unknown", "route_unknown", false},
    {bad_certificate, "certificate_mismatch", "certificate_mismatch", true},
    {unlawful, "information_wrong", "information_wrong", true},
    {stranger, "subject_unknown", "information_unavailable", true},
    {no_copy, "copy_missing", "information_unavailable", true},
    {undisclosed, "not_disclosed", "information_unavailable", true},
    {held, "held", "pending", false},
};
enum { CHECKS_COUNT = sizeof CHECKS / sizeof CHECKS[0] };

static void a_good_one_is_answered(void **state)
{
    (void)state;
    provision_decision decision = provision_decide(&good()->facts);
    assert_int_equal(decision.outcome, PROVISION_ANSWER);
    assert_null(decision.code);
}

static void each_check_refuses_and_the_first_decides(void **state)
{
    (void)state;
    for (size_t first = 0; first < CHECKS_COUNT; first++) {
        for (size_t later = first; later < CHECKS_COUNT; later++) {
            inquiry *it = good();
            CHECKS[later].spoil(it);
            CHECKS[first].spoil(it);
            provision_decision decision = provision_decide(&it->facts);
            assert_string_equal(decision.code, CHECKS[first].code);
            assert_int_equal(decision.outcome,
                             CHECKS[first].spoil == held ? PROVISION_HOLD : PROVISION_REFUSE);
            assert_string_equal(provision_told(decision.code), CHECKS[first].told);
        }
    }
}

static void release_looks_at_what_may_have_changed(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHECKS_COUNT; i++) {
        inquiry *it = good();
        CHECKS[i].spoil(it);
        provision_decision decision = provision_release(&it->facts, true);
        assert_int_equal(decision.outcome, CHECKS[i].at_release ? PROVISION_REFUSE : PROVISION_ANSWER);
    }
    assert_int_equal(provision_release(&good()->facts, false).outcome, PROVISION_HOLD);
    assert_string_equal(provision_release(&good()->facts, false).code, "content_changed");
    assert_string_equal(provision_told("not_released"), "information_unavailable");
    assert_string_equal(provision_told("release_timeout"), "information_unavailable");
}

/* Every member of the question counts, and the number and order of items. */
static void another_question_than_the_permit(void **state)
{
    char **const members[] = {
        &good()->asked.inquiry_id,  &good()->asked.law_table,
        &good()->asked.item,        &good()->asked.inquirer_kind,
        &good()->asked.inquirer,    &good()->asked.affair,
        &good()->asked.provider,    &good()->asked.provider_kind,
        &good()->asked.information, &good()->items[1],
    };
    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        inquiry *it = good();
        *members[i] = TEXT("other"); /* of the one inquiry that there is */
        assert_string_equal(provision_decide(&it->facts).code, "permit_mismatch");
    }
    inquiry *more = good();
    more->asked.n_asked_item = 3;
    assert_string_equal(provision_decide(&more->facts).code, "permit_mismatch");
    inquiry *nothing = good();
    nothing->facts.question = NULL;
    assert_string_equal(provision_decide(&nothing->facts).code, "permit_mismatch");
    inquiry *twice = good();
    twice->items[1] = twice->permitted[1] = TEXT("householder");
    assert_string_equal(provision_decide(&twice->facts).code, "item_missing");
}

static void what_cannot_be_kept(void **state)
{
    static char longest[302]; /* of the one inquiry that there is */
    static const size_t most = 200;
    (void)state;
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_true(provision_readable(&good()->asked));
    inquiry *id = good();
    id->asked.inquiry_id = TEXT("1");
    assert_false(provision_readable(&id->asked));
    inquiry *affair = good();
    affair->asked.affair = longest;
    assert_false(provision_readable(&affair->asked));
    inquiry *item = good();
    item->items[1] = longest;
    assert_false(provision_readable(&item->asked));
    inquiry *many = good();
    many->asked.n_asked_item = 101;
    assert_false(provision_readable(&many->asked));
    longest[most + 1] = '\0';
    affair = good();
    affair->asked.affair = longest;
    assert_false(provision_readable(&affair->asked));
    longest[most] = '\0';
    affair = good();
    affair->asked.affair = longest;
    assert_true(provision_readable(&affair->asked));
}

static void a_permit_ends(void **state)
{
    permit it = JUKI__GATEWAY__V1__PERMIT__INIT;
    (void)state;
    it.expires_at = TEXT("2026-04-10T10:00:01");
    assert_false(provision_permit_over(&it, "2026-04-10T10:00:00"));
    assert_true(provision_permit_over(&it, "2026-04-10T10:00:01"));
    it.expires_at = TEXT("z"); /* greater than any moment, and none */
    assert_true(provision_permit_over(&it, "2026-04-10T10:00:00"));
    it.expires_at = TEXT("");
    assert_true(provision_permit_over(&it, "2026-04-10T10:00:00"));
}

static void lists(void **state)
{
    (void)state;
    assert_true(provision_listed("chief", "chief"));
    assert_true(provision_listed("boss chief", "chief"));
    assert_true(provision_listed("chief2 chief", "chief"));
    assert_false(provision_listed("chief2 achief", "chief"));
    assert_false(provision_listed("", "chief"));
    assert_false(provision_listed("chief", ""));
    assert_false(provision_listed("boss chief", "boss chief"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_is_answered),
        cmocka_unit_test(each_check_refuses_and_the_first_decides),
        cmocka_unit_test(release_looks_at_what_may_have_changed),
        cmocka_unit_test(another_question_than_the_permit),
        cmocka_unit_test(what_cannot_be_kept),
        cmocka_unit_test(a_permit_ends),
        cmocka_unit_test(lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
