#ifndef HARNESS_GATE_H
#define HARNESS_GATE_H

#include "tests/integration/harness/world.h"

/* Plays the register at the gate of 送付先情報: waits until delivery, whose database this is, has asked about
 * a record, and answers that each item still is what the record says. */
void gate_answer(world *w, PGconn *delivery);

#endif
