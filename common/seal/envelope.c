#include "common/seal/envelope.h"

#include "common/text/date.h"

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOON_S = 12 * 60 * 60, DAY_S = 24 * 60 * 60 };

struct ju_receiver {
    X509 *certificate;
};

ju_rc ju_receiver_open(const char *path, ju_receiver **ret, ju_err *err)
{
    ju_receiver *receiver = calloc(1, sizeof *receiver);
    FILE *file = fopen(path, "re");
    if (receiver != NULL && file != NULL) {
        receiver->certificate = PEM_read_X509(file, NULL, NULL, NULL);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    if (receiver == NULL || receiver->certificate == NULL) {
        ju_receiver_free(receiver);
        return ju_fail(err, JU_FATAL, "certificate", "%s holds no certificate", path);
    }
    *ret = receiver;
    return JU_OK;
}

bool ju_receiver_is(const ju_receiver *receiver, const char *name)
{
    const X509_NAME *subject = X509_get_subject_name(receiver->certificate);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0) {
        return false;
    }
    const ASN1_STRING *text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
    return (size_t)ASN1_STRING_length(text) == strlen(name) &&
           memcmp(ASN1_STRING_get0_data(text), name, strlen(name)) == 0;
}

void ju_receiver_free(ju_receiver *receiver)
{
    if (receiver != NULL) {
        X509_free(receiver->certificate);
        free(receiver);
    }
}

bool ju_receiver_valid(const ju_receiver *receiver, const char *day)
{
    ju_date date;
    if (!ju_date_parse(day, &date)) {
        return false;
    }
    time_t noon = (time_t)ju_date_to_days(date) * DAY_S + NOON_S;
    return X509_cmp_time(X509_get0_notBefore(receiver->certificate), &noon) < 0 &&
           X509_cmp_time(X509_get0_notAfter(receiver->certificate), &noon) > 0;
}

/* RSA keys wrap by OAEP; others by what their kind has. */
static bool add_receiver(CMS_ContentInfo *cms, X509 *certificate)
{
    CMS_RecipientInfo *info = CMS_add1_recipient_cert(cms, certificate, CMS_KEY_PARAM);
    EVP_PKEY_CTX *wrap = info == NULL ? NULL : CMS_RecipientInfo_get0_pkey_ctx(info);
    bool rsa = EVP_PKEY_is_a(X509_get0_pubkey(certificate), "RSA") == 1;
    return info != NULL &&
           (!rsa || (wrap != NULL && EVP_PKEY_CTX_set_rsa_padding(wrap, RSA_PKCS1_OAEP_PADDING) > 0 &&
                     EVP_PKEY_CTX_set_rsa_oaep_md(wrap, EVP_sha256()) > 0));
}

static bool fill_envelope(CMS_ContentInfo *cms, X509 *certificate, const void *content, size_t size, BIO *out)
{
    BIO *in = BIO_new_mem_buf(content, (int)size);
    bool done = in != NULL && CMS_set_detached(cms, 0) == 1 && add_receiver(cms, certificate) &&
                CMS_final(cms, in, NULL, CMS_BINARY) == 1 && i2d_CMS_bio(out, cms) == 1;
    BIO_free(in);
    return done;
}

static bool write_envelope(X509 *certificate, const void *content, size_t size, BIO *out)
{
    CMS_ContentInfo *cms = size > INT32_MAX ? NULL : CMS_AuthEnvelopedData_create(EVP_aes_256_gcm());
    bool done = cms != NULL && fill_envelope(cms, certificate, content, size, out);
    CMS_ContentInfo_free(cms);
    return done;
}

ju_rc ju_envelope_make(const ju_receiver *receiver, ju_arena *arena, const void *content, size_t size,
                       unsigned char **ret, size_t *ret_size, ju_err *err)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *made = NULL;
    *ret = NULL;
    if (out != NULL && write_envelope(receiver->certificate, content, size, out)) {
        *ret_size = (size_t)BIO_get_mem_data(out, &made);
        *ret = ju_arena_alloc(arena, *ret_size);
    }
    if (*ret != NULL) {
        memcpy(*ret, made, *ret_size);
    }
    BIO_free(out);
    return *ret != NULL ? JU_OK : ju_fail(err, JU_FATAL, "envelope", "the file cannot be encrypted");
}

/* ---- a certificate that came in a message -------------------------------------------------------------- */

static bool strong_enough(EVP_PKEY *key)
{
    enum { EC_BITS = 256, RSA_BITS = 2048 };
    return key != NULL && ((EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_bits(key) >= EC_BITS) ||
                           (EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= RSA_BITS));
}

