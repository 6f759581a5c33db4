#include "services/gateway/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static gateway_filter everybody(void)
{
    return (gateway_filter){.states = "", .age_base = "", .areas = ""};
}

typedef struct sample {
    Juki__Gateway__V1__PersonFeed feed;
    Juki__Common__V1__WrittenDate birth;
    Juki__Common__V1__Address address;
} sample;

static void fill(sample *s, const char *state, const char *born, const char *town_code)
{
    juki__gateway__v1__person_feed__init(&s->feed);
    juki__common__v1__written_date__init(&s->birth);
    juki__common__v1__address__init(&s->address);
    s->feed.state = text(state);
    s->birth.date = text(born);
    s->address.town_code = text(town_code);
    s->feed.birth_date = &s->birth;
    s->feed.address = &s->address;
}

static void an_open_filter_lets_everybody_through(void **state)
{
    (void)state;
    gateway_filter filter = everybody();
    sample s;
    fill(&s, "dead", "1930-01-01", "0001000");
    s.feed.birth_date = NULL;
    s.feed.address = NULL;
    assert_true(gateway_filter_is_open(&filter));
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_INSIDE);
}

static void states_are_whole_words(void **state)
{
    (void)state;
    gateway_filter filter = everybody();
    filter.states = "resident moved_out";
    sample s;
    static const struct {
        const char *state;
        gateway_scope scope;
    } cases[] = {{"resident", GATEWAY_INSIDE}, {"moved_out", GATEWAY_INSIDE}, {"dead", GATEWAY_OUTSIDE},
                 {"moved", GATEWAY_OUTSIDE},   {"", GATEWAY_OUTSIDE},         {"residents", GATEWAY_OUTSIDE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fill(&s, cases[i].state, "2000-01-01", "");
        assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), cases[i].scope);
    }
}

/* A class of 保育 is who has not reached the age on 4月1日: born on 4月1日 reached it the day before. */
static void young_is_who_has_not_reached_the_age(void **state)
{
    (void)state;
    gateway_filter filter = everybody();
    filter.age_under = 6;
    filter.age_base = "2026-04-01";
    assert_true(gateway_is_young(&filter, "2020-04-02"));
    assert_false(gateway_is_young(&filter, "2020-04-01"));
    assert_true(gateway_is_young(&filter, "2026-12-31"));
    assert_false(gateway_is_young(&filter, ""));
    assert_false(gateway_is_young(&filter, "2020-13-01"));
    filter.age_base = "2026-02-28";
    assert_true(gateway_is_young(&filter, "2020-02-29"));
    filter.age_base = "2026-03-01";
    assert_false(gateway_is_young(&filter, "2020-02-29"));
}

static void who_is_not_young_is_judged_by_the_household(void **state)
{
    (void)state;
    gateway_filter filter = everybody();
    filter.age_under = 6;
    filter.age_base = "2026-04-01";
    sample s;
    fill(&s, "resident", "1990-01-01", "");
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_OUTSIDE);
    filter.household = true;
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_BY_HOUSEHOLD);
    s.birth.date = text("2021-01-01");
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_INSIDE);
    filter.states = "resident";
    s.feed.state = text("moved_out");
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_OUTSIDE);
}

static void an_area_is_a_beginning_of_the_code(void **state)
{
    (void)state;
    gateway_filter filter = everybody();
    filter.areas = "0012 0100";
    sample s;
    fill(&s, "resident", "1990-01-01", "0012001");
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_INSIDE);
    s.address.town_code = text("0100000");
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_INSIDE);
    s.address.town_code = text("0013001");
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_OUTSIDE);
    s.address.town_code = text("001");
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_OUTSIDE);
    s.feed.address = NULL;
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_OUTSIDE);
}

/* Being told of a restrained person, or not, gives his place away as much as his address would. */
static void the_area_of_a_restrained_person_says_nothing(void **state)
{
    (void)state;
    gateway_filter filter = everybody();
    filter.areas = "0012";
    sample s;
    fill(&s, "resident", "1990-01-01", "0099001");
    s.feed.restrained = true;
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, false), GATEWAY_INSIDE);
    assert_int_equal(gateway_filter_judge(&filter, &s.feed, true), GATEWAY_OUTSIDE);
}

static void a_malformed_filter_names_its_item(void **state)
{
    (void)state;
    static char *states[] = {(char *)(uintptr_t) "resident", (char *)(uintptr_t) "here"};
    static char *areas[] = {(char *)(uintptr_t) "0012", (char *)(uintptr_t) "12345678"};
    Juki__Gateway__V1__ConsumerFilter filter = JUKI__GATEWAY__V1__CONSUMER_FILTER__INIT;
    assert_null(gateway_filter_fault(NULL));
    assert_null(gateway_filter_fault(&filter));
    filter.state = states;
    filter.n_state = 1;
    filter.area = areas;
    filter.n_area = 1;
    filter.age_under = 6;
    filter.age_base = text("2026-04-01");
    filter.household = true;
    assert_null(gateway_filter_fault(&filter));
    filter.n_state = 2;
    assert_string_equal(gateway_filter_fault(&filter), "filter.state");
    filter.n_state = 0;
    filter.n_area = 2;
    assert_string_equal(gateway_filter_fault(&filter), "filter.area");
    filter.n_area = 0;
    filter.age_base = text("2026-02-30");
    assert_string_equal(gateway_filter_fault(&filter), "filter.age_base");
    filter.age_under = 151;
    assert_string_equal(gateway_filter_fault(&filter), "filter.age_under");
    filter.age_under = 0;
    filter.age_base = text("");
    assert_string_equal(gateway_filter_fault(&filter), "filter.age_under"); /* household without age */
    filter.household = false;
    filter.age_base = text("2026-04-01");
    assert_string_equal(gateway_filter_fault(&filter), "filter.age_base"); /* a base without age */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_filter_lets_everybody_through),
        cmocka_unit_test(states_are_whole_words),
        cmocka_unit_test(young_is_who_has_not_reached_the_age),
        cmocka_unit_test(who_is_not_young_is_judged_by_the_household),
        cmocka_unit_test(an_area_is_a_beginning_of_the_code),
        cmocka_unit_test(the_area_of_a_restrained_person_says_nothing),
        cmocka_unit_test(a_malformed_filter_names_its_item),
    };
    return cmocka_run_group_tests_name("gateway_filter", tests, NULL, NULL);
}
