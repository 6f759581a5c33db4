#include "services/resident/statistics.h"

#include <string.h>

static bool is_small(int64_t count, int64_t minimum)
{
    return count > 0 && count < minimum;
}

/* What an onlooker knows of the hidden cells: how many they are, and their sum. */
typedef struct hidden_cells {
    int64_t count;
    int64_t sum;
    bool all_small;
} hidden_cells;

static void hide(statistics_cell *cell, hidden_cells *hidden, int64_t minimum)
{
    cell->suppressed = true;
    hidden->count++;
    hidden->sum += cell->count;
    hidden->all_small &= is_small(cell->count, minimum);
}

/* Cells that can only be all 1, or all minimum - 1, are as good as told. */
static bool are_safe(const hidden_cells *hidden, int64_t minimum)
{
    bool all_ones = hidden->sum == hidden->count;
    bool all_largest = hidden->all_small && hidden->sum == hidden->count * (minimum - 1);
    return hidden->count == 0 || (hidden->count > 1 && hidden->sum >= minimum && !all_ones && !all_largest);
}

/* The smallest cell that is still shown and not 0, or NULL. */
static statistics_cell *smallest_shown(statistics_cell *cell, size_t count)
{
    statistics_cell *smallest = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!cell[i].suppressed && cell[i].count > 0 &&
            (smallest == NULL || cell[i].count < smallest->count)) {
            smallest = &cell[i];
        }
    }
    return smallest;
}

bool statistics_suppress(statistics_cell *cell, size_t count, int64_t minimum)
{
    hidden_cells hidden = {.all_small = true};
    for (size_t i = 0; i < count; i++) {
        if (cell[i].suppressed || is_small(cell[i].count, minimum)) {
            hide(&cell[i], &hidden, minimum);
        }
    }
    while (!are_safe(&hidden, minimum)) {
        statistics_cell *next = smallest_shown(cell, count);
        if (next == NULL) {
            return false;
        }
        hide(next, &hidden, minimum);
    }
    return true;
}

static size_t end_of_reason(const statistics_table *table, size_t from)
{
    size_t to = from;
    while (to < table->district_count &&
           strcmp(table->district[to].reason, table->district[from].reason) == 0) {
        to++;
    }
    return to;
}

static statistics_cell sum_of(const statistics_cell *cell, size_t count)
{
    statistics_cell sum = {.reason = "", .district = ""};
    for (size_t i = 0; i < count; i++) {
        sum.count += cell[i].count;
    }
    return sum;
}

void statistics_close(statistics_table *table, int64_t minimum)
{
    statistics_cell *district = table->district;
    table->reason_count = 0;
    for (size_t from = 0, to = 0; from < table->district_count; from = to) {
        to = end_of_reason(table, from);
        statistics_cell *sum = &table->reason[table->reason_count++];
        *sum = sum_of(&district[from], to - from);
        sum->reason = district[from].reason;
        sum->suppressed = !statistics_suppress(&district[from], to - from, minimum);
    }
    table->total = sum_of(table->reason, table->reason_count);
    table->total.suppressed = !statistics_suppress(table->reason, table->reason_count, minimum);
    for (size_t from = 0, to = 0, n = 0; from < table->district_count; from = to, n++) {
        to = end_of_reason(table, from);
        for (size_t i = from; table->reason[n].suppressed && i < to; i++) {
            district[i].suppressed = district[i].count > 0;
        }
    }
}
