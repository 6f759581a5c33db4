#ifndef JU_SEAL_SIGN_H
#define JU_SEAL_SIGN_H

#include "common/base/err.h"

#include <openssl/evp.h>
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/*
 * Signatures by which another body proves that a message of a link is its own: Ed25519 (RFC 8032) over a
 * context and the exact bytes, the context with its length (4 bytes, big-endian) before it. The context is
 * the topic without prefix, so that what was signed for one link proves nothing on another.
 *
 * The keys of a signer are files <dir>/<signer>.<period>.pem with a public key each (SubjectPublicKeyInfo);
 * the key's id is <signer>/<period>. Several periods may be there at once; removing a file ends its trust at
 * the next start.
 */
typedef struct ju_signers ju_signers;

enum { JU_SIGNATURE_BYTES = 64 };

/* Reads all keys of signer. dir NULL: nobody is trusted. JU_FATAL when the folder or a key cannot be read, or
 * there is none. Free with ju_signers_free. */
ju_rc ju_signers_open(const char *dir, const char *signer, ju_signers **ret, ju_err *err) JU_MUST_CHECK;
void ju_signers_free(ju_signers *signers); /* may be NULL */

/* JU_REJECT: "signature_key" (not a key of this signer), "signature_invalid" (another key, context or bytes).
 */
ju_rc ju_signature_check(const ju_signers *signers, const char *context, const char *key_id,
                         const ProtobufCBinaryData *bytes, const ProtobufCBinaryData *signature,
                         ju_err *err) JU_MUST_CHECK;

/*
 * A private key of our own, to sign with often: the file <signer>.<period>.key (PEM) is the key
 * <signer>/<period>. JU_FATAL when there is no such key or the file is not of this signer. Free with
 * ju_signing_key_free.
 */
typedef struct ju_signing_key ju_signing_key;
ju_rc ju_signing_key_open(const char *path, const char *signer, ju_signing_key **ret,
                          ju_err *err) JU_MUST_CHECK;
void ju_signing_key_free(ju_signing_key *key); /* may be NULL */
const char *ju_signing_key_id(const ju_signing_key *key);
ju_rc ju_sign_with(const ju_signing_key *key, const char *context, const ProtobufCBinaryData *bytes,
                   unsigned char ret[JU_SIGNATURE_BYTES], ju_err *err) JU_MUST_CHECK;

/* Reads an Ed25519 key from a PEM file, a private one (PKCS #8) or a public one (SubjectPublicKeyInfo).
 * JU_FATAL "signature_key" when there is none. Free with EVP_PKEY_free. */
ju_rc ju_ed25519_read(const char *path, bool private_key, EVP_PKEY **ret, ju_err *err) JU_MUST_CHECK;

/* Signs with the private key of a PEM file. JU_FATAL when there is no such key. */
ju_rc ju_sign(const char *path, const char *context, const ProtobufCBinaryData *bytes,
              unsigned char ret[JU_SIGNATURE_BYTES], ju_err *err) JU_MUST_CHECK;

#endif
