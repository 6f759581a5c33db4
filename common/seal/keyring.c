#include "common/seal/keyring.h"

#include "common/base/clock.h"
#include "common/base/file.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_EVERY_MS = 1000 };

static bool make_contexts(ju_keyring *ring)
{
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    ring->cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    ring->cipher_ctx = EVP_CIPHER_CTX_new();
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    ring->mac_ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac); /* the context keeps it */
    return ring->cipher != NULL && ring->cipher_ctx != NULL && ring->mac_ctx != NULL &&
           EVP_MAC_init(ring->mac_ctx, ring->index_key, JU_DATA_KEY_BYTES, params) == 1;
}

/* ---- the file of keys -----------------------------------------------------------------------------------
 */

static ju_rc look(const ju_keyring *ring, const char *audience, struct stat *ret, ju_err *err)
{
    char path[PATH_MAX + JU_KEY_ID_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s.keys", ring->dir, audience);
    return stat(path, ret) == 0 ? JU_OK : ju_fail(err, JU_FATAL, "keyring", "%s is not there", path);
}

/* What was sealed under a key goes on counting. */
static void keep_counts(const ju_key_list *before, ju_key_list *now)
{
    for (size_t i = 0; i < now->count; i++) {
        const ju_seal_key *key = ju_keys_find(before, now->key[i].id);
        now->key[i].sealed = key == NULL ? 0 : key->sealed;
    }
}

static ju_rc read_again(ju_keyring *ring, ju_err *err)
{
    ju_key_list fresh;
    ju_rc rc = ju_keys_read(ring->dir, ring->keys.audience, JU_KEYS_AS_PROVIDED, &fresh, err);
    if (rc == JU_OK) {
        keep_counts(&ring->keys, &fresh);
        ring->keys = fresh;
        (void)EVP_CIPHER_CTX_reset(ring->cipher_ctx); /* it has the key that was used last */
        ring->in_cipher = NULL;
    }
    ju_keys_wipe(&fresh);
    return rc;
}

ju_rc ju_keyring_refresh(ju_keyring *ring, bool at_once, ju_err *err)
{
    struct stat now = {0};
    ju_err why = {0};
    int64_t now_ms = ju_clock_monotonic_ms();
    if (ring->good && !at_once && now_ms - ring->looked_ms < LOOK_EVERY_MS) {
        return JU_OK;
    }
    ring->looked_ms = now_ms;
    ju_rc rc = look(ring, ring->keys.audience, &now, &why);
    if (rc == JU_OK && ring->good && ju_file_same(&ring->seen, &now)) {
        return JU_OK;
    }
    rc = rc == JU_OK ? read_again(ring, &why) : rc;
    ring->seen = now;
    ring->good = rc == JU_OK;
    return rc == JU_OK ? JU_OK : ju_fail(err, JU_RETRY, "keyring", "%s", why.message);
}

/* ---- life -----------------------------------------------------------------------------------------------
 */

static ju_rc fill(ju_keyring *ring, const char *dir, const char *audience, ju_err *err)
{
    if (snprintf(ring->dir, sizeof ring->dir, "%s", dir) >= (int)sizeof ring->dir) {
        return ju_fail(err, JU_FATAL, "keyring", "the path of the keys is too long");
    }
    JU_TRY(look(ring, audience, &ring->seen, err));
    JU_TRY(ju_keys_read(dir, audience, JU_KEYS_AS_PROVIDED, &ring->keys, err));
    JU_TRY(ju_index_key_read(dir, audience, JU_KEYS_AS_PROVIDED, ring->index_key, err));
    if (!make_contexts(ring)) {
        return ju_fail(err, JU_FATAL, "openssl", "OpenSSL has no AES-256-GCM or HMAC-SHA-256");
    }
    ring->good = true;
    ring->looked_ms = ju_clock_monotonic_ms();
    return JU_OK;
}

static const char SELF[] = "-self";

void ju_self_audience(const char *service, char ret[JU_SELF_AUDIENCE_SIZE])
{
    (void)snprintf(ret, JU_SELF_AUDIENCE_SIZE, "%s%s", service, SELF);
}

bool ju_is_self_audience(const char *name)
{
    size_t length = strlen(name);
    return length >= strlen(SELF) && strcmp(name + length - strlen(SELF), SELF) == 0;
}

ju_rc ju_keyring_open(const char *dir, const char *audience, ju_keyring **ret, ju_err *err)
{
    ju_keyring *ring = calloc(1, sizeof *ring);
    if (ring == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "no memory for a keyring");
    }
    ju_rc rc = fill(ring, dir, audience, err);
    if (rc != JU_OK) {
        ju_keyring_free(ring);
        return rc;
    }
    *ret = ring;
    return JU_OK;
}

void ju_keyring_free(ju_keyring *ring)
{
    if (ring == NULL) {
        return;
    }
    EVP_MAC_CTX_free(ring->mac_ctx);
    EVP_CIPHER_CTX_free(ring->cipher_ctx);
    EVP_CIPHER_free(ring->cipher);
    explicit_bzero(ring, sizeof *ring);
    free(ring);
}
