/* Changes of households and items, pairs and alerts, named after the standard's requirements.
 */
#include "services/resident/numbering.h"
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

enum {
    RESIDENT = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT,
    DELETED = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DELETED,
    JAPANESE = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_JAPANESE,
    FOREIGN = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN,
};

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

static void relate(size_t at, const char *relationship)
{
    d.s.person[at].relationship = sample_text(relationship);
}

static void alone_lives_with_the_family(void)
{
    d.reg.person[SAMPLE_ALONE].address = &d.reg.family_address;
}

static void make_foreign(int person)
{
    d.reg.person[person].resident_kind = (Juki__Resident__V1__ResidentKind)FOREIGN;
    d.reg.person[person].foreign_resident_since = sample_text("2015-07-09");
    d.reg.person[person].nationality = sample_text("ベトナム");
    d.reg.person[person].alias = sample_text("山田　花");
}

/* ---- 世帯 ---- */

static void j720_split_makes_a_household_with_a_head_at_the_same_address(void **state)
{
    (void)state;
    static const char *const changed[] = {"household_number", "relationship", NULL};
    decision_enter(&d, "household_split", 1);
    decision_name(&d, 0, SAMPLE_CHILD);
    relate(0, "子");
    decision_refused(&d, "household_head", "relationship");
    relate(0, "世帯主");
    decision_confirm(&d, "head_is_minor"); /* nobody is: confirming in vain does no harm */
    decision_accepted(&d);
    assert_string_equal(d.result.household_number, DECISION_NEW_HOUSEHOLD);
    decision_only_changed(&d.reg.person[SAMPLE_CHILD], d.result.record[0], changed);
    assert_ptr_equal(d.result.record[0]->address, &d.reg.family_address);
}

static void j720_split_is_of_a_part(void **state)
{
    (void)state;
    decision_enter(&d, "household_split", 3);
    decision_refused(&d, "household_whole", "person");
    decision_enter(&d, "household_split", 2);
    decision_name(&d, 0, SAMPLE_ALONE);
    decision_refused(&d, "household_mixed", "person");
}

static void j720_merge_is_of_a_whole_household_at_the_same_address(void **state)
{
    (void)state;
    decision_enter(&d, "household_merge", 1);
    decision_name(&d, 0, SAMPLE_ALONE);
    relate(0, "縁故者");
    d.s.entry.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    decision_refused(&d, "household_elsewhere", "household_number");
    alone_lives_with_the_family();
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->household_number, SAMPLE_FAMILY_HOUSEHOLD);
    relate(0, "世帯主");
    decision_refused(&d, "household_head", "relationship");
    d.s.entry.household_number = sample_text(SAMPLE_ALONE_HOUSEHOLD);
    decision_refused(&d, "household_same", "household_number");
    d.s.entry.household_number = sample_text("0000000043");
    decision_refused(&d, "household_unknown", "household_number");
    decision_enter(&d, "household_merge", 1);
    d.s.entry.household_number = sample_text(SAMPLE_ALONE_HOUSEHOLD);
    decision_refused(&d, "household_incomplete", "person");
}

static void j720_change_moves_a_part_to_another_household(void **state)
{
    (void)state;
    alone_lives_with_the_family();
    decision_enter(&d, "household_change", 1);
    decision_name(&d, 0, SAMPLE_CHILD);
    relate(0, "縁故者");
    d.s.entry.household_number = sample_text(SAMPLE_ALONE_HOUSEHOLD);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->household_number, SAMPLE_ALONE_HOUSEHOLD);
}

