/* Files for bodies outside: only the receiver reads them, a changed one is refused, whatever its kind of key.
 */
#include "common/seal/envelope.h"
#include "tests/integration/harness/receiver.h"

#include <openssl/bn.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const char TEXT[] = "住民票コード,個人番号\r\n";

typedef struct fixture {
    char dir[32];
    char path[64];
    ju_arena arena;
    receiver *body;
    ju_receiver *receiver;
} fixture;

static void open_fixture(fixture *f, bool elliptic)
{
    ju_err err;
    *f = (fixture){0};
    ju_arena_init(&f->arena, 1 << 20);
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/juki-envelope-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    (void)snprintf(f->path, sizeof f->path, "%s/body.pem", f->dir);
    f->body = receiver_new(f->path, elliptic);
    assert_int_equal(ju_receiver_open(f->path, &f->receiver, &err), JU_OK);
}

static void close_fixture(fixture *f)
{
    (void)unlink(f->path);
    (void)rmdir(f->dir);
    ju_receiver_free(f->receiver);
    receiver_free(f->body);
    ju_arena_done(&f->arena);
}

static unsigned char *make(fixture *f, size_t *ret_size)
{
    unsigned char *file = NULL;
    ju_err err;
    assert_int_equal(ju_envelope_make(f->receiver, &f->arena, TEXT, strlen(TEXT), &file, ret_size, &err),
                     JU_OK);
    return file;
}

static void check_key_kind(bool elliptic)
{
    fixture f;
    fixture other;
    size_t size = 0;
    open_fixture(&f, elliptic);
    open_fixture(&other, elliptic);
    unsigned char *file = make(&f, &size);
    assert_true(receiver_is_sealed_well(file, size));
    assert_null(memmem(file, size, "個人番号", strlen("個人番号")));
    char *opened = receiver_open(f.body, file, size);
    assert_non_null(opened);
    assert_string_equal(opened, TEXT);
    free(opened);
    assert_null(receiver_open(other.body, file, size));
    close_fixture(&other);
    close_fixture(&f);
}

static void only_the_receiver_reads_it(void **state)
{
    (void)state;
    check_key_kind(false);
    check_key_kind(true);
}

static void a_changed_file_is_refused(void **state)
{
    fixture f;
    size_t size = 0;
    (void)state;
    open_fixture(&f, false);
    unsigned char *file = make(&f, &size);
    for (size_t back = 1; back <= 40; back += 13) { /* the tag, and the content before it */
        file[size - back] ^= 1;
        assert_null(receiver_open(f.body, file, size));
        file[size - back] ^= 1;
    }
    close_fixture(&f);
}

static void its_certificate_has_days(void **state)
{
    fixture f;
    (void)state;
    open_fixture(&f, true);
    assert_false(ju_receiver_valid(f.receiver, "2024-12-31"));
    assert_true(ju_receiver_valid(f.receiver, "2025-01-01"));
    assert_true(ju_receiver_valid(f.receiver, "2034-12-31"));
    assert_false(ju_receiver_valid(f.receiver, "2035-01-01"));
    assert_false(ju_receiver_valid(f.receiver, "today"));
    close_fixture(&f);
}

static void no_certificate_is_told(void **state)
{
    ju_receiver *none = NULL;
    ju_err err;
    (void)state;
    assert_int_equal(ju_receiver_open("Makefile", &none, &err), JU_FATAL);
    assert_string_equal(err.code, "certificate");
    assert_int_equal(ju_receiver_open("/nowhere", &none, &err), JU_FATAL);
    assert_null(none);
}

/* ---- for us -------------------------------------------------------------------------------------------- */

static ju_opener *open_own(fixture *f, char key_path[96])
{
    ju_opener *opener = NULL;
    ju_err err;
    (void)snprintf(key_path, 96, "%s/body.key", f->dir);
    receiver_write_key(f->body, key_path);
    assert_int_equal(ju_opener_open(f->path, key_path, &opener, &err), JU_OK);
    return opener;
}

