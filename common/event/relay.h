#ifndef JU_EVENT_RELAY_H
#define JU_EVENT_RELAY_H

#include "common/base/clock.h"
#include "common/bus/kafka.h"
#include "common/db/db.h"
#include "common/event/link.h"
#include "common/event/signer.h"

#include <stdatomic.h>
#include <stdint.h>

/*
 * The relay moves outbox rows to Kafka: one per service (advisory lock), in id order, only rows below the
 * snapshot's fence, deleting only the contiguous prefix that the broker acknowledged (invariant 4). After a
 * crash between produce and delete the rows are published again; the readers' inboxes absorb that.
 *
 * Events of a link that is closed, or at its rate, wait in outbox_held, so that others pass them; behind one
 * that waits all of its link wait, and they leave in their order when it is open again. Events of a topic
 * that the broker does not have (not made yet, taken away, no right to it) wait likewise and hold up nobody.
 *
 * It signs what it sends, when it leaves and not when it was written: so a row is bound to no key, and a new
 * key counts at once. Without a key that counts nothing leaves, and nothing is lost.
 */
typedef struct ju_relay_setup {
    const char *conninfo;
    const char *application_name;
    const char *prefix; /* of topics */
    const char *source; /* ce_source */
    ju_signer *signer;  /* its name is the last word of source; used by the relay's thread alone */
    ju_kafka_setup kafka;
    const ju_link *link; /* JU_LINKS_MAX at most */
    size_t link_count;
    const ju_clock *clock;                          /* by which the links' hours go */
    void (*turned)(const ju_link *link, bool open); /* told when a link closes or opens; may be NULL */
    void (*missed)(const char *topic,
                   bool there); /* told when a topic is not there, and when it is; may be NULL */
    const ju_sql *left; /* run for events that leave after they have waited: $1 text[] ids; may be NULL */
    void (*failed)(
        const ju_err *err); /* told of every round that failed, on the relay's thread; may be NULL */
} ju_relay_setup;

/* How a link stands; of the relay that leads. */
typedef struct ju_link_stats {
    atomic_bool open;
    atomic_int_fast64_t held; /* events that wait */
} ju_link_stats;

/* What the relay tells others, from its own thread. */
typedef struct ju_relay_stats {
    atomic_int_fast64_t published; /* events acknowledged */
    atomic_int_fast64_t failures;  /* rounds that ended in an error */
    atomic_int_fast64_t depth;     /* outbox rows, when last counted */
    atomic_int_fast64_t oldest_s;  /* age of the oldest, likewise */
    atomic_bool leader;            /* holds the lock */
    ju_link_stats link[JU_LINKS_MAX];
    char fatal[256];   /* set once, before ended */
    atomic_bool ended; /* the thread stopped by itself: a bug or a wrong schema */
} ju_relay_stats;

typedef struct ju_relay ju_relay;

/* Starts the relay's thread. setup must outlive it. */
ju_rc ju_relay_start(const ju_relay_setup *setup, ju_relay **ret, ju_err *err) JU_MUST_CHECK;

/* Says that rows were committed. Cheap, from any thread. */
void ju_relay_poke(ju_relay *relay);

/* Publishes what is committed for at most grace_ms more, ends the thread and frees. Accepts NULL. */
void ju_relay_stop(ju_relay *relay, int grace_ms);

ju_relay_stats *ju_relay_get_stats(ju_relay *relay);

#endif
