#ifndef HARNESS_TOKEN_H
#define HARNESS_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/* A PKCS#11 token of SoftHSM2 (deploy/local/packages.txt) below a folder; its PIN is in the file pin there.
 * Sets SOFTHSM2_CONF, which programs that are started inherit. */
#define TOKEN_PIN "246813"
void token_make(const char *dir);

/* An AES-256 key in it, as an operator makes it with pkcs11-tool; leaves: one that could leave the token. */
void token_make_key(const char *label, bool leaves);

/* JUKI_KEY_PROVIDER for a key of it. */
void token_provider(const char *dir, const char *label, const char *object, const char *pin_file, char *ret,
                    size_t size);

#endif
