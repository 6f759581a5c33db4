#include "common/metrics/metrics.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LABELS_BYTES = 400, LABEL_PAIRS_MAX = 4, LABEL_CHARS_MAX = 64, LABEL_DIGITS_MAX = 7 };

static const struct {
    int64_t upto_us;
    const char *text;
} BUCKETS[] = {
    {500, "0.0005"},  {1000, "0.001"}, {2500, "0.0025"}, {5000, "0.005"}, {10000, "0.01"},
    {25000, "0.025"}, {50000, "0.05"}, {100000, "0.1"},  {200000, "0.2"}, {300000, "0.3"},
    {500000, "0.5"},  {1000000, "1"},  {2500000, "2.5"}, {5000000, "5"},  {10000000, "10"},
};
enum { BUCKET_COUNT = sizeof BUCKETS / sizeof *BUCKETS };

typedef enum series_type {
    COUNTER,
    GAUGE,
    HISTOGRAM,
} series_type;

static const char *const TYPES[] = {"counter", "gauge", "histogram"};

typedef struct series {
    struct series *next;
    const char *name;
    const char *help;
    series_type type;
    char labels[LABELS_BYTES]; /* a="b",c="d" */
} series;

struct ju_counter {
    series series;
    _Atomic uint64_t value;
};

struct ju_gauge {
    series series;
    _Atomic double value;
};

struct ju_histogram {
    series series;
    _Atomic uint64_t bucket[BUCKET_COUNT + 1]; /* not cumulative; the last is above all bounds */
    _Atomic uint64_t sum_us;
};

/* Series of one name stand together, as the format wants. */
struct ju_registry {
    pthread_mutex_t lock; /* of the list, not of the values */
    series *first;
};

ju_registry *ju_registry_new(void)
{
    ju_registry *registry = calloc(1, sizeof *registry);
    if (registry != NULL) {
        (void)pthread_mutex_init(&registry->lock, NULL);
    }
    return registry;
}

void ju_registry_free(ju_registry *registry)
{
    if (registry == NULL) {
        return;
    }
    while (registry->first != NULL) {
        series *next = registry->first->next;
        free(registry->first);
        registry->first = next;
    }
    (void)pthread_mutex_destroy(&registry->lock);
    free(registry);
}

static bool label_allowed(const char *value)
{
    size_t length = strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/-");
    if (length > LABEL_CHARS_MAX || value[length] != '\0') {
        return false;
    }
    while (*value != '\0') {
        size_t digits = strspn(value, "0123456789");
        if (digits > LABEL_DIGITS_MAX) {
            return false;
        }
        value += digits > 0 ? digits : 1;
    }
    return true;
}

/* Label text needs no escapes, thanks to label_allowed. */
static bool format_labels(const char *const *labels, char ret[LABELS_BYTES])
{
    size_t used = 0;
    ret[0] = '\0';
    for (int i = 0; labels[i] != NULL; i += 2) {
        if (i == 2 * LABEL_PAIRS_MAX || labels[i + 1] == NULL || !label_allowed(labels[i + 1])) {
            return false;
        }
        int length = snprintf(ret + used, LABELS_BYTES - used, "%s%s=\"%s\"", i == 0 ? "" : ",", labels[i],
                              labels[i + 1]);
        used += (size_t)length;
        if (used >= LABELS_BYTES) {
            return false;
        }
    }
    return true;
}

/* The place behind the last series of the same name, or the end; *found is the series itself when it is
 * there. */
static series **place_of(ju_registry *registry, const series *wanted, series **found)
{
    series **place = &registry->first;
    series **behind_name = NULL;
    for (; *place != NULL; place = &(*place)->next) {
        if (strcmp((*place)->name, wanted->name) == 0) {
            behind_name = &(*place)->next;
            if (strcmp((*place)->labels, wanted->labels) == 0 || (*place)->type != wanted->type) {
                *found = *place;
            }
        }
    }
    return behind_name == NULL ? place : behind_name;
}

