#ifndef JU_SEAL_PROVIDER_H
#define JU_SEAL_PROVIDER_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Who wraps the keys of keyrings. The files of a keyring hold data keys; with a provider that wraps they
 * stand there encrypted under its key-encryption key (KEK), so that a copy of the files alone opens nothing.
 *
 *   file                   no KEK: data keys stand in the files as they are, and only the rights of the files
 * protect them file:PATH              the KEK is 64 hex digits in PATH
 *   pkcs11:token=T;object=O?module-path=M&pin-source=file:P
 *                          the KEK is the AES-256 key with label O in token T of the PKCS#11 module M, logged
 * in to with the PIN in the file P (RFC 7512, these four attributes alone). It never leaves the token: one
 *                          that could is refused.
 *
 * A wrapped key is 60 bytes: nonce (12), the data key encrypted with AES-256-GCM (32), tag (16); its
 * associated data is its name (the key's id, or "<audience>.index"), so that keys cannot be exchanged for one
 * another.
 *
 * A process has one provider, as a PKCS#11 module is one for a process. Any thread may wrap and unwrap.
 */
enum { JU_DATA_KEY_BYTES = 32, JU_WRAPPED_KEY_BYTES = 12 + JU_DATA_KEY_BYTES + 16 };

/* Before the first keyring is opened. Opens token and session, so that a wrong PIN or a missing module shows
 * at start. JU_FATAL "key_provider" for a spec, file, module, token or key that is not as above; messages
 * quote no PIN and no key. A second call replaces the provider. */
ju_rc ju_key_provider_use(const char *spec, ju_err *err) JU_MUST_CHECK;

/* Logs out, wipes the KEK; the provider is "file" again. */
void ju_key_provider_end(void);

/* Whether data keys must be wrapped, and may not stand in the files as they are. */
bool ju_key_provider_wraps(void);

/* JU_FATAL "key_provider": no provider that wraps, or it fails. */
ju_rc ju_key_wrap(const char *name, const unsigned char key[JU_DATA_KEY_BYTES],
                  unsigned char ret[JU_WRAPPED_KEY_BYTES], ju_err *err) JU_MUST_CHECK;

/* JU_FATAL "key_unwrap" when it was not wrapped under this KEK and name. */
ju_rc ju_key_unwrap(const char *name, const unsigned char wrapped[JU_WRAPPED_KEY_BYTES],
                    unsigned char ret[JU_DATA_KEY_BYTES], ju_err *err) JU_MUST_CHECK;

#endif
