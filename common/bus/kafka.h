#ifndef JU_BUS_KAFKA_H
#define JU_BUS_KAFKA_H

#include "common/base/err.h"

#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void (*ju_kafka_log)(const rd_kafka_t *rk, int level, const char *facility, const char *text);

typedef struct ju_kafka_setup {
    const char *bootstrap;
    const char *client_id;
    const char *properties; /* "name=value;name=value" applied last; may be NULL */
    const char *tls_dir;    /* ca.pem, certificate.pem and key.pem for mutual TLS; NULL: plaintext, which only
                               the    embedded development broker speaks (deploy/local/devbroker.c) */
    ju_kafka_log log;       /* may be NULL */
} ju_kafka_setup;

/* Whether each of these host:port, with commas between, is 127.0.0.1, [::1] or localhost. */
bool ju_kafka_on_loopback(const char *bootstrap);

/* ---- consumer: one thread ------------------------------------------------------------------------------ */

typedef struct ju_consumer ju_consumer;

/* Joins the group and subscribes. JU_FATAL for a bad property; an absent broker is found while fetching. */
ju_rc ju_consumer_open(const ju_kafka_setup *setup, const char *group, const char *const *topics,
                       size_t topic_count, ju_consumer **ret, ju_err *err) JU_MUST_CHECK;

/* Leaves the group and frees. Offsets stored before are committed. Accepts NULL. */
void ju_consumer_close(ju_consumer *consumer);

/*
 * Up to max records and about 256 KiB: waits idle_ms for the first, then at most batch_ms for more. The
 * caller owns the records (rd_kafka_message_destroy). Returns the count; 0 when nothing came. *ret_fatal is
 * set when the client is beyond use.
 */
size_t ju_consumer_fetch(ju_consumer *consumer, rd_kafka_message_t **records, size_t max, int idle_ms,
                         int batch_ms, bool *ret_fatal);

/* Marks the records as done: their offsets are committed in the background. Call after the database commit.
 */
void ju_consumer_done(ju_consumer *consumer, rd_kafka_message_t *const *records, size_t count);

/* Whether the group has given this consumer its share, which may be no partition at all. */
bool ju_consumer_joined(const ju_consumer *consumer);

/* Rises at each rebalance: records fetched under an older generation may belong to somebody else now. */
uint64_t ju_consumer_generation(const ju_consumer *consumer);

/* Keeps the membership alive while the database is away: stops or resumes delivery, and serves the group. A
 * record that comes all the same is kept for the next fetch. */
void ju_consumer_pause(ju_consumer *consumer, bool pause);
void ju_consumer_serve(ju_consumer *consumer, int timeout_ms);

/* From now on only these topics are read, by their full names with NULL behind the last; NULL: all again.
 * What is not read waits. They must live until the next call. */
void ju_consumer_narrow(ju_consumer *consumer, const char *const *topics);

/* The name of the last error since this was asked that says a topic or a right is missing, such as
 * UNKNOWN_TOPIC_OR_PART, or NULL. The client goes on trying by itself. */
const char *ju_consumer_trouble(ju_consumer *consumer);

/* ---- producer ------------------------------------------------------------------------------------------ */

/* Idempotent, acks=all, murmur2_random so that keys land where Java clients put them; delivery reports set
 * the bool that the message's opaque points to. */
ju_rc ju_producer_open(const ju_kafka_setup *setup, rd_kafka_t **ret, ju_err *err) JU_MUST_CHECK;

/* Gives unsent messages up after one second: the outbox has them. Accepts NULL. */
void ju_producer_close(rd_kafka_t *producer);

typedef struct ju_record_header {
    const char *name;
    const void *value;
    size_t size;
} ju_record_header;

/* Queues one record, waiting up to three seconds for room. JU_RETRY when the client refuses; the producer
 * should then be recreated. *ret_delivered becomes true in a later rd_kafka_poll or rd_kafka_flush, and must
 * live until then. */
ju_rc ju_produce(rd_kafka_t *producer, const char *topic, const void *key, size_t key_size, const void *value,
                 size_t value_size, const ju_record_header *headers, size_t header_count, bool *ret_delivered,
                 ju_err *err) JU_MUST_CHECK;

/* True after an error that the client cannot recover from: close and open anew. */
bool ju_producer_broken(rd_kafka_t *producer);

#endif
