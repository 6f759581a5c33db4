/* 情報提供等記録: who may ask for which, what counts are shown, and that nothing goes before its seven years.
 */
#include "services/gateway/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static Juki__Common__V1__Operator somebody(void)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    who.operator_id = TEXT("op-1");
    who.terminal_id = TEXT("w1");
    return who;
}

static void expect(exchange_refusal why, const char *code)
{
    if (code == NULL) {
        assert_null(why.code);
        return;
    }
    assert_non_null(why.code);
    assert_string_equal(why.code, code);
    assert_string_not_equal(exchange_refusal_text(code), exchange_refusal_text("no such code"));
}

static void a_person_or_a_period(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = somebody();
    Juki__Gateway__V1__ExchangeFilter filter = JUKI__GATEWAY__V1__EXCHANGE_FILTER__INIT;
    Juki__Gateway__V1__QueryExchanges query = JUKI__GATEWAY__V1__QUERY_EXCHANGES__INIT;
    expect(exchange_check_query(&query), "operator_missing");
    query.operator_ = &who;
    expect(exchange_check_query(&query), "purpose_missing");
    query.purpose = TEXT("検査");
    expect(exchange_check_query(&query), "filter_missing");
    query.filter = &filter;
    expect(exchange_check_query(&query), "filter_missing");
    filter.from = TEXT("2026-04-01");
    expect(exchange_check_query(&query), "filter_missing");
    filter.to = TEXT("2026-04-31");
    expect(exchange_check_query(&query), "date_invalid");
    filter.to = TEXT("2026-04-30");
    expect(exchange_check_query(&query), NULL);
    filter.direction = TEXT("sideways");
    expect(exchange_check_query(&query), "direction_unknown");
    filter = (Juki__Gateway__V1__ExchangeFilter)JUKI__GATEWAY__V1__EXCHANGE_FILTER__INIT;
    query.addressee_number = TEXT("26");
    expect(exchange_check_query(&query), NULL);
}

static void a_month_is_counted(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = somebody();
    Juki__Gateway__V1__QueryExchangeStatistics query = JUKI__GATEWAY__V1__QUERY_EXCHANGE_STATISTICS__INIT;
    query.operator_ = &who;
    query.from = TEXT("2026-02-29");
    query.to = TEXT("2026-03-31");
    expect(exchange_check_statistics(&query), "date_invalid");
    query.from = TEXT("2026-03-01");
    expect(exchange_check_statistics(&query), NULL);
    query.to = TEXT("2026-04-01");
    expect(exchange_check_statistics(&query), "too_many");
}

static void small_counts_are_not_shown(void **state)
{
    (void)state;
    Juki__Gateway__V1__ExchangeCount counts[3];
    Juki__Gateway__V1__ExchangeCount *list[3];
    const int64_t given[] = {9, 10, 1};
    for (size_t i = 0; i < 3; i++) {
        juki__gateway__v1__exchange_count__init(&counts[i]);
        counts[i].count = given[i];
        list[i] = &counts[i];
    }
    exchange_suppress(list, 3, 10);
    assert_true(counts[0].suppressed && counts[0].count == 0);
    assert_true(!counts[1].suppressed && counts[1].count == 10);
    assert_true(counts[2].suppressed && counts[2].count == 0);
}

static void nothing_goes_before_seven_years(void **state)
{
    (void)state;
    static const struct {
        const char *today;
        const char *before;
    } days[] = {{"2026-04-10", "2019-04-10"}, {"2027-03-01", "2020-03-01"}, {"2028-02-29", "2021-02-28"}};
    Juki__Common__V1__Operator who = somebody();
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        char latest[JU_DATE_SIZE];
        exchange_erasable_before(days[i].today, latest);
        assert_string_equal(latest, days[i].before);
    }
    Juki__Gateway__V1__RequestExchangeErasure wish = JUKI__GATEWAY__V1__REQUEST_EXCHANGE_ERASURE__INIT;
    expect(exchange_check_erasure(&wish, "2026-04-10"), "operator_missing");
    wish.operator_ = &who;
    expect(exchange_check_erasure(&wish, "2026-04-10"), "purpose_missing");
    wish.purpose = TEXT("保存期間の経過");
    expect(exchange_check_erasure(&wish, "2026-04-10"), "key_mismatch");
    wish.request_id = TEXT("01a1feea-b2f1-7595-ba4f-510177e199bf");
    expect(exchange_check_erasure(&wish, "2026-04-10"), "date_invalid");
    wish.erase_before = TEXT("2019-04-11");
    expect(exchange_check_erasure(&wish, "2026-04-10"), "kept_seven_years");
    expect(exchange_check_erasure(&wish, "2026-04-11"), NULL);
}

static void another_supervisor_decides_once(void **state)
{
    (void)state;
    Juki__Common__V1__Operator who = somebody();
    Juki__Gateway__V1__DecideExchangeErasure wish = JUKI__GATEWAY__V1__DECIDE_EXCHANGE_ERASURE__INIT;
    exchange_waiting is = {.state = "asked", .asked_by = "op-1"};
    expect(exchange_check_decision(&wish, &is), "operator_missing");
    wish.operator_ = &who;
    expect(exchange_check_decision(&wish, &is), "erasure_unknown");
    is.found = true;
    expect(exchange_check_decision(&wish, &is), "same_person");
    who.operator_id = TEXT("chief-1");
    expect(exchange_check_decision(&wish, &is), "supervisor_required");
    is.supervisor = true;
    expect(exchange_check_decision(&wish, &is), NULL);
    is.state = "done";
    expect(exchange_check_decision(&wish, &is), "erasure_decided");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_or_a_period),
        cmocka_unit_test(a_month_is_counted),
        cmocka_unit_test(small_counts_are_not_shown),
        cmocka_unit_test(nothing_goes_before_seven_years),
        cmocka_unit_test(another_supervisor_decides_once),
    };
    return cmocka_run_group_tests_name("gateway_exchange", tests, NULL, NULL);
}
