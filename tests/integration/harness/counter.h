#ifndef HARNESS_COUNTER_H
#define HARNESS_COUNTER_H

#include "tests/integration/harness/bus.h"

/* A counter that keeps its connections: it sends without waiting and reads resident's replies as they come.
 */
typedef struct counter counter;

/* The topics must be there. */
counter *counter_open(world *w);
void counter_close(counter *c); /* accepts NULL */

/* Queues one command under a new ce_id. */
void counter_send(counter *c, const char *key, const ProtobufCMessage *message);

/* One reply; its body is NULL when the type is not one of the counter's. */
typedef struct counter_reply {
    char key[40];
    ProtobufCMessage *body; /* protobuf_c_message_free_unpacked */
} counter_reply;

/* The next reply; the test fails when none comes in time. */
counter_reply counter_next(counter *c);

#endif
