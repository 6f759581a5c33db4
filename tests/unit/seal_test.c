#include "common/log/log.h"
#include "common/seal/seal.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A documented sample number that belongs to nobody. */
#define SAMPLE "123456789018"
#define KEY_A  "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define KEY_B  "f0e0d0c0b0a090807060504030201000f0e0d0c0b0a090807060504030201000"

typedef struct fixture {
    char dir[32];
    ju_arena arena;
    ju_keyring *tax;
    ju_err err;
} fixture;

static void put_file(const fixture *f, const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", f->dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/juki-seal-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    put_file(f, "tax.keys", "tax/2026 " KEY_A "\n");
    put_file(f, "tax.index", KEY_B "\n");
    ju_arena_init(&f->arena, 1 << 20);
    *state = f;
    return ju_keyring_open(f->dir, "tax", &f->tax, &f->err) == JU_OK ? 0 : -1;
}

static int teardown(void **state)
{
    static const char *const names[] = {"tax.keys", "tax.index", "welfare.keys", "welfare.index"};
    fixture *f = *state;
    char path[128];
    ju_keyring_free(f->tax);
    ju_arena_done(&f->arena);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", f->dir, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(f->dir);
    free(f);
    return 0;
}

static Juki__Common__V1__Sealed *sealed_sample(fixture *f)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(ju_seal_text(f->tax, &f->arena, "individual_number", "ref-1", SAMPLE, &sealed, &f->err),
                     JU_OK);
    return sealed;
}

static void assert_refused(fixture *f, ju_keyring *ring, const char *field, const char *subject,
                           const Juki__Common__V1__Sealed *sealed, const char *code)
{
    char *text = NULL;
    assert_int_equal(ju_unseal_text(ring, &f->arena, field, subject, sealed, &text, &f->err), JU_REJECT);
    assert_string_equal(f->err.code, code);
    assert_null(text);
}

static void assert_opens(fixture *f, ju_keyring *ring, const Juki__Common__V1__Sealed *sealed)
{
    char *text = NULL;
    assert_int_equal(ju_unseal_text(ring, &f->arena, "individual_number", "ref-1", sealed, &text, &f->err),
                     JU_OK);
    assert_string_equal(text, SAMPLE);
}

static void test_round_trip(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *sealed = sealed_sample(f);
    unsigned char wire[256];
    size_t size = juki__common__v1__sealed__pack(sealed, wire);
    assert_null(memmem(wire, size, SAMPLE, strlen(SAMPLE)));
    assert_string_equal(sealed->key_id, "tax/2026");
    assert_int_equal(sealed->nonce.len, 12);
    assert_int_equal(sealed->ciphertext.len, strlen(SAMPLE) + 16);

    Juki__Common__V1__Sealed *received = juki__common__v1__sealed__unpack(&f->arena.allocator, size, wire);
    assert_opens(f, f->tax, received);
    assert_opens(f, f->tax, received);
}

/* Made with another implementation (Python's cryptography), so that other languages' readers agree with us.
 */
