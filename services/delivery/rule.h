#ifndef DELIVERY_RULE_H
#define DELIVERY_RULE_H

#include "common/base/err.h"

#include "juki/delivery/v1/delivery.pb-c.h"

/*
 * Whether the record has the form it must have (seed 002 R-25): required items, 外字数 as the name has them,
 * the numbers sealed to the card system (delivery itself cannot open them). JU_REJECT: "item_missing",
 * "item_invalid", "seal_audience", each with the item.
 */
ju_rc delivery_check(const Juki__Delivery__V1__DeliveryRecord *record, ju_err *err) JU_MUST_CHECK;

#endif
