/* Any bytes as a file of keys. A keyring that opens seals, and opens what it sealed. */
#include "common/seal/seal.h"
#include "tests/fuzz/harness.h"
#include "tests/fuzz/keys.h"

#include <string.h>

enum { ARENA_BYTES = 1 << 20 };

static void must_work(ju_keyring *ring, ju_arena *arena)
{
    ju_err err;
    char *text = NULL;
    Juki__Common__V1__Sealed *sealed = NULL;
    must(ju_seal_text(ring, arena, "field", "subject", "text", &sealed, &err) == JU_OK);
    must(strncmp(sealed->key_id, "fuzz/", 5) == 0);
    must(ju_unseal_text(ring, arena, "field", "subject", sealed, &text, &err) == JU_OK);
    must(strcmp(text, "text") == 0);
}

static void try_files(const void *keys, size_t keys_size, const void *index, size_t index_size)
{
    ju_err err = {0};
    ju_keyring *ring = NULL;
    fuzz_file("fuzz.keys", keys, keys_size);
    fuzz_file("fuzz.index", index, index_size);
    ju_rc rc = ju_keyring_open(fuzz_dir(), "fuzz", &ring, &err);
    if (rc == JU_OK) {
        must_work(ring, fuzz_arena(ARENA_BYTES));
    } else {
        must(rc == JU_FATAL && ring == NULL && err.message[0] != '\0');
    }
    ju_keyring_free(ring);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char keys[] = "fuzz/2026 " FUZZ_KEY_NEW "\n";
    try_files(data, size, FUZZ_INDEX, sizeof FUZZ_INDEX - 1);
    try_files(keys, sizeof keys - 1, data, size);
    return 0;
}
