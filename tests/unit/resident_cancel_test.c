/* Coming, being struck off, 異動の取消し and what the entry alone shows, named after the standard's
 * requirements.
 */
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
    MOVED_OUT = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT,
    DELETED = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DELETED,
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

/* ---- 記載, 消除 ---- */

static void j600_who_comes_back_has_the_old_number(void **state)
{
    (void)state;
    static const char *const reasons[] = {"domestic_move_in", "overseas_move_in", "official_enter"};
    for (size_t i = 0; i < 3; i++) {
        decision_enter(&d, "domestic_move_in", 1);
        d.s.entry.reason = sample_text(reasons[i]);
        decision_name(&d, 0, SAMPLE_MOVED_OUT);
        d.s.person[0].individual_number = NULL;
        d.s.person[0].resident_code = NULL;
        decision_accepted(&d);
        assert_string_equal(d.result.record[0]->addressee_number, "00000000050");
        assert_ptr_equal(d.result.record[0]->resident_code, &d.reg.resident_code); /* kept: none was given */
        decision_name(&d, 0, SAMPLE_HEAD);
        decision_refused(&d, "already_resident", "individual_number");
        decision_name(&d, 0, SAMPLE_DEAD);
        decision_refused(&d, "person_dead", "individual_number");
    }
}

static void j910_a_foreign_resident_has_the_day(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 1);
    d.s.entry.reason = sample_text("overseas_move_in");
    d.s.person[0].resident_kind = (Juki__Resident__V1__ResidentKind)FOREIGN;
    d.s.person[0].nationality = sample_text("ペルー");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->foreign_resident_since, "2026-04-01");
    assert_string_equal(d.result.record[0]->nationality, "ペルー");
}

static void j830_striking_off_ex_officio(void **state)
{
    (void)state;
    static const struct {
        const char *reason;
        int state;
    } rows[] = {{"official_delete", DELETED}, {"overseas_move_out", MOVED_OUT}};
    for (size_t i = 0; i < 2; i++) {
        decision_enter(&d, rows[i].reason, 3);
        decision_accepted(&d);
        assert_int_equal(d.result.record[2]->state, rows[i].state);
    }
}

static void derived_rows_are_never_entered(void **state)
{
    (void)state;
    for (size_t i = 0; reason_at(i) != NULL; i++) {
        if (reason_at(i)->rule == REASON_RULE_DERIVED) {
            decision_enter(&d, reason_at(i)->code, 1);
            decision_refused(&d, "reason_unknown", "reason");
            entry_refused(&d.s, "reason_derived", "reason");
        }
    }
}

/* ---- 異動の取消し ---- */

/* The person's latest row is of the change to cancel, and stood so before it. */
static record cancel(const char *code, int person)
{
    record before = d.reg.person[person];
    decision_enter(&d, code, 1);
    decision_name(&d, 0, person);
    d.s.entry.cancelled_change_id = d.reg.person[person].change_id;
    d.reg.person[person].history_number += 3;
    return before;
}

static void j980_cancelling_restores_what_was(void **state)
{
    (void)state;
    static const char *const nothing[] = {NULL};
    record before = cancel("cancel_amend", SAMPLE_WIFE);
    d.before[0] = &before;
    d.reg.person[SAMPLE_WIFE].name = sample_text("誤記");
    d.reg.person[SAMPLE_WIFE].address = &d.s.address;
    decision_accepted(&d);
    decision_only_changed(&before, d.result.record[0], nothing);
    decision_marks(&d, d.result.record[0], d.reg.person[SAMPLE_WIFE].history_number + 1);
}

static void j980_only_the_latest_change_and_by_its_reason(void **state)
{
    (void)state;
    record before = cancel("cancel_amend", SAMPLE_WIFE);
    d.before[0] = &before;
    d.s.entry.cancelled_change_id = sample_text("0190a000-0000-7000-8000-000000000009");
    decision_refused(&d, "cancel_not_latest", "cancelled_change_id");
    d.s.entry.cancelled_change_id = before.change_id;
    d.s.entry.reason = sample_text("cancel_delete");
    decision_refused(&d, "cancel_reason_differs", "reason");
    d.s.entry.reason = sample_text("cancel_enter");
    decision_refused(&d, "cancel_reason_differs", "reason");
    d.named[0] = NULL;
    decision_refused(&d, "person_unknown", "addressee_number");
}

