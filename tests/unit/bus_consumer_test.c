/* What a consumer has fetched ahead has to last while the client sleeps on a full queue. On librdkafka's mock
 * broker. */
#include "common/bus/kafka.h"

#include <librdkafka/rdkafka_mock.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { RECORDS = 4000, RECORD_BYTES = 1000, AT_ONCE = 100, PATIENCE_MS = 30000, AHEAD_MIN = 2000 };

static const char TOPIC[] = "backlog";

static void put_records(rd_kafka_t *producer)
{
    static bool delivered[RECORDS];
    char value[RECORD_BYTES];
    ju_err err = {0};
    memset(value, 'x', sizeof value);
    for (int i = 0; i < RECORDS; i++) {
        assert_int_equal(
            ju_produce(producer, TOPIC, "k", 1, value, sizeof value, NULL, 0, &delivered[i], &err), JU_OK);
    }
    assert_int_equal(rd_kafka_flush(producer, PATIENCE_MS), RD_KAFKA_RESP_ERR_NO_ERROR);
}

/* Takes what comes until nothing does for idle_ms, or all is there. */
static size_t take(ju_consumer *consumer, size_t wanted, int idle_ms)
{
    rd_kafka_message_t *records[AT_ONCE];
    bool fatal = false;
    size_t taken = 0;
    size_t count = 1;
    while (taken < wanted && count > 0) {
        size_t left = wanted - taken;
        count = ju_consumer_fetch(consumer, records, left < AT_ONCE ? left : AT_ONCE, idle_ms, 0, &fatal);
        for (size_t i = 0; i < count; i++) {
            rd_kafka_message_destroy(records[i]);
        }
        taken += count;
    }
    assert_false(fatal);
    return taken;
}

static void a_second_of_work_is_fetched_ahead(void **state)
{
    static const char *const topics[] = {TOPIC};
    ju_kafka_setup setup = {
        .bootstrap = "127.0.0.1:1", .client_id = "test", .properties = "test.mock.num.brokers=1"};
    rd_kafka_t *producer = NULL;
    ju_consumer *consumer = NULL;
    ju_err err = {0};
    (void)state;
    assert_int_equal(ju_producer_open(&setup, &producer, &err), JU_OK);
    rd_kafka_mock_cluster_t *cluster = rd_kafka_handle_mock_cluster(producer);
    assert_int_equal(rd_kafka_mock_topic_create(cluster, TOPIC, 1, 1), RD_KAFKA_RESP_ERR_NO_ERROR);
    put_records(producer);

    setup.bootstrap = rd_kafka_mock_cluster_bootstraps(cluster);
    setup.properties = NULL;
    assert_int_equal(ju_consumer_open(&setup, "group", topics, 1, &consumer, &err), JU_OK);
    size_t first = take(consumer, 1, PATIENCE_MS);
    (void)sleep(1); /* a batch that takes long */
    size_t ahead = take(consumer, RECORDS, 0);
    assert_in_range(ahead, AHEAD_MIN, RECORDS);
    assert_int_equal(first + ahead + take(consumer, RECORDS - first - ahead, PATIENCE_MS), RECORDS);
    ju_consumer_close(consumer);
    ju_producer_close(producer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_of_work_is_fetched_ahead),
    };
    return cmocka_run_group_tests_name("bus_consumer", tests, NULL, NULL);
}
