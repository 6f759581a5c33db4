#ifndef HARNESS_ANYONE_H
#define HARNESS_ANYONE_H

#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"

/* The topics of commands and of their answers, all five, read by one who may send anything to anybody. */
enum { ANYONE_TOPICS = 6, ANYONE_ANSWERS = 5 };
extern const char *const ANYONE_COMMANDS[ANYONE_TOPICS];

typedef struct anyone {
    world *w;
    bus_follower answers[ANYONE_ANSWERS];
} anyone;

anyone *anyone_open(world *w);
void anyone_close(anyone *a);

/* A command of this type with nothing in it but its id (the first field, and the key) and who gives it, sent
 * to the topic; token "": none. The id. */
command_id anyone_send(world *w, const char *topic, const ProtobufCMessageDescriptor *type,
                       const char *operator_id, const char *token);

/* The code of its refusal, "" when it was not refused (static). Waits for the answer. */
const char *anyone_code(anyone *a, const char *topic, const char *id);

#endif
