/* What 転居, 転出 and 死亡 make of the register. */
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

static decision d;

static int set_up(void **state)
{
    (void)state;
    decision_begin(&d);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    decision_end(&d);
    return 0;
}

/* ---- 転居 ---- */

static void moving_within_changes_the_address_and_nothing_else(void **state)
{
    (void)state;
    static const char *const changed[] = {"address", "address_since", NULL};
    decision_enter(&d, "move_within", 3);
    decision_accepted(&d);
    assert_string_equal(d.result.household_number, SAMPLE_FAMILY_HOUSEHOLD); /* all of it has moved */
    for (size_t i = 0; i < 3; i++) {
        const record *after = d.result.record[i];
        decision_marks(&d, after, (int32_t)i + 2);
        decision_only_changed(&d.reg.person[i], after, changed);
        assert_ptr_equal(after->address, &d.s.address);
        assert_string_equal(after->address_since, "2026-04-01");
    }
}

static void part_of_a_household_gets_a_new_one_with_a_head(void **state)
{
    (void)state;
    static const char *const changed[] = {"address", "address_since", "household_number", "relationship",
                                          NULL};
    decision_enter(&d, "move_within", 2);
    decision_name(&d, 0, SAMPLE_WIFE);
    decision_name(&d, 1, SAMPLE_CHILD);
    decision_refused(&d, "household_head", "relationship");
    d.s.person[0].relationship = sample_text("世帯主");
    decision_accepted(&d);
    assert_string_equal(d.result.household_number, DECISION_NEW_HOUSEHOLD);
    assert_string_equal(d.result.record[0]->relationship, "世帯主");
    assert_string_equal(d.result.record[1]->relationship, "子");
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(d.result.record[i]->household_number, DECISION_NEW_HOUSEHOLD);
        decision_only_changed(&d.reg.person[SAMPLE_WIFE + i], d.result.record[i], changed);
    }
}

static void persons_of_two_households_get_a_new_one(void **state)
{
    (void)state;
    decision_enter(&d, "move_within", 3);
    decision_name(&d, 0, SAMPLE_ALONE);
    decision_name(&d, 1, SAMPLE_WIFE);
    decision_name(&d, 2, SAMPLE_CHILD);
    decision_accepted(&d);
    assert_string_equal(d.result.household_number, DECISION_NEW_HOUSEHOLD);
}

static void moving_within_may_join_a_household(void **state)
{
    (void)state;
    decision_enter(&d, "move_within", 1);
    decision_name(&d, 0, SAMPLE_ALONE);
    d.s.person[0].relationship = sample_text("縁故者");
    d.s.entry.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    d.s.entry.address = &d.reg.family_address;
    decision_accepted(&d);
    assert_string_equal(d.result.household_number, SAMPLE_FAMILY_HOUSEHOLD);
    assert_string_equal(d.result.record[0]->relationship, "縁故者");

    d.s.entry.address = &d.s.address;
    decision_refused(&d, "household_unknown", "household_number");
    d.s.entry.household_number = sample_text("0000000043");
    decision_refused(&d, "household_unknown", "household_number");
}

static void the_same_address_is_no_move(void **state)
{
    (void)state;
    decision_enter(&d, "move_within", 3);
    d.s.entry.address = &d.reg.family_address;
    decision_refused(&d, "same_address", "address");
    /* one who already lives there is enough */
    decision_enter(&d, "move_within", 2);
    decision_name(&d, 0, SAMPLE_ALONE);
    decision_name(&d, 1, SAMPLE_WIFE);
    d.s.entry.address = &d.reg.family_address;
    decision_refused(&d, "same_address", "address");
}

/* ---- 転出, 死亡 ---- */

static void striking_off_changes_the_state_and_nothing_else(void **state)
{
    (void)state;
    static const char *const moved_out[] = {"state", "destination", "move_out", NULL};
    static const char *const dead[] = {"state", NULL};
    decision_enter(&d, "domestic_move_out", 2);
    decision_accepted(&d);
    for (size_t i = 0; i < 2; i++) {
        decision_marks(&d, d.result.record[i], (int32_t)i + 2);
        decision_only_changed(&d.reg.person[i], d.result.record[i], moved_out);
        assert_int_equal(d.result.record[i]->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT);
        assert_ptr_equal(d.result.record[i]->destination, &d.s.elsewhere);
    }
    assert_string_equal(d.result.household_number, SAMPLE_FAMILY_HOUSEHOLD);
    decision_enter(&d, "death", 1);
    decision_confirm(&d, "head_leaves");
    decision_accepted(&d);
    decision_marks(&d, d.result.record[0], 2);
    decision_only_changed(&d.reg.person[SAMPLE_HEAD], d.result.record[0], dead);
    assert_int_equal(d.result.record[0]->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD);
}

static void only_current_residents_move_or_are_struck_off(void **state)
{
    (void)state;
    static const char *const codes[] = {"move_within", "domestic_move_out", "death"};
    for (size_t i = 0; i < 3; i++) {
        decision_enter(&d, codes[i], 2);
        decision_name(&d, 1, SAMPLE_MOVED_OUT);
        decision_refused(&d, "not_resident", "addressee_number");
        decision_enter(&d, codes[i], 2);
        decision_name(&d, 0, SAMPLE_DEAD);
        decision_refused(&d, "not_resident", "addressee_number");
        decision_enter(&d, codes[i], 2);
        d.named[1] = NULL;
        decision_refused(&d, "not_resident", "addressee_number");
    }
}

/* ---- memory ---- */

static void a_full_arena_is_no_refusal(void **state)
{
    (void)state;
    static const char *const codes[] = {"domestic_move_in", "birth", "move_within", "domestic_move_out",
                                        "death"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        for (size_t cap = 0; cap < 600; cap += 50) {
            refusal why = {"left from before", ""};
            ju_arena_done(&d.arena);
            ju_arena_init(&d.arena, cap);
            decision_enter(&d, codes[i], 3);
            assert_false(decision_decide(&d, &why));
            assert_null(why.code);
        }
    }
}

int main(void)
{
#define DECIDED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        DECIDED(moving_within_changes_the_address_and_nothing_else),
        DECIDED(part_of_a_household_gets_a_new_one_with_a_head),
        DECIDED(persons_of_two_households_get_a_new_one),
        DECIDED(moving_within_may_join_a_household),
        DECIDED(the_same_address_is_no_move),
        DECIDED(striking_off_changes_the_state_and_nothing_else),
        DECIDED(only_current_residents_move_or_are_struck_off),
        DECIDED(a_full_arena_is_no_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
