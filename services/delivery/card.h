#ifndef DELIVERY_CARD_H
#define DELIVERY_CARD_H

#include "juki/delivery/v1/card.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * 個人番号カード: which state follows which act and which event (seed 002 システム2 item 8, flow 13-①;
 * 番号法17条, 番号法施行令14条, 15条). The table stands in card.c. Free of I/O.
 */

/* How a card stands. No state: there is no such card. */
typedef struct card_standing {
    Juki__Common__V1__CardState state;
    bool collected; /* 回収 */
    Juki__Common__V1__CardReason reason;
} card_standing;

/* What follows when the municipality acts, or something happens at the card system; reason is that of a 廃止.
 * NULL when it fits, and then *ret is filled; else the code of the refusal. */
const char *card_after_act(const card_standing *before, Juki__Delivery__V1__CardAct act,
                           Juki__Common__V1__CardReason reason, card_standing *ret);
const char *card_after_event(const card_standing *before, Juki__Delivery__V1__CardEvent event,
                             Juki__Common__V1__CardReason reason, card_standing *ret);

/* Whether the card can still be used, now or once it is handed over or resumed. */
bool card_lives(const card_standing *standing);

/* One word of an act for the trail, such as "issue". */
const char *card_act_word(Juki__Delivery__V1__CardAct act);
const char *card_event_word(Juki__Delivery__V1__CardEvent event);

/* ---- the cards of a person --------------------------------------------------------------------------- */

typedef struct card_row {
    const char *card_ref;
    card_standing reported; /* as the card system last said */
    card_standing expected; /* when it has agreed to the acts that it has not answered yet */
    const char *expires_on;
    const char *lapse_on; /* "" for never */
} card_row;

/* An act that the card system has not answered, or has refused. */
typedef struct card_pending {
    const char *act_id;
    const char *card_ref;
    Juki__Delivery__V1__CardAct act;
    Juki__Common__V1__CardReason reason;
    const char *entered_on;
    const char *change_id;
    const char *refused_code; /* "": not refused */
} card_pending;

typedef struct card_file {
    card_row *card; /* oldest first */
    size_t card_count;
    card_pending *pending; /* in their order */
    size_t pending_count;
} card_file;

/* Fills expected: what was reported, and then each pending act that fits. */
void card_file_expect(card_file *file);

/* NULL when the person has no such card, or there is no such act. */
card_row *card_file_find(const card_file *file, const char *card_ref);
card_pending *card_file_pending(const card_file *file, const char *act_id);

/* What a change of the register does to one of the holder's cards. */
typedef enum card_effect {
    CARD_UNTOUCHED,
    CARD_ENDS,       /* 廃止, for *ret_reason */
    CARD_WAITS,      /* the days run in which it must be continued elsewhere */
    CARD_WAITS_HERE, /* likewise here */
    CARD_WAITS_NOT,  /* they run no more */
} card_effect;
card_effect card_effect_of(Juki__Delivery__V1__CardHolderChange change, const card_standing *standing,
                           Juki__Common__V1__CardReason *ret_reason);

#endif
