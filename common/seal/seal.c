#include "common/seal/seal.h"

#include "common/base/hex.h"
#include "common/seal/keyring.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TAG_BYTES = 16, LENGTH_BYTES = 4, JOINED_MAX = 252 };

static const char AUDIT_SUBJECT[] = "audit_subject";

/* What one call of seal or unseal is about. */
typedef struct binding {
    const char *audience;
    const char *field;
    const char *subject;
} binding;

static void put_length(const char *text, unsigned char ret[LENGTH_BYTES])
{
    uint32_t length = (uint32_t)strlen(text);
    for (int i = 0; i < LENGTH_BYTES; i++) {
        ret[i] = (unsigned char)(length >> (24 - 8 * i));
    }
}

static bool add_associated(EVP_CIPHER_CTX *ctx, const char *text)
{
    unsigned char head[LENGTH_BYTES + JOINED_MAX];
    int ignored;
    size_t length = strlen(text);
    size_t joined = length <= JOINED_MAX ? length : 0; /* one call costs less than two */
    put_length(text, head);
    memcpy(head + LENGTH_BYTES, text, joined);
    return EVP_CipherUpdate(ctx, NULL, &ignored, head, (int)(LENGTH_BYTES + joined)) == 1 &&
           (joined == length ||
            EVP_CipherUpdate(ctx, NULL, &ignored, (const unsigned char *)text, (int)length) == 1);
}

/* Most seals use the key of the one before: it is set, which is dear, when another one is used. */
static bool set_key(ju_keyring *ring, const ju_seal_key *key, const unsigned char *nonce, bool sealing)
{
    bool there = ring->in_cipher == key;
    bool set = EVP_CipherInit_ex2(ring->cipher_ctx, there ? NULL : ring->cipher, there ? NULL : key->bytes,
                                  nonce, sealing, NULL) == 1;
    ring->in_cipher = set ? key : NULL;
    return set;
}

static bool begin(ju_keyring *ring, const ju_seal_key *key, const unsigned char *nonce, bool sealing,
                  const binding *bound)
{
    EVP_CIPHER_CTX *ctx = ring->cipher_ctx;
    return set_key(ring, key, nonce, sealing) && add_associated(ctx, bound->audience) &&
           add_associated(ctx, bound->field) && add_associated(ctx, bound->subject);
}

static bool encrypt(ju_keyring *ring, const ju_seal_key *key, const binding *bound, const void *plaintext,
                    size_t size_bytes, Juki__Common__V1__Sealed *sealed)
{
    unsigned char *out = sealed->ciphertext.data;
    int done = 0;
    int last = 0;
    return begin(ring, key, sealed->nonce.data, true, bound) &&
           EVP_CipherUpdate(ring->cipher_ctx, out, &done, plaintext, (int)size_bytes) == 1 &&
           EVP_CipherFinal_ex(ring->cipher_ctx, out + done, &last) == 1 &&
           EVP_CIPHER_CTX_ctrl(ring->cipher_ctx, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, out + size_bytes) == 1;
}

static bool decrypt(ju_keyring *ring, const ju_seal_key *key, const binding *bound,
                    const Juki__Common__V1__Sealed *sealed, unsigned char *out, size_t size_bytes)
{
    const unsigned char *in = sealed->ciphertext.data;
    unsigned char tag[TAG_BYTES];
    int done = 0;
    int last = 0;
    memcpy(tag, in + size_bytes, TAG_BYTES);
    return begin(ring, key, sealed->nonce.data, false, bound) &&
           EVP_CIPHER_CTX_ctrl(ring->cipher_ctx, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag) == 1 &&
           EVP_CipherUpdate(ring->cipher_ctx, out, &done, in, (int)size_bytes) == 1 &&
           EVP_CipherFinal_ex(ring->cipher_ctx, out + done, &last) == 1;
}

