#ifndef RESIDENT_REGISTER_H
#define RESIDENT_REGISTER_H

#include "services/resident/steps/prepare.h"
#include "services/resident/store_restraint.h"

/* Registers a change that was decided: rows, events of every audience, the trail and the answer, in the
 * batch's transaction. found: what stands against the persons concerned; past_answer: see publish_past. */
ju_rc register_change(ju_ctx *ctx, const Juki__Resident__V1__ReviewChange *message,
                      const prepared_entry *prepared, const change_facts *facts, const change_result *result,
                      const restraint_list *found, int past_answer, ju_err *err) JU_MUST_CHECK;

#endif
