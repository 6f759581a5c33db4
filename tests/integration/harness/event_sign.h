#ifndef HARNESS_EVENT_SIGN_H
#define HARNESS_EVENT_SIGN_H

#include "common/event/signer.h"
#include "tests/integration/harness/world.h"

/* Tests that write to a topic play who may: the first of its writers in proto/topics.csv, whose key signs. */

/* As the value of ce_source: whoever is played. */
extern const char EVENT_SIGN_SOURCE[];

enum { EVENT_SIGN_HEADERS = 24 };

/* Headers as they are sent; what was added stands beside them. */
typedef struct event_signed {
    ju_record_header header[EVENT_SIGN_HEADERS];
    ju_signature signature;
    char source[64];
} event_signed;

/* Fills in the source and signs, unless there is a signature already or no header at all. Returns the number
 * of headers. */
size_t event_sign(world *w, const char *topic, const void *key, size_t key_size, const void *value,
                  size_t size, const ju_record_header *headers, size_t header_count, event_signed *ret);

/* Frees what the world has for it. */
void event_sign_end(world *w);

#endif
