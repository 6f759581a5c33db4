#include "deploy/kafka/topics.h"

#include <stdio.h>

/*
 * Our messages end at 256 KiB, but the broker's limit is on a batch of records: librdkafka fills batches
 * up to 1,000,000 bytes, and a dead letter is a record inside a record with its headers. 1 MiB has room
 * for both.
 */
#define MAX_MESSAGE_BYTES "1048576"

/*
 * The broker erases whole segments, and only closed ones. A segment a day keeps a record at most one day
 * longer than the table promises; Kafka's own default would add a week. What is kept for a day only is what
 * must be gone by the next business day (送付先情報, seed 002 R-73): there a segment is an hour.
 */
#define SEGMENT_MS       "86400000"
#define SEGMENT_SHORT_MS "3600000"

int64_t topics_retention_ms(const ju_topic *topic)
{
    return (int64_t)topic->retention_days * 86400000;
}

void topics_settings(const ju_topic *topic, int32_t min_insync_replicas,
                     topics_setting ret_settings[TOPICS_SETTING_COUNT])
{
    static const topics_setting fixed[TOPICS_SETTING_COUNT] = {
        {.name = "retention.ms"},
        {.name = "min.insync.replicas"},
        {.name = "cleanup.policy", .value = "delete"},
        {.name = "compression.type", .value = "producer"},
        {.name = "max.message.bytes", .value = MAX_MESSAGE_BYTES},
        {.name = "segment.ms"},
    };
    for (size_t i = 0; i < TOPICS_SETTING_COUNT; i++) {
        ret_settings[i] = fixed[i];
    }
    (void)snprintf(ret_settings[0].value, sizeof ret_settings[0].value, "%lld",
                   (long long)topics_retention_ms(topic));
    (void)snprintf(ret_settings[5].value, sizeof ret_settings[5].value, "%s",
                   topic->retention_days == 1 ? SEGMENT_SHORT_MS : SEGMENT_MS);
    (void)snprintf(ret_settings[1].value, sizeof ret_settings[1].value, "%d", min_insync_replicas);
}

json_t *topics_full_name(const char *prefix, const char *name)
{
    return json_sprintf("%s.%s", prefix, name);
}
