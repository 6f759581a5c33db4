#ifndef HARNESS_FEED_H
#define HARNESS_FEED_H

#include "common/seal/seal.h"
#include "tests/integration/harness/command.h"

/* Tests of feeds play the register and the consumers: the gateway alone stands between them. */

#define FEED_SECRET "９１１－８２２" /* where a restrained person lives */

/* All topics, the gateway's tables, and in them so many persons who have been told to it before, without
 * 個人番号. */
world *feed_open(void **state, int persons);
PGconn *feed_db(world *w);

typedef struct feed_key {
    char text[16];
} feed_key;
feed_key feed_number(int serial);

/* The nth message about a person: a change, with a 個人番号 from the synthetic block (ring is the gateway's),
 * or the word that his place is not to be told from now on. */
void feed_change(world *w, ju_keyring *ring, int serial, int64_t nth, bool restrained);
void feed_restrain(world *w, int serial, int64_t nth);

/* A consumer asks for a snapshot. */
command_id feed_wish(world *w, const char *consumer);
/* How often its feed refuses the wish with this code. */
int feed_refusals(world *w, const char *consumer, const char *request_id, const char *code);

/* No snapshot is under way, and nothing waits to be published. */
void feed_await_quiet(world *w);

/* Neither the place of a restrained person nor the number of these stands in the topic. */
void feed_expect_no_trace(world *w, const char *topic, const int *serial, size_t count);

#endif
