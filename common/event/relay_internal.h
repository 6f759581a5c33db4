#ifndef JU_EVENT_RELAY_INTERNAL_H
#define JU_EVENT_RELAY_INTERNAL_H

/* What the files of the relay share. */
#include "common/db/db.h"
#include "common/event/relay.h"

#include <pthread.h>

enum {
    RELAY_READ_MAX = 500,           /* rows of one round */
    RELAY_READ_MAX_BYTES = 2 << 20, /* and their payload */
    RELAY_VACUUM_EVERY = 5000,      /* rows deleted; each look passes those not vacuumed yet */
    RELAY_TOPICS_MAX = 128,         /* watched: of more it is not asked whether they are there */
};

/* A topic that is no link: open while the broker has it. */
typedef struct relay_topic {
    ju_link link; /* its gate's: always open, without rate */
    char name[256];
} relay_topic;

struct ju_relay {
    const ju_relay_setup *setup;
    pthread_t thread;
    int wake_fd;
    atomic_bool stopping;
    atomic_int_fast64_t stop_by_ms; /* monotonic */
    ju_relay_stats stats;
    /* the thread's own */
    ju_db *db;
    rd_kafka_t *producer;
    ju_arena arena;
    ju_event *event; /* RELAY_READ_MAX, that the round sends, and their signatures */
    ju_signature *signature;
    int64_t depth_at_ms;
    int deleted;     /* rows since the last vacuum */
    char fenced[24]; /* transaction of the row where the last look ended; "": none */
    int quiet_ms;    /* of the last rests: behind a quiet outbox, */
    int fenced_ms;   /* and behind the fence */
    ju_gate gate[JU_LINKS_MAX + RELAY_TOPICS_MAX]; /* of the setup's links, then of topics */
    size_t gate_count;
    relay_topic *topic;   /* RELAY_TOPICS_MAX, of the gates behind the links' */
    int64_t topics_at_ms; /* when the broker was last asked which it has; 0: ask again */
    int64_t hours_at_ms;  /* when their hours were last looked at */
    int released;         /* rows deleted from outbox_held since its last vacuum */
};

/* Rows on their way to the broker. */
typedef struct outbox_round {
    PGresult *rows;
    int count;
    bool waits[RELAY_READ_MAX]; /* not now: its link is closed or at its rate */
    bool delivered[RELAY_READ_MAX];
} outbox_round;

/* Produces what does not wait and takes what the broker acknowledged, up to the first row that it did not,
 * out of its table by the statement ($1 ids and, unless NULL, $2 topic). JU_RETRY when some are left. */
ju_rc ju_relay_publish(ju_relay *relay, outbox_round *sending, const ju_sql *statement, const char *topic,
                       ju_err *err) JU_MUST_CHECK;

/* After a failure: the producer may still hold pointers into the round, so it goes ahead of it. */
void ju_relay_drop_producer(ju_relay *relay);

/* ---- relay_link.c: events that wait for their link ----------------------------------------------------- */

/* How many wait for each link; by the relay that has become the leader. */
ju_rc ju_relay_count_held(ju_relay *relay, ju_err *err) JU_MUST_CHECK;

/* Which links are open at this moment, and how many may leave. */
ju_rc ju_relay_look_at_links(ju_relay *relay, ju_err *err) JU_MUST_CHECK;

/* The gate of a topic, made when it is first met; NULL when there are too many. */
ju_gate *ju_relay_gate(ju_relay *relay, const char *topic);

/* Looks which of them the broker has, if some were missing or may be by now. */
void ju_relay_look_at_topics(ju_relay *relay);

/* Topics that wait since before; by the relay that has become the leader. */
ju_rc ju_relay_count_topics(ju_relay *relay, ju_err *err) JU_MUST_CHECK;

/* Marks the rows of the round that must wait. */
void ju_relay_sort_out(ju_relay *relay, outbox_round *sending);

/* Takes these from the outbox to outbox_held. */
ju_rc ju_relay_hold(ju_relay *relay, const outbox_round *sending, ju_err *err) JU_MUST_CHECK;

/* Sends what may leave of what waits. *ret_count: events that left without a limit of their rate, so that
 * more may follow at once; *ret_pacing: some wait for the next permit. */
ju_rc ju_relay_release(ju_relay *relay, int *ret_count, bool *ret_pacing, ju_err *err) JU_MUST_CHECK;

#endif
