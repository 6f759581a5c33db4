#ifndef HARNESS_LOSE_H
#define HARNESS_LOSE_H

#include "tests/integration/harness/world.h"

/* Takes out of a topic all that stands in it now, as when its retention has passed; later records stay. */
void bus_lose(const world *w, const char *topic);

#endif
