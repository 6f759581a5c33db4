/* 事実上の世帯主 (j740): an item of the household, which all its members have. */
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static decision d;
static Juki__Resident__V1__ActingHead colonel;
static char *cleared[1];

static int set_up(void **state)
{
    (void)state;
    decision_begin(&d);
    juki__resident__v1__acting_head__init(&colonel);
    colonel.name = sample_text("JOHN SMITH");
    colonel.name_kana = sample_text("ジョン　スミス");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    decision_end(&d);
    return 0;
}

static void clear(const char *item)
{
    cleared[0] = sample_text(item);
    d.s.entry.cleared = cleared;
    d.s.entry.n_cleared = 1;
}

/* A correction of one person of the register and nothing else yet. */
static void correct(const char *code, int registered)
{
    decision_enter(&d, code, 1);
    decision_name(&d, 0, registered);
    d.s.person[0].name = d.s.person[0].registered_domicile = sample_text("");
    d.s.person[0].birth_date = NULL;
    d.s.entry.justification = sample_text("申出書");
}

static void j740_a_new_household_names_who_acts(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 2);
    d.s.entry.acting_head = &colonel;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->acting_head->name, "JOHN SMITH");
    assert_string_equal(d.result.record[1]->acting_head->name_kana, "ジョン　スミス");
    colonel.name_kana = sample_text("じょん");
    entry_refused(&d.s, "kana_invalid", "acting_head");
    colonel.name = sample_text("");
    entry_refused(&d.s, "item_required", "acting_head");
}

static void j740_who_joins_has_whom_the_others_have(void **state)
{
    (void)state;
    for (int i = SAMPLE_HEAD; i <= SAMPLE_CHILD; i++) {
        d.reg.person[i].acting_head = &colonel;
    }
    decision_enter(&d, "birth", 1);
    decision_accepted(&d);
    assert_ptr_equal(d.result.record[0]->acting_head, &colonel);

    decision_enter(&d, "domestic_move_in", 1);
    d.s.entry.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    d.s.entry.address = &d.reg.family_address;
    d.s.person[0].relationship = sample_text("縁故者");
    decision_accepted(&d);
    assert_ptr_equal(d.result.record[0]->acting_head, &colonel);
    d.s.entry.acting_head = &colonel;
    decision_refused(&d, "household_incomplete", "acting_head");

    decision_enter(&d, "household_split", 1);
    decision_name(&d, 0, SAMPLE_CHILD);
    d.s.person[0].relationship = sample_text("世帯主");
    decision_confirm(&d, "head_is_minor");
    decision_accepted(&d);
    assert_null(d.result.record[0]->acting_head);
}

static void j740_a_household_that_moves_together_keeps_it(void **state)
{
    (void)state;
    for (int i = SAMPLE_HEAD; i <= SAMPLE_CHILD; i++) {
        d.reg.person[i].acting_head = &colonel;
    }
    decision_enter(&d, "move_within", 3);
    decision_accepted(&d);
    assert_ptr_equal(d.result.record[2]->acting_head, &colonel);
    decision_enter(&d, "move_within", 1);
    decision_confirm(&d, "head_leaves");
    decision_accepted(&d);
    assert_null(d.result.record[0]->acting_head);
}

static void j740_a_correction_is_of_the_whole_household(void **state)
{
    (void)state;
    static const char *const changed[] = {"acting_head", NULL};
    correct("minor_correction", SAMPLE_HEAD);
    d.s.entry.acting_head = &colonel;
    decision_refused(&d, "household_incomplete", "acting_head");
    correct("minor_correction", SAMPLE_ALONE);
    d.s.entry.acting_head = &colonel;
    entry_accepted(&d.s);
    decision_accepted(&d);
    decision_only_changed(&d.reg.person[SAMPLE_ALONE], d.result.record[0], changed);
    clear("acting_head");
    entry_refused(&d.s, "item_not_allowed", "cleared");
    d.s.entry.acting_head = NULL;
    d.reg.person[SAMPLE_ALONE].acting_head = &colonel;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_null(d.result.record[0]->acting_head);
    correct("minor_correction", SAMPLE_HEAD);
    d.reg.person[SAMPLE_HEAD].acting_head = &colonel;
    clear("acting_head");
    decision_refused(&d, "household_incomplete", "acting_head");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(j740_a_new_household_names_who_acts),
        TEST(j740_who_joins_has_whom_the_others_have),
        TEST(j740_a_household_that_moves_together_keeps_it),
        TEST(j740_a_correction_is_of_the_whole_household),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
