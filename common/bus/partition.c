#include "common/bus/partition.h"

#include <librdkafka/rdkafka.h>
#include <string.h>

int ju_partition_of(const char *key, int partitions)
{
    return rd_kafka_msg_partitioner_murmur2(NULL, key, strlen(key), partitions, NULL, NULL);
}
