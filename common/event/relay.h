#ifndef JU_EVENT_RELAY_H
#define JU_EVENT_RELAY_H

#include "common/bus/kafka.h"

#include <stdatomic.h>
#include <stdint.h>

/*
 * The relay moves outbox rows to Kafka: one per service (advisory lock), in id order, only rows below the
 * snapshot's fence, deleting only the contiguous prefix that the broker acknowledged (invariant 4). After a
 * crash between produce and delete the rows are published again; the readers' inboxes absorb that.
 */
typedef struct ju_relay_setup {
    const char *conninfo;
    const char *application_name;
    const char *prefix; /* of topics */
    const char *source; /* ce_source */
    ju_kafka_setup kafka;
    void (*failed)(
        const ju_err *err); /* told of every round that failed, on the relay's thread; may be NULL */
} ju_relay_setup;

/* What the relay tells others, from its own thread. */
typedef struct ju_relay_stats {
    atomic_int_fast64_t published; /* events acknowledged */
    atomic_int_fast64_t failures;  /* rounds that ended in an error */
    atomic_int_fast64_t depth;     /* outbox rows, when last counted */
    atomic_int_fast64_t oldest_s;  /* age of the oldest, likewise */
    atomic_bool leader;            /* holds the lock */
    char fatal[256];               /* set once, before ended */
    atomic_bool ended;             /* the thread stopped by itself: a bug or a wrong schema */
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
