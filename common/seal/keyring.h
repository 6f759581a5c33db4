#ifndef JU_SEAL_KEYRING_H
#define JU_SEAL_KEYRING_H

#include "common/seal/keyfile.h"
#include "common/seal/seal.h"

#include <limits.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <sys/types.h>

enum { JU_NONCE_BYTES = 12, JU_NONCES_AHEAD = 64 };

/* What a keyring holds; for seal.c only. */
struct ju_keyring {
    char dir[PATH_MAX];
    struct stat seen;  /* the file of keys as it was read */
    bool good;         /* and could be */
    int64_t looked_ms; /* when it was last looked at */
    ju_key_list keys;
    unsigned char index_key[JU_DATA_KEY_BYTES];
    EVP_CIPHER *cipher; /* fetched once: a fetch costs more than a seal */
    EVP_CIPHER_CTX *cipher_ctx;
    const ju_seal_key *in_cipher;                         /* whose key cipher_ctx has; NULL: nobody's */
    EVP_MAC_CTX *mac_ctx;                                 /* keyed with index_key */
    unsigned char nonce[JU_NONCES_AHEAD][JU_NONCE_BYTES]; /* drawn ahead, used from the last on */
    size_t nonces_left;
    pid_t nonces_of; /* the process that drew them */
};

/* Reads the keys again when their file has changed; looks once a second unless at_once. JU_RETRY "keyring"
 * while the file cannot be read: whoever goes on with keys that were perhaps destroyed would undo that. */
ju_rc ju_keyring_refresh(ju_keyring *ring, bool at_once, ju_err *err) JU_MUST_CHECK;

#endif
