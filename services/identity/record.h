#ifndef IDENTITY_RECORD_H
#define IDENTITY_RECORD_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include "juki/identity/v1/record.pb-c.h"
#include "juki/resident/v1/event.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

/* What is kept of a row of 本人確認情報ファイル (seed 002 3.2); absent texts are "". */
typedef Juki__Identity__V1__IdentityRecord identity_record;

/* Where it is kept (ju_kept); the key of a row is "<register_ref> <update_number>". */
#define IDENTITY_RECORD_TABLE "record"

/*
 * The steps of 清音化 (item 5) as JUKI_SEION_STEPS names them, separated by commas: voiced, small, space,
 * long; none is a word of its own. False for a word that is no step.
 */
bool identity_seion_steps(const char *list, unsigned *ret);

/*
 * The record that a change makes. changed has passed identity_check_form, whose texts it borrows. current:
 * whether the person is a resident after it; seion: the steps that make item 5. JU_FATAL when the arena is
 * full.
 */
ju_rc identity_record_of(const Juki__Resident__V1__IdentityChanged *changed, bool current, unsigned seion,
                         ju_arena *arena, identity_record *ret, ju_err *err) JU_MUST_CHECK;

#endif
