#ifndef HARNESS_GATE_H
#define HARNESS_GATE_H

#include "tests/integration/harness/world.h"

#include "common/base/arena.h"

/* Plays the register at the gate of 送付先情報: waits until delivery, whose database this is, has asked about
 * a record, and answers that each item still is what the record says. */
void gate_answer(world *w, PGconn *delivery);

/* The bytes of the one record whose row of held has this condition, opened as delivery opens them; in arena.
 */
ProtobufCBinaryData gate_held(PGconn *delivery, const char *condition, ju_arena *arena);

#endif
