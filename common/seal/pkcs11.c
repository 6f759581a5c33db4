#include "common/seal/pkcs11.h"

#include "common/base/file.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NONCE_BITS = 96, TAG_BITS = 128, KEY_BYTES = 32, SLOTS_MAX = 64, PIN_FILE_BYTES_MAX = 4096 };

struct ju_pkcs11 {
    void *module;
    CK_FUNCTION_LIST *call;
    bool initialized;
    CK_SESSION_HANDLE session; /* 0: none */
    CK_OBJECT_HANDLE key;
};

/* What the URI says, in a copy of it. */
typedef struct place {
    char *token;
    char *object;
    char *module;
    char *pin_file;
} place;

static ju_rc failed(const char *what, CK_RV rv, ju_err *err)
{
    return ju_fail(err, JU_FATAL, "key_provider", "PKCS#11: %s (0x%lx)", what, rv);
}

/* ---- the URI --------------------------------------------------------------------------------------------
 */

static char **member_of(place *at, const char *name, bool query)
{
    return !query && strcmp(name, "token") == 0        ? &at->token
           : !query && strcmp(name, "object") == 0     ? &at->object
           : query && strcmp(name, "module-path") == 0 ? &at->module
           : query && strcmp(name, "pin-source") == 0  ? &at->pin_file
                                                       : NULL;
}

static bool take_attributes(place *at, char *text, const char *between, bool query)
{
    for (char *item = strsep(&text, between); item != NULL; item = strsep(&text, between)) {
        char *value = strchr(item, '=');
        if (value == NULL) {
            return false;
        }
        *value++ = '\0';
        char **member = member_of(at, item, query);
        if (member == NULL || *member != NULL || *value == '\0') {
            return false;
        }
        *member = value;
    }
    return true;
}

/* copy is cut into its parts. Names with percent signs are not needed, so they are refused. */
static bool read_uri(char *copy, place *ret)
{
    static const char scheme[] = "file:";
    char *query = strchr(copy, '?');
    if (query == NULL || strchr(copy, '%') != NULL) {
        return false;
    }
    *query++ = '\0';
    if (!take_attributes(ret, copy + strlen("pkcs11:"), ";", false) ||
        !take_attributes(ret, query, "&", true) || ret->token == NULL || ret->object == NULL ||
        ret->module == NULL || ret->pin_file == NULL || strncmp(ret->pin_file, scheme, strlen(scheme)) != 0) {
        return false;
    }
    ret->pin_file += strlen(scheme);
    return true;
}

/* ---- module, token, key -----------------------------------------------------------------------------------
 */

static ju_rc load(ju_pkcs11 *token, const char *path, ju_err *err)
{
    CK_C_GetFunctionList list = NULL;
    CK_C_INITIALIZE_ARGS threads = {.flags = CKF_OS_LOCKING_OK};
    token->module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (token->module != NULL) {
        *(void **)&list = dlsym(token->module, "C_GetFunctionList"); /* as POSIX has it */
    }
    if (list == NULL || list(&token->call) != CKR_OK) {
        return ju_fail(err, JU_FATAL, "key_provider", "%s is no PKCS#11 module", path);
    }
    CK_RV rv = token->call->C_Initialize(&threads);
    token->initialized = rv == CKR_OK;
    return token->initialized ? JU_OK : failed("the module does not start", rv, err);
}

/* Labels are padded with blanks. */
static bool label_is(const CK_TOKEN_INFO *info, const char *label)
{
    size_t length = strlen(label);
    if (length > sizeof info->label || memcmp(info->label, label, length) != 0) {
        return false;
    }
    for (size_t i = length; i < sizeof info->label; i++) {
        if (info->label[i] != ' ') {
            return false;
        }
    }
    return true;
}

static ju_rc find_slot(const ju_pkcs11 *token, const char *label, CK_SLOT_ID *ret, ju_err *err)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = SLOTS_MAX;
    int found = 0;
    CK_RV rv = token->call->C_GetSlotList(CK_TRUE, slots, &count);
    if (rv != CKR_OK) {
        return failed("no list of slots", rv, err);
    }
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        if (token->call->C_GetTokenInfo(slots[i], &info) == CKR_OK && label_is(&info, label)) {
            *ret = slots[i];
            found++;
        }
    }
    return found == 1
               ? JU_OK
               : ju_fail(err, JU_FATAL, "key_provider", "PKCS#11: %d tokens are named %s", found, label);
}

static ju_rc log_in(ju_pkcs11 *token, CK_SLOT_ID slot, const char *pin_file, ju_err *err)
{
    char *pin = NULL;
    size_t length = 0;
    CK_RV rv = token->call->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &token->session);
    if (rv != CKR_OK) {
        return failed("no session", rv, err);
    }
    JU_TRY(ju_file_read(pin_file, PIN_FILE_BYTES_MAX, &pin, &length, err));
    rv = token->call->C_Login(token->session, CKU_USER, (unsigned char *)pin, strcspn(pin, "\n"));
    ju_file_release(pin, length);
    return rv == CKR_OK ? JU_OK : failed("the token refuses the PIN", rv, err);
}

