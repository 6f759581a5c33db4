#ifndef JU_SEAL_PKCS11_H
#define JU_SEAL_PKCS11_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* The AES-256 key of a PKCS#11 token; for provider.c only. Used by one thread at a time. */
typedef struct ju_pkcs11 ju_pkcs11;

/* uri: as in provider.h, with its scheme. JU_FATAL "key_provider". */
ju_rc ju_pkcs11_open(const char *uri, ju_pkcs11 **ret, ju_err *err) JU_MUST_CHECK;
void ju_pkcs11_close(ju_pkcs11 *token); /* may be NULL */

/* AES-256-GCM in the token, the tag (16 bytes) behind the ciphertext. encrypt false: opens; size counts the
 * tag in. Of keys: at most 48 bytes. False: the token refused. */
bool ju_pkcs11_gcm(ju_pkcs11 *token, bool encrypt, const unsigned char nonce[12], const char *name,
                   const unsigned char *in, size_t size_bytes, unsigned char *out, size_t out_bytes);

#endif
