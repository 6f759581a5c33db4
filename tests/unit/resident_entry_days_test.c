/* The days of an entry: 異動日, 届出日 and 生年月日. */
#include "tests/unit/resident_decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const REASONS[] = {"domestic_move_in", "birth", "move_within", "domestic_move_out",
                                      "death"};
enum { REASON_COUNT = sizeof REASONS / sizeof REASONS[0] };

static sample_entry s;

static int fresh(void **state)
{
    (void)state;
    sample_entry_fill(&s, "domestic_move_in", 2);
    return 0;
}

static void days_are_days_of_the_calendar(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",         "2026-02-29",  "2026-4-1",
                                        "20260401", "2026-04-01 ", "令和8年4月1日"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fresh(NULL);
        s.entry.change_date = sample_text(wrong[i]);
        entry_refused(&s, "date_invalid", "change_date");
        fresh(NULL);
        s.entry.notified_date = sample_text(wrong[i]);
        entry_refused(&s, "date_invalid", "notified_date");
    }
}

static void only_moving_out_lies_in_the_future(void **state)
{
    (void)state;
    for (size_t i = 0; i < REASON_COUNT; i++) {
        sample_entry_fill(&s, REASONS[i], 1);
        s.entry.change_date = sample_text("2026-04-11");
        if (strcmp(REASONS[i], "domestic_move_out") == 0) {
            entry_accepted(&s);
        } else {
            entry_refused(&s, "date_in_future", "change_date");
        }
        sample_entry_fill(&s, REASONS[i], 1);
        s.entry.notified_date = sample_text("2026-04-11");
        entry_refused(&s, "date_in_future", "notified_date");
    }
}

/* j80: 異動日 may be 不詳, or a day the calendar does not have, for 死亡 and 失踪 (職権消除) only. */
static void a_change_date_may_be_unknown_for_the_dead_and_the_missing(void **state)
{
    (void)state;
    for (size_t i = 0; reason_at(i) != NULL; i++) {
        const reason *why = reason_at(i);
        bool may = strcmp(why->code, "death") == 0 || strcmp(why->code, "official_delete") == 0;
        assert_int_equal(reason_allows(why->change_items, "change_date_written"), may);
    }
    sample_entry_fill(&s, "move_within", 1);
    s.entry.change_date_written = sample_text("令和8年3月頃");
    entry_refused(&s, "item_not_allowed", "change_date_written");
    sample_entry_fill(&s, "death", 1);
    s.entry.change_date = sample_text("2026-02-28");
    s.entry.change_date_written = sample_text("令和8年2月29日");
    entry_accepted(&s);
    s.entry.change_date_written = sample_text("令和8年2月 日不詳");
    entry_accepted(&s);
    s.entry.change_date_written = sample_text("そのころ");
    entry_refused(&s, "date_invalid", "change_date_written");
    s.entry.change_date_written = sample_text("令和8年1月頃"); /* the representative is not in it */
    entry_refused(&s, "date_invalid", "change_date_written");
    s.entry.change_date = sample_text("2026-02-29");
    s.entry.change_date_written = sample_text("令和8年2月29日");
    entry_refused(&s, "date_invalid", "change_date");
}

/* j80: what is written goes into the row; a 異動の取消し has a day of its own. */
static void an_unknown_change_date_is_kept_as_written(void **state)
{
    (void)state;
    decision d;
    decision_begin(&d);
    decision_enter(&d, "death", 1);
    decision_name(&d, 0, SAMPLE_ALONE);
    d.s.entry.change_date_written = sample_text("令和8年3月 日不詳");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->change_date_written, "令和8年3月 日不詳");
    decision_end(&d);
    decision_begin(&d);
    decision_enter(&d, "birth", 1);
    d.s.birth_date[0].uncertain = true;
    d.s.birth_date[0].written = sample_text("令和8年4月上旬");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->change_date_written, "令和8年4月上旬");
    decision_end(&d);
    /* the next change of the person has a day that is known */
    decision_begin(&d);
    d.reg.person[SAMPLE_HEAD].change_date_written = sample_text("令和2年頃");
    decision_enter(&d, "minor_correction", 1);
    d.s.person[0].name = sample_text("昭島　二郎");
    decision_accepted(&d);
    assert_string_equal(d.result.record[0]->change_date_written, "");
    decision_end(&d);
}

