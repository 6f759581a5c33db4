#ifndef JU_EVENT_AUDIENCE_H
#define JU_EVENT_AUDIENCE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whose keyring seals the bodies of a topic: the column audience of proto/topics.csv. Exactly the writers and
 * readers of a topic have that keyring. A topic of which this knows nothing carries bodies in clear: they
 * hold no names and no addresses (common/seal/KEYS.md).
 */
typedef struct ju_topic_audience {
    const char *topic;   /* or a pattern (common/event/topics.h) */
    const char *writers; /* names apart by blanks */
    const char *readers;
    const char *audience; /* *: the consumer that stands in the topic's name */
} ju_topic_audience;

enum { JU_AUDIENCE_SIZE = 64 };

/* The table; ends with a NULL topic. */
const ju_topic_audience *ju_audience_table(void);

/* NULL: the bodies of this topic are in clear. */
const ju_topic_audience *ju_audience_row(const char *topic);

/* The audience of the row for this very topic. */
void ju_audience_name(const ju_topic_audience *row, const char *topic, char ret[JU_AUDIENCE_SIZE]);

/* Whether the audience is that of a consumer, whose keyring may not be there yet. */
bool ju_audience_is_consumer(const ju_topic_audience *row);

/* Whether a keyring of this name is between others, or what a service keeps is under it, so that no consumer
 * may be called so. */
bool ju_audience_taken(const char *name);

#endif
