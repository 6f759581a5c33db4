/* From which day on a person belonged to which household and lived where, for those who keep a copy (seed 003
 * REQ-85). */
#include "services/resident/span.h"
#include "tests/unit/resident_history.h"

#include "common/text/date.h"

static const Juki__Common__V1__HouseholdSpan *household_on(const person_spans *spans, const char *day)
{
    const Juki__Common__V1__HouseholdSpan *found = NULL;
    for (size_t i = 0; i < spans->household->n_span && strcmp(spans->household->span[i]->from, day) <= 0;
         i++) {
        found = spans->household->span[i];
    }
    return found;
}

static const char *town_on(const person_spans *spans, const char *day)
{
    const Juki__Common__V1__Address *found = NULL;
    for (size_t i = 0; i < spans->address->n_span && strcmp(spans->address->span[i]->from, day) <= 0; i++) {
        found = spans->address->span[i]->address;
    }
    return found == NULL ? "" : found->town;
}

static void check_span(const history_case *c, const history *h, const person_spans *spans, const char *day)
{
    static const char *const words[] = {
        [IN] = "resident", [OUT] = "moved_out", [DEAD] = "dead", [DELETED] = "deleted"};
    record seen = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    const Juki__Common__V1__HouseholdSpan *span = household_on(spans, day);
    bool on_record = as_of_person(h->row, h->count, &(as_of_time){day, INT64_MAX}, &seen);
    bool here = on_record && (int)seen.state == IN;
    if (on_record != (span != NULL) || (on_record && strcmp(span->state, words[seen.state]) != 0) ||
        strcmp(span == NULL ? "" : span->household_number, here ? seen.household_number : "") != 0 ||
        strcmp(town_on(spans, day), here ? seen.address->town : "") != 0) {
        fail_msg("%s, %s: %s in %s, %s", c->what, day, span == NULL ? "not on record" : span->state,
                 span == NULL ? "" : span->household_number, town_on(spans, day));
    }
}

/* Of every day from before the first row to today the spans say what the register would answer (seed 003
 * REQ-85).
 */
static void test_spans_answer_every_day(void **state)
{
    (void)state;
    ju_date from;
    ju_date to;
    assert_true(ju_date_parse("2018-01-01", &from) && ju_date_parse("2026-03-31", &to));
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        history h = {.count = 0};
        person_spans spans;
        ju_arena arena;
        ju_arena_init(&arena, 1024 * 1024);
        for (size_t r = 0; r < ROWS_MAX && CASES[i].row[r].change != NULL; r++) {
            stack_row(&h, &CASES[i].row[r]);
        }
        assert_true(person_spans_of(h.row, h.count, "2026-03-31", &arena, &spans));
        for (int day = ju_date_to_days(from); day <= ju_date_to_days(to); day++) {
            char text_of_day[JU_DATE_SIZE];
            ju_date_format(ju_date_from_days(day), text_of_day);
            check_span(&CASES[i], &h, &spans, text_of_day);
        }
        ju_arena_done(&arena);
    }
}

static void test_spans_end_today_and_join(void **state)
{
    (void)state;
    history h = {.count = 0};
    person_spans spans;
    ju_arena arena;
    ju_arena_init(&arena, 1024 * 1024);
    stack_row(&h, &(told){"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN});
    stack_row(&h, &(told){"b", "2021-05-01", 0, NULL, "M", NULL, NULL, 0}); /* another name: the same span */
    stack_row(&h, &(told){"c", "2026-05-01", 0, NULL, NULL, "H2", "S2", 0});
    assert_true(person_spans_of(h.row, h.count, "2026-04-30", &arena, &spans));
    assert_int_equal(spans.household->n_span, 1); /* a plan is no news (転出予定) */
    assert_int_equal(spans.address->n_span, 1);
    assert_true(person_spans_of(h.row, h.count, "2026-05-01", &arena, &spans));
    assert_int_equal(spans.household->n_span, 2);
    assert_string_equal(spans.address->span[1]->from, "2026-05-01");
    ju_arena_done(&arena);
}

/* Who has changed more often than a message may tell has his latest days told. */
static void test_spans_of_a_long_history(void **state)
{
    (void)state;
    enum { MANY = SPAN_DAYS_MAX + 20 };
    static record rows[MANY];
    static history_row history_rows[MANY];
    static char days[MANY][JU_DATE_SIZE];
    static char households[MANY][8];
    person_spans spans;
    ju_arena arena;
    ju_arena_init(&arena, 4 * 1024 * 1024);
    for (int i = 0; i < MANY; i++) {
        juki__resident__v1__person_record__init(&rows[i]);
        ju_date_format(ju_date_from_days(15000 + i), days[i]);
        (void)snprintf(households[i], sizeof households[i], "H%d", i);
        rows[i].history_number = i + 1;
        rows[i].change_id = rows[i].change_date = days[i];
        rows[i].reason = text("household_change");
        rows[i].household_number = households[i];
        rows[i].state = (Juki__Resident__V1__PersonState)IN;
        history_rows[i] = (history_row){.record = &rows[i], .cancels = ""};
    }
    assert_true(person_spans_of(history_rows, MANY, "2026-04-01", &arena, &spans));
    assert_int_equal(spans.household->n_span, SPAN_DAYS_MAX);
    assert_string_equal(spans.household->span[0]->from, days[20]);
    assert_string_equal(spans.household->span[SPAN_DAYS_MAX - 1]->household_number, households[MANY - 1]);
    ju_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans_answer_every_day),
        cmocka_unit_test(test_spans_end_today_and_join),
        cmocka_unit_test(test_spans_of_a_long_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
