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

#endif
