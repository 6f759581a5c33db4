/* 抑止 and 支援措置 (standard j160, j380, j410, j440): what stands when, and what each act makes of it. */
#include "services/resident/restraint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__SubmitRestraint submit;

enum { NO_ACT, SET, START, EXTEND, LIFT, RELEASE };
enum { NO_KIND, SUPPORT, PROVISIONAL, ISSUE, CHANGE, INQUIRY };
enum { NONE, ALERT, ERROR };
enum { PHASE_PROVISIONAL = 1, ACTIVE, ENDING, EXPIRED, FORMER, LIFTED };

#define NOW "2026-04-10T09:30:15"

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static restraint standing(int kind, int level)
{
    restraint r = {.id = "r1",
                   .addressee_number = "A",
                   .history_number = 1,
                   .act = (Juki__Resident__V1__RestraintAct)SET,
                   .kind = (Juki__Resident__V1__RestraintKind)kind,
                   .level = (Juki__Resident__V1__RestraintLevel)level,
                   .household_number = ""};
    (void)snprintf(r.start_date, sizeof r.start_date, "2025-04-11");
    (void)snprintf(r.end_date, sizeof r.end_date, "2026-04-10");
    return r;
}

/* An entry of an act, with all that it needs. */
typedef struct entry {
    submit message;
    Juki__Common__V1__Operator who;
    char *number[2];
} entry;

static void fill(entry *e, int act)
{
    juki__resident__v1__submit_restraint__init(&e->message);
    juki__common__v1__operator__init(&e->who);
    e->who.operator_id = text("clerk1");
    e->who.terminal_id = text("window1");
    e->number[0] = text("A");
    e->number[1] = text("B");
    e->message.request_id = text("q1");
    e->message.operator_ = &e->who;
    e->message.act = (Juki__Resident__V1__RestraintAct)act;
    e->message.reason = text("申出書 7");
    if (act == SET) {
        e->message.kind = (Juki__Resident__V1__RestraintKind)SUPPORT;
        e->message.addressee_number = e->number;
        e->message.n_addressee_number = 2;
    } else {
        e->message.restraint_id = text("r1");
    }
    e->message.release_minutes = act == RELEASE ? 30 : 0;
}

static int against(const restraint *r, restraint_process process, const char *now)
{
    return (int)restraint_against(&(restraint_list){.item = r, .count = 1}, "A", process, now);
}

/* ---- what stands ------------------------------------------------------------------------------------- */