static Juki__Common__V1__Sealed *sealed_new(ju_arena *arena, const char *key_id, size_t size_bytes)
{
    Juki__Common__V1__Sealed *sealed = ju_arena_alloc(arena, sizeof *sealed);
    if (sealed == NULL) {
        return NULL;
    }
    juki__common__v1__sealed__init(sealed);
    sealed->key_id = ju_arena_strdup(arena, key_id);
    sealed->nonce = (ProtobufCBinaryData){JU_NONCE_BYTES, ju_arena_alloc(arena, JU_NONCE_BYTES)};
    sealed->ciphertext =
        (ProtobufCBinaryData){size_bytes + TAG_BYTES, ju_arena_alloc(arena, size_bytes + TAG_BYTES)};
    bool whole = sealed->key_id != NULL && sealed->nonce.data != NULL && sealed->ciphertext.data != NULL;
    return whole ? sealed : NULL;
}

static ju_rc too_large(const ju_arena *arena, const char *field, ju_err *err)
{
    if (arena->full) {
        return ju_fail(err, JU_FATAL, "memory", "the arena is full");
    }
    return ju_reject(err, "too_large", field, "more than can be sealed or opened at once");
}

static ju_rc current_key(ju_keyring *ring, ju_seal_key **ret, ju_err *err)
{
    JU_TRY(ju_keyring_refresh(ring, false, err));
    *ret = &ring->keys.key[ring->keys.count - 1];
    return (*ret)->sealed < JU_SEALS_MAX
               ? JU_OK
               : ju_fail(err, JU_RETRY, "key_spent", "%s has sealed all it may: jukictl key add", (*ret)->id);
}

/*
 * A nonce that is not random may be one that was used, which gives both values away. To draw many at once
 * costs as much as to draw one; they are no secret, being told with what they seal. Each is given out once;
 * what was drawn before a fork stays with the parent (known by its pid, as OpenSSL itself does), for a child
 * would give out the same.
 */
static bool next_nonce(ju_keyring *ring, unsigned char ret[JU_NONCE_BYTES])
{
    pid_t self = getpid();
    if (ring->nonces_left == 0 || ring->nonces_of != self) {
        ring->nonces_left = 0;
        if (RAND_bytes(ring->nonce[0], sizeof ring->nonce) != 1) {
            return false;
        }
        ring->nonces_left = JU_NONCES_AHEAD;
        ring->nonces_of = self;
    }
    memcpy(ret, ring->nonce[--ring->nonces_left], JU_NONCE_BYTES);
    return true;
}

ju_rc ju_seal(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
              const void *plaintext, size_t size_bytes, Juki__Common__V1__Sealed **ret, ju_err *err)
{
    ju_seal_key *key = NULL;
    binding bound = {ring->keys.audience, field, subject};
    JU_TRY(current_key(ring, &key, err));
    if (size_bytes > JU_SEAL_MAX_BYTES) {
        return too_large(arena, field, err);
    }
    Juki__Common__V1__Sealed *sealed = sealed_new(arena, key->id, size_bytes);
    if (sealed == NULL) {
        return too_large(arena, field, err);
    }
    if (!next_nonce(ring, sealed->nonce.data)) {
        return ju_fail(err, JU_FATAL, "random", "no random bytes to seal %s with", field);
    }
    key->sealed++;
    if (!encrypt(ring, key, &bound, plaintext, size_bytes, sealed)) {
        return ju_fail(err, JU_FATAL, "openssl", "sealing of %s failed", field);
    }
    *ret = sealed;
    return JU_OK;
}

/* A key that is not known may have been added this moment. */
static ju_rc find_key(ju_keyring *ring, const char *field, const char *id, const ju_seal_key **ret,
                      ju_err *err)
{
    JU_TRY(ju_keyring_refresh(ring, false, err));
    *ret = ju_keys_find(&ring->keys, id);
    if (*ret == NULL) {
        JU_TRY(ju_keyring_refresh(ring, true, err));
        *ret = ju_keys_find(&ring->keys, id);
    }
    if (*ret == NULL) {
        return ju_reject(err, "seal_key", field, "sealed under a key that %s has not", ring->keys.audience);
    }
    return (*ret)->erased ? ju_reject(err, "seal_erased", field, "erased: %s was destroyed", (*ret)->id)
                          : JU_OK;
}

