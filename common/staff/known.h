#ifndef JU_STAFF_KNOWN_H
#define JU_STAFF_KNOWN_H

#include "common/merkle/hash.h"

#include <stdbool.h>

/*
 * The tokens whose signatures were found good, by the digests of their whole text: an operator sends one
 * token with every command of its ten minutes, and to verify an Ed25519 signature costs more than the rest of
 * the command. Nothing else of a token is remembered: its times, what it says and whether it was revoked are
 * looked at each time. There is room for so many; one that finds its place taken takes it, and who was there
 * is verified again.
 */
enum { JU_STAFF_KNOWN_MAX = 2048 };

typedef struct ju_staff_known {
    ju_hash token[JU_STAFF_KNOWN_MAX]; /* all zero: nobody, for no digest is */
} ju_staff_known;

bool ju_staff_known_has(const ju_staff_known *known, const ju_hash *token);
void ju_staff_known_put(ju_staff_known *known, const ju_hash *token);
void ju_staff_known_forget(ju_staff_known *known); /* all of them */

#endif