static void today_is_not_the_future(void **state)
{
    (void)state;
    for (size_t i = 0; i < REASON_COUNT; i++) {
        sample_entry_fill(&s, REASONS[i], 1);
        s.entry.change_date = sample_text(SAMPLE_TODAY);
        s.entry.notified_date = sample_text(SAMPLE_TODAY);
        s.birth_date[0].date = sample_text(SAMPLE_TODAY);
        entry_accepted(&s);
    }
}

static void a_notice_follows_the_fact_but_for_moving_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < REASON_COUNT; i++) {
        sample_entry_fill(&s, REASONS[i], 1);
        s.entry.change_date = sample_text("2026-04-06");
        if (strcmp(REASONS[i], "domestic_move_out") == 0) {
            entry_accepted(&s);
        } else {
            entry_refused(&s, "notified_before_change", "notified_date");
        }
    }
}

static void birth_dates_are_checked(void **state)
{
    (void)state;
    s.birth_date[0].date = sample_text("2001-02-29");
    entry_refused(&s, "date_invalid", "birth_date");
    s.birth_date[0].date = sample_text("2026-04-11");
    entry_refused(&s, "date_in_future", "birth_date");
    s.birth_date[0].date = sample_text("1900-02-28");
    entry_accepted(&s);
}

static void an_uncertain_birth_date_is_taken_as_written(void **state)
{
    (void)state;
    /* the last is a day that the calendar does not have */
    static const char *const known[][2] = {{"年月日不詳", "1945-03-01"},
                                           {"昭和20年頃", "1945-03-01"},
                                           {"昭和20年3月頃", "1945-03-01"},
                                           {"平成13年2月29日", "2001-02-28"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        fresh(NULL);
        s.birth_date[0].date = sample_text(known[i][1]);
        s.birth_date[0].uncertain = true;
        s.birth_date[0].written = sample_text(known[i][0]);
        entry_accepted(&s);
    }
    s.birth_date[0].date = sample_text("2002-02-28"); /* another year than is written */
    entry_refused(&s, "date_invalid", "birth_date");
    s.birth_date[0].written = sample_text("");
    entry_refused(&s, "date_invalid", "birth_date");
    s.birth_date[0].written = sample_text("たぶん春");
    entry_refused(&s, "date_invalid", "birth_date");
    s.birth_date[0].uncertain = false;
    s.birth_date[0].written = sample_text("年月日不詳");
    entry_refused(&s, "date_invalid", "birth_date");
}

static void a_birth_happens_on_the_birth_date(void **state)
{
    (void)state;
    sample_entry_fill(&s, "birth", 1);
    s.birth_date[0].date = sample_text("2026-03-31");
    entry_refused(&s, "birth_date_differs", "birth_date");
    sample_entry_fill(&s, "domestic_move_in", 1);
    entry_accepted(&s); /* of no other reason */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(days_are_days_of_the_calendar, fresh),
        cmocka_unit_test_setup(only_moving_out_lies_in_the_future, fresh),
        cmocka_unit_test_setup(a_change_date_may_be_unknown_for_the_dead_and_the_missing, fresh),
        cmocka_unit_test_setup(an_unknown_change_date_is_kept_as_written, fresh),
        cmocka_unit_test_setup(today_is_not_the_future, fresh),
        cmocka_unit_test_setup(a_notice_follows_the_fact_but_for_moving_out, fresh),
        cmocka_unit_test_setup(birth_dates_are_checked, fresh),
        cmocka_unit_test_setup(an_uncertain_birth_date_is_taken_as_written, fresh),
        cmocka_unit_test_setup(a_birth_happens_on_the_birth_date, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
