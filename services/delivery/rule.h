#ifndef DELIVERY_RULE_H
#define DELIVERY_RULE_H

#include "services/delivery/record.h"

#include "common/base/err.h"

/*
 * Whether the record has the form it must have (seed 002 R-25): required items, as many persons as it says
 * and nobody twice, 外字数 as the texts have them, the numbers sealed to the card system (delivery itself
 * cannot open them). JU_REJECT: "item_missing", "item_invalid", "seal_audience", each with the item.
 */
ju_rc delivery_check(const delivery_view *view, ju_err *err) JU_MUST_CHECK;

#endif
