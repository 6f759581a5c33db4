#ifndef RESIDENT_RESTRAIN_H
#define RESIDENT_RESTRAIN_H

#include "services/resident/change.h"

#include "common/event/batch.h"

/*
 * What a change that is registered means for restraints, before anything of it is told: who joins a household
 * that a restraint covers is covered from now on, and the persons of an entry that asks for it are under
 * 仮支援措置. The other services are told here of everybody whose place is hidden from now on, so their flags
 * stand ahead of the data. ret->hidden: per person of the entry; with ret->changed put_restraints_anew is due
 * once their rows are put.
 */
typedef struct registered_restraints {
    const bool *hidden;
    bool changed;
} registered_restraints;
ju_rc restrain_registered(ju_ctx *ctx, const Juki__Resident__V1__ReviewChange *message,
                          const Juki__Resident__V1__SubmitChange *entry, const change_result *result,
                          const restraint_list *found, registered_restraints *ret, ju_err *err) JU_MUST_CHECK;

/* An act about a person against whom something stands from now on; and restraint.known_as about the reference
 * by which the trail of identity and delivery knows him. */
ju_rc restrain_tell(ju_ctx *ctx, ju_act act, const char *addressee_number, const char *register_ref,
                    ju_err *err) JU_MUST_CHECK;

/* The same of restraints that came with an import or stood before the trail asked for them, in a batch
 * without messages; asked: how many questions were asked before. */
ju_rc restrain_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc restrain_idle_begin(ju_ctx *ctx, int asked, ju_err *err) JU_MUST_CHECK;

#endif
