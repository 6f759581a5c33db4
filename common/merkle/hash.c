#include "common/merkle/hash.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char LEAF[] = {0};
static const unsigned char NODE[] = {1};

struct ju_hasher {
    EVP_MD *sha256;
    EVP_MD_CTX *digest;
    bool failed;
};

ju_rc ju_hasher_new(ju_hasher **ret, ju_err *err)
{
    ju_hasher *hasher = calloc(1, sizeof *hasher);
    if (hasher == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    hasher->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    hasher->digest = EVP_MD_CTX_new();
    if (hasher->sha256 == NULL || hasher->digest == NULL) {
        ju_hasher_free(hasher);
        return ju_fail(err, JU_FATAL, "digest", "OpenSSL has no SHA-256");
    }
    *ret = hasher;
    return JU_OK;
}

void ju_hasher_free(ju_hasher *hasher)
{
    if (hasher != NULL) {
        EVP_MD_CTX_free(hasher->digest);
        EVP_MD_free(hasher->sha256);
        free(hasher);
    }
}

ju_rc ju_hasher_check(const ju_hasher *hasher, ju_err *err)
{
    return hasher->failed ? ju_fail(err, JU_FATAL, "digest", "OpenSSL cannot compute SHA-256") : JU_OK;
}

typedef struct piece {
    const void *bytes;
    size_t size;
} piece;

static ju_hash hash_of(ju_hasher *hasher, const piece *pieces, size_t count)
{
    ju_hash ret = {{0}};
    bool made = EVP_DigestInit_ex2(hasher->digest, hasher->sha256, NULL) == 1;
    for (size_t i = 0; made && i < count; i++) {
        made = EVP_DigestUpdate(hasher->digest, pieces[i].bytes, pieces[i].size) == 1;
    }
    made = made && EVP_DigestFinal_ex(hasher->digest, ret.byte, NULL) == 1;
    hasher->failed |= !made;
    return ret;
}

ju_hash ju_hash_empty(ju_hasher *hasher)
{
    return hash_of(hasher, NULL, 0);
}

ju_hash ju_hash_leaf(ju_hasher *hasher, const void *entry, size_t size)
{
    const piece pieces[] = {{LEAF, sizeof LEAF}, {entry, size}};
    return hash_of(hasher, pieces, 2);
}

ju_hash ju_hash_node(ju_hasher *hasher, const ju_hash *left, const ju_hash *right)
{
    const piece pieces[] = {{NODE, sizeof NODE}, {left, sizeof *left}, {right, sizeof *right}};
    return hash_of(hasher, pieces, 3);
}

bool ju_hash_equal(const ju_hash *a, const ju_hash *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}
