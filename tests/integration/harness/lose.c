#include "tests/integration/harness/lose.h"

#include "common/bus/conf.h"
#include "tests/integration/harness/bus.h"

#include <stdio.h>

enum { PARTITIONS_MAX = 32 };

static rd_kafka_t *open_admin(void)
{
    static const char *const pairs[] = {NULL};
    const ju_kafka_setup setup = bus_setup();
    rd_kafka_conf_t *conf = NULL;
    char text[160] = "";
    ju_err err;
    assert_int_equal(ju_kafka_conf(&setup, pairs, &conf, &err), JU_OK);
    rd_kafka_t *admin = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    if (admin == NULL) {
        fail_msg("%s", text);
    }
    return admin;
}

/* The end of each partition that there is. */
static rd_kafka_topic_partition_list_t *ends_of(rd_kafka_t *admin, const char *topic)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(PARTITIONS_MAX);
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++) {
        int64_t first = 0;
        int64_t end = 0;
        if (rd_kafka_query_watermark_offsets(admin, topic, partition, &first, &end, (int)patience_ms()) !=
            RD_KAFKA_RESP_ERR_NO_ERROR) {
            break;
        }
        rd_kafka_topic_partition_list_add(list, topic, partition)->offset = end;
    }
    assert_true(list->cnt > 0);
    return list;
}

void bus_lose(const world *w, const char *topic)
{
    char full[160];
    rd_kafka_t *admin = open_admin();
    (void)snprintf(full, sizeof full, "%s.%s", w->prefix, topic);
    rd_kafka_topic_partition_list_t *ends = ends_of(admin, full);
    rd_kafka_DeleteRecords_t *records = rd_kafka_DeleteRecords_new(ends);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(admin);
    rd_kafka_DeleteRecords(admin, &records, 1, NULL, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, (int)patience_ms());
    assert_non_null(event);
    assert_int_equal(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_DeleteRecords_destroy(records);
    rd_kafka_topic_partition_list_destroy(ends);
    rd_kafka_destroy(admin);
}
