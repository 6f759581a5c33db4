#ifndef GATEWAY_RECONCILE_H
#define GATEWAY_RECONCILE_H

#include "juki/gateway/v1/snapshot.pb-c.h"
#include "services/gateway/person_digest.h"

#include <stdbool.h>
#include <stddef.h>

/* 照合 (seed 002 R-84): the rules by which is found whose records a consumer has to be told again, without
 * I/O. */
enum { GATEWAY_RANGES_MAX = 4000, GATEWAY_ENTRIES_MAX = 2000 };

/* Whether the ranges follow each other to the end. */
bool gateway_ranges_valid(const Juki__Gateway__V1__RequestReconcile *wish);

/* Whether the persons told are in ascending order, behind `after` and not behind `until`, the part of a range
 * that ends with range_until. */
bool gateway_told_valid(const Juki__Gateway__V1__ReconcileTold *told, const char *range_until);

typedef struct gateway_reconcile_item {
    const char *addressee_number;
    unsigned char digest[GATEWAY_DIGEST_BYTES];
} gateway_reconcile_item;

/* A list in ascending order; full: there may be more behind its last. */
typedef struct gateway_reconcile_list {
    const gateway_reconcile_item *item;
    size_t count;
    bool full;
    const char *reach; /* of a full one: who was looked at last, told or not; NULL: its last item */
} gateway_reconcile_list;

typedef enum gateway_reconcile_kind {
    GATEWAY_RECONCILE_TELL,  /* the consumer has another record, or none: index of ours */
    GATEWAY_RECONCILE_ERASE, /* it has one that it is not to have: index of theirs */
} gateway_reconcile_kind;

typedef struct gateway_reconcile_difference {
    gateway_reconcile_kind kind;
    size_t index;
} gateway_reconcile_difference;

/* Compares two lists, as far as both of them reach; ret has room for own->count + other->count. *ret_bound is
 * where it goes on behind, or NULL when both are through. */
size_t gateway_reconcile(const gateway_reconcile_list *own, const gateway_reconcile_list *other,
                         gateway_reconcile_difference *ret, const char **ret_bound);

#endif
