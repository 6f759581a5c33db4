#ifndef JU_EVENT_TOPICS_H
#define JU_EVENT_TOPICS_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The table of topics (proto/topics.csv), from which the topics of the broker, the ACLs and the AsyncAPI
 * document are made. Names are without the prefix that a municipality puts before them.
 *
 * A row whose name has * for one of its words is a pattern: a topic for each consumer that is approved
 * (services/gateway), which stands in the place of the * in its name and among its writers or readers.
 */
typedef struct ju_words {
    const char **word;
    size_t count;
} ju_words;

typedef struct ju_topic {
    const char *name;
    ju_words writers; /* who may write: services, peers, consumers, "counter", "operator" */
    ju_words readers;
    const char *audience; /* whose keyring seals its bodies (common/event/audience.h), or "-": nobody's */
    const char *key;      /* what the record key means, e.g. "register_ref" */
    int32_t partitions;
    int32_t retention_days;
    ju_words messages; /* full names, each in the registry */
    const char *meaning;
} ju_topic;

typedef struct ju_topics {
    ju_topic *item; /* in the order of the table */
    size_t count;
    ju_topic *pattern; /* rows with *, likewise */
    size_t pattern_count;
} ju_topics;

/*
 * Reads the table, strictly: the first fault is refused as JU_REJECT, code "topic_table", item
 * "<line>:<column>" (both from 1, columns in bytes), with path, line, column and reason as message. A file
 * that cannot be read is JU_FATAL. Everything in *ret_topics lives in the arena.
 */
ju_rc ju_topics_read(ju_arena *arena, const char *path, ju_topics *ret_topics, ju_err *err) JU_MUST_CHECK;

/* As ju_topics_read, from memory; path is only for messages. */
ju_rc ju_topics_parse(ju_arena *arena, const char *path, const char *text, size_t length_bytes,
                      ju_topics *ret_topics, ju_err *err) JU_MUST_CHECK;

/* NULL when the table has no such topic; a pattern is found by its own name. */
const ju_topic *ju_topics_find(const ju_topics *topics, const char *name);

/*
 * Adds the topics that the patterns have for these consumers, but those that stand in the table by name.
 * JU_REJECT "topic_table": a name that no consumer can have; JU_FATAL: the arena is full.
 */
ju_rc ju_topics_expand(ju_arena *arena, ju_topics *topics, const char *const *consumer, size_t count,
                       ju_err *err) JU_MUST_CHECK;

/* Whether a topic is of this name, or of this pattern: its * stands for one word that a consumer can have. */
bool ju_topic_is(const char *pattern, const char *topic);

#endif
