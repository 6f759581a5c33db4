#include "common/seal/keyfile.h"

#include "common/base/file.h"
#include "common/base/hex.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX_BYTES = 16 * 1024 };

static const char WRAPPED[] = "wrapped:";
static const char ERASED[] = "erased";
static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

static ju_rc path_of(const char *dir, const char *audience, const char *suffix, char ret[PATH_MAX],
                     ju_err *err)
{
    if (audience[0] == '\0' || audience[strspn(audience, LETTERS)] != '\0' ||
        strlen(audience) >= JU_KEY_ID_SIZE / 2) {
        return ju_fail(err, JU_FATAL, "keyring", "not the name of an audience: %.40s", audience);
    }
    return snprintf(ret, PATH_MAX, "%s/%s.%s", dir, audience, suffix) < PATH_MAX
               ? JU_OK
               : ju_fail(err, JU_FATAL, "keyring", "the path of the keys of %s is too long", audience);
}

/* ---- one key --------------------------------------------------------------------------------------------
 */

static ju_rc unwrap(const char *text, const char *name, unsigned char ret[JU_DATA_KEY_BYTES], ju_err *err)
{
    unsigned char wrapped[JU_WRAPPED_KEY_BYTES];
    if (!ju_hex_read(text, wrapped, sizeof wrapped)) {
        return ju_fail(err, JU_FATAL, "keyring", "%s is not a wrapped key", name);
    }
    return ju_key_unwrap(name, wrapped, ret, err);
}

/* text: K of keyfile.h, but not an erased one. */
static ju_rc read_key(const char *text, const char *name, ju_key_form form,
                      unsigned char ret[JU_DATA_KEY_BYTES], ju_err *err)
{
    if (strncmp(text, WRAPPED, strlen(WRAPPED)) == 0) {
        return unwrap(text + strlen(WRAPPED), name, ret, err);
    }
    if (!ju_hex_read(text, ret, JU_DATA_KEY_BYTES)) {
        return ju_fail(err, JU_FATAL, "keyring", "%s is not a key", name);
    }
    return form == JU_KEYS_AS_PROVIDED && ju_key_provider_wraps()
               ? ju_fail(err, JU_FATAL, "keyring", "%s is not wrapped: jukictl key wrap", name)
               : JU_OK;
}

static bool is_period(const char *period)
{
    return *period != '\0' && period[strspn(period, LETTERS)] == '\0';
}

/* A new id of the audience. */
static bool is_key_id(const ju_key_list *keys, const char *id)
{
    size_t length = strlen(keys->audience);
    return strncmp(id, keys->audience, length) == 0 && id[length] == '/' && strlen(id) < JU_KEY_ID_SIZE &&
           ju_keys_find(keys, id) == NULL && is_period(id + length + 1);
}

static ju_rc add_line(ju_key_list *keys, char *line, ju_key_form form, ju_err *err)
{
    char *text = strchr(line, ' ');
    if (text != NULL) {
        *text++ = '\0';
    }
    if (text == NULL || keys->count == JU_KEYS_MAX || !is_key_id(keys, line)) {
        return ju_fail(err, JU_FATAL, "keyring", "line %zu of the keys of %s is not a key", keys->count + 1,
                       keys->audience);
    }
    ju_seal_key *key = &keys->key[keys->count];
    (void)snprintf(key->id, sizeof key->id, "%s", line);
    key->erased = strcmp(text, ERASED) == 0;
    JU_TRY(key->erased ? JU_OK : read_key(text, key->id, form, key->bytes, err));
    keys->count++;
    return JU_OK;
}

/* ---- reading --------------------------------------------------------------------------------------------
 */

/* Each line ends with a newline, but the last may end without. */
static ju_rc add_lines(ju_key_list *keys, char *text, ju_key_form form, ju_err *err)
{
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        if (rest == NULL && *line == '\0') {
            break;
        }
        JU_TRY(add_line(keys, line, form, err));
    }
    if (keys->count == 0 || keys->key[keys->count - 1].erased) {
        return ju_fail(err, JU_FATAL, "keyring", "%s has no current key", keys->audience);
    }
    return JU_OK;
}

ju_rc ju_keys_read(const char *dir, const char *audience, ju_key_form form, ju_key_list *ret, ju_err *err)
{
    char path[PATH_MAX];
    char *text = NULL;
    size_t length = 0;
    *ret = (ju_key_list){0};
    JU_TRY(path_of(dir, audience, "keys", path, err));
    JU_TRY(ju_file_read(path, FILE_MAX_BYTES, &text, &length, err));
    (void)snprintf(ret->audience, sizeof ret->audience, "%s", audience);
    ju_rc rc = add_lines(ret, text, form, err);
    ju_file_release(text, length);
    return rc;
}

