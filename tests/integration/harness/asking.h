#ifndef HARNESS_ASKING_H
#define HARNESS_ASKING_H

#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/process.h"

/* The gateway that asks other bodies, the played network, and persons who have their 符号. */

#define ASKING_PROVIDER "131016"

typedef struct asking {
    world *w;
    process *gateway;
    process *network;
    PGconn *conn;   /* the gateway's database */
    PGconn *theirs; /* the network's */
} asking;

/* Makes keys, certificates and topics, a law by which item 48 asks 地方税関係情報 and 住民票関係情報 and 155
 * 住民票関係情報, and starts both. settings: variables of the gateway besides, ends with NULL; may be NULL.
 */
void asking_open(asking *s, world *w, const char *const *settings);

/* Starts the gateway again, with these. */
void asking_start_gateway(asking *s, const char *const *settings);
void asking_start_network(asking *s);

/* The register tells of a person of this serial (person_of), and waits until his 符号 is there. Returns his
 * 宛名番号 (static, by serial). */
const char *asking_person(asking *s, int serial);

/* What the provider holds of 地方税関係情報. */
void asking_provide(asking *s, const char *name, const char *value);
/* How it answers from now on (tests/peers/network/migrations/0002); "": as it should. */
void asking_mode(asking *s, const char *mode);
/* It answers this inquiry later, or once more. */
void asking_answer(asking *s, const char *inquiry_id, const char *mode);

/* Staff of the tax office asks under item 48 for income and note; the inquiry's id (valid until the next
 * call). */
const char *asking_enter(asking *s, const char *addressee_number);
/* Its supervisor approves it as it stands. */
void asking_approve(asking *s, const char *inquiry_id);
/* Whether it stands so. */
bool asking_is(asking *s, const char *inquiry_id, const char *state);

#endif
