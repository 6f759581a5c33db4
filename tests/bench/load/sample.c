#include "tests/bench/load/sample.h"

#include <stdlib.h>

void sample_write(FILE *out, const char *name, const char *unit, double value)
{
    (void)fprintf(out, "%s\t%s\t%.6g\n", name, unit, value);
    (void)fflush(out);
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t sample_quantile(int64_t *values, size_t count, unsigned permille)
{
    qsort(values, count, sizeof *values, compare);
    size_t rank = (count * permille + 999) / 1000;
    return values[rank == 0 ? 0 : rank - 1];
}
