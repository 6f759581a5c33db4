#ifndef RESIDENT_MOVE_OUT_H
#define RESIDENT_MOVE_OUT_H

#include "services/resident/refusal.h"

#include "common/base/arena.h"
#include "juki/resident/v1/move_out.pb-c.h"
#include "juki/resident/v1/record.pb-c.h"

/* A resident who has notified a 転出 that is not struck off yet (転出予定者). */
bool move_out_is_planned(const Juki__Resident__V1__PersonRecord *person);

/* Where who left went: as the other municipality has confirmed it, or else as he planned it. NULL: nowhere.
 */
Juki__Common__V1__Address *move_out_destination(const Juki__Resident__V1__PersonRecord *person);

/* What is known when a 転出 is settled. */
typedef struct move_out_case {
    const Juki__Resident__V1__PersonRecord *person; /* the latest record; NULL: nobody */
    const Juki__Resident__V1__PersonRecord
        *notice; /* the first record of his 転出, or NULL where it is the same */
    bool held;   /* by a 仮登録, himself or his household */
    const char *today;
    const char *municipality;
} move_out_case;

/*
 * Settles a 転出: pure. A 転入通知 is taken before the planned day as after it and writes over nothing that
 * was planned; it strikes off who still is a resident, by the earlier of 転出予定年月日 and 転入日 (standard
 * j50, j680); a later notice corrects the one before (j690); who was struck off ex officio may have one, too.
 * Without a notice the planned day strikes off. On success *ret is the person's next record, without the
 * marks of who acts; what it points to lives in known, question or the arena. False with *ret_refusal filled
 * when refused; its code NULL when the arena is full.
 */
bool move_out_settle(const Juki__Resident__V1__SettleMoveOut *question, const move_out_case *known,
                     ju_arena *arena, Juki__Resident__V1__PersonRecord *ret, refusal *ret_refusal);

#endif