static void j730_head_change_names_all_and_one_new_head(void **state)
{
    (void)state;
    static const char *const changed[] = {"relationship", NULL};
    decision_enter(&d, "head_change", 2);
    relate(0, "夫");
    relate(1, "世帯主");
    decision_refused(&d, "household_incomplete", "person");
    decision_enter(&d, "head_change", 3);
    relate(0, "夫");
    relate(1, "妻");
    relate(2, "子");
    decision_refused(&d, "household_head", "relationship");
    relate(0, "世帯主");
    decision_refused(&d, "head_unchanged", "relationship");
    relate(0, "夫");
    relate(1, "世帯主");
    decision_accepted(&d);
    decision_only_changed(&d.reg.person[SAMPLE_WIFE], d.result.record[1], changed);
    relate(2, "世帯主");
    decision_refused(&d, "household_head", "relationship");
}

/* ---- アラート ---- */

static void j490_a_head_who_leaves_two_behind_is_an_alert(void **state)
{
    (void)state;
    static const char *const reasons[] = {"death", "domestic_move_out", "official_delete", "move_within"};
    for (size_t i = 0; i < 4; i++) {
        decision_enter(&d, reasons[i], 1);
        relate(0, "世帯主");
        decision_refused(&d, "alert_unconfirmed", "head_leaves");
        decision_confirm(&d, "head_is_minor");
        decision_refused(&d, "alert_unconfirmed", "head_leaves");
        decision_confirm(&d, "head_leaves");
        decision_accepted(&d);
    }
    decision_enter(&d, "death", 2); /* one stays behind */
    decision_accepted(&d);
    decision_enter(&d, "death", 1);
    decision_name(&d, 0, SAMPLE_WIFE);
    decision_accepted(&d);
}

static void j1440_a_head_under_15_is_an_alert(void **state)
{
    (void)state;
    static const struct {
        const char *born;
        bool alert;
    } rows[] = {{"2011-04-02", true}, {"2011-04-01", false}, {"2020-01-01", true}, {"1980-01-01", false}};
    for (size_t i = 0; i < 4; i++) {
        decision_enter(&d, "domestic_move_in", 1);
        d.s.birth_date[0].date = sample_text(rows[i].born);
        if (rows[i].alert) {
            decision_refused(&d, "alert_unconfirmed", "head_is_minor");
            decision_confirm(&d, "head_is_minor");
        }
        decision_accepted(&d);
    }
}

/* ---- items ---- */

static void j840_a_correction_changes_what_is_given(void **state)
{
    (void)state;
    static const char *const name[] = {"name", NULL};
    static const char *const reasons[] = {"minor_correction", "official_correction", "error_correction"};
    for (size_t i = 0; i < 3; i++) {
        decision_enter(&d, reasons[i], 1);
        decision_refused(&d, "nothing_changed", "person");
        d.s.person[0].name = sample_text("昭嶋　一郎");
        decision_accepted(&d);
        decision_only_changed(&d.reg.person[SAMPLE_HEAD], d.result.record[0], name);
        assert_string_equal(d.result.record[0]->name, "昭嶋　一郎");
        decision_marks(&d, d.result.record[0], 2);
        decision_name(&d, 0, SAMPLE_MOVED_OUT);
        decision_refused(&d, "not_resident", "addressee_number");
    }
}

static void j850_a_corrected_address_is_of_the_household(void **state)
{
    (void)state;
    decision_enter(&d, "minor_correction", 2);
    d.s.entry.address = &d.s.address;
    decision_refused(&d, "household_incomplete", "address");
    decision_enter(&d, "minor_correction", 3);
    d.s.entry.address = &d.s.address;
    decision_accepted(&d);
    assert_string_equal(d.result.record[2]->address_since, "2010-04-01"); /* nobody has moved */
}

