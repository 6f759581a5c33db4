/* Keys of a keyring wrapped by a key of a PKCS#11 token: SoftHSM2, of Debian, with a token made for the test.
 */
#include "common/seal/keyring.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
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
#define PIN   "246813"

static char dir[32];
static const char *module;

static void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void shell(const char *format, ...)
{
    char command[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(command, sizeof command, format, args);
    va_end(args);
    assert_int_equal(system(command), 0);
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

/* An AES-256 key in the token, as an operator makes it with pkcs11-tool. */
static void make_key(const char *label, bool leaves)
{
    CK_C_GetFunctionList list = NULL;
    CK_FUNCTION_LIST *call = NULL;
    CK_SLOT_ID slots[8];
    CK_ULONG count = 8;
    CK_SESSION_HANDLE session = 0;
    CK_OBJECT_HANDLE key = 0;
    CK_ULONG length = 32;
    CK_BBOOL yes = CK_TRUE;
    CK_BBOOL extractable = leaves ? CK_TRUE : CK_FALSE;
    CK_MECHANISM mechanism = {CKM_AES_KEY_GEN, NULL, 0};
    CK_ATTRIBUTE template[] = {
        {CKA_TOKEN, &yes, sizeof yes},
        {CKA_SENSITIVE, &yes, sizeof yes},
        {CKA_EXTRACTABLE, &extractable, sizeof extractable},
        {CKA_ENCRYPT, &yes, sizeof yes},
        {CKA_DECRYPT, &yes, sizeof yes},
        {CKA_VALUE_LEN, &length, sizeof length},
        {CKA_LABEL, (void *)(uintptr_t)label, strlen(label)},
    };
    void *loaded = dlopen(module, RTLD_NOW);
    assert_non_null(loaded);
    *(void **)&list = dlsym(loaded, "C_GetFunctionList");
    assert_int_equal(list(&call), CKR_OK);
    assert_int_equal(call->C_Initialize(NULL), CKR_OK);
    assert_int_equal(call->C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
    assert_true(count > 0);
    assert_int_equal(call->C_OpenSession(slots[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session),
                     CKR_OK);
    assert_int_equal(call->C_Login(session, CKU_USER, (unsigned char *)(uintptr_t)PIN, strlen(PIN)), CKR_OK);
    assert_int_equal(call->C_GenerateKey(session, &mechanism, template, 7, &key), CKR_OK);
    assert_int_equal(call->C_Finalize(NULL), CKR_OK);
    (void)dlclose(loaded);
}

static int setup(void **state)
{
    static const char *const places[] = {"/usr/lib/softhsm/libsofthsm2.so",
                                         "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                                         "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"};
    char path[64];
    (void)state;
    for (size_t i = 0; module == NULL && i < sizeof places / sizeof *places; i++) {
        module = access(places[i], R_OK) == 0 ? places[i] : NULL;
    }
    assert_non_null(module); /* softhsm2 is in deploy/local/packages.txt */
    (void)snprintf(dir, sizeof dir, "/tmp/juki-hsm-XXXXXX");
    assert_non_null(mkdtemp(dir));
    shell(
        "mkdir %s/tokens; printf 'directories.tokendir = %s/tokens\\nlog.level = ERROR\\n' >%s/softhsm2.conf",
        dir, dir, dir);
    (void)snprintf(path, sizeof path, "%s/softhsm2.conf", dir);
    assert_int_equal(setenv("SOFTHSM2_CONF", path, 1), 0);
    shell("softhsm2-util --init-token --free --label 'juki test' --so-pin 13572468 --pin " PIN " >/dev/null");
    make_key("kek", false);
    make_key("loose", true);
    put_file("pin", PIN "\n");
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
    (void)snprintf(spec, sizeof spec, "pkcs11:token=%s;object=%s?module-path=%s&pin-source=file:%s/%s", token,
                   object, module, dir, pin);
    return ju_key_provider_use(spec, err);
}

static void assert_refused(const char *token, const char *object, const char *pin)
{
    ju_err err = {0};
    assert_int_equal(use(token, object, pin, &err), JU_FATAL);
    assert_string_equal(err.code, "key_provider");
    assert_null(strstr(err.message, PIN));
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
