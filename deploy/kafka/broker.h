#ifndef DEPLOY_KAFKA_BROKER_H
#define DEPLOY_KAFKA_BROKER_H

#include "deploy/kafka/topics.h"

#include <librdkafka/rdkafka.h>

/* A conversation with the cluster, bounded by options->timeout_ms from topics_broker_open on. */
typedef struct topics_broker {
    rd_kafka_t *client;
    rd_kafka_queue_t *queue; /* of the answers to admin requests */
    int64_t deadline_ms;
    const char *bootstrap;
    char last_error[256]; /* what librdkafka complained about last */
} topics_broker;

/* Connects to nothing yet. JU_FATAL: no --bootstrap, no --tls or a property that librdkafka does not accept.
 */
ju_rc topics_broker_open(const topics_options *options, topics_broker *ret_broker, ju_err *err) JU_MUST_CHECK;
void topics_broker_close(topics_broker *broker);

/* Milliseconds left, at least 1. */
int topics_broker_left_ms(const topics_broker *broker);

/* Every topic of the cluster; JU_RETRY when no broker answers. Free with rd_kafka_metadata_destroy. */
ju_rc topics_broker_topics(topics_broker *broker, const rd_kafka_metadata_t **ret_metadata,
                           ju_err *err) JU_MUST_CHECK;

/* The named topic in the metadata, or NULL when it does not exist. */
const rd_kafka_metadata_topic_t *topics_broker_find(const rd_kafka_metadata_t *metadata, const char *name);

/* Waits for the answer to an admin request; JU_RETRY when none comes. Free with rd_kafka_event_destroy. */
ju_rc topics_broker_answer(topics_broker *broker, const char *what, rd_kafka_event_t **ret_event,
                           ju_err *err) JU_MUST_CHECK;

#endif
