#ifndef HOSTILE_HOUSE_H
#define HOSTILE_HOUSE_H

#include "tests/integration/harness/process.h"
#include "tests/integration/hostile/seeds.h"

/* The five services under attack: what they hold, how large they are, and what they say. */
enum { HOUSE_SERVICES = 5, HOUSE_TABLES_MAX = 400 };

/* The ports on which each is asked by HTTP: health and metrics, the audit log's tiles, the REST door. */
typedef struct house {
    world *w;
    process *service[HOUSE_SERVICES]; /* resident, identity, delivery, gateway, audit */
    int tile_port;
    int rest_port;
} house;

house *house_open(world *w);

/* What all tables hold, one by one. */
typedef struct house_state {
    struct {
        char name[96]; /* service.table */
        char digest[64];
    } table[HOUSE_TABLES_MAX];
    size_t count;
} house_state;

/* Without what every service writes of messages themselves (inbox, outbox, dead letters), and the trail. With
 * rooms_only without what is written of commands that are refused, too: the registers alone. */
void house_look(const house *h, bool registers_only, house_state *ret);
/* The test fails with the tables that are no longer as they were. */
void house_compare(const house_state *before, const house_state *after);

/* Waits until each service has put aside the record that is sent last to each of its topics. */
void house_settle(const house *h, const hostile_seeds *seeds);

/* Resident memory of the largest, KiB. */
int64_t house_memory(const house *h);

/* The test fails when a service has ended, or its log or metrics, an answer, a reason or an act has the text.
 */
void house_search(const house *h, const hostile_seeds *seeds, const char *text);

#endif
