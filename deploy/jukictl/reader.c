#include "deploy/jukictl/reader.h"

#include "common/base/clock.h"
#include "common/bus/conf.h"

#include <stdlib.h>

enum { POLL_MS = 200 };

struct ctl_reader {
    const ctl *c;
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;
    rd_kafka_topic_t **topic;
    size_t topic_count;
    int partitions_left; /* not yet read to their end */
};

static const char *const READER_PAIRS[] = {
    "enable.auto.commit", "false",
    "enable.partition.eof", "true",
    "allow.auto.create.topics", "false",
    "auto.offset.reset", "earliest",
    "fetch.error.backoff.ms", "50",
    "reconnect.backoff.max.ms", "1000",
    "socket.nagle.disable", "true",
    NULL,
};

static void ignore_log(const rd_kafka_t *client, int level, const char *facility, const char *text)
{
    (void)client;
    (void)level;
    (void)facility;
    (void)text;
}

ju_kafka_setup ctl_kafka_setup(const ctl *c)
{
    return (ju_kafka_setup){
        .bootstrap = c->settings.kafka_bootstrap,
        .client_id = "jukictl",
        .properties = c->settings.kafka_properties,
        .log = ignore_log,
    };
}

void ctl_topic_name(const ctl *c, const char *topic, char ret[256])
{
    (void)snprintf(ret, 256, "%s.%s", c->settings.topic_prefix, topic);
}

ju_rc ctl_unreachable(const ctl *c, const char *what, ju_err *err)
{
    return ju_fail(err, JU_RETRY, "unreachable", "%s: %s", c->settings.kafka_bootstrap, what);
}

/* Broker errors come here instead of on standard error; the deadline decides. */
static void ignore_error(rd_kafka_t *client, int code, const char *reason, void *opaque)
{
    (void)client;
    (void)code;
    (void)reason;
    (void)opaque;
}

static ju_rc open_client(const ctl *c, rd_kafka_t **ret, ju_err *err)
{
    const ju_kafka_setup setup = ctl_kafka_setup(c);
    rd_kafka_conf_t *conf = NULL;
    char text[160];
    JU_TRY(ju_kafka_conf(&setup, READER_PAIRS, &conf, err));
    rd_kafka_conf_set_error_cb(conf, ignore_error);
    *ret = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (*ret == NULL) {
        rd_kafka_conf_destroy(conf);
        return ju_fail(err, JU_FATAL, "kafka_client", "%s", text);
    }
    return JU_OK;
}

static ju_rc start_partition(ctl_reader *reader, rd_kafka_topic_t *topic, int32_t partition, ctl_place place,
                             ju_err *err)
{
    const char *name = rd_kafka_topic_name(topic);
    int64_t low = 0;
    int64_t high = 0;
    if (rd_kafka_query_watermark_offsets(reader->client, name, partition, &low, &high,
                                         (int)reader->c->options.timeout_ms) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return ctl_unreachable(reader->c, "no answer about a topic's offsets", err);
    }
    int64_t offset = place == CTL_BEGINNING ? low : high;
    if (rd_kafka_consume_start_queue(topic, partition, offset, reader->queue) != 0) {
        return ju_fail(err, JU_FATAL, "kafka_client", "%s", rd_kafka_err2str(rd_kafka_last_error()));
    }
    reader->partitions_left++;
    return JU_OK;
}

static ju_rc start_topic(ctl_reader *reader, const char *name, ctl_place place, ju_err *err)
{
    char full[256];
    ctl_topic_name(reader->c, name, full);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(reader->client, full, NULL);
    if (topic == NULL) {
        return ju_fail(err, JU_FATAL, "kafka_client", "%s", rd_kafka_err2str(rd_kafka_last_error()));
    }
    reader->topic[reader->topic_count++] = topic;
    const struct rd_kafka_metadata *metadata = NULL;
    if (rd_kafka_metadata(reader->client, 0, topic, &metadata, (int)reader->c->options.timeout_ms) !=
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        return ctl_unreachable(reader->c, "no answer", err);
    }
    int32_t partitions = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    if (partitions == 0) {
        return ju_fail(err, JU_RETRY, "topic_missing", "the topic %s is not there", full);
    }
    for (int32_t i = 0; i < partitions; i++) {
        JU_TRY(start_partition(reader, topic, i, place, err));
    }
    return JU_OK;
}

static ju_rc start(ctl_reader *reader, const char *const *topics, size_t topic_count, ctl_place place, ju_err *err)
{
    JU_TRY(open_client(reader->c, &reader->client, err));
    reader->queue = rd_kafka_queue_new(reader->client);
    for (size_t i = 0; i < topic_count; i++) {
        JU_TRY(start_topic(reader, topics[i], place, err));
    }
    return JU_OK;
}

ju_rc ctl_reader_open(const ctl *c, const char *const *topics, size_t topic_count, ctl_place place,
                      ctl_reader **ret, ju_err *err)
{
    ctl_reader *reader = calloc(1, sizeof *reader);
    rd_kafka_topic_t **list = calloc(topic_count, sizeof *list);
    if (reader == NULL || list == NULL) {
        free(reader);
        free(list);
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *reader = (ctl_reader){.c = c, .topic = list};
    ju_rc rc = start(reader, topics, topic_count, place, err);
    if (rc != JU_OK) {
        ctl_reader_close(reader);
        return rc;
    }
    *ret = reader;
    return JU_OK;
}

void ctl_reader_close(ctl_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    for (size_t i = 0; i < reader->topic_count; i++) {
        rd_kafka_topic_destroy(reader->topic[i]);
    }
    if (reader->queue != NULL) {
        rd_kafka_queue_destroy(reader->queue);
    }
    if (reader->client != NULL) {
        rd_kafka_destroy(reader->client);
    }
    free(reader->topic);
    free(reader);
}

rd_kafka_message_t *ctl_reader_next_to_end(ctl_reader *reader, int64_t deadline_ms, bool *ret_end)
{
    for (;;) {
        int64_t left_ms = deadline_ms - ju_clock_monotonic_ms();
        *ret_end = reader->partitions_left <= 0;
        if (*ret_end || left_ms <= 0) {
            return NULL;
        }
        rd_kafka_message_t *record = rd_kafka_consume_queue(reader->queue, left_ms < POLL_MS ? (int)left_ms : POLL_MS);
        if (record != NULL && record->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            return record;
        }
        if (record != NULL) {
            reader->partitions_left -= record->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
            rd_kafka_message_destroy(record);
        }
    }
}

rd_kafka_message_t *ctl_reader_next(ctl_reader *reader, int64_t deadline_ms)
{
    rd_kafka_message_t *record = NULL;
    bool end = true;
    while (record == NULL && end && ju_clock_monotonic_ms() < deadline_ms) {
        reader->partitions_left = INT32_MAX; /* an end is no end here */
        record = ctl_reader_next_to_end(reader, deadline_ms, &end);
    }
    return record;
}
