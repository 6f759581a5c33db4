#ifndef HARNESS_NETWORK_H
#define HARNESS_NETWORK_H

#include "juki/gateway/v1/network.pb-c.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/process.h"

/* 情報提供ネットワークシステム: the gateway with its link, the played network, and persons as the register
 * would tell of them. The register itself does not run. */

#define NETWORK_BODY  "131016" /* another municipality behind the network */
#define NETWORK_CHIEF "chief"  /* the supervisor */
#define NETWORK_TABLE "番号法第19条第8号に基づく主務省令 第2条の表"

/* All topics of the house, of one partition; all keys and certificates. */
void network_open(world *w);

/* Once the gateway has its tables: the law by which tests are answered. Items 17 (地方税関係情報), 48 and 155
 * (住民票関係情報, too), inquirer 市町村長, and 9, whose line ended the year before. */
void network_put_law(world *w);

/* Programs with what they need for the link. */
process *network_start_gateway(world *w);
process *network_start_peer(world *w);

/* A resident, as PersonChanged tells of him: 宛名番号 and 個人番号 by serial (person_of). What is NULL is as
 * usual. */
typedef struct network_person {
    int serial;
    int number_serial;        /* of the 個人番号; 0: serial; -1: none */
    const char *relationship; /* 世帯主 */
    bool restrained;
    int64_t sequence; /* 1 */
} network_person;
const char *network_addressee(int serial); /* valid until the next call */
void network_tell(world *w, const network_person *person);
void network_restrain(world *w, int serial, int64_t sequence, bool restrained);

/* The state of 符号取得, "" when it was never asked for; and waits until it is acquired. */
const char *network_code_state(world *w, int serial);
void network_await_code(world *w, int serial);
/* The 符号 itself, which only the played network can tell. Valid until the next call. */
const char *network_code(world *w, int serial);

/* Has the played network carry an inquiry about a person; columns and values of its table call beside
 * inquiry_id and code, e.g. "item, fault" and "'17', 'unlisted'"; NULL: the usual question. The inquiry's id,
 * valid until the next call.
 */
const char *network_call(world *w, int serial, const char *columns, const char *values);
/* Waits for the nth answer to it and returns its code, "" for information. */
const char *network_answer(world *w, const char *inquiry_id, int nth);

/* Sends a word as the network would; what is NULL is as in a good letter. */
typedef struct network_letter {
    const Juki__Gateway__V1__NetworkWord *word;
    const char *key;
    const char *signer; /* whose key signs: network */
    const char *key_id; /* network/2026 */
    int version;        /* 1; -1: 2 */
    const char *bytes;  /* instead of the word */
    const char *id;     /* ce_id */
} network_letter;
void network_send(world *w, const network_letter *letter);

/* How many acts of this action with this refusal ("" for done) the gateway put into the trail. */
int network_acts(world *w, const char *action, const char *refused);

#endif
