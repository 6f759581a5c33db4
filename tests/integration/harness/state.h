#ifndef HARNESS_STATE_H
#define HARNESS_STATE_H

struct world;

/* The world of which state_tell tells; NULL: none. */
void state_watch(const struct world *w);

/* Prints how its databases and programs stand, for a test that waited in vain: what waits in which table, who
 * holds whom in PostgreSQL, and what the programs say of their queues. No content. */
void state_tell(void);

#endif
