#ifndef RESIDENT_OFFICE_H
#define RESIDENT_OFFICE_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "juki/delivery/v1/delivery.pb-c.h"

/* Places of the municipality that 送付先情報 prints (items 12-32); NULL where the office has given none. */
typedef struct office_places {
    Juki__Delivery__V1__DeliveryPlace *office;      /* 市町村 */
    Juki__Delivery__V1__DeliveryPlace *issue_place; /* 交付場所 */
    Juki__Delivery__V1__DeliveryPlace *card_place;  /* カード送付場所 */
} office_places;

/*
 * Reads the office's table: a first line "place,name,postal_code,address,telephone" and then at most one line
 * for each of "office" (without a name: it is 市町村名), "issue" and "card". 外字数 are counted. The places
 * live in the arena. JU_FATAL "office_table" with the line at fault; csv is changed.
 */
ju_rc office_places_parse(char *csv, ju_arena *arena, office_places *ret, ju_err *err) JU_MUST_CHECK;

#endif
