#ifndef HARNESS_ASKED_H
#define HARNESS_ASKED_H

#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"

/* The topics of commands and of their answers, all five, read by one who may send anything to anybody. */
enum { ASKED_TOPICS = 6, ASKED_ANSWERS = 5 };
extern const char *const ASKED_COMMANDS[ASKED_TOPICS];

typedef struct asked {
    world *w;
    bus_follower answers[ASKED_ANSWERS];
} asked;

asked *asked_open(world *w);
void asked_close(asked *a);

/* A command of this type with nothing in it but its id (the first field, and the key) and who gives it, sent to
 * the topic; token "": none. The id. */
command_id asked_send(asked *a, const char *topic, const ProtobufCMessageDescriptor *type,
                      const char *operator_id, const char *token);

/* The code of its refusal, "" when it was not refused (static). Waits for the answer. */
const char *asked_code(asked *a, const char *topic, const char *id);

#endif
