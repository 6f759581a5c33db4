#include "common/bus/conf.h"

#include "common/base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A batch ends at this size: unpacked and with the writes it causes it takes a multiple of it in memory. */
enum { BATCH_MAX_BYTES = 256 * 1024, HELD_MAX = 16 };

struct ju_consumer {
    rd_kafka_t *rk;
    uint64_t generation;
    bool joined;
    bool stopped;                       /* partitions were stopped at some time, and may be still */
    rd_kafka_message_t *held[HELD_MAX]; /* came while serving; the next fetch begins with them */
    size_t held_count;
    const char *const *read_only; /* the topics that are read; NULL: all */
    rd_kafka_resp_err_t trouble;  /* last error that the client reported, until asked for */
};

/*
 * librdkafka 2.0.2 has known faults in cooperative-sticky assignment, so the eager range strategy. Queues are
 * small: a service shall live in 32 MiB. But who has a full one looks again only after up to a second (the
 * sleep of its thread; fetch.queue.backoff.ms of later versions), and what is queued has to last that long:
 * so it is counted in bytes, not in records. Kafka hands out records as soon as it has them (fetch.min.bytes
 * 1).
 */
static const char *const CONSUMER_PAIRS[] = {
    "enable.auto.offset.store",
    "false",
    "enable.auto.commit",
    "true",
    "auto.commit.interval.ms",
    "1000",
    "auto.offset.reset",
    "earliest",
    "partition.assignment.strategy",
    "range",
    "session.timeout.ms",
    "6000",
    "heartbeat.interval.ms",
    "1500",
    "allow.auto.create.topics",
    "false",
    "queued.min.messages",
    "10000",
    "queued.max.messages.kbytes",
    "3072",
    "fetch.message.max.bytes",
    "131072",
    "fetch.max.bytes",
    "1048576",
    "fetch.error.backoff.ms",
    "50",
    "reconnect.backoff.max.ms",
    "1000",
    "topic.metadata.refresh.interval.ms",
    "5000",
    "socket.nagle.disable",
    "true",
    NULL,
};

static void drop_held(ju_consumer *consumer)
{
    for (size_t i = 0; i < consumer->held_count; i++) {
        rd_kafka_message_destroy(consumer->held[i]);
    }
    consumer->held_count = 0;
}

static bool is_read(const ju_consumer *consumer, const char *topic)
{
    for (const char *const *one = consumer->read_only; one != NULL && *one != NULL; one++) {
        if (strcmp(*one, topic) == 0) {
            return true;
        }
    }
    return consumer->read_only == NULL;
}

/* Delivers of these partitions what is to be read, and stops the rest. */
static void settle(const ju_consumer *consumer, const rd_kafka_topic_partition_list_t *partitions)
{
    rd_kafka_topic_partition_list_t *read = rd_kafka_topic_partition_list_new(partitions->cnt);
    rd_kafka_topic_partition_list_t *rest = rd_kafka_topic_partition_list_new(partitions->cnt);
    for (int i = 0; i < partitions->cnt; i++) {
        const rd_kafka_topic_partition_t *one = &partitions->elems[i];
        (void)rd_kafka_topic_partition_list_add(is_read(consumer, one->topic) ? read : rest, one->topic,
                                                one->partition);
    }
    (void)rd_kafka_pause_partitions(consumer->rk, rest);
    (void)rd_kafka_resume_partitions(consumer->rk, read);
    rd_kafka_topic_partition_list_destroy(read);
    rd_kafka_topic_partition_list_destroy(rest);
}

/* Runs inside poll, in the consumer's own thread, when no batch is open: nothing needs saving here. */
static void rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t event, rd_kafka_topic_partition_list_t *partitions,
                      void *opaque)
{
    ju_consumer *consumer = opaque;
    consumer->generation++;
    drop_held(consumer);
    consumer->joined = event == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
    if (event == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        (void)rd_kafka_assign(rk, partitions);
        /* Partitions that were paused when they were taken away come back paused. Who never stopped any
         * leaves the client alone: each word to it at this moment is a chance for its faults. */
        if (consumer->stopped) {
            settle(consumer, partitions);
        }
        return;
    }
    if (!rd_kafka_assignment_lost(rk)) {
        (void)rd_kafka_commit(rk, NULL, 0);
    }
    (void)rd_kafka_assign(rk, NULL);
}

static ju_rc subscribe(rd_kafka_t *rk, const char *const *topics, size_t topic_count, ju_err *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)topic_count);
    for (size_t i = 0; i < topic_count; i++) {
        rd_kafka_topic_partition_list_add(list, topics[i], RD_KAFKA_PARTITION_UA);
    }
    rd_kafka_resp_err_t rc = rd_kafka_subscribe(rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (rc != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return ju_fail(err, JU_FATAL, "kafka_subscribe", "%s", rd_kafka_err2str(rc));
    }
    return JU_OK;
}

