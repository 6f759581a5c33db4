#include "common/seal/sign.h"

#include "common/base/file.h"

#include <errno.h>
#include <glob.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 16, KEY_ID_SIZE = 64, KEY_FILE_BYTES_MAX = 4096, LENGTH_BYTES = 4 };

typedef struct signer_key {
    char id[KEY_ID_SIZE];
    EVP_PKEY *key;
} signer_key;

struct ju_signing_key {
    char id[KEY_ID_SIZE];
    EVP_PKEY *key;
};

struct ju_signers {
    signer_key key[KEYS_MAX];
    size_t count;
};

/* ---- keys -------------------------------------------------------------------------------------------- */

ju_rc ju_ed25519_read(const char *path, bool private_key, EVP_PKEY **ret, ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    JU_TRY(ju_file_read(path, KEY_FILE_BYTES_MAX, &text, &length, err));
    BIO *in = BIO_new_mem_buf(text, (int)length);
    EVP_PKEY *key = in == NULL    ? NULL
                    : private_key ? PEM_read_bio_PrivateKey(in, NULL, NULL, NULL)
                                  : PEM_read_bio_PUBKEY(in, NULL, NULL, NULL);
    BIO_free(in);
    ju_file_release(text, length);
    if (key == NULL || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
        EVP_PKEY_free(key);
        return ju_fail(err, JU_FATAL, "signature_key", "%s: no Ed25519 key", path);
    }
    *ret = key;
    return JU_OK;
}

/* <dir>/<signer>.<period>.pem is the key <signer>/<period>. */
static bool key_id_of(const char *path, const char *signer, char ret[KEY_ID_SIZE])
{
    const char *period = strrchr(path, '/') + 1 + strlen(signer) + 1;
    int length = (int)(strlen(period) - strlen(".pem"));
    int written = snprintf(ret, KEY_ID_SIZE, "%s/%.*s", signer, length, period);
    return length > 0 && written < KEY_ID_SIZE;
}

static ju_rc open_keys(const glob_t *files, const char *signer, ju_signers *signers, ju_err *err)
{
    if (files->gl_pathc > KEYS_MAX) {
        return ju_fail(err, JU_FATAL, "signature_key", "%s has more than %d keys", signer, KEYS_MAX);
    }
    for (size_t i = 0; i < files->gl_pathc; i++) {
        signer_key *key = &signers->key[signers->count];
        if (!key_id_of(files->gl_pathv[i], signer, key->id)) {
            return ju_fail(err, JU_FATAL, "signature_key", "%s: no name of a key", files->gl_pathv[i]);
        }
        JU_TRY(ju_ed25519_read(files->gl_pathv[i], false, &key->key, err));
        signers->count++;
    }
    return JU_OK;
}