static bool never_leaves(const ju_pkcs11 *token)
{
    CK_BBOOL sensitive = CK_FALSE;
    CK_BBOOL extractable = CK_TRUE;
    CK_ATTRIBUTE asked[] = {
        {CKA_SENSITIVE, &sensitive, sizeof sensitive},
        {CKA_EXTRACTABLE, &extractable, sizeof extractable},
    };
    return token->call->C_GetAttributeValue(token->session, token->key, asked, 2) == CKR_OK &&
           sensitive == CK_TRUE && extractable == CK_FALSE;
}

static ju_rc find_key(ju_pkcs11 *token, const char *label, ju_err *err)
{
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_AES;
    CK_ULONG length = KEY_BYTES;
    CK_ATTRIBUTE wanted[] = {
        {CKA_CLASS, &class, sizeof class},
        {CKA_KEY_TYPE, &type, sizeof type},
        {CKA_VALUE_LEN, &length, sizeof length},
        {CKA_LABEL, (void *)(uintptr_t)label, strlen(label)},
    };
    CK_OBJECT_HANDLE found[2];
    CK_ULONG count = 0;
    CK_RV rv = token->call->C_FindObjectsInit(token->session, wanted, sizeof wanted / sizeof wanted[0]);
    if (rv == CKR_OK) {
        rv = token->call->C_FindObjects(token->session, found, 2, &count);
        (void)token->call->C_FindObjectsFinal(token->session);
    }
    if (rv != CKR_OK || count != 1) {
        return ju_fail(err, JU_FATAL, "key_provider", "PKCS#11: not one AES-256 key is named %s", label);
    }
    token->key = found[0];
    return never_leaves(token)
               ? JU_OK
               : ju_fail(err, JU_FATAL, "key_provider", "PKCS#11: the key %s could leave the token", label);
}

static ju_rc open_at(ju_pkcs11 *token, const place *at, ju_err *err)
{
    CK_SLOT_ID slot = 0;
    JU_TRY(load(token, at->module, err));
    JU_TRY(find_slot(token, at->token, &slot, err));
    JU_TRY(log_in(token, slot, at->pin_file, err));
    return find_key(token, at->object, err);
}

ju_rc ju_pkcs11_open(const char *uri, ju_pkcs11 **ret, ju_err *err)
{
    place at = {0};
    char *copy = strdup(uri);
    ju_pkcs11 *token = calloc(1, sizeof *token);
    ju_rc rc = JU_OK;
    if (copy == NULL || token == NULL) {
        rc = ju_fail(err, JU_FATAL, "memory", "out of memory");
    } else if (!read_uri(copy, &at)) {
        rc = ju_fail(err, JU_FATAL, "key_provider",
                     "a PKCS#11 provider is pkcs11:token=T;object=O?module-path=M&pin-source=file:P");
    } else {
        rc = open_at(token, &at, err);
    }
    free(copy);
    if (rc != JU_OK) {
        ju_pkcs11_close(token);
        return rc;
    }
    *ret = token;
    return JU_OK;
}

void ju_pkcs11_close(ju_pkcs11 *token)
{
    if (token == NULL) {
        return;
    }
    if (token->session != 0) {
        (void)token->call->C_Logout(token->session);
        (void)token->call->C_CloseSession(token->session);
    }
    if (token->initialized) {
        (void)token->call->C_Finalize(NULL);
    }
    if (token->module != NULL) {
        (void)dlclose(token->module);
    }
    free(token);
}

bool ju_pkcs11_gcm(ju_pkcs11 *token, bool encrypt, const unsigned char nonce[12], const char *name,
                   const unsigned char *in, size_t size_bytes, unsigned char *out, size_t out_bytes)
{
    CK_GCM_PARAMS params = {
        .pIv = (unsigned char *)(uintptr_t)nonce,
        .ulIvLen = NONCE_BITS / 8,
        .ulIvBits = NONCE_BITS,
        .pAAD = (unsigned char *)(uintptr_t)name,
        .ulAADLen = strlen(name),
        .ulTagBits = TAG_BITS,
    };
    CK_MECHANISM mechanism = {CKM_AES_GCM, &params, sizeof params};
    unsigned char
        room[KEY_BYTES + TAG_BITS / 8]; /* SoftHSM wants as much for what it opens as for what it is given */
    CK_ULONG written = sizeof room;
    unsigned char *from = (unsigned char *)(uintptr_t)in;
    CK_FUNCTION_LIST *call = token->call;
    CK_RV rv = encrypt ? call->C_EncryptInit(token->session, &mechanism, token->key)
                       : call->C_DecryptInit(token->session, &mechanism, token->key);
    if (rv == CKR_OK) {
        rv = encrypt ? call->C_Encrypt(token->session, from, size_bytes, room, &written)
                     : call->C_Decrypt(token->session, from, size_bytes, room, &written);
    }
    bool good = rv == CKR_OK && written == out_bytes;
    if (good) {
        memcpy(out, room, out_bytes);
    }
    explicit_bzero(room, sizeof room);
    return good;
}