ju_rc ju_unseal(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                const Juki__Common__V1__Sealed *sealed, ProtobufCBinaryData *ret, ju_err *err)
{
    if (sealed == NULL) {
        return ju_reject(err, "seal_missing", field, "a sealed value is missing");
    }
    const ju_seal_key *key = NULL;
    JU_TRY(find_key(ring, field, sealed->key_id, &key, err));
    if (sealed->nonce.len != JU_NONCE_BYTES || sealed->ciphertext.len < TAG_BYTES) {
        return ju_reject(err, "seal_truncated", field, "nonce or tag of a sealed value is incomplete");
    }
    binding bound = {ring->keys.audience, field, subject};
    size_t size_bytes = sealed->ciphertext.len - TAG_BYTES;
    unsigned char *out = size_bytes > JU_SEAL_MAX_BYTES ? NULL : ju_arena_alloc(arena, size_bytes + 1);
    if (out == NULL) {
        return too_large(arena, field, err);
    }
    if (!decrypt(ring, key, &bound, sealed, out, size_bytes)) {
        explicit_bzero(out, size_bytes); /* not authentic: nobody may look at it */
        return ju_reject(err, "seal_broken", field,
                         "a sealed value was changed or belongs to another record");
    }
    *ret = (ProtobufCBinaryData){size_bytes, out};
    return JU_OK;
}

ju_rc ju_seal_text(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                   const char *plaintext, Juki__Common__V1__Sealed **ret, ju_err *err)
{
    return ju_seal(ring, arena, field, subject, plaintext, strlen(plaintext), ret, err);
}

ju_rc ju_unseal_text(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                     const Juki__Common__V1__Sealed *sealed, char **ret, ju_err *err)
{
    ProtobufCBinaryData plaintext;
    JU_TRY(ju_unseal(ring, arena, field, subject, sealed, &plaintext, err));
    if (strlen((const char *)plaintext.data) != plaintext.len) {
        return ju_reject(err, "seal_broken", field, "a sealed text holds a NUL");
    }
    *ret = (char *)plaintext.data;
    return JU_OK;
}

ju_rc ju_blind_index(ju_keyring *ring, const char *field, const char *plaintext,
                     unsigned char ret[JU_BLIND_INDEX_BYTES], ju_err *err)
{
    unsigned char length[LENGTH_BYTES];
    size_t written = 0;
    put_length(field, length);
    /* Without a key, EVP_MAC_init starts again with the one it has. */
    if (EVP_MAC_init(ring->mac_ctx, NULL, 0, NULL) != 1 ||
        EVP_MAC_update(ring->mac_ctx, length, LENGTH_BYTES) != 1 ||
        EVP_MAC_update(ring->mac_ctx, (const unsigned char *)field, strlen(field)) != 1 ||
        EVP_MAC_update(ring->mac_ctx, (const unsigned char *)plaintext, strlen(plaintext)) != 1 ||
        EVP_MAC_final(ring->mac_ctx, ret, &written, JU_BLIND_INDEX_BYTES) != 1) {
        return ju_fail(err, JU_FATAL, "openssl", "blind index of %s failed", field);
    }
    return JU_OK;
}

bool ju_blind_index_equal(const unsigned char a[JU_BLIND_INDEX_BYTES],
                          const unsigned char b[JU_BLIND_INDEX_BYTES])
{
    return CRYPTO_memcmp(a, b, JU_BLIND_INDEX_BYTES) == 0;
}

ju_rc ju_subject_hash(ju_keyring *ring, const char *person, char ret[JU_SUBJECT_HASH_SIZE], ju_err *err)
{
    unsigned char index[JU_BLIND_INDEX_BYTES];
    JU_TRY(ju_blind_index(ring, AUDIT_SUBJECT, person, index, err));
    ju_hex(index, JU_BLIND_INDEX_BYTES / 2, ret);
    return JU_OK;
}
