/* Places as the standard lets them be written: 本籍, old names, 転出先, the same lot. */
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

static void j120_the_domicile_may_be_none_or_unknown(void **state)
{
    (void)state;
    static const char *const words[] = {"なし", "不明"};
    for (size_t i = 0; i < 2; i++) {
        decision_enter(&d, "domestic_move_in", 1);
        d.s.person[0].registered_domicile = sample_text(words[i]);
        d.s.person[0].family_register_head = sample_text(words[i]);
        entry_accepted(&d.s);
        decision_accepted(&d);
        assert_string_equal(d.result.record[0]->registered_domicile, words[i]);
        assert_string_equal(d.result.record[0]->family_register_head, words[i]);
    }
}

static void j250_any_name_of_a_place_is_taken(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 1);
    d.s.person[0].registered_domicile = sample_text("東京府北多摩郡昭和村大字上川原百番地");
    d.s.elsewhere.town = sample_text("旧大字柴崎");
    entry_accepted(&d.s);
    decision_enter(&d, "domestic_move_out", 1);
    d.s.elsewhere.town = sample_text("旧大字柴崎字上");
    entry_accepted(&d.s);
}

static void j630_another_building_on_the_lot_is_a_move(void **state)
{
    (void)state;
    decision_enter(&d, "move_within", 3);
    d.s.address = d.reg.family_address;
    d.s.address.building = sample_text("離れ");
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->address->building, "離れ");
    assert_string_equal(d.result.record[0]->address->number, d.reg.family_address.number);
}

static void j650_a_destination_may_be_a_municipality_alone(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_out", 1);
    d.s.elsewhere.postal_code = sample_text("");
    d.s.elsewhere.town_code = sample_text("");
    d.s.elsewhere.town = sample_text("");
    d.s.elsewhere.number = sample_text("");
    d.s.elsewhere.building = sample_text("");
    entry_accepted(&d.s);
    d.s.elsewhere.municipality = sample_text("");
    entry_refused(&d.s, "item_required", "destination");
}

static void j650_a_destination_may_be_abroad(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_out", 3);
    d.s.entry.reason = sample_text("overseas_move_out");
    d.s.elsewhere = (Juki__Common__V1__Address)JUKI__COMMON__V1__ADDRESS__INIT;
    d.s.elsewhere.municipality = sample_text("ペルー共和国");
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->destination->municipality, "ペルー共和国");
}

static void j800_an_official_record_needs_no_previous_address(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 1);
    d.s.entry.reason = sample_text("official_enter");
    d.s.entry.justification = sample_text("実態調査票 2026-15");
    d.s.entry.previous_address = NULL;
    entry_accepted(&d.s);
    decision_accepted(&d);
    assert_null(d.result.record[0]->previous_address);
}

int main(void)
{
#define PLACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        PLACE(j120_the_domicile_may_be_none_or_unknown),
        PLACE(j250_any_name_of_a_place_is_taken),
        PLACE(j630_another_building_on_the_lot_is_a_move),
        PLACE(j650_a_destination_may_be_a_municipality_alone),
        PLACE(j650_a_destination_may_be_abroad),
        PLACE(j800_an_official_record_needs_no_previous_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
