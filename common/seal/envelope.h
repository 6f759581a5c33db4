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

/* Whether its certificate is valid on this day, YYYY-MM-DD, at noon UTC. */
bool ju_receiver_valid(const ju_receiver *receiver, const char *day);

/* The bytes for the receiver alone, in arena memory. JU_FATAL when OpenSSL or memory fails. */
ju_rc ju_envelope_make(const ju_receiver *receiver, ju_arena *arena, const void *content, size_t size,
                       unsigned char **ret, size_t *ret_size, ju_err *err) JU_MUST_CHECK;

#endif
