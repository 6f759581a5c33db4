#ifndef HARNESS_BUS_H
#define HARNESS_BUS_H

#include "common/bus/kafka.h"
#include "tests/integration/harness/world.h"

#include <protobuf-c/protobuf-c.h>

/* One record as it stands in a topic. */
typedef struct bus_record {
    char *key; /* with a NUL behind */
    size_t key_size;
    unsigned char *value;
    size_t size;
    char id[64];      /* ce_id, or "" */
    char source[64];  /* ce_source, or "" */
    char type[96];    /* ce_type */
    int64_t sequence; /* juki-sequence, or 0 */
    int32_t partition;
    int64_t offset;
} bus_record;

typedef struct bus_records {
    const char *keys; /* folder of everybody's keyrings, which open what is sealed */
    bus_record *item;
    size_t count;
} bus_records;

/* Makes the topics (names without prefix, the list ends with NULL) with so many partitions. */
void bus_topics(world *w, int partitions, const char *const *names);
void bus_drop_topics(world *w);
/* Gives peers and services the rights of the table under this prefix, once. */
void bus_grant(world *w);
/* How the test itself reaches Kafka. */
ju_kafka_setup bus_setup(void);
/* The world's producer, made when it is first asked for. */
rd_kafka_t *bus_producer(world *w);

/* All records from the first to the one that is last now, partition by partition. Free with bus_free. */
bus_records bus_read(const world *w, const char *topic);
void bus_free(bus_records *records);
/* A reader that stays open, for tests that look often: records grows in the order of arrival. */
typedef struct bus_follower {
    const char *topic; /* the caller's */
    rd_kafka_t *reader;
    bus_records records;
} bus_follower;
bus_follower bus_follow(const world *w, const char *topic);
void bus_follow_on(bus_follower *follower, int wait_ms); /* waits at most so long for the first */
void bus_unfollow(bus_follower *follower);

size_t bus_count(const world *w, const char *topic);
/* Records with different ce_id: what is published twice counts once. */
size_t bus_unique(const world *w, const char *topic);

/* How many different acts of this action were published to the audit trail. */
size_t bus_acts(const world *w, const char *action);

/* Sends one record, signed by event_sign, and waits for the broker's word. To the register and delivery,
 * whoever commands comes with a token as a counter has it, unless the headers have one, if only an empty one.
 */
void bus_send_raw(world *w, const char *topic, const void *key, size_t key_size, const void *value,
                  size_t size, const ju_record_header *headers, size_t header_count);

/* The same as it is, signed or not. */
void bus_send_plain(world *w, const char *topic, const void *key, size_t key_size, const void *value,
                    size_t size, const ju_record_header *headers, size_t header_count);

/* A good CloudEvent; id NULL: a new one. Missing sequence is 0. */
typedef struct bus_event {
    const char *key;
    const char *id;
    int64_t sequence;
    const ProtobufCMessage *message;
    const char *staff_token; /* NULL: none, or that of a counter; "": none */
} bus_event;
void bus_send(world *w, const char *topic, const bus_event *event);

/* The headers of a good event of this type, of whom event_sign finds; ret has room for 8, the count is
 * returned. Texts are borrowed. */
size_t bus_headers(ju_record_header ret[8], const char *id, const char *type, const char *sequence);

/* Per key of the topic: numbers 1, 2, 3 ... in the order of the partition; a record published twice (same
 * ce_id) counts once, but may not overtake. Fails the test otherwise. Returns how many different events there
 * are. */
size_t bus_check_order(const world *w, const char *topic);

#endif
