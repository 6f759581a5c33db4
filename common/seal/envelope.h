#ifndef JU_SEAL_ENVELOPE_H
#define JU_SEAL_ENVELOPE_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stddef.h>

/*
 * A file for a body outside that has a certificate and none of our keyrings: CMS AuthEnvelopedData (RFC 5083,
 * DER) with AES-256-GCM to the key of its X.509 certificate, which "openssl cms -decrypt" opens.
 */
typedef struct ju_receiver ju_receiver;

/* Reads the certificate (PEM). JU_FATAL "certificate" when the file is none. Free with ju_receiver_free. */
ju_rc ju_receiver_open(const char *path, ju_receiver **ret, ju_err *err) JU_MUST_CHECK;
void ju_receiver_free(ju_receiver *receiver); /* accepts NULL */

/* The same of a certificate that came in a message (DER). JU_REJECT "certificate_invalid": it is none, or its
 * key is too weak to encrypt to (EC below 256 bits, RSA below 2048, or another kind), or such that OpenSSL
 * does not encrypt to it: one envelope is tried, so that this costs as much as making one. */
ju_rc ju_receiver_read(const void *der, size_t size, ju_receiver **ret, ju_err *err) JU_MUST_CHECK;

/* Whether the certificate's subject has this common name (CN) and no other. */
bool ju_receiver_is(const ju_receiver *receiver, const char *name);

/* Whether its certificate is valid on this day, YYYY-MM-DD, at noon UTC. */
bool ju_receiver_valid(const ju_receiver *receiver, const char *day);

/* The bytes for the receiver alone, in arena memory. JU_FATAL when OpenSSL or memory fails. */
ju_rc ju_envelope_make(const ju_receiver *receiver, ju_arena *arena, const void *content, size_t size,
                       unsigned char **ret, size_t *ret_size, ju_err *err) JU_MUST_CHECK;

/* What opens files that were made for us: our certificate (PEM) and the private key to it (PEM). */
typedef struct ju_opener ju_opener;

/* JU_FATAL "certificate" when a file holds no certificate or key, or they do not belong together. Free with
 * ju_opener_free. */
ju_rc ju_opener_open(const char *certificate_path, const char *key_path, ju_opener **ret,
                     ju_err *err) JU_MUST_CHECK;
void ju_opener_free(ju_opener *opener); /* accepts NULL */

/* Whether this certificate (DER) is ours, so that what is encrypted to it is for us. */
bool ju_opener_has(const ju_opener *opener, const void *der, size_t size);

/*
 * The very bytes of which ju_envelope_make, or any CMS AuthEnvelopedData with AES-256-GCM, was made for us;
 * in arena memory, with a NUL behind them. The caller wipes them. JU_REJECT "envelope_broken": truncated,
 * changed, for another, or with another cipher.
 */
ju_rc ju_envelope_open(const ju_opener *opener, ju_arena *arena, const void *content, size_t size,
                       unsigned char **ret, size_t *ret_size, ju_err *err) JU_MUST_CHECK;

#endif
