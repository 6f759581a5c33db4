#ifndef JU_SEAL_KEYRING_H
#define JU_SEAL_KEYRING_H

#include "common/seal/seal.h"

#include <openssl/evp.h>

/* What a keyring holds; for seal.c only. */
enum { JU_KEY_BYTES = 32, JU_KEY_ID_SIZE = 64, JU_KEYS_MAX = 64 };

typedef struct ju_seal_key {
    char id[JU_KEY_ID_SIZE];
    unsigned char bytes[JU_KEY_BYTES];
} ju_seal_key;

struct ju_keyring {
    char audience[JU_KEY_ID_SIZE];
    ju_seal_key key[JU_KEYS_MAX]; /* the last one is current */
    size_t key_count;
    unsigned char index_key[JU_KEY_BYTES];
    EVP_CIPHER *cipher; /* fetched once: a fetch costs more than a seal */
    EVP_CIPHER_CTX *cipher_ctx;
    EVP_MAC_CTX *mac_ctx; /* keyed with index_key */
};

#endif