static void j410_each_setting_stands_against_its_process(void **state)
{
    (void)state;
    static const struct {
        int kind;
        int level;
        int issue;
        int change;
        int inquiry;
    } CASES[] = {
        {SUPPORT, ERROR, ERROR, NONE, NONE}, {PROVISIONAL, ERROR, ERROR, NONE, NONE},
        {ISSUE, ERROR, ERROR, NONE, NONE},   {ISSUE, ALERT, ALERT, NONE, NONE},
        {CHANGE, ERROR, NONE, ERROR, NONE},  {CHANGE, ALERT, NONE, ALERT, NONE},
        {INQUIRY, ERROR, NONE, NONE, ERROR}, {INQUIRY, ALERT, NONE, NONE, ALERT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        restraint r = standing(CASES[i].kind, CASES[i].level);
        assert_int_equal(against(&r, RESTRAINT_OF_ISSUE, NOW), CASES[i].issue);
        assert_int_equal(against(&r, RESTRAINT_OF_CHANGE, NOW), CASES[i].change);
        assert_int_equal(against(&r, RESTRAINT_OF_INQUIRY, NOW), CASES[i].inquiry);
    }
}

static void j410_of_several_the_strictest_counts(void **state)
{
    (void)state;
    restraint several[] = {standing(ISSUE, ALERT), standing(ISSUE, ERROR), standing(ISSUE, ALERT)};
    restraint_list list = {.item = several, .count = 3};
    assert_int_equal(restraint_against(&list, "A", RESTRAINT_OF_ISSUE, NOW), ERROR);
    several[1].addressee_number = "B";
    assert_int_equal(restraint_against(&list, "A", RESTRAINT_OF_ISSUE, NOW), ALERT);
    assert_int_equal(restraint_against(&list, NULL, RESTRAINT_OF_ISSUE, NOW), ERROR);
    assert_int_equal(restraint_against(&list, "C", RESTRAINT_OF_ISSUE, NOW), NONE);
}

static void j410_the_end_of_the_period_lifts_nothing(void **state)
{
    (void)state;
    restraint support = standing(SUPPORT, ERROR);
    restraint change = standing(CHANGE, ERROR);
    assert_int_equal(against(&support, RESTRAINT_OF_ISSUE, "2031-01-01T00:00:00"), ERROR);
    assert_int_equal(against(&change, RESTRAINT_OF_CHANGE, "2031-01-01T00:00:00"), ERROR);
    assert_true(restraint_hides(&(restraint_list){.item = &support, .count = 1}, "A"));
}

static void j410_a_release_ends_by_itself(void **state)
{
    (void)state;
    restraint r = standing(SUPPORT, ERROR);
    (void)snprintf(r.released_until, sizeof r.released_until, "2026-04-10T10:00:15");
    assert_int_equal(against(&r, RESTRAINT_OF_ISSUE, NOW), NONE);
    assert_int_equal(against(&r, RESTRAINT_OF_ISSUE, "2026-04-10T10:00:14"), NONE);
    assert_int_equal(against(&r, RESTRAINT_OF_ISSUE, "2026-04-10T10:00:15"), ERROR);
    assert_int_equal(against(&r, RESTRAINT_OF_ISSUE, "2026-04-11T00:00:00"), ERROR);
}

static void j410_a_release_is_not_passed_on(void **state)
{
    (void)state;
    restraint r = standing(SUPPORT, ERROR);
    (void)snprintf(r.released_until, sizeof r.released_until, "2026-04-10T10:00:15");
    assert_true(restraint_hides(&(restraint_list){.item = &r, .count = 1}, "A"));
}

static void req61_whose_place_is_hidden(void **state)
{
    (void)state;
    static const struct {
        int kind;
        int level;
        bool hidden;
    } CASES[] = {{SUPPORT, ERROR, true}, {PROVISIONAL, ERROR, true}, {ISSUE, ERROR, true},
                 {ISSUE, ALERT, false},  {CHANGE, ERROR, false},     {INQUIRY, ERROR, false}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        restraint r = standing(CASES[i].kind, CASES[i].level);
        restraint_list list = {.item = &r, .count = 1};
        assert_int_equal(restraint_hides(&list, "A"), CASES[i].hidden);
        assert_false(restraint_hides(&list, "B"));
        r.act = (Juki__Resident__V1__RestraintAct)LIFT;
        assert_false(restraint_hides(&list, "A"));
        assert_int_equal(against(&r, RESTRAINT_OF_ISSUE, NOW), NONE);
    }
}

static void j410_a_household_takes_in_who_joins(void **state)
{
    (void)state;
    restraint r = standing(SUPPORT, ERROR);
    assert_false(restraint_takes_in(&r, ""));
    assert_false(restraint_takes_in(&r, "H1"));
    r.household_number = "H1";
    assert_true(restraint_takes_in(&r, "H1"));
    assert_false(restraint_takes_in(&r, "H2"));
    r.act = (Juki__Resident__V1__RestraintAct)LIFT;
    assert_false(restraint_takes_in(&r, "H1"));
}

static void j440_phases(void **state)
{
    (void)state;
    static const struct {
        int kind;
        bool resident;
        const char *end;
        const char *now;
        int phase;
    } CASES[] = {
        {SUPPORT, true, "2026-04-10", "2026-03-09T23:59:59", ACTIVE},
        {SUPPORT, true, "2026-04-10", "2026-03-10T00:00:00", ENDING},
        {SUPPORT, true, "2026-04-10", "2026-04-10T23:59:59", ENDING},
        {SUPPORT, true, "2026-04-10", "2026-04-11T00:00:00", EXPIRED},
        {SUPPORT, true, "2026-03-31", "2026-02-27T12:00:00", ACTIVE},
        {SUPPORT, true, "2026-03-31", "2026-02-28T12:00:00", ENDING}, /* no February 31 */
        {SUPPORT, true, "2026-01-15", "2025-12-15T12:00:00", ENDING},
        {SUPPORT, false, "2026-04-10", "2026-02-01T00:00:00", FORMER},
        {PROVISIONAL, true, "", "2029-01-01T00:00:00", PHASE_PROVISIONAL},
        {PROVISIONAL, false, "", "2029-01-01T00:00:00", FORMER},
        {ISSUE, true, "", "2029-01-01T00:00:00", ACTIVE},
        {ISSUE, false, "2026-04-10", "2029-01-01T00:00:00", EXPIRED},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        restraint r = standing(CASES[i].kind, ERROR);
        (void)snprintf(r.end_date, sizeof r.end_date, "%s", CASES[i].end);
        assert_int_equal(restraint_phase(&r, CASES[i].resident, CASES[i].now), CASES[i].phase);
        r.act = (Juki__Resident__V1__RestraintAct)LIFT;
        assert_int_equal(restraint_phase(&r, CASES[i].resident, CASES[i].now), LIFTED);
    }
}

static void j440_a_year_ends_the_day_before(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"2020-04-01", "2021-03-31"}, {"2023-03-01", "2024-02-29"}, {"2024-02-29", "2025-02-28"},
        {"2024-01-01", "2024-12-31"}, {"2023-02-28", "2024-02-27"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        ju_date start;
        char end[JU_DATE_SIZE];
        assert_true(ju_date_parse(CASES[i][0], &start));
        ju_date_format(restraint_year_end(start), end);
        assert_string_equal(end, CASES[i][1]);
    }
}

