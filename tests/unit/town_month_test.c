#include "common/code/code.h"
#include "tests/town/month.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SIZE = 2000 };

typedef struct fixture {
    ju_town *town;
    town_month *month;
} fixture;

static fixture fixture_of(size_t size, const town_month_options *month_options)
{
    town_options options = {.seed = 7, .size = size, .as_of = "2026-03-31"};
    fixture made = {0};
    assert_int_equal(town_new(&options, &made.town, NULL), JU_OK);
    assert_int_equal(town_month_new(made.town, month_options, &made.month, NULL), JU_OK);
    return made;
}

static void done(fixture *made)
{
    town_month_free(made->month);
    town_free(made->town);
}

static int set_up(void **state)
{
    static fixture shared;
    shared = fixture_of(SIZE, &town_month_default);
    *state = &shared;
    return 0;
}

static int tear_down(void **state)
{
    done(*state);
    return 0;
}

static size_t persons_of(const town_month *month, town_change_kind kind)
{
    size_t persons = 0;
    for (size_t i = 0; i < month->change_count; i++) {
        const town_change *change = month->change[i];
        persons += change->kind == kind && change->fault == TOWN_FAULT_NONE ? change->entry_count : 0;
    }
    return persons;
}

/* 2,000 people, a twelfth of a year (30 of 365 days) twelve times as fast. */
static void proportions_are_those_of_the_rates(void **state)
{
    const fixture *made = *state;
    assert_int_equal(persons_of(made->month, TOWN_MOVE_IN), 78);
    assert_int_equal(persons_of(made->month, TOWN_MOVE), 59);
    assert_int_equal(persons_of(made->month, TOWN_MOVE_OUT), 79);
    assert_int_equal(persons_of(made->month, TOWN_BIRTH), 13);
    assert_int_equal(persons_of(made->month, TOWN_DEATH), 23);
}

static void each_fault_comes(void **state)
{
    const fixture *made = *state;
    size_t counts[TOWN_FAULT_MAX_] = {0};
    for (size_t i = 0; i < made->month->change_count; i++) {
        counts[made->month->change[i]->fault]++;
    }
    for (town_fault fault = TOWN_FAULT_NONE; fault < TOWN_FAULT_MAX_; fault++) {
        assert_true(counts[fault] > 0);
        assert_non_null(town_fault_name(fault));
    }
    size_t faulty = made->month->change_count - counts[TOWN_FAULT_NONE];
    assert_in_range(faulty * 1000 / made->month->change_count, 40, 70);
}

static void no_faults_when_none_are_asked_for(void **state)
{
    (void)state;
    town_month_options options = town_month_default;
    options.fault_permille = 0;
    fixture made = fixture_of(300, &options);
    for (size_t i = 0; i < made.month->change_count; i++) {
        assert_int_equal(made.month->change[i]->fault, TOWN_FAULT_NONE);
    }
    done(&made);
}

static void faults_are_what_they_say(void **state)
{
    const fixture *made = *state;
    for (size_t i = 0; i < made->month->change_count; i++) {
        const town_change *change = made->month->change[i];
        const town_entry *entry = &change->entry[0];
        bool of_town = change->household >= made->town->household &&
                       change->household < made->town->household + made->town->household_count;
        bool name_kept = strcmp(entry->person.name, entry->subject->name) == 0;
        bool number_good = change->kind == TOWN_BIRTH ||
                           ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, entry->person.individual_number);
        bool future = strcmp(change->change_date, "2026-04-30") > 0;
        bool left_before = change->after != NULL;

        assert_int_equal(change->kind == TOWN_MOVE_IN && of_town,
                         change->fault == TOWN_FAULT_MOVE_IN_OF_RESIDENT);
        assert_int_equal(!name_kept, change->fault == TOWN_FAULT_MOVE_CHANGES_NAME);
        assert_int_equal(!number_good, change->fault == TOWN_FAULT_BAD_CHECK_DIGIT);
        assert_int_equal(future && change->kind != TOWN_MOVE_OUT, change->fault == TOWN_FAULT_FUTURE_MOVE);
        assert_int_equal(left_before, change->fault == TOWN_FAULT_DEATH_OF_MOVED_OUT);
        if (change->fault == TOWN_FAULT_SAME_REVIEWER) {
            assert_int_equal(change->kind, TOWN_MOVE);
        }
        if (left_before) {
            assert_int_equal(change->kind, TOWN_DEATH);
            assert_ptr_equal(change->after->entry[0].subject, entry->subject);
            assert_int_equal(change->after->kind, TOWN_MOVE_OUT);
            assert_string_equal(change->after->change_date, change->after->notified_date);
            assert_true(strcmp(change->after->change_date, change->change_date) <= 0);
        }
    }
}

