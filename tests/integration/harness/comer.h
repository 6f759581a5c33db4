#ifndef HARNESS_COMER_H
#define HARNESS_COMER_H

#include "tests/integration/harness/command.h"

/* Somebody who comes with a new household of his own; foreign: with this nationality, else with this 本籍. */
typedef struct comer {
    int serial;
    const char *domicile;
    const char *nationality;
} comer;

registered comer_register(world *w, const comer *c);

#endif