ju_rc ju_consumer_open(const ju_kafka_setup *setup, const char *group, const char *const *topics,
                       size_t topic_count, ju_consumer **ret, ju_err *err)
{
    rd_kafka_conf_t *conf = NULL;
    JU_TRY(ju_kafka_conf(setup, CONSUMER_PAIRS, &conf, err));
    ju_consumer *consumer = calloc(1, sizeof *consumer);
    char text[160];
    if (consumer == NULL ||
        rd_kafka_conf_set(conf, "group.id", group, text, sizeof text) != RD_KAFKA_CONF_OK) {
        rd_kafka_conf_destroy(conf);
        free(consumer);
        return ju_fail(err, JU_FATAL, "kafka_property", "cannot set the group");
    }
    rd_kafka_conf_set_opaque(conf, consumer);
    rd_kafka_conf_set_rebalance_cb(conf, rebalance);
    consumer->rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (consumer->rk == NULL) {
        rd_kafka_conf_destroy(conf);
        free(consumer);
        return ju_fail(err, JU_FATAL, "kafka_client", "%s", text);
    }
    (void)rd_kafka_poll_set_consumer(consumer->rk);
    ju_rc rc = subscribe(consumer->rk, topics, topic_count, err);
    if (rc != JU_OK) {
        ju_consumer_close(consumer);
        return rc;
    }
    *ret = consumer;
    return JU_OK;
}

/* An assignment that is taken within close never returns (librdkafka 2.0.2), so one that is on its way is
 * taken before, and no other comes. */
static void serve_last(rd_kafka_t *rk)
{
    (void)rd_kafka_unsubscribe(rk);
    for (rd_kafka_message_t *record; (record = rd_kafka_consumer_poll(rk, 0)) != NULL;) {
        rd_kafka_message_destroy(record);
    }
}

void ju_consumer_close(ju_consumer *consumer)
{
    if (consumer != NULL) {
        drop_held(consumer);
        serve_last(consumer->rk);
        (void)rd_kafka_consumer_close(consumer->rk);
        rd_kafka_destroy(consumer->rk);
        free(consumer);
    }
}

/* A topic or a right that is missing. Brokers that are away are the client's own affair, and in its log. */
static bool lacks_access(rd_kafka_resp_err_t error)
{
    return error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
           error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
           error == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;
}

/* One record, or NULL. An error is kept for ju_consumer_trouble. */
static rd_kafka_message_t *poll_one(ju_consumer *consumer, int timeout_ms, bool *ret_fatal)
{
    rd_kafka_message_t *record = rd_kafka_consumer_poll(consumer->rk, timeout_ms);
    if (record != NULL && record->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        *ret_fatal |= record->err == RD_KAFKA_RESP_ERR__FATAL;
        consumer->trouble = lacks_access(record->err) ? record->err : consumer->trouble;
        rd_kafka_message_destroy(record);
        return NULL;
    }
    return record;
}

static rd_kafka_message_t *next_record(ju_consumer *consumer, int timeout_ms, bool *ret_fatal)
{
    if (consumer->held_count == 0) {
        return poll_one(consumer, timeout_ms, ret_fatal);
    }
    rd_kafka_message_t *first = consumer->held[0];
    memmove(consumer->held, consumer->held + 1, --consumer->held_count * sizeof *consumer->held);
    return first;
}

size_t ju_consumer_fetch(ju_consumer *consumer, rd_kafka_message_t **records, size_t max, int idle_ms,
                         int batch_ms, bool *ret_fatal)
{
    records[0] = next_record(consumer, idle_ms, ret_fatal);
    if (records[0] == NULL) {
        return 0;
    }
    size_t count = 1;
    size_t bytes = records[0]->len;
    int64_t end_ms = ju_clock_monotonic_ms() + batch_ms;
    while (count < max && bytes < BATCH_MAX_BYTES) {
        int64_t left_ms = end_ms - ju_clock_monotonic_ms();
        rd_kafka_message_t *record = next_record(consumer, left_ms > 0 ? (int)left_ms : 0, ret_fatal);
        if (record != NULL) {
            bytes += record->len;
            records[count++] = record;
        } else if (left_ms <= 0) {
            break;
        }
    }
    return count;
}

void ju_consumer_done(ju_consumer *consumer, rd_kafka_message_t *const *records, size_t count)
{
    (void)consumer;
    for (size_t i = 0; i < count; i++) {
        /* Fails only for a partition that was taken away meanwhile: its new owner finds the inbox rows. */
        (void)rd_kafka_offset_store(records[i]->rkt, records[i]->partition, records[i]->offset);
    }
}

bool ju_consumer_joined(const ju_consumer *consumer)
{
    return consumer->joined;
}

uint64_t ju_consumer_generation(const ju_consumer *consumer)
{
    return consumer->generation;
}

void ju_consumer_pause(ju_consumer *consumer, bool pause)
{
    rd_kafka_topic_partition_list_t *assigned = NULL;
    if (rd_kafka_assignment(consumer->rk, &assigned) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return;
    }
    consumer->stopped |= pause || consumer->read_only != NULL;
    if (pause) {
        (void)rd_kafka_pause_partitions(consumer->rk, assigned);
    } else {
        settle(consumer, assigned);
    }
    rd_kafka_topic_partition_list_destroy(assigned);
}

void ju_consumer_narrow(ju_consumer *consumer, const char *const *topics)
{
    consumer->read_only = topics;
    ju_consumer_pause(consumer, false);
}

void ju_consumer_serve(ju_consumer *consumer, int timeout_ms)
{
    bool fatal = false;
    if (consumer->held_count == HELD_MAX) {
        (void)usleep((useconds_t)timeout_ms * 1000);
        return;
    }
    rd_kafka_message_t *record = poll_one(consumer, timeout_ms, &fatal);
    if (record != NULL) {
        consumer->held[consumer->held_count++] = record;
    }
}

const char *ju_consumer_trouble(ju_consumer *consumer)
{
    rd_kafka_resp_err_t trouble = consumer->trouble;
    consumer->trouble = RD_KAFKA_RESP_ERR_NO_ERROR;
    return trouble == RD_KAFKA_RESP_ERR_NO_ERROR ? NULL : rd_kafka_err2name(trouble);
}
