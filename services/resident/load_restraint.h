#ifndef RESIDENT_LOAD_RESTRAINT_H
#define RESIDENT_LOAD_RESTRAINT_H

#include "services/resident/restraint.h"

#include "common/base/arena.h"

/*
 * The restraints (抑止, 支援措置) that stand against a person in a register from another system: one text
 * with the person's latest row, KEY/POSITION/KIND/LEVEL/HOUSEHOLD/START/END each, divided by ';', in the
 * order of KEY. KEY is the old system's own for the restraint, letters and digits: persons who have the same
 * are covered by one. POSITION is 1 of the applicant (申出者); KIND and LEVEL are those of juki.resident.v1;
 * HOUSEHOLD, when who joins it is covered, and END may be empty. One spelling only, so that texts can be
 * compared.
 */
enum { LOAD_RESTRAINTS_MAX = 16 };

typedef struct load_restraint {
    const char *key;
    int64_t position;
    restraint row; /* without id */
} load_restraint;

/* Cuts text in place. False with *ret_refusal when it is refused. */
bool load_restraints_read(char *text, load_restraint ret[LOAD_RESTRAINTS_MAX], size_t *ret_count,
                          refusal *ret_refusal);

/* The id of a restraint that came with a load: what follows the load's own is KEY. NULL when the arena is
 * full. */
const char *load_restraint_id(ju_arena *arena, const char *load_id, const char *key);

#endif
