#include "tests/integration/harness/token.h"

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

static const char *module_of(void)
{
    static const char *const places[] = {"/usr/lib/softhsm/libsofthsm2.so",
                                         "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                                         "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (access(places[i], R_OK) == 0) {
            return places[i];
        }
    }
    fail_msg("softhsm2 is not installed");
    return NULL;
}

void token_make(const char *dir)
{
    char command[1024];
    char path[320];
    (void)snprintf(path, sizeof path, "%s/softhsm2.conf", dir);
    assert_int_equal(setenv("SOFTHSM2_CONF", path, 1), 0);
    (void)snprintf(command, sizeof command,
                   "mkdir %s/tokens && echo " TOKEN_PIN " >%s/pin && "
                   "printf 'directories.tokendir = %s/tokens\\nlog.level = ERROR\\n' >%s && "
                   "softhsm2-util --init-token --free --label 'juki test' --so-pin 13572468 --pin " TOKEN_PIN
                   " >/dev/null",
                   dir, dir, dir, path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): the folder is our own */
}

void token_make_key(const char *label, bool leaves)
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
    void *loaded = dlopen(module_of(), RTLD_NOW);
    assert_non_null(loaded);
    *(void **)&list = dlsym(loaded, "C_GetFunctionList");
    assert_int_equal(list(&call), CKR_OK);
    assert_int_equal(call->C_Initialize(NULL), CKR_OK);
    assert_int_equal(call->C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
    assert_true(count > 0);
    assert_int_equal(call->C_OpenSession(slots[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session),
                     CKR_OK);
    assert_int_equal(
        call->C_Login(session, CKU_USER, (unsigned char *)(uintptr_t)TOKEN_PIN, strlen(TOKEN_PIN)), CKR_OK);
    assert_int_equal(call->C_GenerateKey(session, &mechanism, template, 7, &key), CKR_OK);
    assert_int_equal(call->C_Finalize(NULL), CKR_OK);
    (void)dlclose(loaded);
}

void token_provider(const char *dir, const char *label, const char *object, const char *pin_file, char *ret,
                    size_t size)
{
    int length = snprintf(ret, size, "pkcs11:token=%s;object=%s?module-path=%s&pin-source=file:%s/%s", label,
                          object, module_of(), dir, pin_file);
    assert_true(length > 0 && (size_t)length < size);
}
