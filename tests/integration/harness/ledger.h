#ifndef HARNESS_LEDGER_H
#define HARNESS_LEDGER_H

#include "tests/integration/harness/process.h"

/* The small service of tests/integration/ledger: what it is asked, and what it has written. */

#define LEDGER_DEAD "deadletter.ledger"

typedef struct ledger_order {
    const char *key;
    int64_t sequence; /* 0 on ledger.command */
    const char *code;
    const char *item;
    const char *id; /* ce_id; NULL: a new one */
} ledger_order;

/* Makes the ledger's topics, with so many partitions. */
void ledger_topics(world *w, int partitions);
void ledger_send(world *w, const char *topic, const ledger_order *asked);

PGconn *ledger_db(world *w);

/* How many entries there are, of a key or (NULL) of all. */
int64_t ledger_entries(world *w, const char *key);

/* The numbers of a key's entries in the order they were applied, "1 2 3". Valid until the next call. */
const char *ledger_sequence(world *w, const char *key);

/* Unresolved dead letters. */
int64_t ledger_dead(world *w);

/* Sends "tell" count times, for items of few names, numbered from. */
void ledger_tell(world *w, int from, int count);

/* Waits until all that was told is done, and checks that each was done once and in order: an entry, an event
 * in the order of its key, and the entry of that event. */
void ledger_check_told(world *w, int told);

#endif