/* ---- entries ----------------------------------------------------------------------------------------- */

typedef void spoil(entry *e);

static void no_operator(entry *e)
{
    e->message.operator_ = NULL;
}
static void no_reason(entry *e)
{
    e->message.reason = text("");
}
static void no_kind(entry *e)
{
    e->message.kind = (Juki__Resident__V1__RestraintKind)NO_KIND;
}
static void support_as_alert(entry *e)
{
    e->message.level = (Juki__Resident__V1__RestraintLevel)ALERT;
}
static void issue_without_level(entry *e)
{
    e->message.kind = (Juki__Resident__V1__RestraintKind)ISSUE;
}
static void nobody(entry *e)
{
    e->message.n_addressee_number = 0;
}
static void somebody_twice(entry *e)
{
    e->number[1] = e->number[0];
}
static void a_start_ahead(entry *e)
{
    e->message.start_date = text("2026-04-11");
}
static void no_date(entry *e)
{
    e->message.end_date = text("2026-02-30");
}
static void provisional_with_an_end(entry *e)
{
    e->message.kind = (Juki__Resident__V1__RestraintKind)PROVISIONAL;
    e->message.end_date = text("2026-05-01");
}
static void minutes(entry *e)
{
    e->message.release_minutes = 5;
}
static void no_minutes(entry *e)
{
    e->message.release_minutes = 0;
}
static void a_day_and_a_minute(entry *e)
{
    e->message.release_minutes = 24 * 60 + 1;
}
static void a_start(entry *e)
{
    e->message.start_date = text("2026-04-01");
}
static void an_end(entry *e)
{
    e->message.end_date = text("2026-05-01");
}
static void named_again(entry *e)
{
    e->message.addressee_number = e->number;
    e->message.n_addressee_number = 1;
}
static void an_id(entry *e)
{
    e->message.restraint_id = text("r1");
}
static void nothing(entry *e)
{
    (void)e;
}

