#ifndef HARNESS_ASKING_H
#define HARNESS_ASKING_H

#include "tests/integration/harness/network.h"

/* 情報照会: the gateway that asks, the office in whose name it does, and the body (NETWORK_BODY) that
 * answers. */
typedef struct asking {
    world *w;
    process *gateway;
    process *network;
    PGconn *conn;   /* the gateway's database */
    PGconn *theirs; /* the network's */
} asking;

/* The scene of network.h, with both programs started. settings: variables of the gateway besides, ends with
 * NULL; may be NULL. */
void asking_open(asking *s, world *w, const char *const *settings);
/* Starts the gateway again, with these. */
void asking_start_gateway(asking *s, const char *const *settings);

/* The register tells of a person of this serial; waits until his 符号 is there. His 宛名番号 (static, by
 * serial). */
const char *asking_person(asking *s, int serial);

/* What the body holds of 地方税関係情報; at the beginning income and note. */
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

/* The digest of the result as the tax office opens it; "" when it was told none. Static. */
const char *asking_relayed(asking *s, const char *inquiry_id, size_t *ret_count);
/* How the office was told that it stands, last; -1: not at all. ret_code: why. */
int asking_told(asking *s, const char *inquiry_id, char ret_code[64]);
/* 情報提供等記録 of this outcome; letters of the network that the gateway refused with this code. */
int64_t asking_records(asking *s, const char *outcome);
int64_t asking_letters_refused(asking *s, const char *code);

#endif