static void dates_are_in_order(void **state)
{
    const fixture *made = *state;
    int day = 1;
    for (size_t i = 0; i < made->month->change_count; i++) {
        const town_change *change = made->month->change[i];
        assert_true(change->day >= day && change->day <= 30);
        day = change->day;
        char expected[JU_DATE_SIZE];
        ju_date_format((ju_date){2026, 4, change->day}, expected);
        assert_string_equal(change->notified_date, expected);
        if (change->kind == TOWN_MOVE_OUT) {
            assert_true(strcmp(change->change_date, change->notified_date) >= 0);
        } else if (change->fault != TOWN_FAULT_FUTURE_MOVE) {
            assert_true(strcmp(change->change_date, change->notified_date) <= 0);
        }
        for (size_t j = 0; change->kind != TOWN_MOVE_IN && j < change->entry_count; j++) {
            assert_true(strcmp(change->entry[j].subject->address_since, change->change_date) <= 0);
        }
    }
}

static void changes_carry_the_addresses_of_their_kind(void **state)
{
    const fixture *made = *state;
    for (size_t i = 0; i < made->month->change_count; i++) {
        const town_change *change = made->month->change[i];
        bool settles =
            change->kind == TOWN_MOVE_IN || change->kind == TOWN_MOVE || change->kind == TOWN_BIRTH;
        assert_int_equal(change->address.town != NULL, settles);
        assert_int_equal(change->destination.town != NULL, change->kind == TOWN_MOVE_OUT);
        if (change->kind == TOWN_MOVE_IN) {
            assert_non_null(change->entry[0].person.previous_address);
            assert_string_not_equal(change->entry[0].person.previous_address->municipality_code, "132071");
        }
        if (change->kind == TOWN_BIRTH) {
            assert_string_equal(change->entry[0].person.birth_date, change->change_date);
            assert_string_equal(change->entry[0].person.individual_number, "");
        }
    }
}

static void a_household_changes_once(void **state)
{
    const fixture *made = *state;
    for (size_t i = 0; i < made->month->change_count; i++) {
        for (size_t j = 0; j < i; j++) {
            const town_change *change = made->month->change[i];
            if (change->household == made->month->change[j]->household) {
                assert_int_equal(change->fault, TOWN_FAULT_DEATH_OF_MOVED_OUT);
            }
        }
    }
}

/* A tiny town in a hurry runs out of households: the month is shorter, not wrong. */
static void month_ends_when_the_town_is_exhausted(void **state)
{
    (void)state;
    town_month_options options = {.days = 30, .acceleration = 1000, .fault_permille = 60};
    fixture made = fixture_of(20, &options);
    assert_true(persons_of(made.month, TOWN_MOVE) <= 20);
    assert_true(persons_of(made.month, TOWN_MOVE_IN) > 20);
    done(&made);
}

static char *written(void)
{
    fixture made = fixture_of(300, &town_month_default);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    for (size_t i = 0; i < made.month->change_count; i++) {
        const town_change *change = made.month->change[i];
        (void)fprintf(out, "%zu %d %d %d %s %s\n", change->number, (int)change->kind, (int)change->fault,
                      change->day, change->change_date, change->entry[0].person.name);
    }
    assert_int_equal(fclose(out), 0);
    done(&made);
    return text;
}

static void same_town_gives_same_month(void **state)
{
    (void)state;
    char *first = written();
    char *second = written();
    assert_true(first[0] != '\0');
    assert_string_equal(first, second);
    free(first);
    free(second);
}

static void bad_days_are_rejected(void **state)
{
    const fixture *made = *state;
    town_month_options options = town_month_default;
    options.days = 32;
    town_month *month = NULL;
    ju_err err = {0};
    assert_int_equal(town_month_new(made->town, &options, &month, &err), JU_REJECT);
    assert_string_equal(err.item, "days");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proportions_are_those_of_the_rates),
        cmocka_unit_test(each_fault_comes),
        cmocka_unit_test(no_faults_when_none_are_asked_for),
        cmocka_unit_test(faults_are_what_they_say),
        cmocka_unit_test(dates_are_in_order),
        cmocka_unit_test(changes_carry_the_addresses_of_their_kind),
        cmocka_unit_test(a_household_changes_once),
        cmocka_unit_test(month_ends_when_the_town_is_exhausted),
        cmocka_unit_test(same_town_gives_same_month),
        cmocka_unit_test(bad_days_are_rejected),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