static void *register_series(ju_registry *registry, series wanted, const char *const *labels,
                             size_t size_bytes)
{
    if (!format_labels(labels, wanted.labels)) {
        return NULL;
    }
    (void)pthread_mutex_lock(&registry->lock);
    series *found = NULL;
    series **place = place_of(registry, &wanted, &found);
    if (found == NULL) {
        found = calloc(1, size_bytes);
        if (found != NULL) {
            *found = wanted;
            found->next = *place;
            *place = found;
        }
    }
    (void)pthread_mutex_unlock(&registry->lock);
    return found != NULL && found->type == wanted.type ? found : NULL;
}

ju_counter *ju_counter_new(ju_registry *registry, const char *name, const char *help,
                           const char *const *labels)
{
    return register_series(registry, (series){.name = name, .help = help, .type = COUNTER}, labels,
                           sizeof(ju_counter));
}

ju_gauge *ju_gauge_new(ju_registry *registry, const char *name, const char *help, const char *const *labels)
{
    return register_series(registry, (series){.name = name, .help = help, .type = GAUGE}, labels,
                           sizeof(ju_gauge));
}

ju_histogram *ju_histogram_new(ju_registry *registry, const char *name, const char *help,
                               const char *const *labels)
{
    return register_series(registry, (series){.name = name, .help = help, .type = HISTOGRAM}, labels,
                           sizeof(ju_histogram));
}

void ju_counter_add(ju_counter *counter, uint64_t amount)
{
    if (counter != NULL) {
        atomic_fetch_add_explicit(&counter->value, amount, memory_order_relaxed);
    }
}

void ju_gauge_set(ju_gauge *gauge, double value)
{
    if (gauge != NULL) {
        atomic_store_explicit(&gauge->value, value, memory_order_relaxed);
    }
}

void ju_histogram_observe(ju_histogram *histogram, int64_t duration_us)
{
    if (histogram == NULL) {
        return;
    }
    int64_t duration = duration_us < 0 ? 0 : duration_us; /* a clock may step back */
    size_t i = 0;
    while (i < BUCKET_COUNT && duration > BUCKETS[i].upto_us) {
        i++;
    }
    atomic_fetch_add_explicit(&histogram->bucket[i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&histogram->sum_us, (uint64_t)duration, memory_order_relaxed);
}

static void render_name(const series *s, const char *suffix, FILE *out)
{
    (void)fprintf(out, s->labels[0] == '\0' ? "%s%s%s " : "%s%s{%s} ", s->name, suffix, s->labels);
}

static void render_histogram(const ju_histogram *histogram, FILE *out)
{
    const series *s = &histogram->series;
    const char *comma = s->labels[0] == '\0' ? "" : ",";
    uint64_t count = 0;
    for (size_t i = 0; i <= BUCKET_COUNT; i++) {
        count += atomic_load_explicit(&histogram->bucket[i], memory_order_relaxed);
        (void)fprintf(out, "%s_bucket{%s%sle=\"%s\"} %llu\n", s->name, s->labels, comma,
                      i < BUCKET_COUNT ? BUCKETS[i].text : "+Inf", (unsigned long long)count);
    }
    uint64_t sum_us = atomic_load_explicit(&histogram->sum_us, memory_order_relaxed);
    render_name(s, "_sum", out);
    (void)fprintf(out, "%llu.%06llu\n", (unsigned long long)(sum_us / 1000000),
                  (unsigned long long)(sum_us % 1000000));
    render_name(s, "_count", out);
    (void)fprintf(out, "%llu\n", (unsigned long long)count);
}

static void render_series(const series *s, FILE *out)
{
    switch (s->type) {
    case COUNTER:
        render_name(s, "", out);
        (void)fprintf(out, "%llu\n", (unsigned long long)atomic_load(&((const ju_counter *)s)->value));
        break;
    case GAUGE:
        render_name(s, "", out);
        (void)fprintf(out, "%.15g\n", atomic_load(&((const ju_gauge *)s)->value));
        break;
    case HISTOGRAM:
        render_histogram((const ju_histogram *)s, out);
        break;
    }
}

void ju_metrics_render(ju_registry *registry, FILE *out)
{
    const char *family = "";
    (void)pthread_mutex_lock(&registry->lock);
    for (const series *s = registry->first; s != NULL; s = s->next) {
        if (strcmp(family, s->name) != 0) {
            family = s->name;
            (void)fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", s->name, s->help, s->name, TYPES[s->type]);
        }
        render_series(s, out);
    }
    (void)pthread_mutex_unlock(&registry->lock);
}