static void j70_former_names_and_aliases(void **state)
{
    (void)state;
    static const struct {
        const char *reason;
        bool there;
        const char *refusal;
    } rows[] = {
        {"former_name_record", false, NULL}, {"former_name_record", true, "item_there"},
        {"former_name_change", true, NULL},  {"former_name_change", false, "item_absent"},
        {"former_name_delete", true, NULL},  {"former_name_delete", false, "item_absent"},
        {"alias_record", false, NULL},       {"alias_record", true, "item_there"},
        {"alias_delete", true, NULL},        {"alias_delete", false, "item_absent"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool alias = strncmp(rows[i].reason, "alias", 5) == 0;
        bool removes = strstr(rows[i].reason, "delete") != NULL;
        decision_end(&d);
        decision_begin(&d);
        decision_enter(&d, rows[i].reason, 1);
        if (alias) {
            make_foreign(SAMPLE_HEAD);
        }
        char **item = alias ? &d.reg.person[0].alias : &d.reg.person[0].former_name;
        *item = sample_text(rows[i].there ? "拝島　花" : "");
        char **given = alias ? &d.s.person[0].alias : &d.s.person[0].former_name;
        *given = sample_text(removes ? "" : "緑　花");
        if (rows[i].refusal != NULL) {
            decision_refused(&d, rows[i].refusal, alias ? "alias" : "former_name");
            continue;
        }
        decision_accepted(&d);
        const record *after = d.result.record[0];
        assert_string_equal(alias ? after->alias : after->former_name, removes ? "" : "緑　花");
    }
}

static void j210_some_reasons_are_for_japanese_or_foreign_residents(void **state)
{
    (void)state;
    for (size_t i = 0; reason_at(i) != NULL; i++) {
        const reason *why = reason_at(i);
        if (why->applies_to == REASON_FOR_ANY || why->rule == REASON_RULE_DERIVED) {
            continue;
        }
        decision_end(&d);
        decision_begin(&d);
        decision_enter(&d, why->code, 1);
        if (why->applies_to == REASON_FOR_JAPANESE) {
            make_foreign(SAMPLE_HEAD);
        }
        decision_refused(&d, why->applies_to == REASON_FOR_JAPANESE ? "for_japanese" : "for_foreign",
                         "reason");
    }
}

static void j1130_a_number_is_one_persons(void **state)
{
    (void)state;
    decision_enter(&d, "number_correction", 1);
    d.s.person[0].individual_number = &d.s.sealed;
    decision_accepted(&d);
    d.taken[0] = true;
    decision_refused(&d, "number_in_use", "person");
}

/* 変更請求, 職権修正, 職権記載: the entry names the person, and the number is asked for. */
static void j900_a_change_asks_for_its_number(void **state)
{
    (void)state;
    static const struct {
        const char *reason;
        number_kind kind;
        bool numbered; /* the person has both numbers before */
    } asks[] = {
        {"number_change", JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_INDIVIDUAL_NUMBER, true},
        {"number_correction", JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_INDIVIDUAL_NUMBER, true},
        {"number_recorded", JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_BOTH, false},
        {"code_change", JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_RESIDENT_CODE, true},
        {"code_recorded", JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_RESIDENT_CODE, false},
    };
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++) {
        decision_enter(&d, asks[i].reason, 1);
        record *person = d.named[0];
        person->individual_number = person->resident_code = asks[i].numbered ? &d.s.sealed : NULL;
        decision_accepted(&d);
        assert_int_equal(number_asked(&d.s.entry), asks[i].kind);
        person->individual_number = person->resident_code = asks[i].numbered ? NULL : &d.s.sealed;
        decision_refused(&d, asks[i].numbered ? "item_absent" : "item_there",
                         asks[i].kind == JUKI__RESIDENT__V1__NUMBER_KIND__NUMBER_KIND_BOTH
                             ? "individual_number"
                             : "resident_code");
    }
}

static void j1130_numbers_are_asked_for_one_by_one(void **state)
{
    (void)state;
    decision_enter(&d, "number_change", 2);
    decision_refused(&d, "number_one_person", "person");
}

/* ---- pairs ---- */

