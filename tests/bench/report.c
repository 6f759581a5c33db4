#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/load/sample.h"

/* Makes results of samples: the median of each name over its runs, beside its limit. */
static const char usage_text[] =
    "usage: bench-report SAMPLES RESULTS [NAME]\n"
    "Writes RESULTS (JSON) and prints a table; with NAME only that figure and its limit.\n";

enum { NAMES_MAX = 128, RUNS_MAX = 100, NAME_SIZE = 64, UNIT_SIZE = 16 };

typedef struct figure {
    char name[NAME_SIZE];
    char unit[UNIT_SIZE];
    double value[RUNS_MAX];
    size_t runs;
} figure;

typedef struct figures {
    figure item[NAMES_MAX];
    size_t count;
} figures;

/* Which raw figure a figure is held against. */
static const struct {
    const char *name;
    const char *limit;
    const char *limit_name;
} LIMITS[] = {
    {"e2e.changes_per_s", "limit.pgbench_changes_per_s", "pgbench inserting the same rows"},
    {"relay.events_per_s", "limit.librdkafka_events_per_s", "librdkafka producing the same bytes"},
};

static figure *find(figures *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->item[i].name, name) == 0) {
            return &all->item[i];
        }
    }
    return NULL;
}

static bool take_line(figures *all, char *line)
{
    char *rest = line;
    const char *name = strsep(&rest, "\t");
    const char *unit = strsep(&rest, "\t");
    if (rest == NULL || strlen(name) >= NAME_SIZE || strlen(unit) >= UNIT_SIZE) {
        return false;
    }
    figure *of_name = find(all, name);
    if (of_name == NULL && all->count < NAMES_MAX) {
        of_name = &all->item[all->count++];
        (void)snprintf(of_name->name, sizeof of_name->name, "%s", name);
        (void)snprintf(of_name->unit, sizeof of_name->unit, "%s", unit);
    }
    if (of_name == NULL || of_name->runs == RUNS_MAX) {
        return false;
    }
    return sscanf(rest, "%lf", &of_name->value[of_name->runs++]) == 1;
}

static bool read_samples(const char *path, figures *all)
{
    char line[256];
    FILE *file = fopen(path, "re");
    bool good = file != NULL;
    while (good && fgets(line, sizeof line, file) != NULL) {
        good = take_line(all, line);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return good;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(figure *of_name)
{
    size_t n = of_name->runs;
    qsort(of_name->value, n, sizeof of_name->value[0], compare);
    return n % 2 == 1 ? of_name->value[n / 2] : (of_name->value[n / 2 - 1] + of_name->value[n / 2]) / 2;
}

static figure *limit_of(figures *all, const char *name, const char **ret_name)
{
    for (size_t i = 0; i < sizeof LIMITS / sizeof LIMITS[0]; i++) {
        if (strcmp(LIMITS[i].name, name) == 0) {
            *ret_name = LIMITS[i].limit_name;
            return find(all, LIMITS[i].limit);
        }
    }
    return NULL;
}

static void print_row(const figure *of_name, double value, double limit)
{
    (void)printf("%-36s %12.6g %-6s", of_name->name, value, of_name->unit);
    if (limit > 0) {
        (void)printf(" limit %10.6g  ratio %.2f", limit, value / limit);
    }
    (void)printf("  (%zu runs: %.6g to %.6g)\n", of_name->runs, of_name->value[0],
                 of_name->value[of_name->runs - 1]);
}

static json_t *report(figures *all, figure *of_name)
{
    const char *limit_name = NULL;
    double value = median(of_name);
    figure *limit = limit_of(all, of_name->name, &limit_name);
    double limit_value = limit == NULL ? 0 : median(limit);
    print_row(of_name, value, limit_value);
    json_t *result = json_pack("{s:s, s:f, s:s, s:i}", "name", of_name->name, "value", value, "unit",
                               of_name->unit, "runs", (int)of_name->runs);
    (void)json_object_set_new(result, "limit_name", limit == NULL ? json_null() : json_string(limit_name));
    (void)json_object_set_new(result, "limit_value", limit == NULL ? json_null() : json_real(limit_value));
    return result;
}

int main(int argc, char **argv)
{
    static figures all;
    if (argc < 3 || argc > 4) {
        (void)fputs(usage_text, stderr);
        return 2;
    }
    if (!read_samples(argv[1], &all)) {
        (void)fprintf(stderr, "bench-report: cannot read %s\n", argv[1]);
        return 1;
    }
    json_t *results = json_array();
    for (size_t i = 0; i < all.count; i++) {
        if (argc == 3 || strcmp(argv[3], all.item[i].name) == 0) {
            (void)json_array_append_new(results, report(&all, &all.item[i]));
        }
    }
    bool written = json_array_size(results) > 0 && json_dump_file(results, argv[2], JSON_INDENT(2)) == 0;
    json_decref(results);
    if (!written) {
        (void)fprintf(stderr, "bench-report: nothing to write, or cannot write %s\n", argv[2]);
    }
    return written ? 0 : 1;
}
