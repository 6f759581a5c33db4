#ifndef HARNESS_SIGNER_H
#define HARNESS_SIGNER_H

#include <stdbool.h>
#include <stddef.h>

/* An issuer of 署名用電子証明書 for invented people, and their signatures. */
typedef struct signer signer;

/* Makes a new issuer; writes its certificate (PEM) to path, unless that is NULL. */
signer *signer_new(const char *path);
void signer_free(signer *s);

/* Whose certificate it is. */
typedef struct signer_holder {
    const char *name;       /* NULL: the certificate does not say */
    const char *birth_date; /* YYYY-MM-DD */
    const char *not_before; /* YYYYMMDDHHMMSSZ; NULL: 2025 */
    const char *not_after;  /* NULL: 2035 */
    const char *usage;  /* as OpenSSL writes keyUsage; NULL: as of 署名用電子証明書; "": not said */
    const char *digest; /* of the signature; NULL: SHA256 */
    bool is_issuer;     /* may issue certificates itself */
    bool detached;      /* the content is not in the document */
    int signers;        /* 0: one; -1: the content alone, not signed */
} signer_holder;

/* The content as CMS SignedData (DER), signed with a new key of the holder. Free *ret. */
size_t signer_sign(signer *s, const signer_holder *holder, const void *content, size_t size,
                   unsigned char **ret);

#endif
