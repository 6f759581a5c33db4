/* The register as of a day (j200, j980; 賦課期日): which rows speak of it, and what they change. */
#include "services/resident/as_of.h"
#include "services/resident/span.h"

#include "common/text/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef Juki__Resident__V1__PersonRecord record;

enum { ROWS_MAX = 8 };

/* What of a row a case tells; NULL and 0 are as in the row that this one was stacked on. */
typedef struct told {
    const char *change;  /* change id */
    const char *date;    /* 異動日 */
    int restores;        /* position from 1 of the row a 取消し goes back to; -1 for none */
    const char *cancels; /* change id */
    const char *name;
    const char *household;
    const char *street; /* of the address */
    int state;
} told;

typedef struct history {
    history_row row[ROWS_MAX];
    record record[ROWS_MAX];
    Juki__Common__V1__Address address[ROWS_MAX];
    size_t count;
} history;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* Row n was recorded at second n. */
static void stack_row(history *h, const told *t)
{
    size_t at = h->count++;
    size_t below = t->restores > 0 ? (size_t)t->restores : at;
    record *r = &h->record[at];
    if (below == 0) {
        juki__resident__v1__person_record__init(r);
    } else {
        *r = h->record[below - 1];
    }
    r->history_number = (int)at + 1;
    r->change_id = text(t->change);
    r->reason = text("official_correction"); /* says what it changes */
    r->change_date = text(t->date);
    r->name = t->name == NULL ? r->name : text(t->name);
    r->household_number = t->household == NULL ? r->household_number : text(t->household);
    r->state = t->state == 0 ? r->state : (Juki__Resident__V1__PersonState)t->state;
    if (t->street != NULL) {
        juki__common__v1__address__init(&h->address[at]);
        h->address[at].town = text(t->street);
        r->address = &h->address[at];
    }
    h->row[at] = (history_row){.record = r,
                               .recorded_us = (int64_t)(at + 1) * 1000000,
                               .cancels = t->cancels == NULL ? "" : t->cancels};
}

/* With a reason that says more than it changes. */
static void stack_said(history *h, const told *t, const char *reason_code, const char *relationship)
{
    stack_row(h, t);
    h->record[h->count - 1].reason = text(reason_code);
    h->record[h->count - 1].relationship = text(relationship);
}

enum { IN = 1, OUT = 2, DEAD = 3, DELETED = 9 };

/* What is expected as of a day, all known up to the n-th row; state 0: not on record. */
typedef struct expected {
    const char *day;
    int known; /* rows; 0 for all */
    int state;
    const char *name;
    const char *household;
    const char *street;
    int history_number;
} expected;

typedef struct history_case {
    const char *what;
    told row[ROWS_MAX];
    expected then[12];
} history_case;

static void check(const history_case *c, const history *h, const expected *e)
{
    record found = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    as_of_time when = {.day = e->day, .known_us = e->known == 0 ? INT64_MAX : (int64_t)e->known * 1000000};
    bool on_record = as_of_person(h->row, h->count, &when, &found);
    char seen[256] = "not on record";
    char wanted[256] = "not on record";
    if (on_record) {
        (void)snprintf(seen, sizeof seen, "%d %s %s %s row %d", (int)found.state, found.name,
                       found.household_number, found.address->town, found.history_number);
    }
    if (e->state != 0) {
        (void)snprintf(wanted, sizeof wanted, "%d %s %s %s row %d", e->state, e->name, e->household,
                       e->street, e->history_number);
    }
    if (strcmp(seen, wanted) != 0) {
        fail_msg("%s, %s known %d: %s instead of %s", c->what, e->day, e->known, seen, wanted);
    }
}

