#ifndef PROPERTY_PLAYER_H
#define PROPERTY_PLAYER_H

#include "tests/integration/harness/command.h"
#include "tests/integration/property/model.h"

/* Makes up changes over the persons of a model, spells them as notices, and tells the model what became of
 * them. */

enum { PLAN_PERSONS_MAX = 6, PLAN_ALERTS_MAX = 4, ALERT_SIZE = 32, PLAYER_TOWNS = 5 };

typedef enum plan_ending { PLAN_APPROVE, PLAN_RETURN, PLAN_WITHDRAW } plan_ending;

/* One change on its way. */
typedef struct plan {
    command_id id;
    const char *reason;
    int day; /* 異動日, days since 1970 */
    int count;
    int person[PLAN_PERSONS_MAX];  /* -1: somebody new */
    int serial[PLAN_PERSONS_MAX];  /* of the numbers that the entry gives; 0 for none */
    model_op op[PLAN_PERSONS_MAX]; /* a household of -1 is the one of the answer */
    int household;                 /* that the entry names, or -1 */
    int street;                    /* that the entry names, or 0 */
    command_id cancelled;          /* "" for none */
    char alert[PLAN_ALERTS_MAX][ALERT_SIZE];
    int alert_count;
    plan_ending ending;
    bool done;
} plan;

/* What a change was, for its 取消し and for counting. */
typedef struct past_change {
    command_id id;
    const char *reason;
    int person[PLAN_PERSONS_MAX];
    int count;
} past_change;

typedef struct player {
    model m;
    past_change *past; /* m.changes long */
    uint64_t seed;
    int today; /* days since 1970 */
    int persons_max;
    int persons_planned;
    int last_serial;
    int last_text; /* names and streets are never used twice */
    int wave;
} player;

/* Below so many, the same on every machine. */
int player_draw(player *p, int below);

/* Makes up one change of persons and households that no other change of this wave concerns; false when the
 * draw found none. */
bool player_plan(player *p, plan *ret);

/* Sends the plan's entry under its id. The callback gets a message that lives until it returns. */
typedef void player_send(void *opaque, const char *key, const ProtobufCMessage *message);
void player_submit(const player *p, world *w, plan *planned, player_send *send, void *opaque);

/* Tells the model that the plan has become law; the answer names persons and household. */
void player_registered(player *p, const plan *planned, const Juki__Resident__V1__ChangeReply *answer);

/* The 町字 of a street, and the number of a 町字; the test fails for any other. */
const char *player_town(int street);
int player_town_number(const char *town);

enum { PLAYER_TEXT_SIZE = 256 };

/* Whether the record is what the state says; NULL for either is not on record. Else false and what differs.
 */
bool player_same(const player *p, const model_state *state, const Juki__Resident__V1__PersonRecord *record,
                 char ret[PLAYER_TEXT_SIZE]);

/* Prints what was registered about a person, for who looks into a failure. */
void player_print(const player *p, int person);

#endif
