#ifndef JU_METRICS_METRICS_H
#define JU_METRICS_METRICS_H

#include <stdint.h>
#include <stdio.h>

/*
 * Counters, gauges and histograms in the Prometheus text format 0.0.4. A program registers its series when it
 * starts and keeps the pointers; updating one is a single atomic operation, from any thread.
 *
 * Label values come from small fixed sets of the program, never from data (design invariant 7): registration
 * refuses a value outside A-Z a-z 0-9 . _ : / - of at most 64 characters, or with 8 digits in a row.
 */
typedef struct ju_registry ju_registry;
typedef struct ju_counter ju_counter;
typedef struct ju_gauge ju_gauge;
typedef struct ju_histogram ju_histogram;

/* Name, value, name, value ... of a series; at most 4 pairs. JU_NO_LABELS for none. */
#define JU_LABELS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define JU_NO_LABELS   ((const char *const[]){NULL})

/* NULL when memory is out. */
ju_registry *ju_registry_new(void);

/* Frees the series too. registry may be NULL. */
void ju_registry_free(ju_registry *registry);

/*
 * Registers a series, or finds the one registered before under the same name and labels. name and help are
 * kept as pointers: literals. NULL for bad labels, a name that has another type, or no memory; updating NULL
 * does nothing, so a program need not look.
 */
ju_counter *ju_counter_new(ju_registry *registry, const char *name, const char *help,
                           const char *const *labels);
ju_gauge *ju_gauge_new(ju_registry *registry, const char *name, const char *help, const char *const *labels);

/* Of durations: the name ends in _seconds; buckets from 0.5 ms to 10 s. */
ju_histogram *ju_histogram_new(ju_registry *registry, const char *name, const char *help,
                               const char *const *labels);

void ju_counter_add(ju_counter *counter, uint64_t amount);
void ju_gauge_set(ju_gauge *gauge, double value);
void ju_histogram_observe(ju_histogram *histogram, int64_t duration_us);

/* Writes every series. Errors of the stream are the caller's to look at. */
void ju_metrics_render(ju_registry *registry, FILE *out);

#endif