static const history_case CASES[] = {
    {"before the first record, on its day and after",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN}},
     {{"2020-04-30", 0, 0, NULL, NULL, NULL, 0},
      {"2020-05-01", 0, IN, "N", "H1", "S1", 1},
      {"2026-01-01", 0, IN, "N", "H1", "S1", 1}}},
    {"転居 filed late: who asks today is told the new address, who asked then the old one",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN}, {"b", "2025-12-20", 0, NULL, NULL, "H2", "S2", 0}},
     {{"2026-01-01", 1, IN, "N", "H1", "S1", 1}, {"2026-01-01", 0, IN, "N", "H2", "S2", 2}}},
    {"誤記修正 with an earlier 異動日 reaches back and does not take the later address along (j860)",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2024-03-01", 0, NULL, NULL, "H2", "S2", 0},
      {"c", "2022-01-01", 0, NULL, "M", NULL, NULL, 0}},
     {{"2021-12-31", 0, IN, "N", "H1", "S1", 1},
      {"2022-01-01", 0, IN, "M", "H1", "S1", 3},
      {"2024-02-29", 0, IN, "M", "H1", "S1", 3},
      {"2024-03-01", 0, IN, "M", "H2", "S2", 3},
      {"2024-03-01", 2, IN, "N", "H2", "S2", 2}}},
    {"転居 of 2023 filed after the one of 2024: what the register says today holds from its date on",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2024-03-01", 0, NULL, NULL, "H2", "S2", 0},
      {"c", "2023-01-01", 0, NULL, NULL, "H3", "S3", 0}},
     {{"2022-12-31", 0, IN, "N", "H1", "S1", 1},
      {"2023-06-01", 0, IN, "N", "H3", "S3", 3},
      {"2024-03-01", 0, IN, "N", "H3", "S3", 3}}},
    {"転出 cancelled never was, but was believed meanwhile (j980)",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, OUT},
      {"c", "2026-02-01", 1, "b", NULL, "H9", NULL, 0}},
     {{"2026-01-01", 2, OUT, "N", "H1", "S1", 2},
      {"2026-01-01", 0, IN, "N", "H1", "S1", 1},
      {"2026-02-01", 0, IN, "N", "H9", "S1", 3}}},
    {"転入 cancelled: on record from the 取消し on only, and never a resident",
     {{"a", "2025-11-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2026-02-01", -1, "a", NULL, NULL, NULL, DELETED}},
     {{"2026-01-01", 1, IN, "N", "H1", "S1", 1},
      {"2026-01-01", 0, 0, NULL, NULL, NULL, 0},
      {"2026-02-01", 0, DELETED, "N", "H1", "S1", 2}}},
    {"a 取消し taken back: the change counts again",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, OUT},
      {"c", "2026-02-01", 1, "b", NULL, NULL, NULL, 0},
      {"d", "2026-03-01", 2, "c", NULL, NULL, NULL, 0}},
     {{"2026-01-01", 3, IN, "N", "H1", "S1", 1},
      {"2026-01-01", 0, OUT, "N", "H1", "S1", 2},
      {"2026-03-01", 0, OUT, "N", "H1", "S1", 4}}},
    {"the pair of 帰化 cancelled takes both its rows out (j930)",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, DELETED},
      {"b", "2025-11-01", 0, NULL, "M", NULL, NULL, IN},
      {"c", "2026-02-01", 1, "b", NULL, NULL, NULL, 0}},
     {{"2026-01-01", 3, IN, "M", "H1", "S1", 3},
      {"2026-01-01", 2, DELETED, "N", "H1", "S1", 2},
      {"2026-01-01", 0, IN, "N", "H1", "S1", 1}}},
    {"改製: two rows, the same resident (j40)",
     {{"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, DELETED},
      {"b", "2025-11-01", 0, NULL, NULL, NULL, NULL, IN}},
     {{"2025-10-31", 0, IN, "N", "H1", "S1", 1}, {"2025-11-01", 0, IN, "N", "H1", "S1", 3}}},
    {"改製 dated into a time of absence makes nobody a resident then",
     {{"a", "2018-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2020-05-01", 0, NULL, NULL, NULL, NULL, OUT},
      {"c", "2024-05-01", 0, NULL, NULL, NULL, NULL, IN},
      {"d", "2019-01-01", 0, NULL, NULL, NULL, NULL, DELETED},
      {"d", "2019-01-01", 0, NULL, NULL, NULL, NULL, IN}},
     {{"2019-06-01", 0, IN, "N", "H1", "S1", 5},
      {"2021-01-01", 0, OUT, "N", "H1", "S1", 5},
      {"2024-05-01", 0, IN, "N", "H1", "S1", 5}}},
    {"再転入 with the old 宛名番号 (j600); a correction of the time before stays behind 転出",
     {{"a", "2018-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2020-05-01", 0, NULL, NULL, NULL, NULL, OUT},
      {"c", "2024-05-01", 0, NULL, NULL, "H2", "S2", IN},
      {"d", "2019-01-01", 0, NULL, "M", NULL, NULL, 0}},
     {{"2018-12-31", 0, IN, "N", "H1", "S1", 1},
      {"2019-01-01", 0, IN, "M", "H1", "S1", 4},
      {"2021-01-01", 0, OUT, "M", "H1", "S1", 4},
      {"2024-05-01", 0, IN, "M", "H2", "S2", 4}}},
    {"the dead are dead at the end of the day (j80)",
     {{"a", "2018-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2026-01-01", 0, NULL, NULL, NULL, NULL, DEAD}},
     {{"2025-12-31", 0, IN, "N", "H1", "S1", 1}, {"2026-01-01", 0, DEAD, "N", "H1", "S1", 2}}},
    {"a correction dated before the first record does not make anybody a resident",
     {{"a", "2024-05-01", 0, NULL, "N", "H1", "S1", IN}, {"b", "2023-01-01", 0, NULL, "M", NULL, NULL, 0}},
     {{"2023-06-01", 0, 0, NULL, NULL, NULL, 0}, {"2024-05-01", 0, IN, "M", "H1", "S1", 2}}},
    {"two changes of one day: the later recorded holds",
     {{"a", "2024-05-01", 0, NULL, "N", "H1", "S1", IN},
      {"b", "2024-05-01", 0, NULL, NULL, "H2", NULL, 0},
      {"c", "2024-05-01", 0, NULL, NULL, "H3", NULL, 0}},
     {{"2024-05-01", 0, IN, "N", "H3", "S1", 3}, {"2024-05-01", 2, IN, "N", "H2", "S1", 2}}},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        history h = {.count = 0};
        for (size_t r = 0; r < ROWS_MAX && CASES[i].row[r].change != NULL; r++) {
            stack_row(&h, &CASES[i].row[r]);
        }
        for (const expected *e = CASES[i].then; e->day != NULL; e++) {
            check(&CASES[i], &h, e);
        }
    }
}