/* A key that is too large, or whose exponent is, can be read and not be encrypted to. */
static bool takes_envelope(X509 *certificate)
{
    BIO *nowhere = BIO_new(BIO_s_null());
    bool taken = nowhere != NULL && write_envelope(certificate, "?", 1, nowhere);
    BIO_free(nowhere);
    return taken;
}

ju_rc ju_receiver_read(const void *der, size_t size, ju_receiver **ret, ju_err *err)
{
    const unsigned char *at = der;
    const unsigned char *end = at + size;
    ju_receiver *receiver = calloc(1, sizeof *receiver);
    if (receiver == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    receiver->certificate = size == 0 ? NULL : d2i_X509(NULL, &at, (long)size);
    if (receiver->certificate == NULL || at != end ||
        !strong_enough(X509_get0_pubkey(receiver->certificate)) || !takes_envelope(receiver->certificate)) {
        ju_receiver_free(receiver);
        return ju_reject(err, "certificate_invalid", "inquirer_certificate", "no certificate to encrypt to");
    }
    *ret = receiver;
    return JU_OK;
}

/* ---- for us ------------------------------------------------------------------------------------------ */

struct ju_opener {
    X509 *certificate;
    EVP_PKEY *key;
};

static EVP_PKEY *read_private_key(const char *path)
{
    FILE *file = fopen(path, "re");
    EVP_PKEY *key = file == NULL ? NULL : PEM_read_PrivateKey(file, NULL, NULL, NULL);
    if (file != NULL) {
        (void)fclose(file);
    }
    return key;
}

ju_rc ju_opener_open(const char *certificate_path, const char *key_path, ju_opener **ret, ju_err *err)
{
    ju_receiver *receiver = NULL;
    JU_TRY(ju_receiver_open(certificate_path, &receiver, err));
    ju_opener *opener = calloc(1, sizeof *opener);
    if (opener != NULL) {
        opener->certificate = receiver->certificate;
        opener->key = read_private_key(key_path);
        receiver->certificate = NULL;
    }
    ju_receiver_free(receiver);
    if (opener == NULL || opener->key == NULL ||
        X509_check_private_key(opener->certificate, opener->key) != 1) {
        ju_opener_free(opener);
        return ju_fail(err, JU_FATAL, "certificate", "%s holds no private key of the certificate", key_path);
    }
    *ret = opener;
    return JU_OK;
}

void ju_opener_free(ju_opener *opener)
{
    if (opener != NULL) {
        X509_free(opener->certificate);
        EVP_PKEY_free(opener->key);
        free(opener);
    }
}

bool ju_opener_has(const ju_opener *opener, const void *der, size_t size)
{
    const unsigned char *at = der;
    const unsigned char *end = at + size;
    X509 *certificate = size == 0 ? NULL : d2i_X509(NULL, &at, (long)size);
    bool ours = certificate != NULL && at == end && X509_cmp(certificate, opener->certificate) == 0;
    X509_free(certificate);
    return ours;
}

/* A cipher without a tag would let changed bytes pass. */
static bool is_authenticated(const CMS_ContentInfo *cms)
{
    return OBJ_obj2nid(CMS_get0_type(cms)) == NID_id_smime_ct_authEnvelopedData;
}

static CMS_ContentInfo *read_envelope(const unsigned char *content, size_t size)
{
    const unsigned char *at = content;
    CMS_ContentInfo *cms = size > INT32_MAX ? NULL : d2i_CMS_ContentInfo(NULL, &at, (long)size);
    if (cms != NULL && (at != content + size || !is_authenticated(cms))) {
        CMS_ContentInfo_free(cms);
        return NULL;
    }
    return cms;
}

ju_rc ju_envelope_open(const ju_opener *opener, ju_arena *arena, const void *content, size_t size,
                       unsigned char **ret, size_t *ret_size, ju_err *err)
{
    BIO *out = BIO_new(BIO_s_secmem());
    CMS_ContentInfo *cms = read_envelope(content, size);
    bool opened = out != NULL && cms != NULL &&
                  CMS_decrypt(cms, opener->key, opener->certificate, NULL, out, CMS_BINARY) == 1;
    char *clear = NULL;
    *ret = NULL;
    if (opened) {
        *ret_size = (size_t)BIO_get_mem_data(out, &clear);
        *ret = ju_arena_alloc(arena, *ret_size + 1);
    }
    if (*ret != NULL && *ret_size > 0) {
        memcpy(*ret, clear, *ret_size);
    }
    CMS_ContentInfo_free(cms);
    BIO_free(out);
    if (!opened) {
        return ju_reject(err, "envelope_broken", "information",
                         "this was not encrypted to us, or is not whole");
    }
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}
