#ifndef JU_SEAL_KEYFILE_H
#define JU_SEAL_KEYFILE_H

#include "common/seal/provider.h"

#include <stdint.h>

/*
 * The two files of a keyring (KEYS.md), for keyrings and for the tool that changes them (jukictl key).
 *
 *   <dir>/<audience>.keys    one key per line, the last is current: "<audience>/<period> K", where K is 64
 * hex digits, "wrapped:" and 120 hex digits (provider.h), or "erased": the key was destroyed, and what it
 *                            sealed with it
 *   <dir>/<audience>.index   K of the key of blind indexes, which outlives periods
 */
enum { JU_KEY_ID_SIZE = 64, JU_KEYS_MAX = 64, JU_KEY_FINGERPRINT_SIZE = 40 };

typedef struct ju_seal_key {
    char id[JU_KEY_ID_SIZE];
    unsigned char bytes[JU_DATA_KEY_BYTES];
    bool erased;
    uint64_t sealed; /* values, under it by this keyring */
} ju_seal_key;

typedef struct ju_key_list {
    char audience[JU_KEY_ID_SIZE];
    ju_seal_key key[JU_KEYS_MAX]; /* the last one is current */
    size_t count;
} ju_key_list;

/* Whether keys may stand in a file as they are although the provider wraps: only for the tool that wraps
 * them. */
typedef enum ju_key_form { JU_KEYS_AS_PROVIDED, JU_KEYS_ANY_FORM } ju_key_form;

/* Reads <audience>.keys. JU_FATAL "keyring" for a name, file or line that is not as above, without a key or
 * with the current one erased, or with unwrapped keys although the provider wraps; "key_unwrap". Messages
 * quote no key. Wipe *ret with ju_keys_wipe in any case. */
ju_rc ju_keys_read(const char *dir, const char *audience, ju_key_form form, ju_key_list *ret,
                   ju_err *err) JU_MUST_CHECK;
void ju_keys_wipe(ju_key_list *keys);

/* The same of <audience>.index. */
ju_rc ju_index_key_read(const char *dir, const char *audience, ju_key_form form,
                        unsigned char ret[JU_DATA_KEY_BYTES], ju_err *err) JU_MUST_CHECK;

/*
 * Write the files anew, wrapped if the provider wraps, in the place of the old ones at once (rename); what
 * stood in the old one is overwritten first, as far as the file system lets. JU_FATAL "keyring" when they
 * cannot be written: the old ones stand then.
 */
ju_rc ju_keys_write(const char *dir, const ju_key_list *keys, ju_err *err) JU_MUST_CHECK;
ju_rc ju_index_key_write(const char *dir, const char *audience, const unsigned char key[JU_DATA_KEY_BYTES],
                         ju_err *err) JU_MUST_CHECK;

/* Adds a new random key. ahead: readers learn it, and the current one stays current; else it is current from
 * now on. JU_REJECT "key_period" (not a period, or there is one), "key_count" (no room); JU_FATAL "random".
 */
ju_rc ju_keys_add(ju_key_list *keys, const char *period, bool ahead, ju_err *err) JU_MUST_CHECK;

/* Makes the key current. JU_REJECT "key_unknown", "seal_erased". */
ju_rc ju_keys_promote(ju_key_list *keys, const char *id, ju_err *err) JU_MUST_CHECK;

/* Destroys the key; its id stays, so that what it sealed is known as erased. JU_REJECT "key_unknown",
 * "seal_erased" (it is destroyed already), "key_current". */
ju_rc ju_keys_erase(ju_key_list *keys, const char *id, ju_err *err) JU_MUST_CHECK;

/* NULL: unknown. */
const ju_seal_key *ju_keys_find(const ju_key_list *keys, const char *id);

/* What names this very key in an approval and tells nothing of it: HMAC-SHA-256 under it, its first half in
 * groups of four digits. */
ju_rc ju_key_fingerprint(const ju_seal_key *key, char ret[JU_KEY_FINGERPRINT_SIZE],
                         ju_err *err) JU_MUST_CHECK;

#endif
