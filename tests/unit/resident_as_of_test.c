/* The register as of a day (j200, j980; 賦課期日): which rows speak of it, and what they change. */
#include "tests/unit/resident_history.h"

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
    };
    return cmocka_run_group_tests_name("as_of", tests, NULL, NULL);
}
