#ifndef JU_STAFF_KEYS_H
#define JU_STAFF_KEYS_H

#include "common/staff/known.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The public keys of the identity provider, from a file as it publishes them: a JWK Set (RFC 7517), of which
 * the Ed25519 keys (RFC 8037: kty OKP, crv Ed25519) with a kid count and all others do not. Several at once,
 * so that the provider can change its key: the new one is added, later the old one is taken away.
 */
typedef struct ju_staff_keys ju_staff_keys;

/* Looks at the file once. JU_FATAL "staff_keys": it cannot be read, is no JWK Set, has no Ed25519 key, one
 * that is none, or one kid twice. Free with ju_staff_keys_free. */
ju_rc ju_staff_keys_open(const char *path, ju_staff_keys **ret, ju_err *err) JU_MUST_CHECK;
void ju_staff_keys_free(ju_staff_keys *keys); /* may be NULL */

/* Reads the file again when it is another than before, so that a key that is added or taken away counts with
 * the next command. On failure there is no key until the file is good again. */
ju_rc ju_staff_keys_refresh(ju_staff_keys *keys, ju_err *err) JU_MUST_CHECK;

/* NULL: there is none of this id. */
EVP_PKEY *ju_staff_key_of(const ju_staff_keys *keys, const char *kid);

/* The name of a text, a whole token, among those that were found signed by these keys before (known.h); all
 * are forgotten when the file is read again. JU_FATAL "digest". */
ju_rc ju_staff_keys_name(ju_staff_keys *keys, const char *token, size_t size, ju_hash *ret,
                         ju_err *err) JU_MUST_CHECK;
ju_staff_known *ju_staff_keys_known(ju_staff_keys *keys);

#endif
