#include "tests/integration/harness/signer.h"

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char FROM[] = "20250101000000Z";
static const char UNTIL[] = "20350101000000Z";

struct signer {
    EVP_PKEY *key;
    X509 *certificate;
    long serial;
};

static X509 *new_certificate(EVP_PKEY *key, const char *name, long serial, const char *not_before,
                             const char *not_after)
{
    X509 *certificate = X509_new();
    assert_non_null(certificate);
    assert_int_equal(X509_set_version(certificate, X509_VERSION_3), 1);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    assert_int_equal(ASN1_TIME_set_string(X509_getm_notBefore(certificate), not_before), 1);
    assert_int_equal(ASN1_TIME_set_string(X509_getm_notAfter(certificate), not_after), 1);
    assert_int_equal(X509_set_pubkey(certificate, key), 1);
    X509_NAME *subject = X509_get_subject_name(certificate);
    assert_int_equal(
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0), 1);
    return certificate;
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_nconf_nid(NULL, NULL, nid, value);
    assert_non_null(extension);
    assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

signer *signer_new(const char *path)
{
    signer *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->key = EVP_EC_gen("P-256");
    s->certificate = new_certificate(s->key, "issuer", ++s->serial, FROM, UNTIL);
    assert_int_equal(X509_set_issuer_name(s->certificate, X509_get_subject_name(s->certificate)), 1);
    add_extension(s->certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(s->certificate, NID_key_usage, "critical,keyCertSign");
    assert_true(X509_sign(s->certificate, s->key, EVP_sha256()) > 0);
    if (path != NULL) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        assert_int_equal(PEM_write_X509(file, s->certificate), 1);
        (void)fclose(file);
    }
    return s;
}

void signer_free(signer *s)
{
    X509_free(s->certificate);
    EVP_PKEY_free(s->key);
    free(s);
}

static void add_name(GENERAL_NAMES *names, const char *oid, const char *value)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_TYPE *type = ASN1_TYPE_new();
    ASN1_UTF8STRING *text = ASN1_UTF8STRING_new();
    assert_int_equal(ASN1_STRING_set(text, value, -1), 1);
    ASN1_TYPE_set(type, V_ASN1_UTF8STRING, text);
    assert_int_equal(GENERAL_NAME_set0_othername(name, OBJ_txt2obj(oid, 1), type), 1);
    (void)sk_GENERAL_NAME_push(names, name);
}

static X509 *issue(signer *s, EVP_PKEY *key, const signer_holder *holder)
{
    X509 *certificate =
        new_certificate(key, "holder", ++s->serial, holder->not_before == NULL ? FROM : holder->not_before,
                        holder->not_after == NULL ? UNTIL : holder->not_after);
    assert_int_equal(X509_set_issuer_name(certificate, X509_get_subject_name(s->certificate)), 1);
    const char *usage = holder->usage == NULL ? "critical,digitalSignature,nonRepudiation" : holder->usage;
    if (*usage != '\0') {
        add_extension(certificate, NID_key_usage, usage);
    }
    if (holder->is_issuer) {
        add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    }
    if (holder->name != NULL) {
        GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
        add_name(names, "1.2.392.200149.8.5.5.1", holder->name);
        add_name(names, "1.2.392.200149.8.5.5.4", holder->birth_date);
        assert_int_equal(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, 0), 1);
        GENERAL_NAMES_free(names);
    }
    assert_true(X509_sign(certificate, s->key, EVP_sha256()) > 0);
    return certificate;
}

/* Each signer with a key and certificate of his own. */
static void add_signer(signer *s, const signer_holder *holder, CMS_ContentInfo *cms)
{
    const EVP_MD *digest = EVP_get_digestbyname(holder->digest == NULL ? "SHA256" : holder->digest);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = issue(s, key, holder);
    assert_non_null(CMS_add1_signer(cms, certificate, key, digest, CMS_BINARY));
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static CMS_ContentInfo *sign(signer *s, const signer_holder *holder, BIO *content, unsigned detached)
{
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, content, CMS_PARTIAL | CMS_BINARY | detached);
    assert_non_null(cms);
    for (int i = 0; i < (holder->signers == 0 ? 1 : holder->signers); i++) {
        add_signer(s, holder, cms);
    }
    assert_int_equal(CMS_final(cms, content, NULL, CMS_BINARY | detached), 1);
    return cms;
}

size_t signer_sign(signer *s, const signer_holder *holder, const void *content, size_t size,
                   unsigned char **ret)
{
    BIO *in = BIO_new_mem_buf(content, (int)size);
    CMS_ContentInfo *cms = holder->signers < 0 ? CMS_data_create(in, CMS_BINARY)
                                               : sign(s, holder, in, holder->detached ? CMS_DETACHED : 0);
    assert_non_null(cms);
    *ret = NULL;
    int length = i2d_CMS_ContentInfo(cms, ret);
    assert_true(length > 0);
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    return (size_t)length;
}
