#ifndef RESIDENT_STEPS_DESTINATION_H
#define RESIDENT_STEPS_DESTINATION_H

#include "services/resident/steps/state.h"

#include "common/event/batch.h"
#include "juki/resident/v1/destination.pb-c.h"

/* Opens a stored SubmitDestination and the place in it, which is sealed at rest; *ret_place NULL when it has
 * none or, with *ret_entry, when it has ended (destination_stands). The answers of ju_unseal. */
ju_rc destination_open(ju_ctx *ctx, const ProtobufCBinaryData *entry,
                       Juki__Resident__V1__SubmitDestination **ret_entry,
                       Juki__Common__V1__Address **ret_place, ju_err *err) JU_MUST_CHECK;

#endif
