#include "tests/integration/harness/certificate.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { DAY_SECONDS = 86400, PATH_BYTES = 512 };

static FILE *open_in(const char *dir, const char *file, const char *mode)
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s%s", dir, file);
    FILE *opened = fopen(path, mode);
    assert_non_null(opened);
    return opened;
}

static void set_name(X509_NAME *name, const char *common)
{
    assert_int_equal(
        X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const unsigned char *)"juki", -1, -1, 0), 1);
    assert_int_equal(
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)common, -1, -1, 0), 1);
}

static X509 *unsigned_one(const certificate *wish, EVP_PKEY *key)
{
    X509 *made = X509_new();
    assert_non_null(made);
    assert_int_equal(X509_set_version(made, X509_VERSION_3), 1);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(made), 7);
    (void)X509_gmtime_adj(X509_getm_notBefore(made), (long)wish->from_days * DAY_SECONDS);
    (void)X509_gmtime_adj(X509_getm_notAfter(made), (long)wish->until_days * DAY_SECONDS);
    assert_int_equal(X509_set_pubkey(made, key), 1);
    set_name(X509_get_subject_name(made), wish->name);
    X509_EXTENSION *use = X509V3_EXT_nconf_nid(NULL, NULL, NID_ext_key_usage, "clientAuth");
    assert_int_equal(X509_add_ext(made, use, -1), 1);
    X509_EXTENSION_free(use);
    return made;
}

static void sign_by(X509 *made, const char *authority)
{
    FILE *file = open_in(authority, ".pem", "r");
    X509 *issuer = PEM_read_X509(file, NULL, NULL, NULL);
    (void)fclose(file);
    file = open_in(authority, ".key", "r");
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    (void)fclose(file);
    assert_true(issuer != NULL && key != NULL);
    assert_int_equal(X509_set_issuer_name(made, X509_get_subject_name(issuer)), 1);
    assert_true(X509_sign(made, key, EVP_sha256()) > 0);
    EVP_PKEY_free(key);
    X509_free(issuer);
}

/* An authority that bears the name of ours, with another key. */
static void sign_by_stranger(X509 *made)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509_NAME *issuer = X509_NAME_new();
    set_name(issuer, "juki private authority 1");
    assert_int_equal(X509_set_issuer_name(made, issuer), 1);
    assert_true(X509_sign(made, key, EVP_sha256()) > 0);
    X509_NAME_free(issuer);
    EVP_PKEY_free(key);
}

static void copy_to(const char *dir, const char *name, const char *from)
{
    char text[16 * 1024];
    FILE *file = open_in(from, "", "r");
    size_t size = fread(text, 1, sizeof text, file);
    (void)fclose(file);
    file = open_in(dir, name, "w");
    assert_int_equal(fwrite(text, 1, size, file), size);
    (void)fclose(file);
}

void certificate_make(const char *dir, const certificate *wish, const char *trusted)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *made = unsigned_one(wish, key);
    if (wish->authority != NULL) {
        sign_by(made, wish->authority);
    } else {
        sign_by_stranger(made);
    }
    assert_int_equal(mkdir(dir, 0700), 0);
    FILE *file = open_in(dir, "/key.pem", "w");
    assert_int_equal(PEM_write_PKCS8PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
    (void)fclose(file);
    file = open_in(dir, "/certificate.pem", "w");
    assert_int_equal(PEM_write_X509(file, made), 1);
    (void)fclose(file);
    copy_to(dir, "/ca.pem", trusted);
    X509_free(made);
    EVP_PKEY_free(key);
}