static void test_known_answer(void **state)
{
    fixture *f = *state;
    unsigned char nonce[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    unsigned char ciphertext[] = {0x27, 0x2a, 0x86, 0x02, 0x75, 0x7f, 0xfa, 0x8e, 0xf0, 0x0b,
                                  0x5e, 0xc4, 0xbb, 0x71, 0x00, 0x84, 0x92, 0xff, 0x57, 0x39,
                                  0x14, 0x94, 0x76, 0x0a, 0xf5, 0xb4, 0x96, 0x3b};
    char key_id[] = "tax/2026";
    Juki__Common__V1__Sealed sealed = JUKI__COMMON__V1__SEALED__INIT;
    sealed.key_id = key_id;
    sealed.nonce = (ProtobufCBinaryData){sizeof nonce, nonce};
    sealed.ciphertext = (ProtobufCBinaryData){sizeof ciphertext, ciphertext};
    assert_opens(f, f->tax, &sealed);

    unsigned char index[JU_BLIND_INDEX_BYTES];
    static const unsigned char expected[JU_BLIND_INDEX_BYTES] = {
        0x9c, 0xcd, 0xc1, 0x6c, 0x3f, 0x96, 0xd2, 0xd1, 0x7a, 0xb1, 0xcd, 0x70, 0x0e, 0x3b, 0xd1, 0x23,
        0x7e, 0xa4, 0xf8, 0x25, 0x21, 0xbf, 0x15, 0xd7, 0xe4, 0xc2, 0x2f, 0x2f, 0x31, 0x81, 0x77, 0x42};
    assert_int_equal(ju_blind_index(f->tax, "individual_number", SAMPLE, index, &f->err), JU_OK);
    assert_memory_equal(index, expected, sizeof index);
}

/* Likewise, of the longest subject that is joined with its length, and of longer ones. */
static void test_known_answer_of_long_subjects(void **state)
{
    static const struct {
        size_t length;
        unsigned char tag[17];
    } ANSWERS[] = {
        {252, "\x45\xf2\x9c\xdc\x21\x9c\xca\xb0\xdd\x07\x48\xf4\x37\x2b\x59\x7a"},
        {253, "\xb7\xd5\xc3\x8e\xb0\x43\xc7\x1e\xbf\xee\x23\x66\xe1\xae\x8b\x2b"},
        {300, "\xe3\x6b\x2a\x28\xb9\xf8\x55\xe4\x79\x4d\x0a\xdf\x35\x21\x12\x12"},
    };
    fixture *f = *state;
    unsigned char nonce[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    unsigned char ciphertext[28] = {0x27, 0x2a, 0x86, 0x02, 0x75, 0x7f, 0xfa, 0x8e, 0xf0, 0x0b, 0x5e, 0xc4};
    char key_id[] = "tax/2026";
    Juki__Common__V1__Sealed sealed = JUKI__COMMON__V1__SEALED__INIT;
    sealed.key_id = key_id;
    sealed.nonce = (ProtobufCBinaryData){sizeof nonce, nonce};
    sealed.ciphertext = (ProtobufCBinaryData){sizeof ciphertext, ciphertext};
    for (size_t i = 0; i < sizeof ANSWERS / sizeof ANSWERS[0]; i++) {
        char subject[301] = "";
        char *text = NULL;
        memset(subject, 'r', ANSWERS[i].length);
        memcpy(ciphertext + strlen(SAMPLE), ANSWERS[i].tag, 16);
        assert_int_equal(
            ju_unseal_text(f->tax, &f->arena, "individual_number", subject, &sealed, &text, &f->err), JU_OK);
        assert_string_equal(text, SAMPLE);
    }
}

static void test_bound_to_audience_field_and_subject(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *sealed = sealed_sample(f);
    assert_refused(f, f->tax, "resident_code", "ref-1", sealed, "seal_broken");
    assert_refused(f, f->tax, "individual_number", "ref-2", sealed, "seal_broken");
    assert_refused(f, f->tax, "individual_number", "", sealed, "seal_broken");
    /* The same bytes split elsewhere. */
    assert_refused(f, f->tax, "individual_numberr", "ef-1", sealed, "seal_broken");
    assert_refused(f, f->tax, "individual_numbe", "rref-1", sealed, "seal_broken");

    /* Another audience with the very same key: only the associated data tells them apart. */
    ju_keyring *welfare = NULL;
    put_file(f, "welfare.keys", "welfare/2026 " KEY_A "\n");
    put_file(f, "welfare.index", KEY_B "\n");
    assert_int_equal(ju_keyring_open(f->dir, "welfare", &welfare, &f->err), JU_OK);
    assert_refused(f, welfare, "individual_number", "ref-1", sealed, "seal_key");
    char welfare_id[] = "welfare/2026";
    sealed->key_id = welfare_id;
    assert_refused(f, welfare, "individual_number", "ref-1", sealed, "seal_broken");
    ju_keyring_free(welfare);
}

static void test_any_flipped_bit_is_refused(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *sealed = sealed_sample(f);
    ProtobufCBinaryData *const parts[] = {&sealed->nonce, &sealed->ciphertext};
    for (size_t part = 0; part < 2; part++) {
        for (size_t bit = 0; bit < 8 * parts[part]->len; bit++) {
            parts[part]->data[bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_refused(f, f->tax, "individual_number", "ref-1", sealed, "seal_broken");
            parts[part]->data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
    }
    assert_opens(f, f->tax, sealed);
}

static void test_truncated_and_missing(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *sealed = sealed_sample(f);
    size_t whole = sealed->ciphertext.len;
    for (size_t length = 0; length < whole; length++) {
        sealed->ciphertext.len = length;
        assert_refused(f, f->tax, "individual_number", "ref-1", sealed,
                       length < 16 ? "seal_truncated" : "seal_broken");
    }
    sealed->ciphertext.len = whole;
    sealed->nonce.len = 11;
    assert_refused(f, f->tax, "individual_number", "ref-1", sealed, "seal_truncated");
    assert_refused(f, f->tax, "individual_number", "ref-1", NULL, "seal_missing");
}

static void test_old_key_still_opens(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *old = sealed_sample(f);
    ju_keyring *ring = NULL;
    put_file(f, "tax.keys", "tax/2026 " KEY_A "\ntax/2027 " KEY_B "\n");
    assert_int_equal(ju_keyring_open(f->dir, "tax", &ring, &f->err), JU_OK);
    assert_opens(f, ring, old);
    Juki__Common__V1__Sealed *new = NULL;
    assert_int_equal(ju_seal_text(ring, &f->arena, "individual_number", "ref-1", SAMPLE, &new, &f->err),
                     JU_OK);
    assert_string_equal(new->key_id, "tax/2027");
    assert_opens(f, ring, new);
    assert_opens(f, f->tax, new); /* a keyring that was open before meets it, and reads its file again */
    char unknown[] = "tax/2028";
    new->key_id = unknown;
    assert_refused(f, f->tax, "individual_number", "ref-1", new, "seal_key");
    ju_keyring_free(ring);
}

static void test_bytes_may_hold_nul_and_text_may_not(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *sealed = NULL;
    ProtobufCBinaryData opened;
    assert_int_equal(ju_seal(f->tax, &f->arena, "x", "s", "a\0b", 3, &sealed, &f->err), JU_OK);
    assert_int_equal(ju_unseal(f->tax, &f->arena, "x", "s", sealed, &opened, &f->err), JU_OK);
    assert_int_equal(opened.len, 3);
    assert_memory_equal(opened.data, "a\0b", 4);
    assert_refused(f, f->tax, "x", "s", sealed, "seal_broken");

    assert_int_equal(ju_seal(f->tax, &f->arena, "x", "s", "", 0, &sealed, &f->err), JU_OK);
    assert_int_equal(ju_unseal(f->tax, &f->arena, "x", "s", sealed, &opened, &f->err), JU_OK);
    assert_int_equal(opened.len, 0);
}

static void test_size_is_bounded(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *sealed = NULL;
    static unsigned char large[JU_SEAL_MAX_BYTES + 1];
    assert_int_equal(ju_seal(f->tax, &f->arena, "x", "s", large, sizeof large, &sealed, &f->err), JU_REJECT);
    assert_string_equal(f->err.code, "too_large");
    assert_int_equal(ju_seal(f->tax, &f->arena, "x", "s", large, JU_SEAL_MAX_BYTES, &sealed, &f->err), JU_OK);

    ju_arena small;
    ProtobufCBinaryData opened;
    ju_arena_init(&small, 4096);
    /* a full arena says nothing about the value */
    assert_int_equal(ju_unseal(f->tax, &small, "x", "s", sealed, &opened, &f->err), JU_FATAL);
    assert_string_equal(f->err.code, "memory");
    assert_int_equal(ju_seal(f->tax, &small, "x", "s", large, 8192, &sealed, &f->err), JU_FATAL);
    ju_arena_done(&small);
}

static int compare_nonces(const void *a, const void *b)
{
    return memcmp(a, b, 12);
}

static void test_nonces_do_not_repeat(void **state)
{
    enum { SEALS = 100000 };
    fixture *f = *state;
    unsigned char(*nonces)[12] = calloc(SEALS, sizeof *nonces);
    assert_non_null(nonces);
    for (int i = 0; i < SEALS; i++) {
        memcpy(nonces[i], sealed_sample(f)->nonce.data, sizeof *nonces);
        ju_arena_reset(&f->arena);
    }
    qsort(nonces, SEALS, sizeof *nonces, compare_nonces);
    for (int i = 1; i < SEALS; i++) {
        assert_memory_not_equal(nonces[i - 1], nonces[i], sizeof *nonces);
    }
    free(nonces);
}

static void test_blind_index(void **state)
{
    fixture *f = *state;
    unsigned char a[32];
    unsigned char b[32];
    assert_int_equal(ju_blind_index(f->tax, "individual_number", SAMPLE, a, &f->err), JU_OK);
    assert_int_equal(ju_blind_index(f->tax, "individual_number", SAMPLE, b, &f->err), JU_OK);
    assert_memory_equal(a, b, 32);
    assert_true(ju_blind_index_equal(a, b));
    b[31] ^= 1;
    assert_false(ju_blind_index_equal(a, b));
    assert_int_equal(ju_blind_index(f->tax, "resident_code", SAMPLE, b, &f->err), JU_OK);
    assert_memory_not_equal(a, b, 32);
    assert_int_equal(ju_blind_index(f->tax, "individual_number1", SAMPLE + 1, b, &f->err), JU_OK);
    assert_memory_not_equal(a, b, 32);

    char first[JU_SUBJECT_HASH_SIZE];
    char second[JU_SUBJECT_HASH_SIZE];
    assert_int_equal(ju_subject_hash(f->tax, SAMPLE, first, &f->err), JU_OK);
    assert_int_equal(ju_subject_hash(f->tax, "123456789019", second, &f->err), JU_OK);
    assert_int_equal(strlen(first), 32);
    assert_string_not_equal(first, second);
}

static void assert_keys_refused(fixture *f, const char *keys, const char *index)
{
    ju_keyring *ring = NULL;
    put_file(f, "tax.keys", keys);
    put_file(f, "tax.index", index);
    assert_int_equal(ju_keyring_open(f->dir, "tax", &ring, &f->err), JU_FATAL);
    assert_null(ring);
    assert_null(strstr(f->err.message, "00112233"));
}

static void test_malformed_keys(void **state)
{
    fixture *f = *state;
    assert_keys_refused(f, "", KEY_B);
    assert_keys_refused(f, "\n", KEY_B);
    assert_keys_refused(f, "tax/2026 00112233\n", KEY_B);
    assert_keys_refused(f, "tax/2026 " KEY_A "0\n", KEY_B);
    assert_keys_refused(f, "tax/2026  " KEY_A "\n", KEY_B);
    assert_keys_refused(f, "tax/2026 g" KEY_A "\n", KEY_B);
    assert_keys_refused(f, "tax/ " KEY_A "\n", KEY_B);
    assert_keys_refused(f, "taxi/2026 " KEY_A "\n", KEY_B);
    assert_keys_refused(f, "welfare/2026 " KEY_A "\n", KEY_B);
    assert_keys_refused(f, "vat/2026 " KEY_A "\n", KEY_B);
    assert_keys_refused(f, "tax/2026 " KEY_A "\ntax/2026 " KEY_B "\n", KEY_B);
    assert_keys_refused(f, "tax/2026 " KEY_A "\n\ntax/2027 " KEY_B "\n", KEY_B);
    assert_keys_refused(f, "tax/2026 " KEY_A "\n", "");
    assert_keys_refused(f, "tax/2026 " KEY_A "\n", KEY_B "\n" KEY_A "\n");
    assert_keys_refused(f, "tax/2026 " KEY_A "\n", "00112233\n");

    ju_keyring *ring = NULL;
    assert_int_equal(ju_keyring_open(f->dir, "absent", &ring, &f->err), JU_FATAL);
    assert_int_equal(ju_keyring_open(f->dir, "../tax", &ring, &f->err), JU_FATAL);
    ju_keyring_free(NULL);
}

static void test_failures_show_nothing_in_the_log(void **state)
{
    fixture *f = *state;
    char logged[4096] = "";
    Juki__Common__V1__Sealed *sealed = sealed_sample(f);
    FILE *file = tmpfile();
    int saved = dup(STDERR_FILENO);
    assert_int_equal(dup2(fileno(file), STDERR_FILENO), STDERR_FILENO);
    sealed->ciphertext.data[0] ^= 1;
    assert_refused(f, f->tax, "individual_number", "ref-1", sealed, "seal_broken");
    ju_log_error("not opened", ju_f_err(&f->err));
    assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
    close(saved);
    rewind(file);
    assert_true(fread(logged, 1, sizeof logged - 1, file) > 0);
    assert_non_null(strstr(logged, "seal_broken"));
    assert_null(strstr(logged, SAMPLE));
    assert_null(strstr(logged, "ref-1"));
    (void)fclose(file);
}

int main(void)
{
#define WITH_RING(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_RING(test_round_trip),
        WITH_RING(test_known_answer),
        WITH_RING(test_known_answer_of_long_subjects),
        WITH_RING(test_bound_to_audience_field_and_subject),
        WITH_RING(test_any_flipped_bit_is_refused),
        WITH_RING(test_truncated_and_missing),
        WITH_RING(test_old_key_still_opens),
        WITH_RING(test_bytes_may_hold_nul_and_text_may_not),
        WITH_RING(test_size_is_bounded),
        WITH_RING(test_nonces_do_not_repeat),
        WITH_RING(test_blind_index),
        WITH_RING(test_malformed_keys),
        WITH_RING(test_failures_show_nothing_in_the_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
