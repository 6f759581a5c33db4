#include "common/staff/keys.h"

#include "common/base/file.h"
#include "common/staff/base64url.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 16, KID_SIZE = 128, FILE_BYTES_MAX = 64 * 1024, ED25519_BYTES = 32, ED25519_TEXT = 43 };

typedef struct staff_key {
    char kid[KID_SIZE];
    EVP_PKEY *key;
} staff_key;

struct ju_staff_keys {
    char *path;
    struct stat seen; /* the file as it was read */
    bool good;        /* and could be */
    staff_key key[KEYS_MAX];
    size_t count;
    ju_hasher *hasher;
    ju_staff_known known; /* signed by these keys */
};

/* What another key signed, under whichever kid, counts no longer. */
static void forget(ju_staff_keys *keys)
{
    ju_staff_known_forget(&keys->known);
    for (size_t i = 0; i < keys->count; i++) {
        EVP_PKEY_free(keys->key[i].key);
    }
    keys->count = 0;
}

/* ---- one key ------------------------------------------------------------------------------------------- */

static bool is_ed25519(const json_t *jwk)
{
    const char *kty = json_string_value(json_object_get(jwk, "kty"));
    const char *crv = json_string_value(json_object_get(jwk, "crv"));
    return kty != NULL && crv != NULL && strcmp(kty, "OKP") == 0 && strcmp(crv, "Ed25519") == 0;
}

static EVP_PKEY *key_of(const json_t *jwk)
{
    unsigned char bytes[ED25519_BYTES];
    size_t size = 0;
    const json_t *x = json_object_get(jwk, "x");
    return json_string_length(x) == ED25519_TEXT &&
                   ju_base64url_read(json_string_value(x), ED25519_TEXT, bytes, &size) &&
                   size == ED25519_BYTES
               ? EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes, size)
               : NULL;
}

static ju_rc take(ju_staff_keys *keys, const json_t *jwk, ju_err *err)
{
    const char *kid = json_string_value(json_object_get(jwk, "kid"));
    if (!is_ed25519(jwk)) {
        return JU_OK;
    }
    if (kid == NULL || *kid == '\0' || strlen(kid) >= KID_SIZE || ju_staff_key_of(keys, kid) != NULL) {
        return ju_fail(err, JU_FATAL, "staff_keys", "%s: a key without kid, or one kid twice", keys->path);
    }
    EVP_PKEY *key = keys->count < KEYS_MAX ? key_of(jwk) : NULL;
    if (key == NULL) {
        return ju_fail(err, JU_FATAL, "staff_keys", "%s: no Ed25519 key, or too many", keys->path);
    }
    staff_key *taken = &keys->key[keys->count++];
    taken->key = key;
    (void)snprintf(taken->kid, sizeof taken->kid, "%s", kid);
    return JU_OK;
}

/* ---- the file ------------------------------------------------------------------------------------------ */

static ju_rc take_all(ju_staff_keys *keys, const json_t *set, ju_err *err)
{
    const json_t *list = json_object_get(set, "keys");
    for (size_t i = 0; i < json_array_size(list); i++) {
        JU_TRY(take(keys, json_array_get(list, i), err));
    }
    return keys->count > 0
               ? JU_OK
               : ju_fail(err, JU_FATAL, "staff_keys", "%s: no JWK Set with Ed25519 keys", keys->path);
}

static ju_rc read_keys(ju_staff_keys *keys, ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    ju_err cause;
    forget(keys);
    if (ju_file_read(keys->path, FILE_BYTES_MAX, &text, &length, &cause) != JU_OK) {
        return ju_fail(err, JU_FATAL, "staff_keys", "%s", cause.message);
    }
    json_t *set = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    ju_rc rc = take_all(keys, set, err);
    json_decref(set);
    ju_file_release(text, length);
    if (rc != JU_OK) {
        forget(keys);
    }
    return rc;
}

ju_rc ju_staff_keys_refresh(ju_staff_keys *keys, ju_err *err)
{
    struct stat now;
    if (stat(keys->path, &now) != 0) {
        forget(keys);
        keys->good = false;
        return ju_fail(err, JU_FATAL, "staff_keys", "%s is not there", keys->path);
    }
    if (keys->good && ju_file_same(&keys->seen, &now)) {
        return JU_OK;
    }
    keys->seen = now;
    ju_rc rc = read_keys(keys, err);
    keys->good = rc == JU_OK;
    return rc;
}

ju_rc ju_staff_keys_open(const char *path, ju_staff_keys **ret, ju_err *err)
{
    ju_staff_keys *keys = calloc(1, sizeof *keys);
    char *copy = strdup(path);
    if (keys == NULL || copy == NULL) {
        free(keys);
        free(copy);
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    keys->path = copy;
    ju_rc rc = ju_hasher_new(&keys->hasher, err);
    rc = rc == JU_OK ? ju_staff_keys_refresh(keys, err) : rc;
    if (rc != JU_OK) {
        ju_staff_keys_free(keys);
        return rc;
    }
    *ret = keys;
    return JU_OK;
}

void ju_staff_keys_free(ju_staff_keys *keys)
{
    if (keys != NULL) {
        forget(keys);
        ju_hasher_free(keys->hasher);
        free(keys->path);
        free(keys);
    }
}

EVP_PKEY *ju_staff_key_of(const ju_staff_keys *keys, const char *kid)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(keys->key[i].kid, kid) == 0) {
            return keys->key[i].key;
        }
    }
    return NULL;
}

ju_rc ju_staff_keys_name(ju_staff_keys *keys, const char *token, size_t size, ju_hash *ret, ju_err *err)
{
    *ret = ju_hash_leaf(keys->hasher, token, size);
    return ju_hasher_check(keys->hasher, err);
}

ju_staff_known *ju_staff_keys_known(ju_staff_keys *keys)
{
    return &keys->known;
}
