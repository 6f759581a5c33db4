#ifndef RESIDENT_STATISTICS_H
#define RESIDENT_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which counts may leave the register (秘匿), without I/O. */

typedef struct statistics_cell {
    const char *reason;   /* 異動事由, "" for none */
    const char *district; /* 町字, "" for all */
    int64_t count;
    bool suppressed;
} statistics_cell;

/*
 * Suppresses each cell from 1 to minimum - 1, and so many others, the smallest first, that nobody who knows
 * the sum of all can compute what is hidden: at least two cells, of at least minimum together, which could
 * be other numbers than they are. Cells that are suppressed already stay so; cells of 0 are shown. False
 * when there are not enough others: then the sum may not be shown either.
 */
bool statistics_suppress(statistics_cell *cell, size_t count, int64_t minimum);

/*
 * A table of districts, those of a reason beside each other, and its sums: reason has room for as many cells
 * as district, and receives one for each. A reason's districts are safe against its sum, the reasons against
 * the total; where a sum is hidden, so is all that it is made of.
 */
typedef struct statistics_table {
    statistics_cell *district;
    size_t district_count;
    statistics_cell *reason;
    size_t reason_count;
    statistics_cell total;
} statistics_table;

void statistics_close(statistics_table *table, int64_t minimum);

#endif