/* Of a change of three, one alone or two of them. */
static void j980_for_a_part_of_its_persons(void **state)
{
    (void)state;
    static const char *const nothing[] = {NULL};
    record before[2] = {d.reg.person[SAMPLE_WIFE], d.reg.person[SAMPLE_CHILD]};
    static const int person[] = {SAMPLE_WIFE, SAMPLE_CHILD};
    for (size_t i = SAMPLE_HEAD; i <= SAMPLE_CHILD; i++) {
        d.reg.person[i].name_kana = sample_text("アヤマリ");
    }
    for (size_t count = 1; count <= 2; count++) {
        decision_enter(&d, "cancel_amend", count);
        d.s.entry.cancelled_change_id = before[0].change_id;
        for (size_t i = 0; i < count; i++) {
            decision_name(&d, i, person[i]);
            d.before[i] = &before[i];
        }
        decision_accepted(&d);
        for (size_t i = 0; i < count; i++) {
            decision_only_changed(&before[i], d.result.record[i], nothing);
        }
    }
}

static void j980_who_came_is_struck_off(void **state)
{
    (void)state;
    static const char *const changed[] = {"state", NULL};
    (void)cancel("cancel_delete", SAMPLE_CHILD);
    decision_accepted(&d);
    decision_only_changed(&d.reg.person[SAMPLE_CHILD], d.result.record[0], changed);
    assert_int_equal(d.result.record[0]->state, DELETED);

    record before = d.reg.person[SAMPLE_CHILD]; /* who was here before is away again, as then */
    before.state = (Juki__Resident__V1__PersonState)MOVED_OUT;
    before.household_number = sample_text("0000000043");
    d.before[0] = &before;
    decision_accepted(&d);
    assert_int_equal(d.result.record[0]->state, MOVED_OUT);
    assert_string_equal(d.result.record[0]->household_number, "0000000043");
}

static void j980_who_was_struck_off_comes_home(void **state)
{
    (void)state;
    record before = cancel("cancel_enter", SAMPLE_MOVED_OUT);
    before.state = (Juki__Resident__V1__PersonState)RESIDENT;
    before.destination = NULL;
    before.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    before.address = &d.reg.family_address;
    before.relationship = sample_text("縁故者");
    d.before[0] = &before;
    decision_accepted(&d); /* somebody is still there */
    assert_string_equal(d.result.record[0]->household_number, SAMPLE_FAMILY_HOUSEHOLD);
    assert_string_equal(d.result.record[0]->relationship, "縁故者");
    assert_null(d.result.record[0]->destination);
    before.relationship = sample_text("世帯主"); /* another is now */
    decision_refused(&d, "household_head", "relationship");
}

/* Where the household has left the address or is no more, a new one: who comes to it alone is its 世帯主. */
static void j980_a_new_household_at_the_old_address(void **state)
{
    (void)state;
    static const char *const households[] = {SAMPLE_FAMILY_HOUSEHOLD, "0000000043"};
    record before = cancel("cancel_enter", SAMPLE_MOVED_OUT);
    before.state = (Juki__Resident__V1__PersonState)RESIDENT;
    before.relationship = sample_text("縁故者");
    d.before[0] = &before;
    for (size_t i = 0; i < 2; i++) {
        before.household_number = sample_text(households[i]);
        decision_accepted(&d);
        assert_string_equal(d.result.record[0]->household_number, DECISION_NEW_HOUSEHOLD);
        assert_string_equal(d.result.record[0]->relationship, "世帯主");
        assert_ptr_equal(d.result.record[0]->address, &d.reg.alone_address);
    }
}

