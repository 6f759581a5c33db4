#ifndef GATEWAY_STEPS_FORGET_H
#define GATEWAY_STEPS_FORGET_H

#include "services/gateway/handlers.h"

/* What was sent to consumers and confirmed by them is forgotten after its time (seed 002 R-76): a page each
 * time that this is called, beside the transactions of messages. A receipt that comes again behind that is
 * one of an event that is not known. */
ju_rc forget_sent(gateway *self, ju_db *db, ju_err *err) JU_MUST_CHECK;

#endif
