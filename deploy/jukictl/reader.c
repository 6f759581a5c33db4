#include "deploy/jukictl/reader.h"

#include "common/base/clock.h"
#include "common/bus/conf.h"

#include <stdlib.h>
#include <time.h>

enum { POLL_MS = 200, NEW_TOPIC_MS = 3000 };

/* Where the reading of one partition starts. */
typedef struct reading {
    rd_kafka_topic_t *topic;
    int32_t partition;
    int64_t offset;
} reading;

struct ctl_reader {
    const ctl *c;
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;
    rd_kafka_topic_t **topic;
    size_t topic_count;
    reading *part;
    size_t part_count;
    int32_t partitions; /* of the topic opened last */
    bool *ended;        /* which of them were read to their end */
    bool refused;       /* one of the topics is not for this certificate */
};

static const char *const READER_PAIRS[] = {
    "enable.auto.commit",
    "false",
    "enable.partition.eof",
    "true",
    "allow.auto.create.topics",
    "false",
    "auto.offset.reset",
    "earliest",
    "fetch.wait.max.ms",
    "20", /* a fetch under way holds up the next one, which asks for more partitions */
    "fetch.error.backoff.ms",
    "50",
    "reconnect.backoff.max.ms",
    "1000",
    "socket.nagle.disable",
    "true",
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
        .tls_dir = c->tls_dir,
        .log = ignore_log,
    };
}

