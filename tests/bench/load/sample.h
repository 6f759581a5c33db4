#ifndef BENCH_SAMPLE_H
#define BENCH_SAMPLE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* One measured value of one run, as a line "name<TAB>unit<TAB>value"; bench-report makes results of them. */
void sample_write(FILE *out, const char *name, const char *unit, double value);

/* The smallest value that at least permille of 1,000 values do not exceed; sorts values. count is at least 1.
 */
int64_t sample_quantile(int64_t *values, size_t count, unsigned permille);

#endif
