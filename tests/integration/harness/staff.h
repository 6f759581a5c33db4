#ifndef HARNESS_STAFF_H
#define HARNESS_STAFF_H

#include "tests/integration/harness/world.h"
#include "tests/issuer/desk.h"

/* The identity provider of a test, whose key is made when it is first asked for; juki-identity trusts it. */
issuer *staff_issuer(world *w);

/* Puts the terminals of the tokens that were made into the register of a service, as staff.right would; later
 * ones go to every service that has its tables. */
void staff_put_terminals(world *w, const world_database *database);

/* The file of its public keys, for JUKI_STAFF_KEYS. Valid until the next call. */
const char *staff_keys(world *w);

/* A good token of this operator at this terminal, from now on. Free it. */
char *staff_token(world *w, const char *operator_id, const char *terminal_id);

/* Where who is played with no terminal of his own sits. */
const char *staff_seat(const world *w);

/* As a counter has it for the command in these bytes; NULL: it names nobody. Borrowed. */
const char *staff_desk_token(world *w, const char *type, const void *value, size_t size);

/* The same in a file, for jukictl. Valid until the next call. */
const char *staff_token_file(world *w, const char *operator_id, const char *terminal_id);

#endif
