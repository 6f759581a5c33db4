#ifndef HARNESS_NEEDLE_H
#define HARNESS_NEEDLE_H

#include "tests/integration/harness/world.h"

/* How many files below a folder, with `only` in their path (NULL: all), hold this text. */
int needle_files(const char *folder, const char *only, const char *text);

#endif
