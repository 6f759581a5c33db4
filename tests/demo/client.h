#ifndef DEMO_CLIENT_H
#define DEMO_CLIENT_H

#include "common/bus/kafka.h"
#include "common/event/message.h"

/* What the demo's programs need of an instance, from the same variables as the services. */
typedef struct client_settings {
    char *municipality;
    char *topic_prefix;
    char *kafka_bootstrap;
    char *kafka_properties;
    char *tls_dir;
    bool kafka_plaintext;
    char *key_dir;
} client_settings;

/* Errors go to standard error. Release with client_settings_free, in either case. */
ju_rc client_settings_load(client_settings *settings, ju_err *err) JU_MUST_CHECK;
void client_settings_free(client_settings *settings);

/*
 * A reader of topics that keeps its own place: no group is joined, nothing is committed; the group only says
 * whose offsets rd_kafka_committed tells. At the end of a partition rd_kafka_consumer_poll returns
 * RD_KAFKA_RESP_ERR__PARTITION_EOF.
 */
ju_rc client_reader_open(const client_settings *settings, const char *group, rd_kafka_t **ret,
                         ju_err *err) JU_MUST_CHECK;
void client_reader_close(rd_kafka_t *reader);

typedef enum client_place { CLIENT_FROM_START, CLIENT_FROM_END } client_place;

/*
 * Starts reading all partitions of the topics (full names), from what they hold first or from what comes
 * next. The place is fixed on return. JU_RETRY when the broker does not answer.
 */
ju_rc client_reader_assign(rd_kafka_t *reader, const char *const *topics, size_t topic_count,
                           client_place place, int *ret_partitions, ju_err *err) JU_MUST_CHECK;

/* JU_FATAL when there is no such topic, JU_RETRY when the broker does not answer. */
ju_rc client_partitions(rd_kafka_t *reader, const char *topic, int *ret, ju_err *err) JU_MUST_CHECK;

/* Where a partition begins and ends. JU_RETRY when the broker does not answer. */
ju_rc client_ends(rd_kafka_t *client, const char *topic, int32_t partition, int64_t *ret_low,
                  int64_t *ret_high, ju_err *err) JU_MUST_CHECK;

ju_rc client_producer_open(const client_settings *settings, rd_kafka_t **ret, ju_err *err) JU_MUST_CHECK;

#endif