static void bad_entries_are_refused(void **state)
{
    (void)state;
    static const struct {
        int act;
        spoil *spoil;
        const char *code;
        const char *item;
    } CASES[] = {
        {SET, nothing, NULL, NULL},
        {START, a_start, NULL, NULL},
        {EXTEND, an_end, NULL, NULL},
        {LIFT, nothing, NULL, NULL},
        {RELEASE, nothing, NULL, NULL},
        {SET, no_operator, "operator_missing", "operator"},
        {NO_ACT, nothing, "item_required", "act"},
        {SET, no_reason, "item_required", "reason"},
        {LIFT, no_reason, "item_required", "reason"},
        {SET, no_kind, "item_required", "kind"},
        {SET, support_as_alert, "restraint_level", "level"},
        {SET, issue_without_level, "restraint_level", "level"},
        {SET, nobody, "persons_missing", "addressee_number"},
        {SET, somebody_twice, "person_twice", "addressee_number"},
        {SET, a_start_ahead, "date_in_future", "start_date"},
        {SET, no_date, "date_invalid", "end_date"},
        {SET, provisional_with_an_end, "item_not_allowed", "end_date"},
        {SET, minutes, "release_minutes", "release_minutes"},
        {SET, an_id, "item_not_allowed", "restraint_id"},
        {RELEASE, no_minutes, "release_minutes", "release_minutes"},
        {RELEASE, a_day_and_a_minute, "release_minutes", "release_minutes"},
        {RELEASE, an_end, "item_not_allowed", "end_date"},
        {LIFT, a_start, "item_not_allowed", "start_date"},
        {LIFT, named_again, "item_not_allowed", "addressee_number"},
        {EXTEND, a_start, "item_not_allowed", "start_date"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        entry e;
        refusal why = {0};
        fill(&e, CASES[i].act);
        CASES[i].spoil(&e);
        assert_int_equal(restraint_entry_check(&e.message, NOW, &why), CASES[i].code == NULL);
        assert_string_equal(why.code == NULL ? "" : why.code, CASES[i].code == NULL ? "" : CASES[i].code);
        assert_string_equal(why.code == NULL ? "" : why.item, CASES[i].code == NULL ? "" : CASES[i].item);
    }
}

/* ---- decisions --------------------------------------------------------------------------------------- */

static restraint decided(const entry *e, const restraint *before, const char *now)
{
    restraint after;
    refusal why = {0};
    if (!restraint_decide(&e->message, before, "H1", now, &after, &why)) {
        fail_msg("refused with %s (%s)", why.code, why.item);
    }
    assert_int_equal(after.history_number, before == NULL ? 1 : before->history_number + 1);
    assert_int_equal(after.act, e->message.act);
    return after;
}

static void refused(const entry *e, const restraint *before, const char *now, const char *code)
{
    restraint after;
    refusal why = {0};
    assert_false(restraint_decide(&e->message, before, "", now, &after, &why));
    assert_string_equal(why.code, code);
}

static void j440_a_new_support_lasts_a_year(void **state)
{
    (void)state;
    entry e;
    fill(&e, SET);
    restraint r = decided(&e, NULL, NOW);
    assert_string_equal(r.id, "q1");
    assert_string_equal(r.start_date, "2026-04-10");
    assert_string_equal(r.end_date, "2027-04-09");
    assert_int_equal(r.level, ERROR);
    assert_string_equal(r.household_number, "");
    e.message.start_date = text("2026-04-01");
    e.message.end_date = text("2026-12-31"); /* 必要に応じて修正できる */
    e.message.household = true;
    r = decided(&e, NULL, NOW);
    assert_string_equal(r.start_date, "2026-04-01");
    assert_string_equal(r.end_date, "2026-12-31");
    assert_string_equal(r.household_number, "H1");
    e.message.end_date = text("2026-03-31");
    refused(&e, NULL, NOW, "household_unknown");
    e.message.household = false;
    refused(&e, NULL, NOW, "restraint_period");
}

static void j440_provisional_becomes_support(void **state)
{
    (void)state;
    entry e;
    fill(&e, SET);
    e.message.kind = (Juki__Resident__V1__RestraintKind)PROVISIONAL;
    restraint r = decided(&e, NULL, NOW);
    assert_string_equal(r.end_date, "");
    fill(&e, EXTEND);
    refused(&e, &r, NOW, "restraint_open");
    fill(&e, START);
    e.message.start_date = text("2026-04-01");
    r = decided(&e, &r, NOW);
    assert_int_equal(r.kind, SUPPORT);
    assert_string_equal(r.start_date, "2026-04-01");
    assert_string_equal(r.end_date, "2027-03-31");
    refused(&e, &r, NOW, "restraint_not_provisional");
}

static void j440_extension_from_a_month_before_the_end(void **state)
{
    (void)state;
    entry e;
    restraint r = standing(SUPPORT, ERROR);
    (void)snprintf(r.end_date, sizeof r.end_date, "2021-03-31");
    fill(&e, EXTEND);
    refused(&e, &r, "2021-02-27T23:59:59", "extension_early");
    restraint after = decided(&e, &r, "2021-02-28T00:00:00");
    assert_string_equal(after.start_date, r.start_date);
    assert_string_equal(after.end_date, "2022-03-31"); /* from the day after the old end */
    after = decided(&e, &r, "2021-07-01T00:00:00");    /* and still when it has expired */
    assert_string_equal(after.end_date, "2022-03-31");
    e.message.end_date = text("2021-09-30");
    after = decided(&e, &r, "2021-03-01T00:00:00");
    assert_string_equal(after.end_date, "2021-09-30");
    e.message.end_date = text("2021-03-31");
    refused(&e, &r, "2021-03-01T00:00:00", "restraint_period");
}

static void j410_a_release_counts_from_its_approval(void **state)
{
    (void)state;
    static const struct {
        int minutes;
        const char *until;
    } CASES[] = {{1, "2026-04-10T09:31:15"},
                 {30, "2026-04-10T10:00:15"},
                 {14 * 60 + 29, "2026-04-10T23:59:15"},
                 {14 * 60 + 30, "2026-04-11T00:00:15"},
                 {24 * 60, "2026-04-11T09:30:15"}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        entry e;
        restraint before = standing(SUPPORT, ERROR);
        fill(&e, RELEASE);
        e.message.release_minutes = CASES[i].minutes;
        restraint after = decided(&e, &before, NOW);
        assert_string_equal(after.released_until, CASES[i].until);
        assert_int_equal(after.kind, SUPPORT);
        assert_string_equal(after.end_date, before.end_date);
    }
}

static void what_is_lifted_stays_lifted(void **state)
{
    (void)state;
    entry e;
    restraint r = standing(SUPPORT, ERROR);
    fill(&e, LIFT);
    r = decided(&e, &r, NOW);
    for (int act = START; act <= RELEASE; act++) {
        fill(&e, act);
        refused(&e, &r, NOW, "restraint_lifted");
        refused(&e, NULL, NOW, "restraint_unknown");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(j410_each_setting_stands_against_its_process),
        cmocka_unit_test(j410_of_several_the_strictest_counts),
        cmocka_unit_test(j410_the_end_of_the_period_lifts_nothing),
        cmocka_unit_test(j410_a_release_ends_by_itself),
        cmocka_unit_test(j410_a_release_is_not_passed_on),
        cmocka_unit_test(req61_whose_place_is_hidden),
        cmocka_unit_test(j410_a_household_takes_in_who_joins),
        cmocka_unit_test(j440_phases),
        cmocka_unit_test(j440_a_year_ends_the_day_before),
        cmocka_unit_test(bad_entries_are_refused),
        cmocka_unit_test(j440_a_new_support_lasts_a_year),
        cmocka_unit_test(j440_provisional_becomes_support),
        cmocka_unit_test(j440_extension_from_a_month_before_the_end),
        cmocka_unit_test(j410_a_release_counts_from_its_approval),
        cmocka_unit_test(what_is_lifted_stays_lifted),
    };
    return cmocka_run_group_tests_name("resident_restraint", tests, NULL, NULL);
}
