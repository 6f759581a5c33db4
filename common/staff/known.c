#include "common/staff/known.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

static size_t place_of(const ju_hash *token)
{
    return ((size_t)token->byte[0] << 8 | token->byte[1]) % JU_STAFF_KNOWN_MAX;
}

bool ju_staff_known_has(const ju_staff_known *known, const ju_hash *token)
{
    return CRYPTO_memcmp(known->place[place_of(token)].token.byte, token->byte, JU_HASH_BYTES) == 0;
}

void ju_staff_known_put(ju_staff_known *known, const ju_hash *token)
{
    size_t place = place_of(token);
    free(known->place[place].said);
    known->place[place].said = NULL;
    known->place[place].token = *token;
}

const ju_staff_token *ju_staff_known_said(const ju_staff_known *known, const ju_hash *token)
{
    return ju_staff_known_has(known, token) ? known->place[place_of(token)].said : NULL;
}

void ju_staff_known_keep(ju_staff_known *known, const ju_hash *token, const ju_staff_token *said)
{
    ju_staff_known_put(known, token);
    known->place[place_of(token)].said = ju_staff_token_keep(said);
}

void ju_staff_known_forget(ju_staff_known *known)
{
    for (size_t i = 0; i < JU_STAFF_KNOWN_MAX; i++) {
        free(known->place[i].said);
    }
    memset(known, 0, sizeof *known);
}
