#ifndef IDENTITY_MOVE_H
#define IDENTITY_MOVE_H

#include "common/text/date.h"
#include "juki/identity/v1/move_in.pb-c.h"

#include <stdbool.h>

/*
 * 特例転入 (住基法24条の2; seed 002 flow 6, R-75, R-87): how a move stands, what may happen to it and what is
 * done then. Pure: two tables, state by event, drawn in MOVES.md.
 */

/* ---- somebody comes ------------------------------------------------------------------------------------ */

/* As juki.identity.v1.MoveInState. */
typedef enum move_in_state {
    MOVE_IN_NONE,
    MOVE_IN_REQUESTED,
    MOVE_IN_HELD,
    MOVE_IN_ERASED,
    MOVE_IN_UNAVAILABLE,
    MOVE_IN_MOVED_IN,
    MOVE_IN_STATES_
} move_in_state;

typedef enum move_in_event {
    MOVE_IN_CERTIFICATE, /* 転出証明書情報 comes by its 30th day */
    MOVE_IN_LATE,        /* or later */
    MOVE_IN_REQUEST,     /* the counter wants it sent */
    MOVE_IN_NOT_THERE,   /* the municipality that was left has none */
    MOVE_IN_DAY,         /* nobody may have it from today on */
    MOVE_IN_DONE,        /* the register has somebody of it */
    MOVE_IN_EVENTS_
} move_in_event;

enum move_in_act {
    MOVE_IN_KEEP = 1,   /* keep 転出証明書情報, tell the register */
    MOVE_IN_ASK = 2,    /* send 送信依頼 */
    MOVE_IN_ERASE = 4,  /* the data goes, the reference stays */
    MOVE_IN_NOTIFY = 8, /* 転入通知 and 継続利用 */
};

typedef struct move_step {
    int next;         /* the state after it */
    unsigned acts;    /* what is done */
    const char *code; /* why not; NULL: it is done */
} move_step;

const move_step *move_in_next(move_in_state state, move_in_event event);

/* ---- somebody goes ------------------------------------------------------------------------------------- */

typedef enum move_out_state {
    MOVE_OUT_NONE,
    MOVE_OUT_SENT,
    MOVE_OUT_ARRIVED,
    MOVE_OUT_STATES_
} move_out_state;

typedef enum move_out_event {
    MOVE_OUT_ISSUED, /* the register gives 転出証明書情報 */
    MOVE_OUT_WANTED, /* another municipality asks for it */
    MOVE_OUT_NOTICE, /* 転入通知 */
    MOVE_OUT_EVENTS_
} move_out_event;

enum move_out_act {
    MOVE_OUT_SEND = 1,
    MOVE_OUT_FETCH = 2, /* from the register: identity keeps none */
    MOVE_OUT_TELL = 4,  /* the register, that he arrived */
};

const move_step *move_out_next(move_out_state state, move_out_event event);

/* ---- days ---------------------------------------------------------------------------------------------- */

/* Whether 転出証明書情報 of this 転出予定年月日 may not be kept any more: it may by the 30th day after it
 * (R-75). */
bool move_is_late(const char *planned_date, const char *today);

/* The day on which it is erased: the 31st; of what was asked for later than that, the day after today. */
void move_erase_on(const char *planned_date, const char *today, char ret[JU_DATE_SIZE]);

/* ---- letters ------------------------------------------------------------------------------------------- */

typedef struct move_refusal {
    const char *code; /* NULL: not refused */
    const char *item;
} move_refusal;

/* What is said inside a letter, against who signed it, the key of its record and our own municipality. Codes:
 * "key_mismatch", "municipality_mismatch" (it speaks for another), "not_for_us", "item_missing",
 * "item_invalid". */
move_refusal move_check_word(const Juki__Identity__V1__MunicipalityWord *word, const char *signed_by,
                             const char *key, const char *municipality);

/* What an operator is told, in Japanese. */
const char *move_refusal_message(const char *code);

#endif
