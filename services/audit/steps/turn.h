#ifndef AUDIT_STEPS_TURN_H
#define AUDIT_STEPS_TURN_H

#include "common/base/err.h"

#include <stdbool.h>

/* A thread for what takes long, and its caller, who take turns: what they share belongs to the one whose turn
 * it is. Used by one caller. */
typedef struct turn turn;

/* The thread does the work once for each turn it is given. Free with turn_close. */
ju_rc turn_open(void (*work)(void *opaque), void *opaque, turn **ret, ju_err *err) JU_MUST_CHECK;
/* Waits for the work under way; takes NULL. */
void turn_close(turn *t);

bool turn_is_callers(turn *t);
/* Only when it is the caller's. */
void turn_give(turn *t);

#endif
