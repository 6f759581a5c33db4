#include "tests/integration/harness/receiver.h"

#include "common/base/hex.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cmocka.h>

struct receiver {
    EVP_PKEY *key;
    X509 *certificate;
};

receiver *receiver_new(const char *path, bool elliptic)
{
    receiver *r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->key = elliptic ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048);
    r->certificate = X509_new();
    assert_true(r->key != NULL && r->certificate != NULL);
    assert_int_equal(X509_set_version(r->certificate, X509_VERSION_3), 1);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(r->certificate), 7);
    assert_int_equal(ASN1_TIME_set_string(X509_getm_notBefore(r->certificate), "20250101000000Z"), 1);
    assert_int_equal(ASN1_TIME_set_string(X509_getm_notAfter(r->certificate), "20350101000000Z"), 1);
    assert_int_equal(X509_set_pubkey(r->certificate, r->key), 1);
    X509_NAME *name = X509_get_subject_name(r->certificate);
    assert_int_equal(
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"body", -1, -1, 0), 1);
    assert_int_equal(X509_set_issuer_name(r->certificate, name), 1);
    assert_true(X509_sign(r->certificate, r->key, EVP_sha256()) > 0);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_X509(file, r->certificate), 1);
    (void)fclose(file);
    return r;
}

void receiver_write_key(const receiver *r, const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_PrivateKey(file, r->key, NULL, NULL, 0, NULL, NULL), 1);
    (void)fclose(file);
}

void receiver_free(receiver *r)
{
    X509_free(r->certificate);
    EVP_PKEY_free(r->key);
    free(r);
}

static CMS_ContentInfo *read_cms(const void *file, size_t size)
{
    const unsigned char *at = file;
    return d2i_CMS_ContentInfo(NULL, &at, (long)size);
}

char *receiver_open(const receiver *r, const void *file, size_t size)
{
    CMS_ContentInfo *cms = read_cms(file, size);
    BIO *out = BIO_new(BIO_s_mem());
    char *text = NULL;
    if (cms != NULL && CMS_decrypt(cms, r->key, r->certificate, NULL, out, CMS_BINARY) == 1) {
        char *content = NULL;
        size_t length = (size_t)BIO_get_mem_data(out, &content);
        text = calloc(1, length + 1);
        assert_non_null(text);
        memcpy(text, content, length);
    }
    BIO_free(out);
    CMS_ContentInfo_free(cms);
    return text;
}

bool receiver_is_sealed_well(const void *file, size_t size)
{
    static const unsigned char aes_256_gcm[] = {0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                                0x65, 0x03, 0x04, 0x01, 0x2e};
    CMS_ContentInfo *cms = read_cms(file, size);
    bool good = cms != NULL && OBJ_obj2nid(CMS_get0_type(cms)) == NID_id_smime_ct_authEnvelopedData &&
                memmem(file, size, aes_256_gcm, sizeof aes_256_gcm) != NULL;
    CMS_ContentInfo_free(cms);
    return good;
}

char *receiver_read(const char *path, size_t *ret_size)
{
    enum { FILE_MAX = 1 << 20 };
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *bytes = calloc(1, FILE_MAX + 1);
    assert_non_null(bytes);
    *ret_size = fread(bytes, 1, FILE_MAX, file);
    (void)fclose(file);
    return bytes;
}

int receiver_watch(const char *dir, const char *folder)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/%s", dir, folder);
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    assert_true(inotify_add_watch(watch, path, IN_CREATE) >= 0);
    return watch;
}

void receiver_check_whole(int watch)
{
    _Alignas(struct inotify_event) char events[64 * 1024];
    ssize_t size = read(watch, events, sizeof events);
    assert_true(size > 0);
    for (ssize_t at = 0; at < size;) {
        const struct inotify_event *event = (const struct inotify_event *)(const void *)(events + at);
        assert_int_equal(event->name[0], '.');
        at += (ssize_t)(sizeof *event + event->len);
    }
    (void)close(watch);
}

void receiver_sha256(const void *bytes, size_t size, char ret[RECEIVER_SHA256_SIZE])
{
    unsigned char digest[RECEIVER_SHA256_SIZE / 2];
    assert_int_equal(EVP_Digest(bytes, size, digest, NULL, EVP_sha256(), NULL), 1);
    ju_hex(digest, sizeof digest, ret);
}
