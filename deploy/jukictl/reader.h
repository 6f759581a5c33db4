#ifndef JUKICTL_READER_H
#define JUKICTL_READER_H

#include "common/bus/kafka.h"
#include "deploy/jukictl/ctl.h"

/*
 * Reads all partitions of some topics by offset, without a consumer group: nothing is committed and nobody
 * else's reading is disturbed.
 */
typedef struct ctl_reader ctl_reader;

typedef enum ctl_place { CTL_BEGINNING, CTL_END } ctl_place;

/*
 * topics are without prefix. When this returns, the places are fixed: with CTL_END every record that is
 * produced afterwards will be read. JU_RETRY "unreachable" or "topic_missing",
 * JU_REJECT "not_authorized".
 */
ju_rc ctl_reader_open(const ctl *c, const char *const *topics, size_t topic_count, ctl_place place,
                      ctl_reader **ret, ju_err *err) JU_MUST_CHECK;
void ctl_reader_close(ctl_reader *reader); /* accepts NULL */

/*
 * The next record, or NULL when the deadline (ju_clock_monotonic_ms) passes. With ret_end also NULL once all
 * partitions were read to their end, which it tells; that is for readers of one topic. Destroy the record
 * with rd_kafka_message_destroy before the reader is closed.
 */
rd_kafka_message_t *ctl_reader_next(ctl_reader *reader, int64_t deadline_ms, bool *ret_end);

/* When no record came: JU_REJECT "not_authorized" if the certificate that is shown may not read. */
ju_rc ctl_reader_check(const ctl_reader *reader, ju_err *err) JU_MUST_CHECK;

/* The setup of both clients: quiet, because errors are told in our own words. */
ju_kafka_setup ctl_kafka_setup(const ctl *c);

/* From now until --timeout has passed. */
int64_t ctl_deadline_ms(const ctl *c);

/* "juki.132071.resident.command" in ret. */
void ctl_topic_name(const ctl *c, const char *topic, char ret[256]);

/* How many partitions it has. A topic that was just made is not known to every broker at once: it is asked
 * for again, for some seconds at most. JU_RETRY "unreachable" or "topic_missing". */
ju_rc ctl_find_topic(const ctl *c, rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t *ret_partitions,
                     ju_err *err) JU_MUST_CHECK;

/* JU_RETRY: nothing came in time. */
ju_rc ctl_unreachable(const ctl *c, const char *what, ju_err *err);

#endif