void ju_keys_wipe(ju_key_list *keys)
{
    explicit_bzero(keys, sizeof *keys);
}

ju_rc ju_index_key_read(const char *dir, const char *audience, ju_key_form form,
                        unsigned char ret[JU_DATA_KEY_BYTES], ju_err *err)
{
    char path[PATH_MAX];
    char name[JU_KEY_ID_SIZE + sizeof ".index"];
    char *text = NULL;
    size_t length = 0;
    JU_TRY(path_of(dir, audience, "index", path, err));
    (void)snprintf(name, sizeof name, "%s.index", audience);
    JU_TRY(ju_file_read(path, FILE_MAX_BYTES, &text, &length, err));
    if (length > 0 && text[length - 1] == '\n') {
        text[length - 1] = '\0';
    }
    ju_rc rc = read_key(text, name, form, ret, err);
    ju_file_release(text, length);
    return rc;
}

/* ---- changes --------------------------------------------------------------------------------------------
 */

static ju_seal_key *find(ju_key_list *keys, const char *id)
{
    for (size_t i = keys->count; i > 0; i--) {
        if (strcmp(keys->key[i - 1].id, id) == 0) {
            return &keys->key[i - 1];
        }
    }
    return NULL;
}

const ju_seal_key *ju_keys_find(const ju_key_list *keys, const char *id)
{
    return find((ju_key_list *)(uintptr_t)keys, id);
}

ju_rc ju_keys_add(ju_key_list *keys, const char *period, bool ahead, ju_err *err)
{
    ju_seal_key key = {0};
    int length = snprintf(key.id, sizeof key.id, "%s/%s", keys->audience, period);
    if (length >= (int)sizeof key.id || !is_key_id(keys, key.id)) {
        return ju_reject(err, "key_period", "PERIOD",
                         "a period is small letters, digits and hyphens, and is new");
    }
    if (keys->count == JU_KEYS_MAX) {
        return ju_reject(err, "key_count", "PERIOD", "%s has %d keys already", keys->audience, JU_KEYS_MAX);
    }
    if (RAND_priv_bytes(key.bytes, sizeof key.bytes) != 1) {
        return ju_fail(err, JU_FATAL, "random", "no random bytes");
    }
    keys->key[keys->count] = key;
    keys->count++;
    if (ahead) {
        keys->key[keys->count - 1] = keys->key[keys->count - 2];
        keys->key[keys->count - 2] = key;
    }
    explicit_bzero(&key, sizeof key);
    return JU_OK;
}

static ju_rc find_live(ju_key_list *keys, const char *id, ju_seal_key **ret, ju_err *err)
{
    *ret = find(keys, id);
    if (*ret == NULL) {
        return ju_reject(err, "key_unknown", "KEY-ID", "%s has no such key", keys->audience);
    }
    return (*ret)->erased ? ju_reject(err, "seal_erased", "KEY-ID", "this key is destroyed") : JU_OK;
}

ju_rc ju_keys_promote(ju_key_list *keys, const char *id, ju_err *err)
{
    ju_seal_key *key = NULL;
    JU_TRY(find_live(keys, id, &key, err));
    ju_seal_key current = *key;
    size_t behind = (size_t)(&keys->key[keys->count - 1] - key);
    memmove(key, key + 1, behind * sizeof *key);
    keys->key[keys->count - 1] = current;
    explicit_bzero(&current, sizeof current);
    return JU_OK;
}

ju_rc ju_keys_erase(ju_key_list *keys, const char *id, ju_err *err)
{
    ju_seal_key *key = NULL;
    JU_TRY(find_live(keys, id, &key, err));
    if (key == &keys->key[keys->count - 1]) {
        return ju_reject(err, "key_current", "KEY-ID",
                         "the current key cannot be destroyed: add another first");
    }
    explicit_bzero(key->bytes, sizeof key->bytes);
    key->erased = true;
    return JU_OK;
}

ju_rc ju_key_fingerprint(const ju_seal_key *key, char ret[JU_KEY_FINGERPRINT_SIZE], ju_err *err)
{
    enum { GROUP = 2, GROUPS = 8 };
    unsigned char digest[EVP_MAX_MD_SIZE];
    if (HMAC(EVP_sha256(), key->bytes, sizeof key->bytes, (const unsigned char *)key->id, strlen(key->id),
             digest, NULL) == NULL) {
        return ju_fail(err, JU_FATAL, "openssl", "the fingerprint of a key failed");
    }
    for (size_t i = 0; i < GROUPS; i++) {
        char *at = ret + i * (2 * GROUP + 1);
        ju_hex(digest + i * GROUP, GROUP, at);
        at[2 * GROUP] = i + 1 < GROUPS ? '-' : '\0';
    }
    return JU_OK;
}