static void j930_naturalization_carries_over(void **state)
{
    (void)state;
    static const char *const changed[] = {"resident_kind",
                                          "resident_since",
                                          "nationality",
                                          "foreign_resident_since",
                                          "alias",
                                          "alias_kana",
                                          "name",
                                          "name_kana",
                                          "registered_domicile",
                                          "family_register_head",
                                          NULL};
    static const char *const struck[] = {"state", NULL};
    make_foreign(SAMPLE_WIFE);
    decision_enter(&d, "naturalization_enter", 1);
    decision_name(&d, 0, SAMPLE_WIFE);
    d.s.person[0].name = sample_text("山田　花");
    d.s.person[0].registered_domicile = sample_text("東京都昭島市本町2番地");
    d.s.person[0].family_register_head = sample_text("山田　花");
    decision_accepted(&d);
    const record *before = &d.reg.person[SAMPLE_WIFE];
    const record *first = d.result.struck[0];
    const record *second = d.result.record[0];
    decision_only_changed(before, first, struck);
    decision_only_changed(before, second, changed);
    assert_string_equal(first->reason, "naturalization_delete");
    assert_int_equal(first->state, DELETED);
    assert_int_equal(first->history_number, before->history_number + 1);
    assert_int_equal(second->history_number, before->history_number + 2);
    assert_int_equal(second->state, RESIDENT);
    assert_int_equal(second->resident_kind, JAPANESE);
    assert_string_equal(second->resident_since, "2015-07-09");
    assert_string_equal(second->foreign_resident_since, "");
    assert_string_equal(second->alias, "");
    assert_string_equal(second->name, "山田　花");
}

static void j950_loss_of_nationality_takes_the_later_day(void **state)
{
    (void)state;
    static const char *const days[][2] = {{"2001-04-01", "2026-04-01"}, {"2026-04-02", "2026-04-02"}};
    for (size_t i = 0; i < 2; i++) {
        d.reg.person[SAMPLE_HEAD].resident_since = sample_text(days[i][0]);
        decision_enter(&d, "nationality_loss_enter", 1);
        d.s.person[0].nationality = sample_text("カナダ");
        decision_accepted(&d);
        const record *after = d.result.record[0];
        assert_int_equal(after->resident_kind, FOREIGN);
        assert_string_equal(after->foreign_resident_since, days[i][1]);
        assert_string_equal(after->registered_domicile, "");
        assert_string_equal(after->nationality, "カナダ");
        assert_string_equal(d.result.struck[0]->reason, "nationality_loss_delete");
    }
}

static void j40_a_new_sheet_has_the_same_items(void **state)
{
    (void)state;
    static const char *const nothing[] = {NULL};
    decision_enter(&d, "rewrite_enter", 1);
    decision_accepted(&d);
    decision_only_changed(&d.reg.person[SAMPLE_HEAD], d.result.record[0], nothing);
    assert_string_equal(d.result.struck[0]->reason, "rewrite_delete");
    decision_enter(&d, "recreate_enter", 1);
    decision_accepted(&d);
    assert_string_equal(d.result.struck[0]->reason, "recreate_delete");
}

int main(void)
{
#define RULE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        RULE(j720_split_makes_a_household_with_a_head_at_the_same_address),
        RULE(j720_split_is_of_a_part),
        RULE(j720_merge_is_of_a_whole_household_at_the_same_address),
        RULE(j720_change_moves_a_part_to_another_household),
        RULE(j730_head_change_names_all_and_one_new_head),
        RULE(j490_a_head_who_leaves_two_behind_is_an_alert),
        RULE(j1440_a_head_under_15_is_an_alert),
        RULE(j840_a_correction_changes_what_is_given),
        RULE(j850_a_corrected_address_is_of_the_household),
        RULE(j70_former_names_and_aliases),
        RULE(j210_some_reasons_are_for_japanese_or_foreign_residents),
        RULE(j1130_a_number_is_one_persons),
        RULE(j900_a_change_asks_for_its_number),
        RULE(j1130_numbers_are_asked_for_one_by_one),
        RULE(j930_naturalization_carries_over),
        RULE(j950_loss_of_nationality_takes_the_later_day),
        RULE(j40_a_new_sheet_has_the_same_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
