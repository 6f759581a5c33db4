#include "common/seal/provider.h"

#include "common/base/file.h"
#include "common/base/hex.h"
#include "common/seal/pkcs11.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <string.h>

enum { NONCE_BYTES = 12, TAG_BYTES = 16, KEK_FILE_BYTES_MAX = 4096 };

static const char IN_FILE[] = "file:";
static const char IN_TOKEN[] = "pkcs11:";

/* PKCS#11 modules are one for a process, and so is this. */
static struct {
    pthread_mutex_t lock;
    enum { NONE, KEK_FILE, KEK_TOKEN } kind;
    unsigned char kek[JU_DATA_KEY_BYTES];
    ju_pkcs11 *token;
} provider = {.lock = PTHREAD_MUTEX_INITIALIZER};

static ju_rc read_kek(const char *path, unsigned char ret[JU_DATA_KEY_BYTES], ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    ju_err cause;
    if (ju_file_read(path, KEK_FILE_BYTES_MAX, &text, &length, &cause) != JU_OK) {
        return ju_fail(err, JU_FATAL, "key_provider", "%s", cause.message);
    }
    text[strcspn(text, "\n")] = '\0';
    bool good = ju_hex_read(text, ret, JU_DATA_KEY_BYTES);
    ju_file_release(text, length);
    return good ? JU_OK : ju_fail(err, JU_FATAL, "key_provider", "%s is not a key of 64 hex digits", path);
}

static void forget(void)
{
    ju_pkcs11_close(provider.token);
    provider.token = NULL;
    explicit_bzero(provider.kek, sizeof provider.kek);
    provider.kind = NONE;
}

static ju_rc use(const char *spec, ju_err *err)
{
    forget();
    if (strcmp(spec, "file") == 0) {
        return JU_OK;
    }
    if (strncmp(spec, IN_FILE, strlen(IN_FILE)) == 0) {
        JU_TRY(read_kek(spec + strlen(IN_FILE), provider.kek, err));
        provider.kind = KEK_FILE;
        return JU_OK;
    }
    if (strncmp(spec, IN_TOKEN, strlen(IN_TOKEN)) == 0) {
        JU_TRY(ju_pkcs11_open(spec, &provider.token, err));
        provider.kind = KEK_TOKEN;
        return JU_OK;
    }
    return ju_fail(err, JU_FATAL, "key_provider", "a key provider is file, file:PATH or pkcs11:...");
}

ju_rc ju_key_provider_use(const char *spec, ju_err *err)
{
    (void)pthread_mutex_lock(&provider.lock);
    ju_rc rc = use(spec, err);
    (void)pthread_mutex_unlock(&provider.lock);
    return rc;
}

void ju_key_provider_end(void)
{
    (void)pthread_mutex_lock(&provider.lock);
    forget();
    (void)pthread_mutex_unlock(&provider.lock);
}

bool ju_key_provider_wraps(void)
{
    (void)pthread_mutex_lock(&provider.lock);
    bool wraps = provider.kind != NONE;
    (void)pthread_mutex_unlock(&provider.lock);
    return wraps;
}

/* ---- a KEK of our own -----------------------------------------------------------------------------------
 */

static bool begin(EVP_CIPHER_CTX *ctx, bool encrypt, const unsigned char *nonce, const char *name)
{
    int ignored = 0;
    return ctx != NULL &&
           EVP_CipherInit_ex2(ctx, EVP_aes_256_gcm(), provider.kek, nonce, encrypt, NULL) == 1 &&
           EVP_CipherUpdate(ctx, NULL, &ignored, (const unsigned char *)name, (int)strlen(name)) == 1;
}

static bool wrap_here(const unsigned char *nonce, const char *name, const unsigned char *key,
                      unsigned char *out)
{
    int done = 0;
    int last = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool good = begin(ctx, true, nonce, name) &&
                EVP_CipherUpdate(ctx, out, &done, key, JU_DATA_KEY_BYTES) == 1 &&
                EVP_CipherFinal_ex(ctx, out + done, &last) == 1 &&
                EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, out + JU_DATA_KEY_BYTES) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return good;
}

static bool unwrap_here(const unsigned char *nonce, const char *name, const unsigned char *in,
                        unsigned char *key)
{
    unsigned char tag[TAG_BYTES];
    int done = 0;
    int last = 0;
    memcpy(tag, in + JU_DATA_KEY_BYTES, TAG_BYTES);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool good = begin(ctx, false, nonce, name) &&
                EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag) == 1 &&
                EVP_CipherUpdate(ctx, key, &done, in, JU_DATA_KEY_BYTES) == 1 &&
                EVP_CipherFinal_ex(ctx, key + done, &last) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return good;
}

/* ---- both -----------------------------------------------------------------------------------------------
 */

static bool seal_key(const unsigned char *nonce, const char *name, const unsigned char *key,
                     unsigned char *out)
{
    switch (provider.kind) {
    case KEK_FILE:
        return wrap_here(nonce, name, key, out);
    case KEK_TOKEN:
        return ju_pkcs11_gcm(provider.token, true, nonce, name, key, JU_DATA_KEY_BYTES, out,
                             JU_WRAPPED_KEY_BYTES - NONCE_BYTES);
    case NONE:
        break;
    }
    return false;
}

static bool open_key(const unsigned char *nonce, const char *name, const unsigned char *in,
                     unsigned char *key)
{
    switch (provider.kind) {
    case KEK_FILE:
        return unwrap_here(nonce, name, in, key);
    case KEK_TOKEN:
        return ju_pkcs11_gcm(provider.token, false, nonce, name, in, JU_WRAPPED_KEY_BYTES - NONCE_BYTES, key,
                             JU_DATA_KEY_BYTES);
    case NONE:
        break;
    }
    return false;
}

ju_rc ju_key_wrap(const char *name, const unsigned char key[JU_DATA_KEY_BYTES],
                  unsigned char ret[JU_WRAPPED_KEY_BYTES], ju_err *err)
{
    if (RAND_bytes(ret, NONCE_BYTES) != 1) {
        return ju_fail(err, JU_FATAL, "random", "no random bytes");
    }
    (void)pthread_mutex_lock(&provider.lock);
    bool good = seal_key(ret, name, key, ret + NONCE_BYTES);
    (void)pthread_mutex_unlock(&provider.lock);
    return good ? JU_OK : ju_fail(err, JU_FATAL, "key_provider", "the key provider did not wrap %s", name);
}

ju_rc ju_key_unwrap(const char *name, const unsigned char wrapped[JU_WRAPPED_KEY_BYTES],
                    unsigned char ret[JU_DATA_KEY_BYTES], ju_err *err)
{
    (void)pthread_mutex_lock(&provider.lock);
    bool good = open_key(wrapped, name, wrapped + NONCE_BYTES, ret);
    (void)pthread_mutex_unlock(&provider.lock);
    if (!good) {
        explicit_bzero(ret, JU_DATA_KEY_BYTES);
        return ju_fail(err, JU_FATAL, "key_unwrap", "the key provider does not open %s", name);
    }
    return JU_OK;
}
