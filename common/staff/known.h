#ifndef JU_STAFF_KNOWN_H
#define JU_STAFF_KNOWN_H

#include "common/merkle/hash.h"
#include "common/staff/said.h"

#include <stdbool.h>

/*
 * The tokens whose signatures were found good, by the digests of their whole text: an operator sends one
 * token with every command of its ten minutes, and to verify an Ed25519 signature costs more than the rest of
 * the command. Of one that was taken also what it says, for it cannot say anything else; its times and
 * whether it was revoked are looked at each time. There is room for so many; one that finds its place taken
 * takes it, and who was there is verified again.
 */
enum { JU_STAFF_KNOWN_MAX = 2048 };

typedef struct ju_staff_known {
    struct {
        ju_hash token;        /* all zero: nobody, for no digest is */
        ju_staff_token *said; /* NULL: only its signature is known */
    } place[JU_STAFF_KNOWN_MAX];
} ju_staff_known;

bool ju_staff_known_has(const ju_staff_known *known, const ju_hash *token);
void ju_staff_known_put(ju_staff_known *known, const ju_hash *token);
/* What it says, until the next one is put or all are forgotten; NULL: that is not known. */
const ju_staff_token *ju_staff_known_said(const ju_staff_known *known, const ju_hash *token);
/* A copy of what one says that is known; without memory it stays unknown. */
void ju_staff_known_keep(ju_staff_known *known, const ju_hash *token, const ju_staff_token *said);
void ju_staff_known_forget(ju_staff_known *known); /* all of them */

#endif
