#ifndef HARNESS_ASKER_H
#define HARNESS_ASKER_H

#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"

#include "common/seal/seal.h"
#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/gateway/v1/numbers.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

/* Terminals of offices that ask the gateway, and a played register that tells it of residents. */
typedef struct asker {
    world *w;
    ju_arena arena;
    ju_keyring *ring; /* of the gateway */
    bus_follower replies;
    bus_follower tax; /* what the two consumers are told */
    bus_follower welfare;
} asker;

void asker_open(asker *a, world *w, int partitions);
void asker_close(asker *a);

/* A 個人番号 sealed to the gateway; lives in the arena. */
Juki__Common__V1__Sealed *asker_seal(asker *a, const char *subject, const char *number);

/* Sends a command of this operator, who acts for this affair; its request id is the key. */
void asker_send(asker *a, const char *operator_id, const char *affair, const char *request_id,
                const ProtobufCMessage *command);
/* The answer to it, in the arena; the test fails when none comes in time. */
const void *asker_answer(asker *a, const char *request_id, const ProtobufCMessageDescriptor *type);

/* The latest that a consumer was told of a number, in the arena; NULL: nothing. */
Juki__Gateway__V1__PersonFeed *asker_told(asker *a, bus_follower *consumer, const char *number);

/* What the register tells of somebody: NULL stays empty. */
typedef struct told {
    const char *addressee_number;
    int64_t sequence;
    const char *number; /* 個人番号 in clear, or NULL */
    const char *name;
    const char *birth_date;
    Juki__Resident__V1__PersonState state;
} told;
void asker_tell(asker *a, const told *who);

#endif
