#include "tests/integration/harness/link_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>

enum { PATH_SIZE = 400 };

const char *link_key_path(const world *w, const char *name)
{
    static char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", w->dir, name);
    return path;
}

static FILE *open_file(const world *w, const char *name)
{
    FILE *file = fopen(link_key_path(w, name), "w");
    assert_non_null(file);
    return file;
}

void link_key_make(const world *w, const char *name, const char *trusted)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    FILE *file = open_file(w, name);
    assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
    (void)fclose(file);
    if (trusted != NULL) {
        file = open_file(w, trusted);
        assert_int_equal(PEM_write_PUBKEY(file, key), 1);
        (void)fclose(file);
    }
    EVP_PKEY_free(key);
}
