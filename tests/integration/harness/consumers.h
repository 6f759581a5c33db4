#ifndef HARNESS_CONSUMERS_H
#define HARNESS_CONSUMERS_H

#include "juki/gateway/v1/snapshot.pb-c.h"
#include "tests/integration/harness/process.h"

/* The consumer registry at work: a gateway and the register, operators with jukictl, and what consumers get.
 */
#define FEED(id)    "feed." id
#define REQUEST(id) "feed." id ".request"

typedef Juki__Gateway__V1__PersonFeed person_feed;

typedef struct consumers {
    world *w;
    PGconn *conn;
    process *gateway;
    char keys[320]; /* the gateway's own folder of keyrings */
} consumers;

/* What jukictl consumer apply takes; items beyond those that everybody gets. */
typedef struct consumers_wish {
    const char *id;
    const char *affair;
    const char *items; /* ", \"name\"" ... */
    bool number;
    const char *rest; /* ", \"filter\": {...}" ... */
    const char *from;
    bool keyless; /* its keyring is not made ahead of its approval */
} consumers_wish;

/* All topics of the house with one partition, a gateway and the register; or the gateway alone, on topics
 * that are there. */
void consumers_open(consumers *s, world *w);
void consumers_open_gateway(consumers *s, world *w);
void consumers_start_gateway(consumers *s); /* once more */

/* jukictl consumer apply, with its exit code; and the same with the approval of another person. */
int consumers_apply(consumers *s, const char *who, const consumers_wish *w);
void consumers_approved(consumers *s, const consumers_wish *w);
/* The application that waits; valid until the next call. */
const char *consumers_waiting(consumers *s, const char *id);
/* The exit code is that of a refusal, and this was printed. */
void consumers_refused(int code, const char *why);
/* Topics and rights of all who are approved, as deploy/local/consumers.sh makes them. */
void consumers_make_topics(consumers *s);

/* Records of this type in a topic. */
size_t consumers_records_of(consumers *s, const char *topic, const ProtobufCMessageDescriptor *type);
#define SNAPSHOTS_ENDED(s, id)                                                                               \
    consumers_records_of(s, FEED(id), &juki__gateway__v1__snapshot_ended__descriptor)
#define PERSONS(s, id) consumers_records_of(s, FEED(id), &juki__gateway__v1__snapshot_person__descriptor)
#define CHANGES(s, id) consumers_records_of(s, FEED(id), &juki__gateway__v1__person_feed__descriptor)

/* The last that the consumer was told of the person in a change; free it. NULL: nothing. */
person_feed *consumers_last_change(consumers *s, const char *topic, const char *addressee_number);
bool consumers_last_state_is(consumers *s, const char *topic, const char *addressee_number,
                             const char *state);

/* The consumer confirms the last event of its topic. */
void consumers_confirm(consumers *s, const char *id, const char *feed, const char *request);
size_t consumers_dead_letters(consumers *s, const char *code);

/* As approved: this version of pension, after its first (valid_to: an SQL value). */
void consumers_put_version(PGconn *conn, int version, const char *valid_to, const char *delivery);

#endif