/* Transactions may begin in another order than they commit: what stands on an unknown row is unknown too. */
static void test_nothing_known_behind_the_unknown(void **state)
{
    (void)state;
    history h = {.count = 0};
    record found = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    stack_row(&h, &(told){"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN});
    stack_row(&h, &(told){"b", "2021-05-01", 0, NULL, "M", NULL, NULL, 0});
    stack_row(&h, &(told){"c", "2022-05-01", 0, NULL, NULL, "H2", NULL, 0});
    h.row[1].recorded_us = 9000000;
    assert_true(as_of_person(h.row, h.count, &(as_of_time){"2026-01-01", 5000000}, &found));
    assert_int_equal(found.history_number, 1);
    assert_string_equal(found.name, "N");
}

/* As of the last 異動日 the answer is the latest row, item by item, whatever was stacked. */
static void test_today_is_the_latest_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        history h = {.count = 0};
        record found = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
        for (size_t r = 0; r < ROWS_MAX && CASES[i].row[r].change != NULL; r++) {
            stack_row(&h, &CASES[i].row[r]);
        }
        assert_true(as_of_person(h.row, h.count, &(as_of_time){"9999-12-31", INT64_MAX}, &found));
        unsigned char bytes[2][1024];
        size_t size = protobuf_c_message_pack(&h.record[h.count - 1].base, bytes[0]);
        assert_int_equal(protobuf_c_message_pack(&found.base, bytes[1]), size);
        assert_memory_equal(bytes[0], bytes[1], size);
    }
}

/* j720: from the day of a 世帯変更 on, 世帯 and 続柄 are those of one notice, though the latter is as it was.
 */
static void test_household_and_relationship_together(void **state)
{
    (void)state;
    history h = {.count = 0};
    record found = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    stack_said(&h, &(told){"a", "2020-05-01", 0, NULL, "N", "H1", "S1", IN}, "domestic_move_in", "世帯主");
    stack_said(&h, &(told){"b", "2024-05-01", 0, NULL, NULL, "H2", NULL, 0}, "household_change", "子");
    stack_said(&h, &(told){"c", "2022-05-01", 0, NULL, NULL, "H3", NULL, 0}, "household_change", "子");
    assert_true(as_of_person(h.row, h.count, &(as_of_time){"2023-01-01", INT64_MAX}, &found));
    assert_string_equal(found.household_number, "H3");
    assert_string_equal(found.relationship, "子");
    /* 世帯主変更 in which somebody stays what he is */
    stack_said(&h, &(told){"d", "2021-05-01", 0, NULL, NULL, NULL, NULL, 0}, "head_change", "子");
    assert_true(as_of_person(h.row, h.count, &(as_of_time){"2021-06-01", INT64_MAX}, &found));
    assert_string_equal(found.household_number, "H3");
    assert_string_equal(found.relationship, "子");
}