/* All who were struck off come back: the new household has the 世帯主 that it had, or none comes. */
static void j980_a_whole_household_comes_back(void **state)
{
    (void)state;
    record before[2] = {cancel("cancel_enter", SAMPLE_MOVED_OUT), d.reg.person[SAMPLE_DEAD]};
    d.s.entry.n_person = 2;
    decision_name(&d, 1, SAMPLE_DEAD);
    for (size_t i = 0; i < 2; i++) {
        before[i].state = (Juki__Resident__V1__PersonState)RESIDENT;
        before[i].household_number = sample_text("0000000043");
        before[i].relationship = sample_text(i == 0 ? "世帯主" : "妻");
        d.before[i] = &before[i];
    }
    decision_accepted(&d);
    assert_string_equal(d.result.record[1]->household_number, DECISION_NEW_HOUSEHOLD);
    assert_string_equal(d.result.record[1]->relationship, "妻");
    before[0].relationship = sample_text("子");
    decision_refused(&d, "household_head", "relationship");
}

/* 転居 of the whole household is taken back for all with its number, for one of them without. */
static void j980_a_household_moves_back(void **state)
{
    (void)state;
    static const char *const changed[] = {"address", NULL};
    record before[3];
    decision_enter(&d, "cancel_amend", 3);
    d.s.entry.cancelled_change_id = d.reg.person[SAMPLE_HEAD].change_id;
    for (size_t i = 0; i < 3; i++) {
        decision_name(&d, i, (int)i);
        before[i] = d.reg.person[i];
        before[i].address = &d.reg.alone_address;
        d.before[i] = &before[i];
    }
    decision_accepted(&d);
    for (size_t i = 0; i < 3; i++) {
        decision_only_changed(&d.reg.person[i], d.result.record[i], changed);
        assert_ptr_equal(d.result.record[i]->address, &d.reg.alone_address);
    }
    d.s.entry.n_person = 1;
    decision_confirm(&d, "head_leaves");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->household_number, DECISION_NEW_HOUSEHOLD);
    decision_name(&d, 0, SAMPLE_WIFE);
    d.before[0] = &before[SAMPLE_WIFE];
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->household_number, DECISION_NEW_HOUSEHOLD);
    assert_string_equal(d.result.record[0]->relationship, "世帯主");
}

/* The household that the 世帯主 left stood without one (j100) and does so again: he can come back. */
static void j980_a_change_of_head_is_taken_back(void **state)
{
    (void)state;
    record before[3];
    decision_enter(&d, "cancel_amend", 3);
    d.s.entry.cancelled_change_id = d.reg.person[SAMPLE_HEAD].change_id;
    for (size_t i = 0; i < 3; i++) {
        decision_name(&d, i, (int)i);
        before[i] = d.reg.person[i];
        before[i].relationship = sample_text("縁故者");
        d.before[i] = &before[i];
    }
    decision_refused(&d, "alert_unconfirmed", "head_leaves");
    decision_confirm(&d, "head_leaves");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->relationship, "縁故者");
    before[1].relationship = before[2].relationship = sample_text("世帯主");
    decision_refused(&d, "household_head", "relationship");
}

static void r20_numbers_given_since_stay(void **state)
{
    (void)state;
    record before = cancel("cancel_amend", SAMPLE_WIFE);
    before.individual_number = NULL;
    before.resident_code = NULL;
    d.before[0] = &before;
    decision_accepted(&d);
    assert_ptr_equal(d.result.record[0]->individual_number, &d.reg.individual_number);
    assert_ptr_equal(d.result.record[0]->resident_code, &d.reg.resident_code);
}

/* ---- what an entry alone shows ---- */

static void j640_moving_out_is_notified_within_14_days(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        bool late;
    } rows[] = {{"2026-03-22", false}, {"2026-03-21", true}, {"2026-04-30", false}};
    for (size_t i = 0; i < 3; i++) {
        decision_enter(&d, "domestic_move_out", 1);
        d.s.entry.change_date = sample_text(rows[i].day);
        if (rows[i].late) {
            entry_refused(&d.s, "move_out_late", "notified_date");
        } else {
            entry_accepted(&d.s);
        }
    }
}

