#ifndef DELIVERY_GATE_H
#define DELIVERY_GATE_H

#include "services/delivery/record.h"

#include "common/seal/item_digest.h"
#include "juki/delivery/v1/gate.pb-c.h"

/*
 * The gate before the hand-over: whether every printed item is still what the register has of the same
 * person, as the register's answer to the question check_id says. *ret is "" or the items that differ,
 * separated by blanks, an item of a person with his place from 1 ("2.name"); no value of any. Lives in the
 * arena. JU_FATAL as ju_item_digest.
 */
ju_rc delivery_compare(ju_keyring *ring, const delivery_view *view,
                       const Juki__Delivery__V1__RecordChecked *answer, ju_arena *arena, const char **ret,
                       ju_err *err) JU_MUST_CHECK;

#endif
