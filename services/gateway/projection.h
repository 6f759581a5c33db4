#ifndef GATEWAY_PROJECTION_H
#define GATEWAY_PROJECTION_H

#include "juki/gateway/v1/feed.pb-c.h"
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

/*
 * The feed of one consumer: full without every item outside of items (seed 002 R-08), with number, the
 * 個人番号 sealed to this consumer or NULL, in place of the gateway's. Of a restrained person the places
 * (住所, now and before, 転入前住所, 転出先) are absent too (seed 003 REQ-61), unless the consumer is
 * approved for restrained_place. Borrows from full and number.
 */
Juki__Gateway__V1__PersonFeed gateway_feed_for(const Juki__Gateway__V1__PersonFeed *full, gateway_items items,
                                               bool restrained_place, Juki__Common__V1__Sealed *number);

#endif