ju_rc ju_signers_open(const char *dir, const char *signer, ju_signers **ret, ju_err *err)
{
    char pattern[512];
    glob_t files = {0};
    *ret = calloc(1, sizeof **ret);
    if (*ret == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    if (dir == NULL) {
        return JU_OK;
    }
    int length = snprintf(pattern, sizeof pattern, "%s/%s.*.pem", dir, signer);
    ju_rc rc = length < (int)sizeof pattern && glob(pattern, GLOB_ERR, NULL, &files) == 0
                   ? open_keys(&files, signer, *ret, err)
                   : ju_fail(err, JU_FATAL, "signature_key", "%s holds no key %s.<period>.pem", dir, signer);
    globfree(&files);
    if (rc != JU_OK) {
        ju_signers_free(*ret);
        *ret = NULL;
    }
    return rc;
}

void ju_signers_free(ju_signers *signers)
{
    for (size_t i = 0; signers != NULL && i < signers->count; i++) {
        EVP_PKEY_free(signers->key[i].key);
    }
    free(signers);
}

static EVP_PKEY *find(const ju_signers *signers, const char *key_id)
{
    for (size_t i = 0; i < signers->count; i++) {
        if (strcmp(signers->key[i].id, key_id) == 0) {
            return signers->key[i].key;
        }
    }
    return NULL;
}

/* ---- signatures -------------------------------------------------------------------------------------- */

/* What is signed; to be freed. NULL when out of memory. */
static unsigned char *join(const char *context, const ProtobufCBinaryData *bytes, size_t *ret_size)
{
    size_t length = strlen(context);
    *ret_size = LENGTH_BYTES + length + bytes->len;
    unsigned char *joined = malloc(*ret_size);
    if (joined == NULL) {
        return NULL;
    }
    for (int i = 0; i < LENGTH_BYTES; i++) {
        joined[i] = (unsigned char)((uint32_t)length >> (24 - 8 * i));
    }
    memcpy(joined + LENGTH_BYTES, context, length);
    if (bytes->len > 0) {
        memcpy(joined + LENGTH_BYTES + length, bytes->data, bytes->len);
    }
    return joined;
}

ju_rc ju_signature_check(const ju_signers *signers, const char *context, const char *key_id,
                         const ProtobufCBinaryData *bytes, const ProtobufCBinaryData *signature, ju_err *err)
{
    size_t size = 0;
    EVP_PKEY *key = find(signers, key_id);
    if (key == NULL) {
        return ju_reject(err, "signature_key", "key_id", "not a key of who may sign here");
    }
    unsigned char *joined = join(context, bytes, &size);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ready = joined != NULL && ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1;
    bool good = ready && EVP_DigestVerify(ctx, signature->data, signature->len, joined, size) == 1;
    EVP_MD_CTX_free(ctx);
    free(joined);
    if (!ready) {
        return ju_fail(err, JU_FATAL, "memory", "OpenSSL cannot verify");
    }
    return good ? JU_OK : ju_reject(err, "signature_invalid", "signature", "the signature does not fit");
}

static ju_rc sign(EVP_PKEY *key, const char *context, const ProtobufCBinaryData *bytes,
                  unsigned char ret[JU_SIGNATURE_BYTES], ju_err *err)
{
    size_t size = 0;
    size_t length = JU_SIGNATURE_BYTES;
    unsigned char *joined = join(context, bytes, &size);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool signed_ = joined != NULL && ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
                   EVP_DigestSign(ctx, ret, &length, joined, size) == 1;
    EVP_MD_CTX_free(ctx);
    free(joined);
    return signed_ ? JU_OK : ju_fail(err, JU_FATAL, "signature_key", "OpenSSL cannot sign");
}

ju_rc ju_sign(const char *path, const char *context, const ProtobufCBinaryData *bytes,
              unsigned char ret[JU_SIGNATURE_BYTES], ju_err *err)
{
    EVP_PKEY *key = NULL;
    JU_TRY(ju_ed25519_read(path, true, &key, err));
    ju_rc rc = sign(key, context, bytes, ret, err);
    EVP_PKEY_free(key);
    return rc;
}

/* <dir>/<signer>.<period>.key is the key <signer>/<period>. */
static bool own_id(const char *path, const char *signer, char ret[KEY_ID_SIZE])
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    size_t length = strlen(signer);
    size_t ending = strlen(".key");
    if (strncmp(name, signer, length) != 0 || name[length] != '.' || strlen(name) <= length + 1 + ending ||
        strcmp(name + strlen(name) - ending, ".key") != 0) {
        return false;
    }
    const char *period = name + length + 1;
    return snprintf(ret, KEY_ID_SIZE, "%s/%.*s", signer, (int)(strlen(period) - ending), period) <
           KEY_ID_SIZE;
}

ju_rc ju_signing_key_open(const char *path, const char *signer, ju_signing_key **ret, ju_err *err)
{
    ju_signing_key *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    ju_rc rc = own_id(path, signer, made->id)
                   ? ju_ed25519_read(path, true, &made->key, err)
                   : ju_fail(err, JU_FATAL, "signature_key", "%s: not named %s.<period>.key", path, signer);
    if (rc != JU_OK) {
        ju_signing_key_free(made);
        return rc;
    }
    *ret = made;
    return JU_OK;
}

void ju_signing_key_free(ju_signing_key *key)
{
    if (key != NULL) {
        EVP_PKEY_free(key->key);
        free(key);
    }
}

const char *ju_signing_key_id(const ju_signing_key *key)
{
    return key->id;
}

ju_rc ju_sign_with(const ju_signing_key *key, const char *context, const ProtobufCBinaryData *bytes,
                   unsigned char ret[JU_SIGNATURE_BYTES], ju_err *err)
{
    return sign(key->key, context, bytes, ret, err);
}
