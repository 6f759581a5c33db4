/* Statistics (j1080): what is too small to show, and what would tell it (秘匿). */
#include "services/resident/statistics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { CELLS_MAX = 12, MINIMUM = 10 };

typedef struct table_case {
    const char *what;
    int64_t count[CELLS_MAX]; /* to the first negative one */
    const char *hidden;       /* x for each cell that is */
    bool safe;
} table_case;

static const table_case CASES[] = {
    {"nothing is small", {10, 20, 30, -1}, "...", true},
    {"nobody is nobody", {0, 20, 0, -1}, "...", true},
    {"one small cell takes the smallest other along", {3, 40, 12, -1}, "x.x", true},
    {"two small cells of enough together", {5, 8, 40, -1}, "xx.", true},
    {"two small cells of too few together", {2, 3, 40, 50, -1}, "xxx.", true},
    {"cells that are all 1", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 40, -1}, "xxxxxxxxxxx", true},
    {"cells that are all the largest", {9, 9, 40, 50, -1}, "xxx.", true},
    {"no other cell to hide", {3, -1}, "x", false},
    {"0 hides nothing", {3, 0, 0, -1}, "x..", false},
    {"all hidden, and enough", {3, 9, -1}, "xx", true},
    {"all hidden, and too few", {3, 4, -1}, "xx", false},
};

static size_t fill(const int64_t *count, statistics_cell cell[CELLS_MAX])
{
    size_t n = 0;
    for (; n < CELLS_MAX && count[n] >= 0; n++) {
        cell[n] = (statistics_cell){.reason = "", .district = "", .count = count[n]};
    }
    return n;
}

static void small_cells_are_hidden_and_cannot_be_computed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        statistics_cell cell[CELLS_MAX];
        char hidden[CELLS_MAX + 1] = "";
        size_t n = fill(CASES[i].count, cell);
        bool safe = statistics_suppress(cell, n, MINIMUM);
        for (size_t c = 0; c < n; c++) {
            hidden[c] = cell[c].suppressed ? 'x' : '.';
        }
        if (strcmp(hidden, CASES[i].hidden) != 0 || safe != CASES[i].safe) {
            fail_msg("%s: %s, safe %d", CASES[i].what, hidden, safe);
        }
    }
}

static void a_minimum_of_one_shows_all(void **state)
{
    (void)state;
    statistics_cell cell[CELLS_MAX];
    size_t n = fill((const int64_t[]){1, 0, 2, -1}, cell);
    assert_true(statistics_suppress(cell, n, 1));
    for (size_t i = 0; i < n; i++) {
        assert_false(cell[i].suppressed);
    }
}

enum { SIDE = 15, SMALL = 4, THREE = 3 };

typedef struct triple {
    int64_t count[THREE];
    bool hidden[THREE];
    bool safe;
} triple;

static triple triple_of(int64_t number)
{
    statistics_cell cell[CELLS_MAX];
    triple t = {.count = {number % SIDE, number / SIDE % SIDE, number / SIDE / SIDE}};
    const int64_t count[] = {t.count[0], t.count[1], t.count[2], -1};
    size_t n = fill(count, cell);
    t.safe = statistics_suppress(cell, n, SMALL);
    for (size_t i = 0; i < THREE; i++) {
        t.hidden[i] = cell[i].suppressed;
    }
    return t;
}

/* Whether who sees one could be looking at the other: the shown cells and the sum are the same, and so is
 * what is known of hidden ones: none is 0, and not all of them are large. */
static bool looks_like(const triple *seen, const triple *other)
{
    bool small = false;
    int64_t difference = 0;
    for (size_t i = 0; i < THREE; i++) {
        if (seen->hidden[i] ? other->count[i] == 0 : other->count[i] != seen->count[i]) {
            return false;
        }
        small |= seen->hidden[i] && other->count[i] < SMALL;
        difference += seen->count[i] - other->count[i];
    }
    return small && difference == 0;
}

/* All tables of three cells: each small count could be another that would look the same. */
static void an_onlooker_cannot_tell(void **state)
{
    (void)state;
    enum { TABLES = SIDE * SIDE * SIDE };
    static triple all[TABLES];
    for (int t = 0; t < TABLES; t++) {
        all[t] = triple_of(t);
    }
    for (int t = 0; t < TABLES; t++) {
        bool uncertain[THREE] = {false};
        for (int other = 0; all[t].safe && other < TABLES; other++) {
            bool alike = looks_like(&all[t], &all[other]);
            for (size_t i = 0; i < THREE; i++) {
                uncertain[i] |= alike && all[other].count[i] != all[t].count[i];
            }
        }
        for (size_t i = 0; all[t].safe && i < THREE; i++) {
            int64_t count = all[t].count[i];
            if (count > 0 && count < SMALL && (!all[t].hidden[i] || !uncertain[i])) {
                fail_msg("%d %d %d: cell %zu is told", (int)all[t].count[0], (int)all[t].count[1],
                         (int)all[t].count[2], i);
            }
        }
    }
}

static void hidden_sums_hide_their_parts(void **state)
{
    (void)state;
    statistics_cell district[] = {
        {.reason = "birth", .district = "A", .count = 4},  {.reason = "birth", .district = "B", .count = 3},
        {.reason = "death", .district = "A", .count = 20}, {.reason = "death", .district = "B", .count = 30},
        {.reason = "move", .district = "A", .count = 60},  {.reason = "move", .district = "B", .count = 70},
    };
    statistics_cell reason[6] = {0};
    statistics_table table = {.district = district, .district_count = 6, .reason = reason};
    statistics_close(&table, MINIMUM);
    assert_int_equal(table.reason_count, 3);
    assert_false(table.total.suppressed);
    assert_int_equal(table.total.count, 187);
    /* births are too few; deaths are hidden with them, district by district, or they would tell the sum */
    static const bool hidden[] = {true, true, true, true, false, false};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(district[i].suppressed, hidden[i]);
    }
    assert_true(reason[0].suppressed && reason[1].suppressed && !reason[2].suppressed);
}

static void a_small_register_shows_nothing(void **state)
{
    (void)state;
    statistics_cell district[] = {{.reason = "", .district = "A", .count = 4},
                                  {.reason = "", .district = "B", .count = 5}};
    statistics_cell reason[2] = {0};
    statistics_table table = {.district = district, .district_count = 2, .reason = reason};
    statistics_close(&table, MINIMUM);
    assert_true(table.total.suppressed && reason[0].suppressed);
    assert_true(district[0].suppressed && district[1].suppressed);
    /* twelve districts of one person each: 12 in all would tell that */
    statistics_cell one[12];
    statistics_cell sum[12] = {0};
    for (size_t i = 0; i < 12; i++) {
        one[i] = (statistics_cell){.reason = "", .district = "", .count = 1};
    }
    table = (statistics_table){.district = one, .district_count = 12, .reason = sum};
    statistics_close(&table, MINIMUM);
    assert_true(table.total.suppressed && one[11].suppressed);
    /* nobody is no secret */
    table = (statistics_table){.district = one, .district_count = 0, .reason = sum};
    statistics_close(&table, MINIMUM);
    assert_false(table.total.suppressed);
    assert_int_equal(table.total.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_cells_are_hidden_and_cannot_be_computed),
        cmocka_unit_test(a_minimum_of_one_shows_all),
        cmocka_unit_test(an_onlooker_cannot_tell),
        cmocka_unit_test(hidden_sums_hide_their_parts),
        cmocka_unit_test(a_small_register_shows_nothing),
    };
    return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