int64_t ctl_deadline_ms(const ctl *c)
{
    return ju_clock_monotonic_ms() + c->options.timeout_ms;
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

/* Again until --timeout: a partition that was just made, or changes its leader, has no answer yet. */
static bool query_offsets(ctl_reader *reader, const char *topic, int32_t partition, int64_t *low,
                          int64_t *high)
{
    const struct timespec pause = {.tv_nsec = 50 * 1000000};
    int64_t deadline_ms = ju_clock_monotonic_ms() + reader->c->options.timeout_ms;
    for (;;) {
        int64_t left_ms = deadline_ms - ju_clock_monotonic_ms();
        if (left_ms <= 0) {
            return false;
        }
        if (rd_kafka_query_watermark_offsets(reader->client, topic, partition, low, high, (int)left_ms) ==
            RD_KAFKA_RESP_ERR_NO_ERROR) {
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
}

static ju_rc place_partition(ctl_reader *reader, rd_kafka_topic_t *topic, int32_t partition, ctl_place place,
                             ju_err *err)
{
    int64_t low = 0;
    int64_t high = 0;
    if (!query_offsets(reader, rd_kafka_topic_name(topic), partition, &low, &high)) {
        return ctl_unreachable(reader->c, "no answer about a topic's offsets", err);
    }
    reader->part[reader->part_count++] =
        (reading){.topic = topic, .partition = partition, .offset = place == CTL_BEGINNING ? low : high};
    return JU_OK;
}

static ju_rc refused(const rd_kafka_topic_t *topic, ju_err *err)
{
    return ju_reject(err, "not_authorized", "", "%s is not for this certificate", rd_kafka_topic_name(topic));
}

static ju_rc count_partitions(const ctl *c, rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t *ret,
                              ju_err *err)
{
    const struct rd_kafka_metadata *metadata = NULL;
    if (rd_kafka_metadata(client, 0, topic, &metadata, (int)c->options.timeout_ms) !=
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        return ctl_unreachable(c, "no answer", err);
    }
    *ret = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_resp_err_t code =
        metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_metadata_destroy(metadata);
    return code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ? refused(topic, err) : JU_OK;
}

ju_rc ctl_find_topic(const ctl *c, rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t *ret_partitions,
                     ju_err *err)
{
    const struct timespec pause = {.tv_nsec = 100 * 1000000};
    int64_t patience_ms = c->options.timeout_ms < NEW_TOPIC_MS ? c->options.timeout_ms : NEW_TOPIC_MS;
    int64_t until_ms = ju_clock_monotonic_ms() + patience_ms;
    for (;;) {
        JU_TRY(count_partitions(c, client, topic, ret_partitions, err));
        if (*ret_partitions > 0) {
            return JU_OK;
        }
        if (ju_clock_monotonic_ms() > until_ms) {
            return ju_fail(err, JU_RETRY, "topic_missing", "the topic %s is not there",
                           rd_kafka_topic_name(topic));
        }
        (void)nanosleep(&pause, NULL);
    }
}

static ju_rc make_room(ctl_reader *reader, int32_t partitions, ju_err *err)
{
    reading *larger = realloc(reader->part, (reader->part_count + (size_t)partitions) * sizeof *larger);
    if (larger == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    reader->part = larger;
    free(reader->ended);
    reader->partitions = partitions;
    reader->ended = calloc((size_t)partitions, sizeof *reader->ended);
    return reader->ended != NULL ? JU_OK : ju_fail(err, JU_FATAL, "memory", "out of memory");
}

static ju_rc place_topic(ctl_reader *reader, const char *name, ctl_place place, ju_err *err)
{
    char full[256];
    int32_t partitions = 0;
    ctl_topic_name(reader->c, name, full);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(reader->client, full, NULL);
    if (topic == NULL) {
        return ju_fail(err, JU_FATAL, "kafka_client", "%s", rd_kafka_err2str(rd_kafka_last_error()));
    }
    reader->topic[reader->topic_count++] = topic;
    JU_TRY(ctl_find_topic(reader->c, reader->client, topic, &partitions, err));
    JU_TRY(make_room(reader, partitions, err));
    for (int32_t i = 0; i < partitions; i++) {
        JU_TRY(place_partition(reader, topic, i, place, err));
    }
    return JU_OK;
}

/* All places are asked for before the first fetch: a question would wait behind it on the connection. */
static ju_rc start(ctl_reader *reader, const char *const *topics, size_t topic_count, ctl_place place,
                   ju_err *err)
{
    JU_TRY(open_client(reader->c, &reader->client, err));
    reader->queue = rd_kafka_queue_new(reader->client);
    for (size_t i = 0; i < topic_count; i++) {
        JU_TRY(place_topic(reader, topics[i], place, err));
    }
    for (size_t i = 0; i < reader->part_count; i++) {
        const reading *part = &reader->part[i];
        if (rd_kafka_consume_start_queue(part->topic, part->partition, part->offset, reader->queue) != 0) {
            return ju_fail(err, JU_FATAL, "kafka_client", "%s", rd_kafka_err2str(rd_kafka_last_error()));
        }
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
    free(reader->part);
    free(reader->ended);
    free(reader);
}

static bool at_end(const ctl_reader *reader)
{
    for (int32_t i = 0; i < reader->partitions; i++) {
        if (!reader->ended[i]) {
            return false;
        }
    }
    return true;
}

rd_kafka_message_t *ctl_reader_next(ctl_reader *reader, int64_t deadline_ms, bool *ret_end)
{
    for (;;) {
        int64_t left_ms = deadline_ms - ju_clock_monotonic_ms();
        bool ended = ret_end != NULL && (*ret_end = at_end(reader));
        if (ended || left_ms <= 0 || reader->refused) {
            return NULL;
        }
        int wait_ms = left_ms < POLL_MS ? (int)left_ms : POLL_MS;
        rd_kafka_message_t *record = rd_kafka_consume_queue(reader->queue, wait_ms);
        if (record != NULL && record->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            return record;
        }
        if (record != NULL) {
            if (record->err == RD_KAFKA_RESP_ERR__PARTITION_EOF && record->partition < reader->partitions) {
                reader->ended[record->partition] = true;
            }
            reader->refused |= record->err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
            rd_kafka_message_destroy(record);
        }
    }
}

ju_rc ctl_reader_check(const ctl_reader *reader, ju_err *err)
{
    return reader->refused ? refused(reader->topic[0], err) : JU_OK;
}
