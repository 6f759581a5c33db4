#ifndef TESTS_ISSUER_H
#define TESTS_ISSUER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A played identity provider: it asserts whatever it is told. Its key is Ed25519, made when it is needed, and
 * its key id comes from the key. Functions that return NULL or false have no memory, or no file. */
typedef struct issuer issuer;

#define ISSUER_NAME   "urn:juki:dev-issuer"
#define ISSUER_AFFAIR "住民基本台帳"             /* for which a token is when nothing else is said */
#define ISSUER_ROLES  "入力 審査 照会 管理 監査" /* likewise */

issuer *issuer_new(void);
/* From the private key that issuer_write has written. */
issuer *issuer_read(const char *private_path);
void issuer_free(issuer *i); /* may be NULL */

/* The private key as PEM, for nobody else to read, and the public one as a JWK Set. */
bool issuer_write(const issuer *i, const char *private_path, const char *public_path);

const char *issuer_kid(const issuer *i);
/* The public key as it stands in the JWK Set, base64url. */
const char *issuer_public(const issuer *i);

/* What a token says; the rest is as it must be: both factors, an affair, a department, a new id. */
typedef struct issuer_claims {
    const char *operator_id;
    const char *terminal_id;
    int64_t issued_s;
    int64_t lifetime_s;
} issuer_claims;
char *issuer_token(const issuer *i, const issuer_claims *claims); /* free it */
char *issuer_token_for(const issuer *i, const issuer_claims *claims, const char *affair);

/* As what somebody works; what is NULL is as in issuer_token: 市民課, 職員, every role but 運用. */
typedef struct issuer_person {
    const char *affair;
    const char *department;
    const char *person_class;
    const char *roles;        /* with blanks between */
    const char *organisation; /* NULL: not said; so is place */
    const char *place;
    const char *token_id; /* jti; NULL: a new one */
} issuer_person;
char *issuer_token_as(const issuer *i, const issuer_claims *claims, const issuer_person *person);

/* Is told of each of these tokens ahead of its use: where there is a register of terminals, it has to know
 * the terminal. */
typedef void issuer_seen(void *who, const char *terminal_id, const char *department, const char *place);
void issuer_watch(issuer *i, issuer_seen *seen, void *who);

/* Any header and claims, in compact form. Free it. */
char *issuer_sign(const issuer *i, const char *header, const char *claims);

/* Base64url without padding. Free it. */
char *issuer_base64url(const void *bytes, size_t size);

#endif
