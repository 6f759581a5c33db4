/* What 転入 and 出生 make of the register. */
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

/* ---- 転入 ---- */

static void moving_in_makes_new_persons_and_a_household(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 2);
    decision_accepted(&d);
    assert_string_equal(d.result.household_number, DECISION_NEW_HOUSEHOLD);
    for (size_t i = 0; i < 2; i++) {
        const record *after = d.result.record[i];
        decision_marks(&d, after, 1);
        assert_string_equal(after->addressee_number, i == 0 ? "00000000077" : "00000000085");
        assert_string_equal(after->register_ref, i == 0 ? "ref-new-1" : "ref-new-2");
        assert_string_equal(after->household_number, DECISION_NEW_HOUSEHOLD);
        assert_int_equal(after->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT);
        assert_string_equal(after->name, "玉川　五郎");
        assert_string_equal(after->name_kana, "タマガワ　ゴロウ");
        assert_string_equal(after->birth_date->date, "1990-02-28");
        assert_int_equal(after->sex, JUKI__COMMON__V1__SEX__SEX_MALE);
        assert_string_equal(after->relationship, i == 0 ? "世帯主" : "妻");
        assert_string_equal(after->registered_domicile, "東京都立川市柴崎町1番地");
        assert_string_equal(after->family_register_head, "玉川　五郎");
        assert_ptr_equal(after->address, &d.s.address);
        assert_ptr_equal(after->previous_address, &d.s.elsewhere);
        assert_null(after->destination);
        assert_string_equal(after->resident_since, "2026-04-01");
        assert_string_equal(after->address_since, "2026-04-01");
        /* sealed for the entry, not for the register: the caller seals them anew */
        assert_null(after->individual_number);
        assert_null(after->resident_code);
    }
}

static void who_comes_back_gets_the_old_number_and_the_next_history(void **state)
{
    (void)state;
    const record *before = &d.reg.person[SAMPLE_MOVED_OUT];
    decision_enter(&d, "domestic_move_in", 2);
    d.named[0] = &d.reg.person[SAMPLE_MOVED_OUT];
    decision_accepted(&d);
    const record *after = d.result.record[0];
    decision_marks(&d, after, before->history_number + 1);
    assert_string_equal(after->addressee_number, before->addressee_number);
    assert_string_equal(after->register_ref, before->register_ref);
    assert_int_equal(after->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT);
    assert_string_equal(after->name, "玉川　五郎");
    assert_string_equal(after->resident_since, "2026-04-01");
    assert_null(after->destination);
    assert_null(after->individual_number);
    assert_null(after->resident_code);
    assert_string_equal(d.result.record[1]->addressee_number, "00000000085");
}

static void the_dead_do_not_come_back(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 2);
    d.named[1] = &d.reg.person[SAMPLE_DEAD];
    decision_refused(&d, "person_dead", "individual_number");
}

static void a_current_resident_cannot_move_in(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 2);
    d.named[1] = &d.reg.person[SAMPLE_ALONE];
    decision_refused(&d, "already_resident", "individual_number");
}

/* The second person of the sample joins the family at its address. */
static void enter_joining(const char *relationship)
{
    decision_enter(&d, "domestic_move_in", 1);
    d.s.person[0].relationship = sample_text(relationship);
    d.s.entry.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    d.s.entry.address = &d.reg.family_address;
}

static void moving_in_may_join_a_household(void **state)
{
    (void)state;
    enter_joining("子");
    decision_accepted(&d);
    assert_string_equal(d.result.household_number, SAMPLE_FAMILY_HOUSEHOLD);
    assert_string_equal(d.result.record[0]->household_number, SAMPLE_FAMILY_HOUSEHOLD);
}

static void a_household_to_join_exists_at_the_address(void **state)
{
    (void)state;
    enter_joining("子");
    d.s.entry.household_number = sample_text("0000000043");
    decision_refused(&d, "household_unknown", "household_number");
    enter_joining("子");
    d.s.entry.address = &d.reg.alone_address;
    decision_refused(&d, "household_unknown", "address");
}

