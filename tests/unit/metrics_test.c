#include "common/metrics/metrics.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state)
{
    *state = ju_registry_new();
    return *state == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    ju_registry_free(*state);
    return 0;
}

static char *rendered(ju_registry *registry)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ju_metrics_render(registry, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void assert_rendered(ju_registry *registry, const char *expected)
{
    char *text = rendered(registry);
    assert_string_equal(text, expected);
    free(text);
}

static void test_families_stand_together(void **state)
{
    ju_registry *r = *state;
    ju_counter *applied =
        ju_counter_new(r, "juki_messages_total", "Messages.", JU_LABELS("result", "applied"));
    ju_gauge *depth = ju_gauge_new(r, "juki_outbox_rows", "Rows unsent.", JU_NO_LABELS);
    ju_counter *refused = ju_counter_new(r, "juki_messages_total", "Messages.",
                                         JU_LABELS("result", "refused", "topic", "a.b/c"));
    ju_counter_add(applied, 2);
    ju_counter_add(applied, 3);
    ju_counter_add(refused, 1);
    ju_gauge_set(depth, 1700000000.25);
    assert_rendered(r, "# HELP juki_messages_total Messages.\n"
                       "# TYPE juki_messages_total counter\n"
                       "juki_messages_total{result=\"applied\"} 5\n"
                       "juki_messages_total{result=\"refused\",topic=\"a.b/c\"} 1\n"
                       "# HELP juki_outbox_rows Rows unsent.\n"
                       "# TYPE juki_outbox_rows gauge\n"
                       "juki_outbox_rows 1700000000.25\n");
}

static void test_same_series_is_found_again(void **state)
{
    ju_registry *r = *state;
    ju_counter *first = ju_counter_new(r, "n", "h", JU_LABELS("a", "x"));
    assert_ptr_equal(ju_counter_new(r, "n", "h", JU_LABELS("a", "x")), first);
    assert_ptr_not_equal(ju_counter_new(r, "n", "h", JU_LABELS("a", "y")), first);
    assert_null(ju_gauge_new(r, "n", "h", JU_LABELS("a", "x")));
    assert_null(ju_gauge_new(r, "n", "h", JU_LABELS("a", "z")));
}

static void test_labels_carry_no_data(void **state)
{
    ju_registry *r = *state;
    char long_value[66];
    memset(long_value, 'a', sizeof long_value);
    long_value[65] = '\0';
    assert_null(ju_counter_new(r, "n", "h", JU_LABELS("a", "x\"y")));
    assert_null(ju_counter_new(r, "n", "h", JU_LABELS("a", "x\ny")));
    assert_null(ju_counter_new(r, "n", "h", JU_LABELS("a", "n123456789018")));
    assert_null(ju_counter_new(r, "n", "h", JU_LABELS("a", long_value)));
    assert_null(ju_counter_new(r, "n", "h", JU_LABELS("a")));
    assert_null(ju_counter_new(r, "n", "h", JU_LABELS("a", "1", "b", "1", "c", "1", "d", "1", "e", "1")));
    assert_non_null(
        ju_counter_new(r, "n", "h", JU_LABELS("a", long_value + 1, "source", "/132071/resident")));
    ju_counter_add(NULL, 1);
    ju_gauge_set(NULL, 1);
    ju_histogram_observe(NULL, 1);
}

static void test_histogram_is_cumulative(void **state)
{
    ju_registry *r = *state;
    ju_histogram *h = ju_histogram_new(r, "juki_batch_seconds", "Batch.", JU_LABELS("step", "commit"));
    ju_histogram_observe(h, -5);
    ju_histogram_observe(h, 500);
    ju_histogram_observe(h, 501);
    ju_histogram_observe(h, 250000);
    ju_histogram_observe(h, 60000000);
    char *text = rendered(r);
    assert_non_null(strstr(text, "# TYPE juki_batch_seconds histogram\n"));
    assert_non_null(strstr(text, "juki_batch_seconds_bucket{step=\"commit\",le=\"0.0005\"} 2\n"));
    assert_non_null(strstr(text, "juki_batch_seconds_bucket{step=\"commit\",le=\"0.001\"} 3\n"));
    assert_non_null(strstr(text, "juki_batch_seconds_bucket{step=\"commit\",le=\"0.2\"} 3\n"));
    assert_non_null(strstr(text, "juki_batch_seconds_bucket{step=\"commit\",le=\"0.3\"} 4\n"));
    assert_non_null(strstr(text, "juki_batch_seconds_bucket{step=\"commit\",le=\"10\"} 4\n"));
    assert_non_null(strstr(text, "juki_batch_seconds_bucket{step=\"commit\",le=\"+Inf\"} 5\n"));
    assert_non_null(strstr(text, "juki_batch_seconds_sum{step=\"commit\"} 60.251001\n"));
    assert_non_null(strstr(text, "juki_batch_seconds_count{step=\"commit\"} 5\n"));
    free(text);
}

static void test_histogram_without_labels(void **state)
{
    ju_registry *r = *state;
    ju_histogram_observe(ju_histogram_new(r, "d_seconds", "D.", JU_NO_LABELS), 1);
    char *text = rendered(r);
    assert_non_null(strstr(text, "d_seconds_bucket{le=\"0.0005\"} 1\n"));
    assert_non_null(strstr(text, "d_seconds_sum 0.000001\n"));
    free(text);
}

static void *count_many(void *counter)
{
    for (int i = 0; i < 100000; i++) {
        ju_counter_add(counter, 1);
    }
    return NULL;
}

static void test_threads_lose_no_count(void **state)
{
    ju_counter *counter = ju_counter_new(*state, "n", "h", JU_NO_LABELS);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, count_many, counter), 0);
    }
    for (int i = 0; i < 4; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    assert_rendered(*state, "# HELP n h\n# TYPE n counter\nn 400000\n");
}

int main(void)
{
#define WITH_REGISTRY(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_REGISTRY(test_families_stand_together),  WITH_REGISTRY(test_same_series_is_found_again),
        WITH_REGISTRY(test_labels_carry_no_data),     WITH_REGISTRY(test_histogram_is_cumulative),
        WITH_REGISTRY(test_histogram_without_labels), WITH_REGISTRY(test_threads_lose_no_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
