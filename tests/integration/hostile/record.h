#ifndef HOSTILE_RECORD_H
#define HOSTILE_RECORD_H

#include "tests/fuzz/wire.h"
#include "tests/integration/hostile/seeds.h"

/*
 * Hostile records, made of good ones. What is wrong with one is known, so it is known that it may change
 * nothing: the legal sender of the topic may be the enemy, so all that the harness adds to a record (its
 * sender, his signature) comes afterwards, in bus_send_raw.
 */

/* A number that is nobody's (the sample that the agencies print), planted wherever a text can stand. */
#define HOSTILE_CANARY "123456789018"

/* Makes a record of this seed wrong in one way and sends it. */
void hostile_send(world *w, const hostile_seed *seed, wire_random *random);

/* A recorded one once more, as it was. */
void hostile_replay(world *w, const hostile_seed *seed);

/* A command that can be read, with something else in it than its sender meant, and no good token. */
void hostile_command(world *w, const hostile_seed *seed, wire_random *random);

/* A record that its reader puts aside under this id, whatever came before it. */
void hostile_last(world *w, const char *topic, const char *id);

/* How many of each kind were sent, on standard error. */
void hostile_tell(void);

#endif
