#ifndef HARNESS_LINK_KEY_H
#define HARNESS_LINK_KEY_H

#include "tests/integration/harness/world.h"

/* Keys with which the other end of a link signs (common/seal/sign.h). */

/* A file of this world's directory; valid until the next call. */
const char *link_key_path(const world *w, const char *name);

/* Writes a new Ed25519 key into the file of this name; its public key into trusted, unless that is NULL. */
void link_key_make(const world *w, const char *name, const char *trusted);

#endif
