#ifndef RESIDENT_CHANGE_H
#define RESIDENT_CHANGE_H

#include "services/resident/entry.h"
#include "services/resident/restraint.h"

#include "common/base/arena.h"
#include "juki/resident/v1/record.pb-c.h"

/* What the register knows when a change is decided. Records are the latest of their persons. */
typedef struct change_facts {
    const Juki__Resident__V1__SubmitChange *entry;
    Juki__Resident__V1__PersonRecord *const
        *named; /* per person of the entry: the person it names, or NULL */
    Juki__Resident__V1__PersonRecord *const *member; /* current members of the households concerned */
    size_t member_count;
    const char *today;
    /* per person: the row before the change that is cancelled, or NULL; the list NULL when nothing is */
    Juki__Resident__V1__PersonRecord *const *before;
    restraint_list restraints;                        /* what stands against the persons found */
    const char *now;                                  /* the moment of today */
    Juki__Resident__V1__PersonRecord *const *removed; /* 除票 found beside the persons of the entry */
    size_t removed_count;
    const bool *taken; /* per person: a number given is somebody else's; NULL when none is */
} change_facts;

/* Numbers that are given out when a change is registered; while it is only checked they may be "". */
typedef struct change_numbers {
    const char *const *addressee_number; /* one per person of the entry */
    const char *const *register_ref;
    const char *household_number;
} change_numbers;

typedef struct change_result {
    Juki__Resident__V1__PersonRecord **record; /* one per person of the entry, in the arena */
    Juki__Resident__V1__PersonRecord *
        *struck; /* per person: the row that comes before it (消除 of a pair), or NULL */
    Juki__Resident__V1__PersonRecord **follower; /* rows of others that the change brings along (j490) */
    size_t follower_count;
    const char *household_number; /* of the persons after the change */
    bool *untold; /* per person: the others hear nothing, because for them nothing is different */
} change_result;

/*
 * Decides a change: pure, the same facts give the same result. Refuses what the seeds call errors: 転入 of a
 * current resident, 転居 to the same address, 消除 or 修正 of somebody who is not current (seed 002 R-23,
 * standard j480-j980), 異動抑止 (j410), and alerts that the clerk has not confirmed (alert_unconfirmed). On
 * success each person has a new record with the next 履歴番号, numbers still sealed as they were or, for new
 * ones, absent: the caller seals them. False with *ret_refusal filled when refused; false with its code NULL
 * when the arena is full.
 */
bool change_decide(const change_facts *facts, const change_numbers *numbers, ju_arena *arena,
                   change_result *ret_result, refusal *ret_refusal);

#endif
