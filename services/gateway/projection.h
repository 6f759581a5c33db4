#ifndef GATEWAY_PROJECTION_H
#define GATEWAY_PROJECTION_H

#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/gateway/v1/numbers.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

/* A set of items of PersonFeed: bit i stands for field i of its descriptor. */
typedef uint64_t gateway_items;

/* Reads item names, separated by single spaces. False when one is not a field of PersonFeed. */
bool gateway_items_read(const char *names, gateway_items *ret);

/* Whether the set has the field of this name. */
bool gateway_items_has(gateway_items items, const char *name);

/*
 * All that the gateway keeps of a person, in the shape of a feed. Borrows from changed and integrated_number;
 * the 個人番号 is still sealed to the gateway.
 */
Juki__Gateway__V1__PersonFeed gateway_feed_full(const Juki__Resident__V1__PersonChanged *changed,
                                                const char *integrated_number);

/* A 住登外者 in the shape of a feed, and what it points to. */
typedef struct gateway_outside {
    Juki__Gateway__V1__PersonFeed feed;
    Juki__Common__V1__WrittenDate birth_date;
    Juki__Common__V1__Address address;
} gateway_outside;

/* What is known of him; who he is and how he stands (宛名番号, 団体内統合宛名番号, state, restrained,
 * change_id) is for the caller to fill in. Borrows from basics; *ret must stay where it is. */
void gateway_feed_outside(const Juki__Gateway__V1__NonresidentBasics *basics, gateway_outside *ret);

/*
 * The feed of one consumer: full without every item outside of items (seed 002 R-08), with number, the
 * 個人番号 sealed to this consumer or NULL, in place of the gateway's. Of a restrained person the places
 * (住所, now and before, 転入前住所, 転出先) are absent too (seed 003 REQ-61), unless the consumer is
 * approved for restrained_place. Borrows from full and number.
 */
Juki__Gateway__V1__PersonFeed gateway_feed_for(const Juki__Gateway__V1__PersonFeed *full, gateway_items items,
                                               bool restrained_place, Juki__Common__V1__Sealed *number);

#endif
