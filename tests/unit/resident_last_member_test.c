/* 世帯主不在となる場合の処理, named after the standard's requirement j490. */
#include "services/resident/alert.h"
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

/* The family's head goes, alone or with the others up to count; the entry asks that the last becomes head. */
static void head_goes(const char *code, size_t count)
{
    decision_enter(&d, code, count);
    d.s.entry.last_becomes_head = 1;
    for (size_t i = 0; i < count; i++) {
        if (strncmp(code, "household_", 10) == 0) {
            d.s.person[i].relationship = sample_text(i == 0 ? "世帯主" : "妻");
        }
    }
    if (strcmp(code, "household_change") == 0) {
        d.s.entry.household_number = sample_text(SAMPLE_ALONE_HOUSEHOLD);
        d.s.person[0].relationship = sample_text("縁故者");
        d.s.person[1].relationship = sample_text("縁故者");
        d.reg.person[SAMPLE_ALONE].address = d.reg.person[SAMPLE_HEAD].address;
    }
}

/* Each way in which a head can leave two of three behind, and one of three. */
static void j490_who_stays_alone_becomes_head(void **state)
{
    (void)state;
    static const char *const changed[] = {"relationship", NULL};
    static const char *const reasons[] = {"domestic_move_out", "overseas_move_out", "death",
                                          "official_delete",   "move_within",       "household_split",
                                          "household_change"};
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        head_goes(reasons[i], 2);
        decision_accepted(&d);
        assert_int_equal(d.result.follower_count, 1);
        const record *after = d.result.follower[0];
        const record *before = &d.reg.person[SAMPLE_CHILD];
        decision_only_changed(before, after, changed);
        assert_string_equal(after->relationship, "世帯主");
        assert_string_equal(after->reason, "head_change");
        assert_string_equal(after->change_id, d.s.entry.change_id);
        assert_string_equal(after->change_date, "2026-04-01");
        assert_string_equal(after->processed_date, SAMPLE_TODAY);
        assert_int_equal(after->history_number, before->history_number + 1);
    }
}

/* Two who stay are asked for a 世帯主変更 first; nobody who stays, or a head who stays, leaves nothing to do.
 */
static void j490_only_one_and_only_without_head(void **state)
{
    (void)state;
    head_goes("death", 1);
    decision_refused(&d, "last_member", "last_becomes_head");
    d.s.entry.last_becomes_head = 0;
    decision_refused(&d, "alert_unconfirmed", ALERT_HEAD_LEAVES);
    d.reg.person[SAMPLE_HEAD].relationship = sample_text("縁故者"); /* the household had none before */
    head_goes("death", 2);
    decision_refused(&d, "last_member", "last_becomes_head");
    d.reg.person[SAMPLE_HEAD].relationship = sample_text("世帯主");
    head_goes("domestic_move_out", 3);
    decision_refused(&d, "last_member", "last_becomes_head");
    head_goes("death", 1);
    decision_name(&d, 0, SAMPLE_CHILD); /* not the head */
    decision_refused(&d, "last_member", "last_becomes_head");
    head_goes("move_within", 1);
    decision_name(&d, 0, SAMPLE_ALONE); /* the whole household, with its head */
    decision_refused(&d, "last_member", "last_becomes_head");
}

/* j100: it is the clerk's to ask for; a household may stay without head. */
static void j100_nobody_becomes_head_unasked(void **state)
{
    (void)state;
    head_goes("domestic_move_out", 2);
    d.s.entry.last_becomes_head = 0;
    decision_accepted(&d);
    assert_int_equal(d.result.follower_count, 0);
}

static void j490_not_ahead_of_the_day(void **state)
{
    (void)state;
    head_goes("domestic_move_out", 2);
    d.s.entry.change_date = sample_text("2026-04-11");
    decision_refused(&d, "date_not_reached", "last_becomes_head");
}

static void a_head_under_15_is_an_alert(void **state)
{
    (void)state;
    Juki__Common__V1__WrittenDate birth = d.reg.birth_date;
    birth.date = sample_text("2011-04-02");
    d.reg.person[SAMPLE_CHILD].birth_date = &birth;
    head_goes("domestic_move_out", 2);
    decision_refused(&d, "alert_unconfirmed", ALERT_HEAD_IS_MINOR);
    birth.date = sample_text("2011-04-01");
    decision_accepted(&d);
}

/* 異動抑止 over who stays holds his 世帯主変更 up as any other change of his. */
static void j410_who_stays_may_be_restrained(void **state)
{
    (void)state;
    restraint one = {.id = "r1",
                     .addressee_number = d.reg.person[SAMPLE_CHILD].addressee_number,
                     .history_number = 1,
                     .act = JUKI__RESIDENT__V1__RESTRAINT_ACT__RESTRAINT_ACT_SET,
                     .kind = JUKI__RESIDENT__V1__RESTRAINT_KIND__RESTRAINT_KIND_CHANGE,
                     .level = JUKI__RESIDENT__V1__RESTRAINT_LEVEL__RESTRAINT_LEVEL_ERROR,
                     .household_number = ""};
    head_goes("death", 2);
    d.restraints = (restraint_list){.item = &one, .count = 1};
    decision_refused(&d, "change_restrained", "person");
    d.s.entry.last_becomes_head = 0; /* nothing of his changes */
    decision_accepted(&d);
}

/* The change is taken back as a whole: neither the one nor the other alone. */
static void j980_who_became_head_goes_back_beside_the_head(void **state)
{
    (void)state;
    record head = d.reg.person[SAMPLE_MOVED_OUT];
    record last = d.reg.person[SAMPLE_ALONE];
    head.state = JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    last.relationship = sample_text("妻");
    d.reg.person[SAMPLE_ALONE].reason = sample_text("head_change");
    d.before[0] = &last;
    d.before[1] = &head;
    decision_enter(&d, "cancel_enter", 2);
    d.s.entry.cancelled_change_id = head.change_id;
    decision_name(&d, 0, SAMPLE_ALONE);
    decision_name(&d, 1, SAMPLE_MOVED_OUT);
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->relationship, "妻");
    assert_string_equal(d.result.record[0]->reason, "cancel_amend"); /* he never was away */
    assert_string_equal(d.result.record[1]->relationship, "世帯主");
    assert_string_equal(d.result.record[1]->reason, "cancel_enter");
    assert_string_equal(d.result.record[1]->household_number, SAMPLE_ALONE_HOUSEHOLD);

    d.reg.person[SAMPLE_ALONE].reason = sample_text("move_within"); /* of the change, but not beside it */
    decision_refused(&d, "cancel_reason_differs", "reason");
    d.reg.person[SAMPLE_ALONE].reason = sample_text("head_change");
    d.s.entry.n_person = 1;
    decision_refused(&d, "cancel_reason_differs", "reason");
    decision_name(&d, 0, SAMPLE_MOVED_OUT);
    d.before[0] = &head;
    decision_refused(&d, "household_head", "relationship");
}

#define RULE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RULE(j490_who_stays_alone_becomes_head),
        RULE(j490_only_one_and_only_without_head),
        RULE(j100_nobody_becomes_head_unasked),
        RULE(j490_not_ahead_of_the_day),
        RULE(a_head_under_15_is_an_alert),
        RULE(j410_who_stays_may_be_restrained),
        RULE(j980_who_became_head_goes_back_beside_the_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