/* j600: what 再転入 repeats it says of its own day, whenever a correction dates what it repeats. */
static void test_entering_says_everything(void **state)
{
    (void)state;
    history h = {.count = 0};
    record found = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    stack_said(&h, &(told){"a", "2018-05-01", 0, NULL, "N", "H1", "S1", IN}, "domestic_move_in", "");
    stack_said(&h, &(told){"b", "2023-05-01", 0, NULL, "M", NULL, NULL, 0}, "minor_correction", "");
    stack_said(&h, &(told){"c", "2020-05-01", 0, NULL, NULL, NULL, NULL, OUT}, "official_delete", "");
    stack_said(&h, &(told){"d", "2021-05-01", 0, NULL, "M", "H1", "S1", IN}, "domestic_move_in", "");
    assert_true(as_of_person(h.row, h.count, &(as_of_time){"2022-01-01", INT64_MAX}, &found));
    assert_string_equal(found.name, "M");
    assert_true(as_of_person(h.row, h.count, &(as_of_time){"2020-06-01", INT64_MAX}, &found));
    assert_string_equal(found.name, "N");
}

static void test_moments(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t us;
    } moments[] = {
        {"", INT64_MAX},
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T09:00:00+09:00", 0},
        {"1970-01-01T09:00:00", 0},
        {"1969-12-31T19:00:00.25-05:00", 250000},
        {"1970-01-01T00:00:00.1234567Z", 123456},
        {"1970-01-01", (int64_t)15 * 3600 * 1000000 - 1},
        {"2026-01-01T00:00:00Z", (int64_t)1767225600 * 1000000},
    };
    static const char *const wrong[] = {"1970-1-1",
                                        "1970-01-01T",
                                        "1970-01-01 09:00:00",
                                        "1970-01-01T24:00:00",
                                        "1970-01-01T09:00",
                                        "1970-01-01T09:00:00.",
                                        "1970-01-01T09:00:00z",
                                        "1970-01-01T09:00:00+9",
                                        "1970-01-01T09:00:00+09:00 ",
                                        "1970-02-30",
                                        "now"};
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        int64_t us = -1;
        assert_true(as_of_moment(moments[i].text, &us));
        assert_int_equal(us, moments[i].us);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t us = 7;
        assert_false(as_of_moment(wrong[i], &us));
        assert_int_equal(us, 7);
    }
}

/* ---- 転出 in two steps (j50, j680) ------------------------------------------------------------------------
 */

typedef struct removal {
    Juki__Resident__V1__MoveOut planned;
    Juki__Resident__V1__MoveOut settled;
    Juki__Common__V1__Address destination;
} removal;

static void make_removal(removal *out)
{
    juki__resident__v1__move_out__init(&out->planned);
    out->planned.planned_date = text("2026-03-20");
    out->planned.change_id = text("out");
    out->settled = out->planned;
    out->settled.confirmed_date = text("2026-03-10");
    juki__common__v1__address__init(&out->destination);
}

static void set_removal(history *h, Juki__Resident__V1__MoveOut *move_out,
                        Juki__Common__V1__Address *destination)
{
    h->record[h->count - 1].move_out = move_out;
    h->record[h->count - 1].destination = destination;
}

/* In; 転出 planned for 2026-03-20; a name corrected meanwhile; struck off by 転入通知 as of 2026-03-10. */
static void stack_removal(history *h, removal *out)
{
    make_removal(out);
    stack_row(h, &(told){"in", "2020-05-01", 0, NULL, "N", "H1", "S1", IN});
    stack_row(h, &(told){"out", "2026-03-20", 0, NULL, NULL, NULL, NULL, 0});
    set_removal(h, &out->planned, &out->destination);
    stack_row(h, &(told){"name", "2026-02-01", 0, NULL, "M", NULL, NULL, 0});
    stack_row(h, &(told){"out", "2026-03-10", 0, NULL, NULL, NULL, NULL, OUT});
    set_removal(h, &out->settled, &out->destination);
}

