#ifndef DELIVERY_WAITING_H
#define DELIVERY_WAITING_H

#include "common/base/err.h"
#include "juki/delivery/v1/gate.pb-c.h"

/* Rules of operators' questions and decisions about what waits for its hand-over, without I/O. NULL: nothing
 * stands against it; else the code of the refusal and in *ret_item the item. */
const char *waiting_query_check(const Juki__Delivery__V1__QueryWaiting *question, const char **ret_item);
const char *waiting_decision_check(const Juki__Delivery__V1__DecideWaiting *decision, const char **ret_item);

/* What the operator is told, in Japanese. Holds no data of a person. */
const char *waiting_refusal_message(const char *code);

#endif