static void official_changes_need_their_document(void **state)
{
    (void)state;
    decision_enter(&d, "official_delete", 1);
    entry_refused(&d.s, "item_required", "justification");
    d.s.entry.justification = sample_text("実態調査票 2026-15");
    entry_accepted(&d.s);
    decision_enter(&d, "death", 1);
    d.s.entry.justification = sample_text("実態調査票 2026-15");
    entry_refused(&d.s, "item_not_allowed", "justification");
}

static void j20_items_of_foreign_residents(void **state)
{
    (void)state;
    static Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    stay.section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_TRANSITIONAL_LOSS;
    decision_enter(&d, "domestic_move_in", 1);
    d.s.entry.reason = sample_text("overseas_move_in");
    entry_accepted(&d.s);
    d.s.person[0].alias = sample_text("山田　花");
    entry_refused(&d.s, "kind_item", "alias");
    d.s.person[0].resident_kind = (Juki__Resident__V1__ResidentKind)FOREIGN;
    entry_refused(&d.s, "kind_item", "registered_domicile");
    d.s.person[0].registered_domicile = sample_text("");
    d.s.person[0].family_register_head = sample_text("");
    entry_refused(&d.s, "item_required", "nationality");
    d.s.person[0].nationality = sample_text("ペルー");
    entry_refused(&d.s, "item_required", "foreign_stay");
    d.s.person[0].foreign_stay = &stay;
    entry_accepted(&d.s);
    d.s.numbers[0].resident_code = "";
    entry_refused(&d.s, "item_required", "resident_code");
    d.s.numbers[0].individual_number = "";
    entry_accepted(&d.s); /* who never had numbers is given them */
    d.s.person[0].foreign_stay = NULL;
}

static void j910_a_place_abroad_has_no_code(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 1);
    d.s.entry.reason = sample_text("overseas_move_in");
    d.s.elsewhere.municipality_code = sample_text("");
    d.s.elsewhere.municipality = sample_text("ペルー共和国");
    entry_accepted(&d.s);
    d.s.entry.previous_address = NULL;
    entry_accepted(&d.s);
    decision_enter(&d, "domestic_move_in", 1);
    d.s.elsewhere.municipality_code = sample_text("");
    entry_refused(&d.s, "check_digit", "previous_address");
}

static void only_known_alerts_are_confirmed(void **state)
{
    (void)state;
    decision_enter(&d, "death", 1);
    decision_confirm(&d, "head_leaves");
    entry_accepted(&d.s);
    decision_confirm(&d, "anything");
    entry_refused(&d.s, "alert_unknown", "confirmed_alert");
}

static void j110_the_relationship_is_checked(void **state)
{
    (void)state;
    decision_enter(&d, "domestic_move_in", 1);
    relate(0, "孫");
    entry_refused(&d.s, "relationship_invalid", "relationship");
}

int main(void)
{
#define RULE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        RULE(j600_who_comes_back_has_the_old_number),
        RULE(j910_a_foreign_resident_has_the_day),
        RULE(j830_striking_off_ex_officio),
        RULE(derived_rows_are_never_entered),
        RULE(j980_cancelling_restores_what_was),
        RULE(j980_only_the_latest_change_and_by_its_reason),
        RULE(j980_for_a_part_of_its_persons),
        RULE(j980_who_came_is_struck_off),
        RULE(j980_who_was_struck_off_comes_home),
        RULE(j980_a_new_household_at_the_old_address),
        RULE(j980_a_whole_household_comes_back),
        RULE(j980_a_household_moves_back),
        RULE(j980_a_change_of_head_is_taken_back),
        RULE(r20_numbers_given_since_stay),
        RULE(j640_moving_out_is_notified_within_14_days),
        RULE(official_changes_need_their_document),
        RULE(j20_items_of_foreign_residents),
        RULE(j910_a_place_abroad_has_no_code),
        RULE(only_known_alerts_are_confirmed),
        RULE(j110_the_relationship_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
