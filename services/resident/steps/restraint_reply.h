#ifndef RESIDENT_RESTRAINT_REPLY_H
#define RESIDENT_RESTRAINT_REPLY_H

#include "services/resident/restraint.h"

#include "common/event/batch.h"

/* Restraints in the form of the bus, in the arena. */

/* JU_FATAL when the arena is full. resident: the person it is shown for lives here. */
ju_rc restraint_message(ju_ctx *ctx, const restraint *standing, bool resident,
                        Juki__Resident__V1__Restraint **ret, ju_err *err) JU_MUST_CHECK;

/* One message for each that stands. */
ju_rc restraint_messages(ju_ctx *ctx, const restraint_list *found, bool resident,
                         Juki__Resident__V1__Restraint ***ret, size_t *ret_count, ju_err *err) JU_MUST_CHECK;

#endif
