#ifndef JU_SEAL_SEAL_H
#define JU_SEAL_SEAL_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "juki/common/v1/common.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Sealing: how 個人番号, 住民票コード and 符号 travel and rest (design invariant 7, section 6). AES-256-GCM
 * with a random 96-bit nonce; the associated data binds a ciphertext to audience, field and subject, each
 * written as its length (4 bytes, big-endian) and its bytes, in this order. So it opens for its audience
 * only, and only in the record it was made for.
 *
 * A keyring is the keys of one audience, from two files (common/seal/keyfile.h, KEYS.md). Its keys seal and
 * open, the current one seals. It looks at the file once a second and when it meets a key that it does not
 * know, so that a key that was added or destroyed counts without a restart.
 *
 * Nonces are random, so a key is good for 2^32 seals: two equal nonces among them are less likely than 2^-32
 * (NIST SP 800-38D 8.3). A keyring counts its own; KEYS.md tells why the sum of all stays below.
 */
typedef struct ju_keyring ju_keyring;

#define JU_SEALS_MAX (UINT64_C(1) << 32)

enum { JU_BLIND_INDEX_BYTES = 32, JU_SUBJECT_HASH_SIZE = 33, JU_SEAL_MAX_BYTES = 256 * 1024 };

/* The audience <service>-self, of what a service keeps, whose keyring nobody else has; and whether a name is
 * one of these. */
enum { JU_SELF_AUDIENCE_SIZE = 64 };
void ju_self_audience(const char *service, char ret[JU_SELF_AUDIENCE_SIZE]);
bool ju_is_self_audience(const char *name);

/*
 * Reads the keys of audience. A keyring holds the state of its cipher: it is used by one thread at a time.
 * JU_FATAL for a missing or malformed file; messages never quote a key. Free with ju_keyring_free.
 */
ju_rc ju_keyring_open(const char *dir, const char *audience, ju_keyring **ret, ju_err *err) JU_MUST_CHECK;

/* Wipes and frees; ring may be NULL. */
void ju_keyring_free(ju_keyring *ring);

/*
 * Seals size_bytes under the current key. field names the item (e.g. "individual_number"), subject the record
 * (e.g. its register_ref); neither is secret. *ret lives in arena. JU_REJECT "too_large" when the plaintext
 * is above JU_SEAL_MAX_BYTES; JU_RETRY "key_spent" (the current key has sealed JU_SEALS_MAX values: add
 * another) or "keyring" (the file of keys cannot be read now); JU_FATAL when OpenSSL fails, has no random
 * bytes ("random") or the arena is full ("memory").
 */
ju_rc ju_seal(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
              const void *plaintext, size_t size_bytes, Juki__Common__V1__Sealed **ret,
              ju_err *err) JU_MUST_CHECK;

/*
 * Opens what ju_seal made for the same audience, field and subject. ret->data lives in arena, with a NUL
 * behind it. JU_REJECT: "seal_missing" (sealed is NULL), "seal_key" (no such key in this ring), "seal_erased"
 * (its key was destroyed), "seal_truncated" (nonce or tag incomplete), "seal_broken" (changed, or made for
 * another record), "too_large". JU_RETRY "keyring" as ju_seal.
 */
ju_rc ju_unseal(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                const Juki__Common__V1__Sealed *sealed, ProtobufCBinaryData *ret, ju_err *err) JU_MUST_CHECK;

/* The same for text. A NUL inside what was sealed is refused as "seal_broken": it would hide the rest. */
ju_rc ju_seal_text(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                   const char *plaintext, Juki__Common__V1__Sealed **ret, ju_err *err) JU_MUST_CHECK;
ju_rc ju_unseal_text(ju_keyring *ring, ju_arena *arena, const char *field, const char *subject,
                     const Juki__Common__V1__Sealed *sealed, char **ret, ju_err *err) JU_MUST_CHECK;

/*
 * HMAC-SHA-256 over field (length-prefixed as above) and plaintext: equal values of one field have equal
 * indexes, so that a sealed column can be searched. Normalise plaintext before.
 */
ju_rc ju_blind_index(ju_keyring *ring, const char *field, const char *plaintext,
                     unsigned char ret[JU_BLIND_INDEX_BYTES], ju_err *err) JU_MUST_CHECK;

/* Whether two blind indexes are equal, in a time that does not tell where they differ. */
bool ju_blind_index_equal(const unsigned char a[JU_BLIND_INDEX_BYTES],
                          const unsigned char b[JU_BLIND_INDEX_BYTES]);

/* The subject of an audit record: half of a blind index in hexadecimal, the same for a person in all
 * services. */
ju_rc ju_subject_hash(ju_keyring *ring, const char *person, char ret[JU_SUBJECT_HASH_SIZE],
                      ju_err *err) JU_MUST_CHECK;

#endif
