/* Signatures of other bodies: only the right key over the right bytes for the right link counts. */
#include "common/seal/sign.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const char TOPIC[] = "link.kiosk.in";

typedef struct fixture {
    char dir[32];
    ju_err err;
} fixture;

static const char *path_of(const fixture *f, const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", f->dir, name);
    return path;
}

/* A key pair: <name>.pem for who verifies, <name>.private for who signs. */
static void make_pair(const fixture *f, const char *name, const char *algorithm)
{
    char file_name[64];
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, algorithm);
    assert_non_null(key);
    (void)snprintf(file_name, sizeof file_name, "%s.pem", name);
    FILE *file = fopen(path_of(f, file_name), "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_PUBKEY(file, key), 1);
    (void)fclose(file);
    (void)snprintf(file_name, sizeof file_name, "%s.private", name);
    file = fopen(path_of(f, file_name), "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
    (void)fclose(file);
    EVP_PKEY_free(key);
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/juki-sign-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    make_pair(f, "kiosk.2025", "ED25519");
    make_pair(f, "kiosk.2026", "ED25519");
    make_pair(f, "portal.2026", "ED25519");
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    static const char *const names[] = {"kiosk.2025", "kiosk.2026", "portal.2026", "odd.2026"};
    fixture *f = *state;
    char name[64];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(name, sizeof name, "%s.pem", names[i]);
        (void)unlink(path_of(f, name));
        (void)snprintf(name, sizeof name, "%s.private", names[i]);
        (void)unlink(path_of(f, name));
    }
    (void)rmdir(f->dir);
    free(f);
    return 0;
}

static ProtobufCBinaryData bytes_of(const void *data, size_t size)
{
    return (ProtobufCBinaryData){.len = size, .data = (uint8_t *)(uintptr_t)data};
}

static void test_check(void **state)
{
    static const struct {
        const char *key;     /* signs */
        const char *key_id;  /* is named */
        const char *context; /* was signed */
        size_t length;       /* of the signature */
        int changed;         /* byte of the signature or, from 64 on, of the text; -1: none */
        const char *code;    /* "" when it is good */
    } CASES[] = {
        {"kiosk.2026.private", "kiosk/2026", "link.kiosk.in", 64, -1, ""},
        {"kiosk.2025.private", "kiosk/2025", "link.kiosk.in", 64, -1, ""},
        {"kiosk.2025.private", "kiosk/2026", "link.kiosk.in", 64, -1, "signature_invalid"},
        {"portal.2026.private", "kiosk/2026", "link.kiosk.in", 64, -1, "signature_invalid"},
        {"portal.2026.private", "portal/2026", "link.kiosk.in", 64, -1, "signature_key"},
        {"kiosk.2026.private", "kiosk/2027", "link.kiosk.in", 64, -1, "signature_key"},
        {"kiosk.2026.private", "", "link.kiosk.in", 64, -1, "signature_key"},
        {"kiosk.2026.private", "../kiosk/2026", "link.kiosk.in", 64, -1, "signature_key"},
        {"kiosk.2026.private", "kiosk/2026", "link.portal.in", 64, -1, "signature_invalid"},
        {"kiosk.2026.private", "kiosk/2026", "link.kiosk.inq", 64, -1, "signature_invalid"},
        {"kiosk.2026.private", "kiosk/2026", "link.kiosk.in", 63, -1, "signature_invalid"},
        {"kiosk.2026.private", "kiosk/2026", "link.kiosk.in", 0, -1, "signature_invalid"},
        {"kiosk.2026.private", "kiosk/2026", "link.kiosk.in", 64, 0, "signature_invalid"},
        {"kiosk.2026.private", "kiosk/2026", "link.kiosk.in", 64, 63, "signature_invalid"},
        {"kiosk.2026.private", "kiosk/2026", "link.kiosk.in", 64, 64, "signature_invalid"},
        {"kiosk.2026.private", "kiosk/2026", "link.kiosk.in", 64, 71, "signature_invalid"},
    };
    fixture *f = *state;
    ju_signers *signers = NULL;
    assert_int_equal(ju_signers_open(f->dir, "kiosk", &signers, &f->err), JU_OK);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        unsigned char text[] = "question";
        unsigned char signature[JU_SIGNATURE_BYTES];
        ProtobufCBinaryData bytes = bytes_of(text, 8);
        ProtobufCBinaryData signed_ = bytes_of(CASES[i].length == 0 ? NULL : signature, CASES[i].length);
        assert_int_equal(ju_sign(path_of(f, CASES[i].key), CASES[i].context, &bytes, signature, &f->err),
                         JU_OK);
        if (CASES[i].changed >= 64) {
            text[CASES[i].changed - 64] ^= 1;
        } else if (CASES[i].changed >= 0) {
            signature[CASES[i].changed] ^= 1;
        }
        f->err = (ju_err){0};
        ju_rc rc = ju_signature_check(signers, TOPIC, CASES[i].key_id, &bytes, &signed_, &f->err);
        assert_string_equal(f->err.code, CASES[i].code);
        assert_int_equal(rc, *CASES[i].code == '\0' ? JU_OK : JU_REJECT);
    }
    ju_signers_free(signers);
}

/* The length of the context is signed too: bytes cannot move from one into the other. */
static void test_context_is_bounded(void **state)
{
    fixture *f = *state;
    ju_signers *signers = NULL;
    unsigned char signature[JU_SIGNATURE_BYTES];
    ProtobufCBinaryData bytes = bytes_of("inquestion", 10);
    ProtobufCBinaryData rest = bytes_of("question", 8);
    ProtobufCBinaryData signed_ = bytes_of(signature, sizeof signature);
    assert_int_equal(ju_signers_open(f->dir, "kiosk", &signers, &f->err), JU_OK);
    assert_int_equal(ju_sign(path_of(f, "kiosk.2026.private"), "link.kiosk.", &bytes, signature, &f->err),
                     JU_OK);
    assert_int_equal(ju_signature_check(signers, TOPIC, "kiosk/2026", &rest, &signed_, &f->err), JU_REJECT);
    ju_signers_free(signers);
}