static record then(const history *h, const char *day, int known)
{
    record found = JUKI__RESIDENT__V1__PERSON_RECORD__INIT;
    as_of_time when = {.day = day, .known_us = known == 0 ? INT64_MAX : (int64_t)known * 1000000};
    assert_true(as_of_person(h->row, h->count, &when, &found));
    return found;
}

static void check_removal(const record *found, int state, const char *name,
                          const Juki__Resident__V1__MoveOut *move_out, bool destination)
{
    assert_int_equal(found->state, state);
    assert_string_equal(found->name, name);
    assert_ptr_equal(found->move_out, move_out);
    assert_int_equal(found->destination != NULL, destination);
}

static void test_planned_move_out(void **state)
{
    history h = {0};
    removal out;
    record found;
    (void)state;
    stack_removal(&h, &out);
    found = then(&h, "2026-03-09", 0);
    check_removal(&found, IN, "M", NULL, false);
    found = then(&h, "2026-03-10", 0); /* with 転出先, which was said with the plan */
    check_removal(&found, OUT, "M", &out.settled, true);
    found = then(&h, "2026-03-20", 0);
    check_removal(&found, OUT, "M", &out.settled, true);
    found = then(&h, "2026-03-19", 3); /* nobody knew of the notice */
    check_removal(&found, IN, "M", NULL, false);
    found = then(&h, "2026-03-20", 3); /* due, and not yet struck off */
    check_removal(&found, IN, "M", &out.planned, true);
}

/* All its rows are taken back together, and what another change said between them stays. */
static void test_settled_move_out_cancelled(void **state)
{
    history h = {0};
    removal out;
    record found;
    (void)state;
    stack_removal(&h, &out);
    stack_row(&h, &(told){"undo", "2026-04-01", 3, "out", NULL, NULL, NULL, 0});
    set_removal(&h, NULL, NULL);
    found = then(&h, "2026-03-15", 0);
    check_removal(&found, IN, "M", NULL, false);
    found = then(&h, "2026-03-25", 0);
    check_removal(&found, IN, "M", NULL, false);
    found = then(&h, "2026-03-25", 4);
    check_removal(&found, OUT, "M", &out.settled, true);
    /* the 取消し taken back brings the 転出 back, and the next one takes it away again */
    stack_row(&h, &(told){"redo", "2026-04-02", 4, "undo", NULL, NULL, NULL, 0});
    found = then(&h, "2026-03-15", 0);
    check_removal(&found, OUT, "M", &out.settled, true);
    stack_row(&h, &(told){"again", "2026-04-03", 3, "out", NULL, NULL, NULL, 0});
    set_removal(&h, NULL, NULL);
    found = then(&h, "2026-03-25", 0);
    check_removal(&found, IN, "M", NULL, false);
    found = then(&h, "2026-04-02", 0);
    check_removal(&found, IN, "M", NULL, false);
}

static void test_planned_move_out_cancelled(void **state)
{
    history h = {0};
    removal out;
    record found;
    (void)state;
    stack_removal(&h, &out);
    h.count = 3;
    stack_row(&h, &(told){"undo", "2026-03-30", 0, "out", NULL, NULL, NULL, 0});
    set_removal(&h, NULL, NULL);
    found = then(&h, "2026-03-25", 0);
    check_removal(&found, IN, "M", NULL, false);
    found = then(&h, "2026-02-01", 0);
    check_removal(&found, IN, "M", NULL, false);
}

/* ---- what those are told who keep a copy ----------------------------------------------------------------
 */

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
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_nothing_known_behind_the_unknown),
        cmocka_unit_test(test_today_is_the_latest_row),
        cmocka_unit_test(test_household_and_relationship_together),
        cmocka_unit_test(test_entering_says_everything),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_planned_move_out),
        cmocka_unit_test(test_settled_move_out_cancelled),
        cmocka_unit_test(test_planned_move_out_cancelled),
        cmocka_unit_test(test_spans_answer_every_day),
        cmocka_unit_test(test_spans_end_today_and_join),
        cmocka_unit_test(test_spans_of_a_long_history),
    };
    return cmocka_run_group_tests_name("as_of", tests, NULL, NULL);
}
