#include "common/seal/keyring.h"

#include "common/base/file.h"
#include "common/base/hex.h"

#include <ctype.h>
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 16 * 1024 };

/* The whole text must be 64 hexadecimal digits. */
static bool parse_key(const char *text, unsigned char ret[JU_KEY_BYTES])
{
    if (strlen(text) != (size_t)2 * JU_KEY_BYTES) {
        return false;
    }
    for (size_t i = 0; i < JU_KEY_BYTES; i++) {
        int high = ju_hex_value(text[2 * i]);
        int low = ju_hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        ret[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static bool is_key_id(const ju_keyring *ring, const char *id)
{
    size_t length = strlen(ring->audience);
    if (strncmp(id, ring->audience, length) != 0 || id[length] != '/' || strlen(id) >= JU_KEY_ID_SIZE) {
        return false;
    }
    for (size_t i = 0; i < ring->key_count; i++) {
        if (strcmp(ring->key[i].id, id) == 0) {
            return false;
        }
    }
    const char *period = id + length + 1;
    return *period != '\0' && period[strspn(period, "0123456789abcdefghijklmnopqrstuvwxyz-")] == '\0';
}

static bool add_key(ju_keyring *ring, char *line)
{
    char *space = strchr(line, ' ');
    if (space == NULL || ring->key_count == JU_KEYS_MAX) {
        return false;
    }
    *space = '\0';
    ju_seal_key *key = &ring->key[ring->key_count];
    if (!is_key_id(ring, line) || !parse_key(space + 1, key->bytes)) {
        return false;
    }
    (void)snprintf(key->id, sizeof key->id, "%s", line);
    ring->key_count++;
    return true;
}

static bool set_index_key(ju_keyring *ring, char *line)
{
    return parse_key(line, ring->index_key);
}

/* Gives each line of a file to take; returns the number of lines or, negative, the first one refused. */
static int take_lines(ju_keyring *ring, char *text, bool (*take)(ju_keyring *ring, char *line))
{
    int count = 0;
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        if (rest == NULL && *line == '\0') {
            break;
        }
        count++;
        if (!take(ring, line)) {
            return -count;
        }
    }
    return count;
}

static ju_rc load(ju_keyring *ring, const char *dir, const char *suffix, int most_lines,
                  bool (*take)(ju_keyring *ring, char *line), ju_err *err)
{
    char path[PATH_MAX];
    char *text = NULL;
    size_t length = 0;
    (void)snprintf(path, sizeof path, "%s/%s.%s", dir, ring->audience, suffix);
    JU_TRY(ju_file_read(path, FILE_MAX_BYTES, &text, &length, err));
    int count = take_lines(ring, text, take);
    ju_file_release(text, length);
    if (count < 0) {
        return ju_fail(err, JU_FATAL, "keyring", "line %d of %s is not a key", -count, path);
    }
    if (count == 0 || count > most_lines) {
        return ju_fail(err, JU_FATAL, "keyring", "%s has %d keys", path, count);
    }
    return JU_OK;
}

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
           EVP_MAC_init(ring->mac_ctx, ring->index_key, JU_KEY_BYTES, params) == 1;
}

static ju_rc fill(ju_keyring *ring, const char *dir, ju_err *err)
{
    JU_TRY(load(ring, dir, "keys", JU_KEYS_MAX, add_key, err));
    JU_TRY(load(ring, dir, "index", 1, set_index_key, err));
    if (!make_contexts(ring)) {
        return ju_fail(err, JU_FATAL, "openssl", "OpenSSL has no AES-256-GCM or HMAC-SHA-256");
    }
    return JU_OK;
}

ju_rc ju_keyring_open(const char *dir, const char *audience, ju_keyring **ret, ju_err *err)
{
    if (audience[0] == '\0' || audience[strspn(audience, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0' ||
        strlen(audience) >= JU_KEY_ID_SIZE / 2) {
        return ju_fail(err, JU_FATAL, "keyring", "not the name of an audience: %.40s", audience);
    }
    ju_keyring *ring = calloc(1, sizeof *ring);
    if (ring == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "no memory for a keyring");
    }
    (void)snprintf(ring->audience, sizeof ring->audience, "%s", audience);
    ju_rc rc = fill(ring, dir, err);
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
