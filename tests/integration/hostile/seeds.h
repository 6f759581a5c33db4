#ifndef HOSTILE_SEEDS_H
#define HOSTILE_SEEDS_H

#include "tests/integration/harness/bus.h"

#include "common/event/topics.h"

/* A good record of a topic that one of the five services reads. */
typedef struct hostile_seed {
    const char *topic;
    const char *reader; /* the service */
    const ProtobufCMessageDescriptor *type;
    const unsigned char *value;
    size_t size;
    /* of a recorded one alone; NULL, 0 of golden bytes */
    const char *key;
    const char *id;
    const char *source;
    int64_t sequence;
} hostile_seed;

enum { HOSTILE_SEEDS_MAX = 2000 };

typedef struct hostile_seeds {
    ju_arena arena;
    ju_topics table;
    hostile_seed item[HOSTILE_SEEDS_MAX];
    size_t count;
    size_t golden; /* the first ones; behind them are those recorded */
} hostile_seeds;

/* The golden bytes of every message of every such topic, and what the world's topics hold now. */
hostile_seeds *hostile_seeds_new(const world *w);
void hostile_seeds_free(hostile_seeds *seeds);

/* The service that reads the topic; NULL: none of the five. */
const char *hostile_reader(const ju_topic *topic);

/* Whether it is a topic of commands that operators send. */
bool hostile_is_command(const char *topic);

#endif
