#ifndef JU_BUS_PARTITION_H
#define JU_BUS_PARTITION_H

/* Into which of so many partitions the producers of the house (murmur2_random, as Kafka's own clients) put a
 * record of this key. */
int ju_partition_of(const char *key, int partitions);

#endif
