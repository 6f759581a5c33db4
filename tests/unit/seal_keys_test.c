/* The files of a keyring and what a keyring makes of their change: rotation, destruction, bounds. */
#include "common/seal/keyring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define KEY_A "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define KEY_B "f0e0d0c0b0a090807060504030201000f0e0d0c0b0a090807060504030201000"
#define VALUE "123456789018"

typedef struct fixture {
    char dir[32];
    ju_arena arena;
    ju_keyring *ring;
    ju_err err;
} fixture;

static void path_of(const fixture *f, const char *name, char ret[64])
{
    (void)snprintf(ret, 64, "%s/%s", f->dir, name);
}

static void put_file(const fixture *f, const char *name, const char *content)
{
    char path[64];
    path_of(f, name, path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void read_text(const fixture *f, const char *name, char ret[8192])
{
    char path[64];
    path_of(f, name, path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    ret[fread(ret, 1, 8191, file)] = '\0';
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/juki-keys-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    put_file(f, "tax.keys", "tax/2026 " KEY_A "\n");
    put_file(f, "tax.index", KEY_B "\n");
    ju_arena_init(&f->arena, 1 << 20);
    *state = f;
    return ju_keyring_open(f->dir, "tax", &f->ring, &f->err) == JU_OK ? 0 : -1;
}

static int teardown(void **state)
{
    static const char *const names[] = {"tax.keys", "tax.index", "kek"};
    fixture *f = *state;
    char path[64];
    ju_key_provider_end();
    ju_keyring_free(f->ring);
    ju_arena_done(&f->arena);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(f, names[i], path);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(f->dir), 0); /* nothing is left beside */
    free(f);
    return 0;
}

static Juki__Common__V1__Sealed *sealed_by(fixture *f)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    assert_int_equal(ju_seal_text(f->ring, &f->arena, "field", "ref", VALUE, &sealed, &f->err), JU_OK);
    return sealed;
}

static ju_rc open_value(fixture *f, const Juki__Common__V1__Sealed *sealed)
{
    char *clear = NULL;
    ju_rc rc = ju_unseal_text(f->ring, &f->arena, "field", "ref", sealed, &clear, &f->err);
    assert_true(rc != JU_OK || strcmp(clear, VALUE) == 0);
    return rc;
}

static void change(fixture *f, ju_rc (*how)(ju_key_list *keys, ju_err *err))
{
    ju_key_list keys;
    assert_int_equal(ju_keys_read(f->dir, "tax", JU_KEYS_AS_PROVIDED, &keys, &f->err), JU_OK);
    assert_int_equal(how(&keys, &f->err), JU_OK);
    assert_int_equal(ju_keys_write(f->dir, &keys, &f->err), JU_OK);
    ju_keys_wipe(&keys);
}

static ju_rc add_2027(ju_key_list *keys, ju_err *err)
{
    return ju_keys_add(keys, "2027", false, err);
}

static ju_rc prepare_2027(ju_key_list *keys, ju_err *err)
{
    return ju_keys_add(keys, "2027", true, err);
}

static ju_rc promote_2027(ju_key_list *keys, ju_err *err)
{
    return ju_keys_promote(keys, "tax/2027", err);
}

static ju_rc erase_2026(ju_key_list *keys, ju_err *err)
{
    return ju_keys_erase(keys, "tax/2026", err);
}

/* As if a second had gone by. */
static void let_look(fixture *f)
{
    f->ring->looked_ms -= 1000;
}

static void test_new_key_counts_without_restart(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *old = sealed_by(f);
    change(f, add_2027);
    let_look(f);
    Juki__Common__V1__Sealed *new = sealed_by(f);
    assert_string_equal(old->key_id, "tax/2026");
    assert_string_equal(new->key_id, "tax/2027");
    assert_int_equal(open_value(f, old), JU_OK);
    assert_int_equal(open_value(f, new), JU_OK);
}

/* A reader that has not looked yet meets a key that it does not know. */
static void test_reader_looks_at_once(void **state)
{
    fixture *f = *state;
    ju_keyring *other = NULL;
    change(f, add_2027);
    assert_int_equal(ju_keyring_open(f->dir, "tax", &other, &f->err), JU_OK);
    ju_keyring *reader = f->ring;
    f->ring = other;
    Juki__Common__V1__Sealed *new = sealed_by(f);
    f->ring = reader;
    assert_null(ju_keys_find(&reader->keys, "tax/2027"));
    assert_int_equal(open_value(f, new), JU_OK);
    ju_keyring_free(other);
}

static void test_prepared_key_seals_when_promoted(void **state)
{
    fixture *f = *state;
    change(f, prepare_2027);
    let_look(f);
    assert_string_equal(sealed_by(f)->key_id, "tax/2026");
    assert_non_null(ju_keys_find(&f->ring->keys, "tax/2027"));
    change(f, promote_2027);
    let_look(f);
    assert_string_equal(sealed_by(f)->key_id, "tax/2027");
}

static void test_destroyed_key_is_erased(void **state)
{
    fixture *f = *state;
    char text[8192];
    Juki__Common__V1__Sealed *old = sealed_by(f);
    change(f, add_2027);
    change(f, erase_2026);
    let_look(f);
    assert_int_equal(open_value(f, old), JU_REJECT);
    assert_string_equal(f->err.code, "seal_erased");
    assert_int_equal(open_value(f, sealed_by(f)), JU_OK);
    read_text(f, "tax.keys", text);
    assert_null(strcasestr(text, KEY_A));
    assert_non_null(strstr(text, "tax/2026 erased\n"));
    /* and it is not in the keyring any more */
    assert_null(memmem(f->ring, sizeof *f->ring, "\x00\x11\x22\x33\x44\x55\x66\x77", 8));

    ju_key_list keys;
    assert_int_equal(ju_keys_read(f->dir, "tax", JU_KEYS_AS_PROVIDED, &keys, &f->err), JU_OK);
    assert_int_equal(ju_keys_erase(&keys, "tax/2026", &f->err), JU_REJECT);
    assert_string_equal(f->err.code, "seal_erased");
    assert_int_equal(ju_keys_promote(&keys, "tax/2026", &f->err), JU_REJECT);
    assert_int_equal(ju_keys_erase(&keys, "tax/2027", &f->err), JU_REJECT);
    assert_string_equal(f->err.code, "key_current");
    assert_int_equal(ju_keys_erase(&keys, "tax/2028", &f->err), JU_REJECT);
    assert_string_equal(f->err.code, "key_unknown");
    assert_int_equal(ju_keys_add(&keys, "2026", false, &f->err),
                     JU_REJECT); /* the id of what is erased is not used again */
    assert_string_equal(f->err.code, "key_period");
    assert_int_equal(ju_keys_add(&keys, "20 26", false, &f->err), JU_REJECT);
    ju_keys_wipe(&keys);
}

/* Whoever went on with the old keys would undo a destruction. */
static void test_bad_file_stops_until_it_is_good(void **state)
{
    fixture *f = *state;
    char path[64];
    Juki__Common__V1__Sealed *sealed = sealed_by(f);
    put_file(f, "tax.keys", "tax/2026 " KEY_A "\ntax/2027 erased\n");
    let_look(f);
    assert_int_equal(open_value(f, sealed), JU_RETRY);
    assert_string_equal(f->err.code, "keyring");
    path_of(f, "tax.keys", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(open_value(f, sealed), JU_RETRY);
    put_file(f, "tax.keys", "tax/2026 " KEY_A "\n");
    assert_int_equal(open_value(f, sealed), JU_OK);
}

static void test_key_refuses_past_its_bound(void **state)
{
    fixture *f = *state;
    Juki__Common__V1__Sealed *sealed = sealed_by(f);
    assert_int_equal(f->ring->keys.key[0].sealed, 1);
    f->ring->keys.key[0].sealed = JU_SEALS_MAX - 1;
    assert_int_equal(open_value(f, sealed_by(f)), JU_OK);
    assert_int_equal(ju_seal_text(f->ring, &f->arena, "field", "ref", VALUE, &sealed, &f->err), JU_RETRY);
    assert_string_equal(f->err.code, "key_spent");
    assert_int_equal(open_value(f, sealed), JU_OK); /* opening has no bound */

    put_file(f, "tax.keys", "tax/2026 " KEY_A "\n"); /* read again: still the same key */
    let_look(f);
    assert_int_equal(ju_seal_text(f->ring, &f->arena, "field", "ref", VALUE, &sealed, &f->err), JU_RETRY);
    change(f, add_2027);
    let_look(f);
    assert_string_equal(sealed_by(f)->key_id, "tax/2027");
}

static void test_writing_keeps_who_may_read(void **state)
{
    fixture *f = *state;
    char path[64];
    struct stat before;
    struct stat after;
    path_of(f, "tax.keys", path);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(stat(path, &before), 0);
    change(f, add_2027);
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(after.st_mode, before.st_mode);
    assert_int_equal(after.st_uid, before.st_uid);
}

/* The file that was replaced is overwritten: who still has it open finds no key in it. */
static void test_old_file_is_overwritten(void **state)
{
    fixture *f = *state;
    char path[64];
    char text[256] = "";
    path_of(f, "tax.keys", path);
    FILE *old = fopen(path, "r");
    assert_non_null(old);
    setbuf(old, NULL);
    change(f, add_2027);
    size_t size = fread(text, 1, sizeof text, old);
    assert_true(size > 0);
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(text[i], 0);
    }
    (void)fclose(old);
}

static void test_fingerprint_names_the_key(void **state)
{
    fixture *f = *state;
    char one[JU_KEY_FINGERPRINT_SIZE];
    char other[JU_KEY_FINGERPRINT_SIZE];
    ju_seal_key key = f->ring->keys.key[0];
    assert_int_equal(ju_key_fingerprint(&key, one, &f->err), JU_OK);
    assert_int_equal(ju_key_fingerprint(&key, other, &f->err), JU_OK);
    assert_string_equal(one, other);
    assert_int_equal(strlen(one), JU_KEY_FINGERPRINT_SIZE - 1);
    key.bytes[31] ^= 1;
    assert_int_equal(ju_key_fingerprint(&key, other, &f->err), JU_OK);
    assert_string_not_equal(one, other);
}

/* ---- wrapped keys ---------------------------------------------------------------------------------------
 */

static void use_kek(fixture *f, const char *kek)
{
    char spec[80];
    put_file(f, "kek", kek);
    (void)snprintf(spec, sizeof spec, "file:%s/kek", f->dir);
    assert_int_equal(ju_key_provider_use(spec, &f->err), JU_OK);
}

static void wrap_all(fixture *f)
{
    ju_key_list keys;
    unsigned char index[JU_DATA_KEY_BYTES];
    assert_int_equal(ju_keys_read(f->dir, "tax", JU_KEYS_ANY_FORM, &keys, &f->err), JU_OK);
    assert_int_equal(ju_keys_write(f->dir, &keys, &f->err), JU_OK);
    assert_int_equal(ju_index_key_read(f->dir, "tax", JU_KEYS_ANY_FORM, index, &f->err), JU_OK);
    assert_int_equal(ju_index_key_write(f->dir, "tax", index, &f->err), JU_OK);
    ju_keys_wipe(&keys);
}

static void assert_not_opened(fixture *f, const char *code)
{
    ju_keyring *ring = NULL;
    assert_int_equal(ju_keyring_open(f->dir, "tax", &ring, &f->err), JU_FATAL);
    assert_string_equal(f->err.code, code);
    assert_null(ring);
}

static void test_wrapped_keys_open_by_their_kek_alone(void **state)
{
    fixture *f = *state;
    char text[8192];
    Juki__Common__V1__Sealed *sealed = sealed_by(f);
    use_kek(f, KEY_B "\n");
    assert_not_opened(f, "keyring"); /* not wrapped yet */
    wrap_all(f);
    read_text(f, "tax.keys", text);
    assert_null(strcasestr(text, KEY_A));
    assert_non_null(strstr(text, "tax/2026 wrapped:"));
    let_look(f);
    assert_int_equal(open_value(f, sealed), JU_OK);
    change(f, add_2027);
    let_look(f);
    assert_string_equal(sealed_by(f)->key_id, "tax/2027");

    use_kek(f, KEY_A "\n");
    assert_not_opened(f, "key_unwrap");
    ju_key_provider_end();
    assert_not_opened(f, "key_unwrap");
}

/* Each wrapped key is bound to its name. */
static void test_wrapped_keys_cannot_be_exchanged(void **state)
{
    fixture *f = *state;
    char text[8192];
    use_kek(f, KEY_B);
    wrap_all(f);
    read_text(f, "tax.keys", text);
    memcpy(strstr(text, "2026"), "2025", 4);
    put_file(f, "tax.keys", text);
    assert_not_opened(f, "key_unwrap");
    memcpy(strstr(text, "2025"), "2026", 4);
    char *digit = text + strlen(text) - 2;
    *digit = *digit == '0' ? '1' : '0';
    put_file(f, "tax.keys", text);
    assert_not_opened(f, "key_unwrap");
    put_file(f, "tax.keys", "tax/2026 wrapped:00\n");
    assert_not_opened(f, "keyring");
}

static void test_bad_providers(void **state)
{
    static const char *const bad[] = {
        "",
        "files",
        "file:/nowhere/kek",
        "pkcs11:",
        "pkcs11:token=a;object=b",
        "pkcs11:token=a?module-path=/x&pin-source=file:/y",
        "pkcs11:token=a;object=b?module-path=/x&pin-value=1234",
        "pkcs11:token=a;token=b;object=b?module-path=/x&pin-source=file:/y",
        "pkcs11:token=a%20b;object=b?module-path=/x&pin-source=file:/y",
        "pkcs11:token=a;object=b?module-path=/nowhere.so&pin-source=file:/y",
    };
    fixture *f = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(ju_key_provider_use(bad[i], &f->err), JU_FATAL);
        assert_string_equal(f->err.code, "key_provider");
        assert_false(ju_key_provider_wraps());
    }
    put_file(f, "kek", "0011");
    char spec[80];
    (void)snprintf(spec, sizeof spec, "file:%s/kek", f->dir);
    assert_int_equal(ju_key_provider_use(spec, &f->err), JU_FATAL);
    assert_int_equal(ju_key_provider_use("file", &f->err), JU_OK);
}

int main(void)
{
#define WITH_RING(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_RING(test_new_key_counts_without_restart),
        WITH_RING(test_reader_looks_at_once),
        WITH_RING(test_prepared_key_seals_when_promoted),
        WITH_RING(test_destroyed_key_is_erased),
        WITH_RING(test_bad_file_stops_until_it_is_good),
        WITH_RING(test_key_refuses_past_its_bound),
        WITH_RING(test_writing_keeps_who_may_read),
        WITH_RING(test_old_file_is_overwritten),
        WITH_RING(test_fingerprint_names_the_key),
        WITH_RING(test_wrapped_keys_open_by_their_kek_alone),
        WITH_RING(test_wrapped_keys_cannot_be_exchanged),
        WITH_RING(test_bad_providers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
