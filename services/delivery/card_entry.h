#ifndef DELIVERY_CARD_ENTRY_H
#define DELIVERY_CARD_ENTRY_H

#include "services/delivery/card.h"

#include <stdint.h>

/* Whether an operator may act so on a card: pure. */

/* Why not. */
typedef struct card_refusal {
    const char *code; /* NULL: not refused */
    const char *item;
} card_refusal;

/* What the operator is told, in Japanese. Holds no data of a person. */
const char *card_refusal_message(const char *code);

/* 継続利用 in time (番号法施行令14条): 転入届 within so many days of 転入, 継続利用 within so many of 転入届.
 */
typedef struct card_days {
    int64_t notify;
    int64_t go_on;
} card_days;

/* A named operator at a named terminal and a purpose. */
bool card_asker_named(const Juki__Common__V1__Operator *who, const char *purpose, card_refusal *ret);

/*
 * Decides an entry against the person's cards, whose expected standings are filled. On success *ret_after is
 * how the card stands when the card system agrees; of a card that only its number names, its state alone.
 * False with *ret filled when refused.
 */
bool card_decide(const Juki__Delivery__V1__EnterCardAct *entry, const card_file *file, const card_days *days,
                 const char *today, card_standing *ret_after, card_refusal *ret);

#endif
