#ifndef DELIVERY_RECORD_H
#define DELIVERY_RECORD_H

#include "common/base/arena.h"
#include "juki/delivery/v1/delivery.pb-c.h"

/* A record as delivery reads it, whichever of its two forms it came in. Decoding is for reading only: what is
 * handed over are the bytes that came (seed 002 R-27). */
typedef struct delivery_view {
    Juki__Delivery__V1__DeliveryRecord record; /* with person blocks; parts are those of the record read */
    bool old_form; /* one person, who was the addressee himself; register_ref is the key of the message */
} delivery_view;

/* False when the arena is full. */
bool delivery_view_of(const Juki__Delivery__V1__DeliveryRecord *record, const char *key, ju_arena *arena,
                      delivery_view *ret);

/* The subject under which the numbers of a person of the view are sealed; NULL when the arena is full. */
char *delivery_seal_subject(const delivery_view *view, size_t at, ju_arena *arena);

#endif
