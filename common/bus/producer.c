#include "common/bus/conf.h"

/* A full queue is waited for this often, 50 ms each. */
enum { FULL_TRIES = 60 };

/* message.timeout.ms 0: a message waits for its broker as long as it takes; the caller sets the limit.
 * A timed-out message inside an idempotent sequence would break the sequence in librdkafka 2.0.2. */
static const char *const PRODUCER_PAIRS[] = {
    "enable.idempotence",
    "true",
    "acks",
    "all",
    "partitioner",
    "murmur2_random",
    "message.timeout.ms",
    "0",
    "linger.ms",
    "2",
    "message.max.bytes",
    "1000000",
    "queue.buffering.max.kbytes",
    "16384",
    "queue.buffering.max.messages",
    "20000",
    "reconnect.backoff.max.ms",
    "1000",
    "socket.nagle.disable",
    "true",
    "topic.metadata.refresh.interval.ms",
    "30000",
    NULL,
};

static void delivered(rd_kafka_t *rk, const rd_kafka_message_t *record, void *opaque)
{
    (void)rk;
    (void)opaque;
    if (record->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        *(bool *)record->_private = true;
    }
}

ju_rc ju_producer_open(const ju_kafka_setup *setup, rd_kafka_t **ret, ju_err *err)
{
    rd_kafka_conf_t *conf = NULL;
    char text[160];
    JU_TRY(ju_kafka_conf(setup, PRODUCER_PAIRS, &conf, err));
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_t *producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    if (producer == NULL) {
        rd_kafka_conf_destroy(conf);
        return ju_fail(err, JU_FATAL, "kafka_client", "%s", text);
    }
    *ret = producer;
    return JU_OK;
}

void ju_producer_close(rd_kafka_t *producer)
{
    if (producer != NULL) {
        (void)rd_kafka_purge(producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        (void)rd_kafka_flush(producer, 1000);
        rd_kafka_destroy(producer);
    }
}

static rd_kafka_headers_t *make_headers(const ju_record_header *headers, size_t count)
{
    rd_kafka_headers_t *list = rd_kafka_headers_new(count);
    for (size_t i = 0; i < count; i++) {
        (void)rd_kafka_header_add(list, headers[i].name, -1, headers[i].value, (ssize_t)headers[i].size);
    }
    return list;
}

ju_rc ju_produce(rd_kafka_t *producer, const char *topic, const void *key, size_t key_size, const void *value,
                 size_t value_size, const ju_record_header *headers, size_t header_count, bool *ret_delivered,
                 ju_err *err)
{
    for (int tries = 0;; tries++) {
        rd_kafka_headers_t *list = make_headers(headers, header_count);
        rd_kafka_resp_err_t rc = rd_kafka_producev(
            producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY(key, key_size),
            /* librdkafka copies (F_COPY) but its macro wants a plain pointer */
            RD_KAFKA_V_VALUE((void *)(uintptr_t)value, value_size), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_HEADERS(list), RD_KAFKA_V_OPAQUE(ret_delivered), RD_KAFKA_V_END);
        if (rc == RD_KAFKA_RESP_ERR_NO_ERROR) {
            return JU_OK;
        }
        rd_kafka_headers_destroy(list);
        if (rc != RD_KAFKA_RESP_ERR__QUEUE_FULL || tries == FULL_TRIES) {
            return ju_fail(err, JU_RETRY, "kafka_produce", "%s", rd_kafka_err2str(rc));
        }
        (void)rd_kafka_poll(producer, 50);
    }
}

bool ju_producer_broken(rd_kafka_t *producer)
{
    char text[160];
    return rd_kafka_fatal_error(producer, text, sizeof text) != RD_KAFKA_RESP_ERR_NO_ERROR;
}
