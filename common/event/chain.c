#include "common/event/chain.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

static void big_endian(int64_t value, unsigned char ret[8])
{
    uint64_t left = (uint64_t)value;
    for (size_t i = 8; i-- > 0; left >>= 8) {
        ret[i] = (unsigned char)(left & 0xffU);
    }
}

ju_rc ju_chain_append(ju_chain *chain, const void *record, size_t size_bytes, ju_err *err)
{
    ju_chain next = {.index = chain->index + 1};
    unsigned char index[8];
    big_endian(next.index, index);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    bool made = digest != NULL && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1 &&
                EVP_DigestUpdate(digest, chain->hash, sizeof chain->hash) == 1 &&
                EVP_DigestUpdate(digest, index, sizeof index) == 1 &&
                EVP_DigestUpdate(digest, record, size_bytes) == 1 &&
                EVP_DigestFinal_ex(digest, next.hash, NULL) == 1;
    EVP_MD_CTX_free(digest);
    if (!made) {
        return ju_fail(err, JU_FATAL, "digest", "OpenSSL cannot compute SHA-256");
    }
    *chain = next;
    return JU_OK;
}

ju_rc ju_chain_follow(ju_chain *chain, int64_t index, const void *record, size_t size_bytes, const void *hash,
                      size_t hash_size_bytes, ju_err *err)
{
    if (index != chain->index + 1) {
        return ju_reject(err, "chain_gap", "index", "entry %lld stands where entry %lld belongs",
                         (long long)index, (long long)chain->index + 1);
    }
    ju_chain next = *chain;
    JU_TRY(ju_chain_append(&next, record, size_bytes, err));
    if (hash_size_bytes != sizeof next.hash || memcmp(hash, next.hash, sizeof next.hash) != 0) {
        return ju_reject(err, "chain_broken", "hash", "the hash of entry %lld does not match",
                         (long long)index);
    }
    *chain = next;
    return JU_OK;
}
