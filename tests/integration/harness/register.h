#ifndef HARNESS_REGISTER_H
#define HARNESS_REGISTER_H

#include "tests/integration/harness/world.h"

/* The connection to the register's database, where the table opened_record (opened.h) has just been made of
 * what the register keeps. */
PGconn *register_opened(world *w);

/* What a test has changed in opened_record goes back into the register, whose columns beside stay as they
 * are. */
void register_keep(world *w);

#endif