static void test_nobody_is_trusted(void **state)
{
    fixture *f = *state;
    ju_signers *signers = NULL;
    ProtobufCBinaryData none = {0};
    assert_int_equal(ju_signers_open(NULL, "kiosk", &signers, &f->err), JU_OK);
    assert_int_equal(ju_signature_check(signers, TOPIC, "kiosk/2026", &none, &none, &f->err), JU_REJECT);
    assert_string_equal(f->err.code, "signature_key");
    ju_signers_free(signers);
}

static void test_bad_keys(void **state)
{
    fixture *f = *state;
    ju_signers *signers = NULL;
    unsigned char signature[JU_SIGNATURE_BYTES];
    ProtobufCBinaryData none = {0};
    assert_int_equal(ju_signers_open("/nowhere", "kiosk", &signers, &f->err), JU_FATAL);
    assert_int_equal(ju_signers_open(f->dir, "nobody", &signers, &f->err), JU_FATAL);
    make_pair(f, "odd.2026", "ED448");
    assert_int_equal(ju_signers_open(f->dir, "odd", &signers, &f->err), JU_FATAL);
    assert_null(signers);
    assert_int_equal(ju_sign(path_of(f, "odd.2026.private"), TOPIC, &none, signature, &f->err), JU_FATAL);
    assert_int_equal(ju_sign(path_of(f, "kiosk.2026.pem"), TOPIC, &none, signature, &f->err), JU_FATAL);
}

/* What signs often is named by its file. */
static void test_signing_key(void **state)
{
    static const char *const BAD[] = {"kiosk.2026.private", "portal.key", "kiosk.key", "kiosk..key"};
    fixture *f = *state;
    unsigned char signature[JU_SIGNATURE_BYTES];
    char named[128];
    ju_signers *signers = NULL;
    ju_signing_key *key = NULL;
    ProtobufCBinaryData bytes = bytes_of("question", 8);
    ProtobufCBinaryData signed_ = bytes_of(signature, sizeof signature);
    (void)snprintf(named, sizeof named, "%s", path_of(f, "kiosk.2026.key"));
    assert_int_equal(rename(path_of(f, "kiosk.2026.private"), named), 0);
    assert_int_equal(ju_signing_key_open(named, "kiosk", &key, &f->err), JU_OK);
    assert_string_equal(ju_signing_key_id(key), "kiosk/2026");
    assert_int_equal(ju_sign_with(key, TOPIC, &bytes, signature, &f->err), JU_OK);
    assert_int_equal(ju_signers_open(f->dir, "kiosk", &signers, &f->err), JU_OK);
    assert_int_equal(ju_signature_check(signers, TOPIC, ju_signing_key_id(key), &bytes, &signed_, &f->err),
                     JU_OK);
    ju_signers_free(signers);
    ju_signing_key_free(key);
    assert_int_equal(ju_signing_key_open(named, "portal", &key, &f->err), JU_FATAL);
    assert_int_equal(rename(named, path_of(f, "kiosk.2026.private")), 0);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(ju_signing_key_open(path_of(f, BAD[i]), "kiosk", &key, &f->err), JU_FATAL);
    }
}

static double us_since(const struct timespec *from, int rounds)
{
    struct timespec to;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return ((double)(to.tv_sec - from->tv_sec) * 1e6 + (double)(to.tv_nsec - from->tv_nsec) / 1e3) / rounds;
}

static void test_cost(void **state)
{
    enum { ROUNDS = 200, BYTES = 1500 };
    static unsigned char text[BYTES];
    fixture *f = *state;
    unsigned char signature[JU_SIGNATURE_BYTES];
    struct timespec from;
    ju_signers *signers = NULL;
    ju_signing_key *key = NULL;
    ProtobufCBinaryData bytes = bytes_of(text, sizeof text);
    ProtobufCBinaryData signed_ = bytes_of(signature, sizeof signature);
    char named[128];
    (void)snprintf(named, sizeof named, "%s", path_of(f, "kiosk.2026.key"));
    assert_int_equal(rename(path_of(f, "kiosk.2026.private"), named), 0);
    assert_int_equal(ju_signing_key_open(named, "kiosk", &key, &f->err), JU_OK);
    assert_int_equal(rename(named, path_of(f, "kiosk.2026.private")), 0);
    assert_int_equal(ju_signers_open(f->dir, "kiosk", &signers, &f->err), JU_OK);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int i = 0; i < ROUNDS; i++) {
        assert_int_equal(ju_sign_with(key, TOPIC, &bytes, signature, &f->err), JU_OK);
    }
    double sign_us = us_since(&from, ROUNDS);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int i = 0; i < ROUNDS; i++) {
        assert_int_equal(ju_signature_check(signers, TOPIC, "kiosk/2026", &bytes, &signed_, &f->err), JU_OK);
    }
    print_message("# %d bytes: a signature costs %.1f us, its check %.1f us\n", BYTES, sign_us,
                  us_since(&from, ROUNDS));
    ju_signers_free(signers);
    ju_signing_key_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_check, setup, teardown),
        cmocka_unit_test_setup_teardown(test_context_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody_is_trusted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(test_signing_key, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cost, setup, teardown),
    };
    return cmocka_run_group_tests_name("sign", tests, NULL, NULL);
}