static void every_part_of_an_address_tells_it_from_others(void **state)
{
    (void)state;
    for (int part = 0; part < 4; part++) {
        Juki__Common__V1__Address other = d.reg.family_address;
        char **const parts[] = {&other.municipality_code, &other.town, &other.number, &other.building};
        *parts[part] = sample_text("011002");
        enter_joining("子");
        d.s.entry.address = &other;
        decision_refused(&d, "household_unknown", "address");
    }
    /* how the post and the prefecture are written does not */
    Juki__Common__V1__Address same = d.reg.family_address;
    same.postal_code = sample_text("");
    same.prefecture = sample_text("");
    enter_joining("子");
    d.s.entry.address = &same;
    decision_accepted(&d);
}

/* ---- 世帯主 ---- */

static void a_new_household_has_exactly_one_head(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 2);
    d.s.person[0].relationship = sample_text("縁故者");
    decision_refused(&d, "household_head", "relationship");
    d.s.person[0].relationship = sample_text("世帯主");
    d.s.person[1].relationship = sample_text("世帯主");
    decision_refused(&d, "household_head", "relationship");
}

static void nobody_becomes_a_second_head(void **state)
{
    (void)state;
    enter_joining("世帯主");
    decision_refused(&d, "household_head", "relationship");
    decision_enter(&d, "birth", 1);
    d.s.person[0].relationship = sample_text("世帯主");
    decision_refused(&d, "household_head", "relationship");
    decision_enter(&d, "move_within", 1);
    decision_name(&d, 0, SAMPLE_ALONE);
    d.s.entry.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    d.s.entry.address = &d.reg.family_address;
    decision_refused(&d, "household_head", "relationship");
}

static void a_household_may_stay_without_a_head(void **state)
{
    (void)state;
    d.reg.person[SAMPLE_HEAD].relationship = sample_text("縁故者");
    enter_joining("子");
    decision_accepted(&d);
    decision_enter(&d, "birth", 1);
    decision_accepted(&d);
    decision_enter(&d, "death", 1);
    decision_accepted(&d);
}

/* ---- 出生 ---- */

static void a_birth_inherits_the_address(void **state)
{
    (void)state;
    decision_enter(&d, "birth", 2);
    decision_accepted(&d);
    assert_string_equal(d.result.household_number, SAMPLE_FAMILY_HOUSEHOLD);
    for (size_t i = 0; i < 2; i++) {
        const record *after = d.result.record[i];
        decision_marks(&d, after, 1);
        assert_ptr_equal(after->address, &d.reg.family_address);
        assert_null(after->previous_address);
        assert_null(after->individual_number);
        assert_null(after->resident_code);
        assert_string_equal(after->household_number, SAMPLE_FAMILY_HOUSEHOLD);
        assert_string_equal(after->relationship, "子");
        assert_string_equal(after->resident_since, "2026-04-01");
        assert_string_equal(after->address_since, "2026-04-01");
        assert_int_equal(after->state, JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT);
    }
}

static void a_birth_needs_a_household(void **state)
{
    (void)state;
    decision_enter(&d, "birth", 1);
    d.s.entry.household_number = sample_text("");
    decision_refused(&d, "household_unknown", "household_number");
    d.s.entry.household_number = sample_text("0000000043");
    decision_refused(&d, "household_unknown", "household_number");
}

int main(void)
{
#define DECIDED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        DECIDED(moving_in_makes_new_persons_and_a_household),
        DECIDED(who_comes_back_gets_the_old_number_and_the_next_history),
        DECIDED(the_dead_do_not_come_back),
        DECIDED(a_current_resident_cannot_move_in),
        DECIDED(moving_in_may_join_a_household),
        DECIDED(a_household_to_join_exists_at_the_address),
        DECIDED(every_part_of_an_address_tells_it_from_others),
        DECIDED(a_new_household_has_exactly_one_head),
        DECIDED(nobody_becomes_a_second_head),
        DECIDED(a_household_may_stay_without_a_head),
        DECIDED(a_birth_inherits_the_address),
        DECIDED(a_birth_needs_a_household),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