static void close_own(ju_opener *opener, const char *key_path)
{
    ju_opener_free(opener);
    (void)unlink(key_path);
}

static void we_read_the_very_bytes(void **state)
{
    static const unsigned char bytes[] = "a\0b  \r\n\xf3\xa0\x84\x80 ";
    (void)state;
    for (int elliptic = 0; elliptic < 2; elliptic++) {
        fixture f;
        char key_path[96];
        unsigned char *file = NULL;
        unsigned char *clear = NULL;
        size_t size = 0;
        size_t clear_size = 0;
        ju_err err;
        open_fixture(&f, elliptic != 0);
        ju_opener *opener = open_own(&f, key_path);
        assert_int_equal(ju_envelope_make(f.receiver, &f.arena, bytes, sizeof bytes, &file, &size, &err),
                         JU_OK);
        assert_int_equal(ju_envelope_open(opener, &f.arena, file, size, &clear, &clear_size, &err), JU_OK);
        assert_int_equal(clear_size, sizeof bytes);
        assert_memory_equal(clear, bytes, sizeof bytes);
        close_own(opener, key_path);
        close_fixture(&f);
    }
}

static void refused(fixture *f, const ju_opener *opener, const unsigned char *file, size_t size)
{
    unsigned char *clear = NULL;
    size_t clear_size = 0;
    ju_err err = {0};
    assert_int_equal(ju_envelope_open(opener, &f->arena, file, size, &clear, &clear_size, &err), JU_REJECT);
    assert_string_equal(err.code, "envelope_broken");
    assert_null(clear);
}

static void what_is_not_whole_or_not_ours_is_refused(void **state)
{
    fixture f;
    fixture other;
    char key_path[96];
    char other_path[96];
    size_t size = 0;
    (void)state;
    open_fixture(&f, true);
    open_fixture(&other, true);
    ju_opener *opener = open_own(&f, key_path);
    ju_opener *another = open_own(&other, other_path);
    unsigned char *file = make(&f, &size);
    refused(&f, another, file, size);
    for (size_t cut = 0; cut < size; cut += 7) {
        refused(&f, opener, file, cut);
    }
    for (size_t back = 1; back <= 40; back++) { /* the tag, and the content before it */
        file[size - back] ^= 1;
        refused(&f, opener, file, size);
        file[size - back] ^= 1;
    }
    close_own(another, other_path);
    close_own(opener, key_path);
    close_fixture(&other);
    close_fixture(&f);
}

static void a_key_belongs_to_its_certificate(void **state)
{
    fixture f;
    fixture other;
    char key_path[96];
    ju_opener *none = NULL;
    ju_err err;
    (void)state;
    open_fixture(&f, true);
    open_fixture(&other, true);
    ju_opener *own = open_own(&f, key_path);
    assert_int_equal(ju_opener_open(other.path, key_path, &none, &err), JU_FATAL);
    assert_string_equal(err.code, "certificate");
    assert_int_equal(ju_opener_open(f.path, "/nowhere", &none, &err), JU_FATAL);
    assert_null(none);
    close_own(own, key_path);
    close_fixture(&other);
    close_fixture(&f);
}

/* The certificate that came in a message, in DER. */
static size_t der_of(const char *path, unsigned char der[4096])
{
    unsigned char *at = der;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    (void)fclose(file);
    int size = i2d_X509(certificate, &at);
    X509_free(certificate);
    assert_true(size > 0);
    return (size_t)size;
}

static void a_certificate_comes_in_a_message(void **state)
{
    unsigned char der[4096];
    fixture f;
    ju_err err;
    ju_receiver *read = NULL;
    (void)state;
    open_fixture(&f, true);
    size_t size = der_of(f.path, der);
    assert_int_equal(ju_receiver_read(der, size, &read, &err), JU_OK);
    assert_true(ju_receiver_is(read, "body"));
    assert_false(ju_receiver_is(read, "bod"));
    assert_false(ju_receiver_is(read, "bodyy"));
    assert_false(ju_receiver_is(read, ""));
    ju_receiver_free(read);
    assert_int_equal(ju_receiver_read(der, size - 1, &read, &err), JU_REJECT);
    assert_string_equal(err.code, "certificate_invalid");
    assert_int_equal(ju_receiver_read(der, size + 1, &read, &err), JU_REJECT);
    assert_int_equal(ju_receiver_read(der, 0, &read, &err), JU_REJECT);
    close_fixture(&f);
}

