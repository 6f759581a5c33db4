#ifndef RESIDENT_STEPS_SIGNED_H
#define RESIDENT_STEPS_SIGNED_H

#include "services/resident/refusal.h"

#include "common/base/arena.h"
#include "common/base/err.h"

#include <protobuf-c/protobuf-c.h>

/*
 * Documents signed with a 署名用電子証明書: CMS SignedData (RFC 5652) with one signer, whose X.509
 * certificate bears the holder's 氏名 and 生年月日. CMS and X.509 rather than a signature of our own, because
 * that is what the card makes: validity, chain and algorithms are then checked by OpenSSL, and the key is
 * bound to a person by its issuer.
 */
typedef struct signed_trust signed_trust;

/* The certificates (PEM) of who issues them. path NULL: nobody is trusted. JU_FATAL when it cannot be read.
 */
ju_rc signed_trust_open(const char *path, signed_trust **ret, ju_err *err) JU_MUST_CHECK;
void signed_trust_free(signed_trust *trust); /* trust may be NULL */

/* Who signed. Texts live in the arena. */
typedef struct signed_by {
    const char *name;
    const char *birth_date; /* YYYY-MM-DD */
} signed_by;

/*
 * Verifies a document as of this day, before anything in it is looked at, and gives its content. False with
 * *why filled: signature_invalid (not such a document, changed, or a weak digest), certificate_expired,
 * certificate_untrusted, certificate_unfit (is not for signing, or does not say whose it is); with its code
 * NULL when memory is out.
 */
bool signed_open(const signed_trust *trust, const ProtobufCBinaryData *document, const char *today,
                 ju_arena *arena, ProtobufCBinaryData *ret_content, signed_by *ret_signer, refusal *why);

#endif
