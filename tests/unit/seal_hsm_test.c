/* Keys of a keyring wrapped by a key of a PKCS#11 token: SoftHSM2, of Debian, with a token made for the test.
 */
#include "common/seal/keyring.h"
#include "tests/integration/harness/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define KEY_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define KEY_B "f0e0d0c0b0a090807060504030201000f0e0d0c0b0a090807060504030201000"

static char dir[32];

static void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void shell(const char *format, ...)
{
    char command[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(command, sizeof command, format, args);
    va_end(args);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): the folder is our own */
}

static void put_file(const char *name, const char *content)
{
    char path[64];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(content, file);
    (void)fclose(file);
}

static int setup(void **state)
{
    (void)state;
    (void)snprintf(dir, sizeof dir, "/tmp/juki-hsm-XXXXXX");
    assert_non_null(mkdtemp(dir));
    token_make(dir);
    token_make_key("kek", false);
    token_make_key("loose", true);
    put_file("wrong", "135790\n");
    put_file("tax.keys", "tax/2026 " KEY_A "\n");
    put_file("tax.index", KEY_B "\n");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ju_key_provider_end();
    shell("rm -r %s", dir);
    return 0;
}

static ju_rc use(const char *token, const char *object, const char *pin, ju_err *err)
{
    char spec[512];
    token_provider(dir, token, object, pin, spec, sizeof spec);
    return ju_key_provider_use(spec, err);
}

static void assert_refused(const char *token, const char *object, const char *pin)
{
    ju_err err = {0};
    assert_int_equal(use(token, object, pin, &err), JU_FATAL);
    assert_string_equal(err.code, "key_provider");
    assert_null(strstr(err.message, TOKEN_PIN));
    assert_false(ju_key_provider_wraps());
}

static void test_who_is_refused(void **state)
{
    (void)state;
    assert_refused("juki", "kek", "pin");
    assert_refused("juki test", "other", "pin");
    assert_refused("juki test", "kek", "wrong");
    assert_refused("juki test", "loose", "pin"); /* it could leave the token */
    ju_err err = {0};
    assert_int_equal(use("juki test", "kek", "absent", &err), JU_FATAL);
}

static void wrap_files(void)
{
    ju_key_list keys;
    unsigned char index[JU_DATA_KEY_BYTES];
    assert_int_equal(ju_keys_read(dir, "tax", JU_KEYS_ANY_FORM, &keys, NULL), JU_OK);
    assert_int_equal(ju_keys_write(dir, &keys, NULL), JU_OK);
    assert_int_equal(ju_index_key_read(dir, "tax", JU_KEYS_ANY_FORM, index, NULL), JU_OK);
    assert_int_equal(ju_index_key_write(dir, "tax", index, NULL), JU_OK);
    ju_keys_wipe(&keys);
}

static void test_token_wraps_and_unwraps(void **state)
{
    (void)state;
    ju_arena arena;
    ju_keyring *plain = NULL;
    ju_keyring *wrapped = NULL;
    ju_err err = {0};
    char *clear = NULL;
    Juki__Common__V1__Sealed *sealed = NULL;
    unsigned char index[2][JU_BLIND_INDEX_BYTES];
    ju_arena_init(&arena, 1 << 20);
    assert_int_equal(ju_keyring_open(dir, "tax", &plain, &err), JU_OK);
    assert_int_equal(ju_seal_text(plain, &arena, "f", "s", "value", &sealed, &err), JU_OK);
    assert_int_equal(ju_blind_index(plain, "f", "value", index[0], &err), JU_OK);

    assert_int_equal(use("juki test", "kek", "pin", &err), JU_OK);
    assert_int_equal(ju_keyring_open(dir, "tax", &wrapped, &err), JU_FATAL); /* a key that is not wrapped */
    wrap_files();
    shell("! grep -qi '%s' %s/tax.keys && ! grep -qi '%s' %s/tax.index", KEY_A, dir, KEY_B, dir);
    assert_int_equal(ju_keyring_open(dir, "tax", &wrapped, &err), JU_OK);
    assert_int_equal(ju_unseal_text(wrapped, &arena, "f", "s", sealed, &clear, &err), JU_OK);
    assert_string_equal(clear, "value");
    assert_int_equal(ju_blind_index(wrapped, "f", "value", index[1], &err), JU_OK);
    assert_memory_equal(index[0], index[1], JU_BLIND_INDEX_BYTES);
    ju_keyring_free(wrapped);
    wrapped = NULL;

    /* the token opens what it wrapped under this name alone */
    unsigned char key[JU_DATA_KEY_BYTES] = {1, 2, 3};
    unsigned char again[JU_DATA_KEY_BYTES];
    unsigned char out[JU_WRAPPED_KEY_BYTES];
    assert_int_equal(ju_key_wrap("tax/1", key, out, &err), JU_OK);
    assert_int_equal(ju_key_unwrap("tax/1", out, again, &err), JU_OK);
    assert_memory_equal(key, again, sizeof key);
    assert_int_equal(ju_key_unwrap("tax/2", out, again, &err), JU_FATAL);
    for (size_t i = 0; i < sizeof out; i++) {
        out[i] ^= 0x10;
        assert_int_equal(ju_key_unwrap("tax/1", out, again, &err), JU_FATAL);
        assert_string_equal(err.code, "key_unwrap");
        out[i] ^= 0x10;
    }
    assert_int_equal(ju_key_unwrap("tax/1", out, again, &err), JU_OK); /* and goes on after a refusal */

    ju_key_provider_end();
    assert_int_equal(ju_keyring_open(dir, "tax", &wrapped, &err), JU_FATAL);
    assert_null(wrapped);
    ju_keyring_free(plain);
    ju_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_is_refused),
        cmocka_unit_test(test_token_wraps_and_unwraps),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
