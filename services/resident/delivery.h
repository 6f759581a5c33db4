#ifndef RESIDENT_DELIVERY_H
#define RESIDENT_DELIVERY_H

#include "common/base/arena.h"
#include "juki/delivery/v1/delivery.pb-c.h"
#include "juki/resident/v1/record.pb-c.h"
#include "services/resident/office.h"

/* 送付先情報 without I/O: who is told together and where, and what is printed. */

/* A person who is to be told of his number. */
typedef struct delivery_person {
    Juki__Resident__V1__PersonRecord *record;
    const char *head_name; /* of the 世帯主 of his household; "" when there is none */
    bool apart; /* under 支援措置 or the like: he is written to himself, whoever heads the household */
    const char *designation_id;       /* of the 居所 that is designated for him; NULL: none stands */
    Juki__Common__V1__Address *place; /* that 居所 */
    const char *place_name;           /* who is written to there */
    int64_t serial;                   /* of a 送付先管理番号, for the record that he is the first of */
} delivery_person;

typedef struct delivery_people {
    delivery_person *item;
    size_t count;
} delivery_people;

/* Whether the two stand on one record: those who share a designated 居所, or else a household, get one
 * (systems C7). */
bool delivery_together(const delivery_person *a, const delivery_person *b);

/* Takes out of people those who stand on one record with the first, in their order, into ret, which has room
 * for all. */
void delivery_take(delivery_people *people, delivery_people *ret);

/* Fills the record for people who stand together, at least one, but for what only the one who makes it knows:
 * 送付先管理番号, change and the numbers of the persons. False when the arena is full. */
bool delivery_fill(const delivery_people *people, const office_places *places, ju_arena *arena,
                   Juki__Delivery__V1__DeliveryRecord *ret);

#endif
