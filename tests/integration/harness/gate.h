#ifndef HARNESS_GATE_H
#define HARNESS_GATE_H

#include "tests/integration/harness/world.h"

/* Plays the register at the gate of 送付先情報: waits until delivery has asked so many questions in all, and
 * says of each record that it is as the register has it. The records are those in resident.to-delivery. */
void gate_answer(world *w, size_t questions);

#endif