/* A certificate of the fixture for another key: RSA, with a modulus and an exponent of so many bits. */
static size_t der_of_rsa(fixture *f, int modulus_bits, int exponent_bits, unsigned char *der)
{
    unsigned char *at = der;
    BIGNUM *n = BN_new();
    BIGNUM *e = BN_new();
    OSSL_PARAM_BLD *wish = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY *key = NULL;
    assert_int_equal(BN_rand(n, modulus_bits, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD), 1);
    assert_int_equal(BN_rand(e, exponent_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD), 1);
    assert_int_equal(OSSL_PARAM_BLD_push_BN(wish, "n", n), 1);
    assert_int_equal(OSSL_PARAM_BLD_push_BN(wish, "e", e), 1);
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(wish);
    assert_int_equal(EVP_PKEY_fromdata_init(maker), 1);
    assert_int_equal(EVP_PKEY_fromdata(maker, &key, EVP_PKEY_PUBLIC_KEY, params), 1);
    FILE *file = fopen(f->path, "r");
    assert_non_null(file);
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    (void)fclose(file);
    assert_int_equal(X509_set_pubkey(certificate, key), 1);
    assert_true(i2d_re_X509_tbs(certificate, NULL) > 0); /* forgets the bytes that were read */
    int size = i2d_X509(certificate, &at);
    assert_true(size > 0);
    X509_free(certificate);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(maker);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(wish);
    BN_free(e);
    BN_free(n);
    return (size_t)size;
}

/* Such a key would else be found out by the first answer to it, which stopped the service. */
static void a_key_that_takes_nothing_is_refused(void **state)
{
    static const struct {
        int modulus_bits;
        int exponent_bits;
        ju_rc rc;
    } keys[] = {{2048, 17, JU_OK},     {4096, 60, JU_OK},      {1024, 17, JU_REJECT},
                {4096, 65, JU_REJECT}, {16400, 17, JU_REJECT}, {2048, 2049, JU_REJECT}};
    unsigned char der[16384];
    fixture f;
    ju_err err;
    (void)state;
    open_fixture(&f, true);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        ju_receiver *read = NULL;
        size_t size = der_of_rsa(&f, keys[i].modulus_bits, keys[i].exponent_bits, der);
        assert_int_equal(ju_receiver_read(der, size, &read, &err), keys[i].rc);
        if (keys[i].rc == JU_REJECT) {
            assert_string_equal(err.code, "certificate_invalid");
        }
        ju_receiver_free(read);
    }
    close_fixture(&f);
}

static void what_it_costs(void **state)
{
    enum { ROUNDS = 200 };
    fixture f;
    struct timespec from;
    struct timespec to;
    size_t size = 0;
    (void)state;
    open_fixture(&f, true);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int i = 0; i < ROUNDS; i++) {
        (void)make(&f, &size);
    }
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double us = (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3;
    print_message("# an envelope of %zu bytes to an EC key costs %.1f us\n", size, us / ROUNDS);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_receiver_reads_it),
        cmocka_unit_test(a_changed_file_is_refused),
        cmocka_unit_test(its_certificate_has_days),
        cmocka_unit_test(no_certificate_is_told),
        cmocka_unit_test(we_read_the_very_bytes),
        cmocka_unit_test(what_is_not_whole_or_not_ours_is_refused),
        cmocka_unit_test(a_key_belongs_to_its_certificate),
        cmocka_unit_test(a_certificate_comes_in_a_message),
        cmocka_unit_test(a_key_that_takes_nothing_is_refused),
        cmocka_unit_test(what_it_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
