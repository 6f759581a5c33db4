#include "services/gateway/steps/bridge_sha256.h"

#include "common/base/hex.h"

#include <openssl/evp.h>

enum { DIGEST_BYTES = 32 };

bool bridge_sha256(const void *bytes, size_t size, char ret[BRIDGE_SHA256_SIZE])
{
    unsigned char digest[DIGEST_BYTES];
    if (EVP_Digest(bytes, size, digest, NULL, EVP_sha256(), NULL) != 1) {
        return false;
    }
    ju_hex(digest, DIGEST_BYTES, ret);
    return true;
}
