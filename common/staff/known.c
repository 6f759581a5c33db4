#include "common/staff/known.h"

#include <openssl/crypto.h>
#include <string.h>

static size_t place_of(const ju_hash *token)
{
    return ((size_t)token->byte[0] << 8 | token->byte[1]) % JU_STAFF_KNOWN_MAX;
}

bool ju_staff_known_has(const ju_staff_known *known, const ju_hash *token)
{
    return CRYPTO_memcmp(known->token[place_of(token)].byte, token->byte, JU_HASH_BYTES) == 0;
}

void ju_staff_known_put(ju_staff_known *known, const ju_hash *token)
{
    known->token[place_of(token)] = *token;
}

void ju_staff_known_forget(ju_staff_known *known)
{
    memset(known, 0, sizeof *known);
}
