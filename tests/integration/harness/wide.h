#ifndef HARNESS_WIDE_H
#define HARNESS_WIDE_H

#include "juki/identity/v1/wide.pb-c.h"
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"

/* Another municipality that asks for 広域交付, and what it is answered. */

/* The values of WideItem. */
enum { WIDE_RELATIONSHIP = 1, WIDE_NUMBER, WIDE_CODE, WIDE_FOREIGN };
enum { WIDE_SHOWN_MAX = 3 };

#define WIDE_BORN "1990-01-15" /* whoever moves in here */

/* Makes its keys, follows the answers, and returns the setting JUKI_LINK_KEY_DIR for identity; then its end.
 */
const char *wide_open(world *w);
void wide_close(void);

/* A request; what is NULL or 0 is as in a good one. */
typedef struct wide_request {
    int serial; /* 1: who has shown the card, person_of */
    bool household;
    int shown[WIDE_SHOWN_MAX];
    const char *name;       /* of that person */
    const char *birth_date; /* WIDE_BORN */
    const char *code;       /* of that person */
    int proof;              /* the card; -1: none */
    const char *issuer;     /* 131016 */
    const char *id;         /* a new one */
    const char *record_key; /* the id */
    const char *event_id;   /* a new one */
    const char *municipality;
    const char *asked_at; /* now */
    const char *sealed_for;
    const char *signed_by;  /* the municipality */
    const char *signed_for; /* link.municipality.in */
    const char *key_id;
    bool altered; /* after it was signed */
    bool garbled; /* before */
} wide_request;

command_id wide_ask(world *w, const wide_request *wish);

/* How many different answers stand under this key; the nth of them, once it is there: as a record, or
 * unpacked, to be freed with free_unpacked. */
size_t wide_count(const char *id);
const bus_record *wide_record(const char *id, size_t nth);
Juki__Identity__V1__WideAnswered *wide_answer(const char *id, size_t nth);

/* The nth answer has this code; "": it brings so many persons and its age. A refusal brings nothing at all.
 */
void wide_expect(const char *id, size_t nth, const char *code, size_t persons);

#endif
